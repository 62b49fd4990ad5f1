"""Who is on duty when: the parts of a day of duty, which of them runs at an instant, and turns by turns.

A day of duty begins at the hand-over in the morning (``Hours.start``), not at midnight: what runs past midnight
belongs to the day on which it began. At 02:00 on the 22nd it is still the night of the 21st.
Source: field/trade.md, Today (今天值班); the hours of a hand-over are each office's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from linli.domain.calendar import SHANGHAI


class Part(StrEnum):
    """A part of a day of duty, in the order of the day."""

    WHOLE = "whole"
    DAY = "day"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    NIGHT = "night"


class Pattern(StrEnum):
    """How a body divides its days of duty."""

    WHOLE = "whole"
    DAY_NIGHT = "day_night"
    HALVES = "halves"


PARTS: dict[Pattern, tuple[Part, ...]] = {
    Pattern.WHOLE: (Part.WHOLE,),
    Pattern.DAY_NIGHT: (Part.DAY, Part.NIGHT),
    Pattern.HALVES: (Part.MORNING, Part.AFTERNOON, Part.NIGHT),
}
ORDER: dict[Part, int] = {part: number for number, part in enumerate(Part)}


class HoursError(ValueError):
    """Hours that do not follow one another within a day."""


@dataclass(frozen=True)
class Hours:
    """The hand-over in the morning, at noon and in the evening; each later than the one before."""

    start: time = time(8)
    noon: time = time(12)
    evening: time = time(18)

    def __post_init__(self) -> None:
        if not self.start < self.noon < self.evening:
            raise HoursError("start < noon < evening")


def duty_day(at: datetime, hours: Hours) -> date:
    """The day of duty an instant belongs to: before the hand-over in the morning, the day before."""
    local = at.astimezone(SHANGHAI)
    return local.date() if local.time() >= hours.start else local.date() - timedelta(days=1)


def slot(day: date, part: Part, hours: Hours) -> tuple[datetime, datetime]:
    """From when to when a part of a day of duty runs (half-open); the night and the whole day end on the next day."""
    begins = {Part.NIGHT: hours.evening, Part.AFTERNOON: hours.noon}.get(part, hours.start)
    ends = {Part.DAY: hours.evening, Part.AFTERNOON: hours.evening, Part.MORNING: hours.noon}.get(part)
    begin = datetime.combine(day, begins, SHANGHAI)
    if ends is None:
        return begin, datetime.combine(day + timedelta(days=1), hours.start, SHANGHAI)
    return begin, datetime.combine(day, ends, SHANGHAI)


def runs(day: date, part: Part, hours: Hours, at: datetime) -> bool:
    """Does this part of this day of duty run at the instant?"""
    begin, end = slot(day, part, hours)
    return begin <= at < end


def pattern_of(parts: Iterable[str]) -> Pattern | None:
    """The division into which all these parts fit, None when there are none or they do not fit together."""
    found = set(parts)
    return next((one for one in Pattern if found and found <= set(PARTS[one])), None)


def rotate(
    slots: Sequence[tuple[date, Part]],
    *,
    resting: Iterable[date],
    worked: Sequence[int],
    rested: Sequence[int],
    last: Sequence[int] = (),
) -> dict[tuple[date, Part], int]:
    """Give each slot to the next in turn: ``worked`` on workdays, ``rested`` on days off.

    Without people for the days off the first list goes on through them. ``last`` are those who were on duty before, in
    their order: each list begins after the one of it who was on duty last. Who was on the day before changes places with
    the next of his list, if that one has not had his turn in this round yet. A list nobody is in leaves its days empty.
    """
    off = set(resting)
    lists = {False: list(worked), True: list(rested)}
    shared = not lists[True]
    place = {kind: _after(people, last) for kind, people in lists.items()}
    made: dict[tuple[date, Part], int] = {}
    on: dict[date, set[int]] = defaultdict(set)
    for day, part in slots:
        kind = day in off and not shared
        people = lists[kind]
        if people:
            _let_rest(people, place[kind] % len(people), on[day] | on[day - timedelta(days=1)])
            made[day, part] = people[place[kind] % len(people)]
            on[day].add(made[day, part])
            place[kind] += 1
    return made


def _let_rest(people: list[int], at: int, tired: set[int]) -> None:
    """Change the one whose turn it is with the next of the same round, where he has just been on and that one not."""
    if people[at] in tired and at + 1 < len(people) and people[at + 1] not in tired:
        people[at], people[at + 1] = people[at + 1], people[at]


def _after(people: Sequence[int], last: Sequence[int]) -> int:
    latest = next((one for one in reversed(last) if one in people), None)
    return 0 if latest is None else people.index(latest) + 1


def month_days(first: date) -> list[date]:
    """All days of the month of ``first``."""
    day, days = first.replace(day=1), []
    while day.month == first.month:
        days.append(day)
        day += timedelta(days=1)
    return days


def same_weekday_before(day: date) -> date:
    """The day of the month before from which a copy is taken: the same weekday, four or five weeks earlier."""
    back = day - timedelta(weeks=4)
    return back if back.month != day.month else day - timedelta(weeks=5)
