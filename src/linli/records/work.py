"""What the worker does for this room: fold and index every second or two, and one round a night."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from linli.records import attachments, checkpoints, erasure, search, tallies
from linli.records.models import Checkpoint, ErasureLog, Event, Verification
from linli.records.time import now
from linli.records.verify import verify

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_NIGHT = range(1, 5)


def fold(_at: datetime) -> int:
    """Fold waiting deltas; cheap when there are none."""
    return tallies.fold_all()


def index(_at: datetime) -> int:
    """Index what waits for the search."""
    total = 0
    while count := search.drain():
        total += count
    return total


def night_is_due(at: datetime) -> bool:
    """True once a night, or by day when the machine was off at night; never on an empty house."""
    last = Checkpoint.objects.order_by("-taken_at").values_list("taken_at", flat=True).first()
    if last is None:
        return Event.objects.exists() and at.astimezone(_SHANGHAI).hour in _NIGHT
    age = at - last
    return age > timedelta(hours=26) or (
        age > timedelta(hours=12) and at.astimezone(_SHANGHAI).hour in _NIGHT
    )


def night(at: datetime) -> None:
    """Retention, orphaned files, and a signed checkpoint at the end, if the round is due."""
    if not night_is_due(at):
        return
    erasure.retention(at)
    attachments.sweep(at)
    if ErasureLog.objects.filter(at__gt=at - timedelta(days=2)).exists():
        search.purge()
    checkpoints.take(at)
    checkpoints.thin()


def verifications(_at: datetime) -> int:
    """Do the checks that were asked for on the page; answers how many."""
    done = 0
    for asked in Verification.objects.filter(finished_at=None).order_by("pk"):
        run_verification(asked)
        done += 1
    return done


def run_verification(asked: Verification) -> Verification:
    """Verify now and keep the result with what was asked."""
    report = verify()
    asked.finished_at = now()
    asked.events, asked.checkpoints = report.events, report.checkpoints
    asked.problem_count = report.problem_count
    asked.report = report.as_json()
    asked.save()
    return asked
