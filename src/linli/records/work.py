"""What the worker does for this room: fold and index every second or two, and one round a night."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextvars import copy_context
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import close_old_connections, connection

from linli.records import attachments, checkpoints, erasure, search, tallies
from linli.records.models import Checkpoint, ErasureLog, Event, Verification
from linli.records.time import now
from linli.records.verify import verify

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_NIGHT = range(1, 5)
log = logging.getLogger(__name__)
_running: dict[str, threading.Thread] = {}


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


def verification_is_asked(_at: datetime) -> bool:
    """True when a check waits."""
    return Verification.objects.filter(finished_at=None).exists()


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


def apart(
    name: str, job: Callable[[datetime], object], due: Callable[[datetime], bool]
) -> Callable[[datetime], threading.Thread | None]:
    """A job for the clock that may take minutes: if it is due, in a thread of its own, one at a time.

    Folding and indexing go on meanwhile. The thread dies with the worker; each job is safe to cut off.
    """

    def start(at: datetime) -> threading.Thread | None:
        thread = _running.get(name)
        if thread is not None and thread.is_alive():
            return thread
        if not due(at):
            return None
        context = copy_context()
        thread = threading.Thread(target=lambda: context.run(_guarded, name, job, at), name=name, daemon=True)
        _running[name] = thread
        thread.start()
        return thread

    return start


def _guarded(name: str, job: Callable[[datetime], object], at: datetime) -> None:
    close_old_connections()
    try:
        job(at)
    except Exception:  # logged like every job of the worker; the next round tries again
        log.exception("job %s failed", name)
    finally:
        connection.close()
