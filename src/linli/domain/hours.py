"""Office hours: the slots in which working time runs, by season, on the days the calendar calls worked.

Source: practice.md C15 (08:30-12:00 and 14:00-17:30 unless a city says otherwise; a start outside office hours
counts from the next office minute) and trade.md 19 (working-day deadlines end 18:00).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from linli.domain.calendar import PRESUMED, SHANGHAI, Calendar, day_end, local_day

Slot = tuple[time, time]

#: Morning and afternoon with a long noon rest.
DEFAULT_SLOTS: tuple[Slot, ...] = ((time(8, 30), time(12)), (time(14), time(17, 30)))


@dataclass(frozen=True)
class Season:
    """Other slots between two days of every year, both included; may pass over new year."""

    first: tuple[int, int]
    last: tuple[int, int]
    slots: tuple[Slot, ...]

    def holds(self, day: date) -> bool:
        """Does the season cover the day?"""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True)
class OfficeHours:
    """The slots of an ordinary day and of the seasons; the first season that covers a day decides."""

    slots: tuple[Slot, ...] = DEFAULT_SLOTS
    seasons: tuple[Season, ...] = ()

    def __post_init__(self) -> None:
        for slots in (self.slots, *(season.slots for season in self.seasons)):
            edges = [edge for slot in slots for edge in slot]
            if not edges or edges != sorted(set(edges)):
                raise ValueError("office hours must be in order and may not overlap")

    def on(self, day: date) -> tuple[Slot, ...]:
        """The slots of a worked day."""
        return next((season.slots for season in self.seasons if season.holds(day)), self.slots)


@dataclass(frozen=True)
class WorkTime:
    """A calendar with office hours and the moments at which days end."""

    calendar: Calendar = field(default=PRESUMED)
    hours: OfficeHours = field(default_factory=OfficeHours)
    workday_end: time = time(18)
    natural_end: time | None = None

    def end_of_workday(self, day: date) -> datetime:
        """When a working-day deadline of this day ends (18:00 unless set otherwise)."""
        return datetime.combine(day, self.workday_end, SHANGHAI)

    def end_of_day(self, day: date) -> datetime:
        """When a natural-day deadline of this day ends (24:00 unless set otherwise)."""
        if self.natural_end is None:
            return day_end(day)
        return datetime.combine(day, self.natural_end, SHANGHAI)

    def slots_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Office time from an instant on, as half-open pieces in order; without end."""
        day = local_day(at)
        if not self.calendar.is_workday(day):
            day = self.calendar.add_workdays(day, 1)
        while True:
            for first, last in self.hours.on(day):
                start, end = datetime.combine(day, first, SHANGHAI), datetime.combine(day, last, SHANGHAI)
                if end > at:
                    yield max(start, at.astimezone(SHANGHAI)), end
            day = self.calendar.add_workdays(day, 1)

    def next_office_moment(self, at: datetime) -> datetime:
        """The instant itself within office hours, else the next opening."""
        return next(self.slots_from(at))[0]

    def add_workhours(self, at: datetime, span: timedelta) -> datetime:
        """The earliest instant by which so much office time has passed since ``at``."""
        left = span
        for start, end in self.slots_from(at):
            if left <= end - start:
                return start + left
            left -= end - start
        raise AssertionError("office time has no end")  # pragma: no cover

    def worked_between(self, start: datetime, end: datetime) -> timedelta:
        """Office time from start to end; nothing when end lies before start."""
        total = timedelta()
        if end <= start:
            return total
        for first, last in self.slots_from(start):
            if first >= end:
                break
            total += min(last, end) - first
        return total


def plus(at: datetime, span: timedelta) -> datetime:
    """Real elapsed time, also across the years when China had summer time."""
    return (at.astimezone(UTC) + span).astimezone(SHANGHAI)
