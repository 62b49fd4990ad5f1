"""Who has not reported is told: once before the time, once after it, in the morning digest and never by name."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.clocks import notices
from linli.clocks.models import Notice
from linli.domain.calendar import SHANGHAI
from linli.domain.reporting import State
from linli.records.tx import verb
from linli.reports.models import Report, ReportTask

#: Told so long before the time; a task that went out later than that needs no reminder.
BEFORE = timedelta(days=1)
TO_DO = (State.DRAFT.value, State.RETURNED.value)
_CHUNK = 500


def remind(at: datetime) -> int:
    """Tell the bodies that owe a report soon or are late; safe to run twice. Answers how many were told."""
    total = 0
    while count := _late(at=at) + _soon(at=at):
        total += count
    return total


@verb()
def _late(*, at: datetime) -> int:
    owed = Report.objects.filter(state__in=TO_DO, late_told_at=None, due_at__lt=at)
    rows = list(owed.filter(task__state=ReportTask.State.OPEN).order_by("due_at", "pk")[:_CHUNK])
    for row in rows:
        _tell(row, "report.late", at)
    return Report.objects.filter(pk__in=[row.pk for row in rows], late_told_at=None).update(late_told_at=at)


@verb()
def _soon(*, at: datetime) -> int:
    owed = Report.objects.filter(
        state__in=TO_DO, late_told_at=None, reminded_at=None, due_at__gte=at, due_at__lte=at + BEFORE
    )
    rows = list(owed.filter(task__state=ReportTask.State.OPEN).select_related("task").order_by("pk")[:_CHUNK])
    for row in rows:
        if row.task.issued_at <= row.due_at - BEFORE:
            _tell(row, "report.soon", at)
    return Report.objects.filter(pk__in=[row.pk for row in rows], reminded_at=None).update(reminded_at=at)


def _tell(row: Report, code: str, at: datetime) -> None:
    due = row.due_at.astimezone(SHANGHAI).isoformat(timespec="seconds")
    notices.send(
        code=code, at=at, body_id=row.body_id, kind="report", subject_id=row.pk, data={"due": due},
        when=Notice.When.DIGEST,
    )  # fmt: skip
