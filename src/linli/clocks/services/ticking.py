"""What the worker does with clocks every minute: warn, compute anew after a change of the calendar, tell."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from linli.clocks import computing, notices
from linli.clocks.models import Deadline, Notice
from linli.clocks.models import Warning as WarningRow
from linli.clocks.services.calendar import recompute_for_calendar
from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.clock_life import Point, points_upto
from linli.records.tx import verb

CHUNK = 200


def tick(at: datetime) -> dict[str, int]:
    """Everything the clocks owe at ``at``; safe to run twice and at the same time in two workers."""
    return {
        "moved": recompute_for_calendar(at=at),
        "warned": warn(at),
        "told": notices.tell(at),
        "sent": notices.deliver(at),
    }


def warn(at: datetime) -> int:
    """Note every warning point reached, each once, with one message for the last of them; answers how many."""
    total = 0
    while count := _warn_chunk(at):
        total += count
    return total


@verb()
def _warn_chunk(at: datetime) -> int:
    rows = Deadline.objects.filter(state=Deadline.State.RUNNING, next_warn_at__lte=at).order_by(
        "next_warn_at"
    )
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    found = list(rows[:CHUNK])
    known: dict[int, set[str]] = {}
    for deadline_id, point in WarningRow.objects.filter(deadline__in=found).values_list(
        "deadline_id", "point"
    ):
        known.setdefault(deadline_id, set()).add(point)
    for row in found:
        _warn(row, known.get(row.pk, set()), at)
        computing.plan_warning(row, at)
    Deadline.objects.bulk_update(found, ["next_warn_at"])
    return len(found)


def _warn(row: Deadline, known: set[str], at: datetime) -> None:
    assert row.started_at is not None
    assert row.due_at is not None
    reached = points_upto(row.started_at, row.due_at, at, computing.rules_of(row).warnings)
    fresh = [point for point in reached if point.id not in known]
    if not fresh:
        return
    notice = _tell(row, fresh[-1], at)
    WarningRow.objects.bulk_create(
        [WarningRow(deadline=row, point=point.id, at=at, notice=notice) for point in fresh],
        ignore_conflicts=True,
    )


def _tell(row: Deadline, point: Point, at: datetime) -> Notice | None:
    """One message to the post (or body); of an urgent matter at its limit also to the whole body."""
    assert row.due_at is not None
    assert row.started_at is not None
    short = row.due_at - row.started_at < timedelta(days=1)
    when = Notice.When.URGENT if row.urgent else Notice.When.DAYTIME if short else Notice.When.DIGEST
    code, data = _message(row, point, at)
    receivers = [(row.post_id, row.body_id)]
    if row.urgent and row.post_id and row.body_id and code != "clock.share":
        receivers.append((None, row.body_id))
    first = None
    for post_id, body_id in receivers:
        if post_id or body_id:
            sent = notices.send(
                code=code,
                at=at,
                post_id=post_id,
                body_id=body_id,
                kind=row.kind,
                subject_id=row.subject_id,
                data=data,
                step=row.label or row.step,
                when=when,
            )
            first = first or sent
    return first


def _message(row: Deadline, point: Point, at: datetime) -> tuple[str, dict[str, int | str]]:
    assert row.due_at is not None
    due = row.due_at.astimezone(SHANGHAI).isoformat(timespec="seconds")
    data: dict[str, int | str] = {"step_id": row.step, "due": due}
    if point.id.startswith("p"):
        return "clock.share", {**data, "share": int(point.id[1:])}
    if point.id == "due" and at <= row.due_at:
        return "clock.due", data
    return "clock.late", {**data, "days": max((local_day(at) - local_day(row.due_at)).days, 0)}
