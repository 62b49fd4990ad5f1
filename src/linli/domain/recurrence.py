"""Series of dates: every day at 07:30, Tuesdays, the 5th of each month, each quarter.

By rule 8 of mechanisms.md 9.5 a series keeps its day on holidays unless a shift is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from linli.domain.calendar import SHANGHAI, Calendar, add_months


class Every(StrEnum):
    """How often."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class OnHoliday(StrEnum):
    """What happens to a date that is no workday."""

    KEEP = "keep"
    NEXT = "next"
    PREVIOUS = "previous"
    SKIP = "skip"


@dataclass(frozen=True)
class Series:
    """A repeating date.

    ``days``: weekdays 1 (Monday) to 7 for a week; days of the month otherwise, where 31 means the last day of a
    shorter month and a negative number counts from the end (-1: the last day). ``month``: in which month of the
    quarter (1-3) or of the year (1-12). ``interval``: every n-th, counted from ``first``.
    """

    every: Every
    first: date
    days: tuple[int, ...] = ()
    month: int = 1
    interval: int = 1
    at: time | None = None
    last: date | None = None
    on_holiday: OnHoliday = OnHoliday.KEEP

    def __post_init__(self) -> None:
        if self.interval < 1:
            raise ValueError("the interval is at least 1")
        span = {Every.WEEK: 7, Every.DAY: 0}.get(self.every, 31)
        if any(day == 0 or abs(day) > span or (day < 0 and span == 7) for day in self.days):
            raise ValueError(f"days of a {self.every.value} series must lie in 1-{span}")
        if self.every is not Every.DAY and not self.days:
            raise ValueError("which days?")
        if not 1 <= self.month <= (3 if self.every is Every.QUARTER else 12):
            raise ValueError("no such month")


def occurrences(series: Series, start: date, end: date, calendar: Calendar) -> list[date]:
    """The dates of a series with start <= date < end, in order, each once, after the holiday rule.

    A shifted date may leave the month it belongs to; the range is asked of the shifted one.
    """
    margin = timedelta(days=20 if series.on_holiday in (OnHoliday.NEXT, OnHoliday.PREVIOUS) else 0)
    found: set[date] = set()
    for day in _plain(series, start - margin, end + margin):
        shifted = _shift(day, series.on_holiday, calendar)
        if shifted is not None and start <= shifted < end:
            found.add(shifted)
    return sorted(found)


def next_after(series: Series, day: date, calendar: Calendar) -> date | None:
    """The first date after ``day``, or None when the series has ended (looks ahead 15 months per interval)."""
    dates = occurrences(
        series, day + timedelta(days=1), day + timedelta(days=460 * series.interval), calendar
    )
    return dates[0] if dates else None


def instant(series: Series, day: date) -> datetime:
    """The moment of an occurrence (00:00 when the series has no hour)."""
    return datetime.combine(day, series.at or time.min, SHANGHAI)


def _plain(series: Series, start: date, end: date) -> Iterator[date]:
    begin, stop = (
        max(start, series.first),
        end if series.last is None else min(end, series.last + timedelta(days=1)),
    )
    days = (
        _by_days(series, begin, stop)
        if series.every in (Every.DAY, Every.WEEK)
        else _by_months(series, begin, stop)
    )
    return (day for day in days if begin <= day < stop)


def _by_days(series: Series, begin: date, stop: date) -> Iterator[date]:
    monday = series.first - timedelta(days=series.first.weekday())
    for number in range(max((stop - begin).days, 0)):
        day = begin + timedelta(days=number)
        if series.every is Every.DAY:
            if (day - series.first).days % series.interval == 0:
                yield day
        elif (day - monday).days // 7 % series.interval == 0 and day.isoweekday() in series.days:
            yield day


def _by_months(series: Series, begin: date, stop: date) -> Iterator[date]:
    step = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}[series.every]
    first = series.first.replace(day=1)
    if step > 1:
        first = first.replace(month=(first.month - 1) // step * step + series.month)
    passed = (begin.year - first.year) * 12 + begin.month - first.month
    number = max(passed // (step * series.interval) - 1, 0) * step * series.interval
    month = add_months(first, number)
    while month < stop:
        length = (add_months(month, 1) - month).days
        for day in series.days:
            place = length + 1 + day if day < 0 else min(day, length)
            if place >= 1:
                yield month.replace(day=place)
        month = add_months(month, step * series.interval)


def _shift(day: date, rule: OnHoliday, calendar: Calendar) -> date | None:
    if rule is OnHoliday.KEEP or calendar.is_workday(day):
        return day
    if rule is OnHoliday.SKIP:
        return None
    return calendar.add_workdays(day, 1 if rule is OnHoliday.NEXT else -1)
