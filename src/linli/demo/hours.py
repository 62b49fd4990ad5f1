"""When things happen: people speak by day and evening, offices act in office hours of working days."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from linli.clocks import worktime
from linli.domain.calendar import SHANGHAI, local_day

#: Share of voices by hour of the day: the night is quiet, mornings and after supper are not.
_BY_HOUR = (1, 1, 0, 0, 0, 1, 4, 12, 30, 38, 34, 22, 14, 14, 20, 26, 24, 20, 18, 20, 16, 9, 5, 2)
#: Weight of a day by weekday; Monday brings what the weekend left.
_BY_WEEKDAY = (13, 11, 10, 10, 10, 7, 6)


def spoken_on(rng: random.Random, day: date) -> datetime:
    """A moment of a day at which a resident speaks."""
    hour = rng.choices(range(24), weights=_BY_HOUR)[0]
    return datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), SHANGHAI)


def weight_of(day: date) -> int:
    """How much of a week comes in on this day."""
    return _BY_WEEKDAY[day.weekday()]


def office(at: datetime, rng: random.Random, *, minutes: tuple[float, float]) -> datetime:
    """A moment in office hours after ``at`` and some minutes (lower and upper) of work."""
    times, _version = worktime.current()
    left = rng.uniform(*minutes)
    for first, last in times.slots_from(at):
        length = (last - first).total_seconds() / 60
        if left < length:
            return first + timedelta(minutes=left)
        left -= length
    raise AssertionError("office time has no end")


def duty(at: datetime, rng: random.Random, *, minutes: tuple[float, float]) -> datetime:
    """A moment some minutes later for what cannot wait: weekends and evenings too, not the night."""
    when = at.astimezone(SHANGHAI) + timedelta(minutes=rng.uniform(*minutes))
    if when.time() < time(7, 30):
        return when.replace(hour=7, minute=30) + timedelta(minutes=rng.uniform(0, 40))
    if when.time() > time(20, 30):
        morning = when.replace(hour=7, minute=30) + timedelta(days=1)
        return morning + timedelta(minutes=rng.uniform(0, 40))
    return when


def days_later(at: datetime, rng: random.Random, days: float) -> datetime:
    """About so many days after ``at``, in office hours."""
    return office(at + timedelta(days=days), rng, minutes=(1, 240))


def workday_before(day: date) -> date:
    """The last working day before ``day``."""
    times, _version = worktime.current()
    return times.calendar.add_workdays(day, -1)


def is_workday(at: datetime) -> bool:
    """Does the office work on the day of this instant?"""
    times, _version = worktime.current()
    return times.calendar.is_workday(local_day(at))


def holiday_before(day: date) -> date | None:
    """The first day of the last statutory holiday of three days or more that ended before ``day``."""
    times, _version = worktime.current()
    run = 0
    for back in range(1, 300):
        found = times.calendar.kind(day - timedelta(days=back))
        if found.value in ("holiday", "rest"):
            run += found.value == "holiday"
            continue
        if run >= 3:
            return day - timedelta(days=back - 1)
        run = 0
    return None
