"""What the notice of a year would change, before anybody confirms it: nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from linli.clocks import computing, worktime
from linli.clocks.models import OPEN_STATES, Deadline
from linli.definitions.calendars import CalendarFileError, read_notice
from linli.domain.calendar import Notice
from linli.records.errors import LinliError

#: More open deadlines than this are not tried beforehand; the page says so.
MOST = 2_000
_SHOWN = 50


@dataclass(frozen=True)
class Moved:
    """One open deadline that would move."""

    row: Deadline
    before: datetime
    after: datetime


@dataclass(frozen=True)
class Preview:
    """The notice as read, and which open deadlines it moves."""

    notice: Notice
    moved: list[Moved]
    total: int
    tried: int
    all_tried: bool


def preview(text: str, name: str) -> Preview:
    """Read a notice and count the open working-day deadlines anew on it. Raises LinliError with the mistake's place."""
    try:
        notice = read_notice(text, name)
    except CalendarFileError as error:
        raise LinliError(str(error)) from error
    times, version = worktime.current()
    changed = replace(times, calendar=times.calendar.with_notice(notice))
    since = datetime(notice.year - 1, 12, 1, tzinfo=UTC)
    open_rows = Deadline.objects.filter(working=True, state__in=OPEN_STATES, due_at__gte=since)
    rows = list(open_rows.order_by("due_at", "pk")[: MOST + 1])
    found = []
    for row in rows[:MOST]:
        before = row.due_at
        if computing.again(row, changed, version) and before is not None and row.due_at is not None:
            found.append(Moved(row, before, row.due_at))
    return Preview(notice, found[:_SHOWN], len(found), min(len(rows), MOST), len(rows) <= MOST)
