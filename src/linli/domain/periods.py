"""Periods that figures are made for: day, week, 旬, month, quarter, half-year, year, assessment month, campaign.

A period is half-open: its first day belongs to it, ``end`` does not. Its figures are as of its end unless asked
otherwise. Source: practice.md C1.2 (day cut at noon, assessment month from the 19th to the 18th), D3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from linli.domain.calendar import SHANGHAI, add_months

ONE = timedelta(days=1)


class Kind(StrEnum):
    """The kinds of periods."""

    DAY = "day"
    WEEK = "week"
    XUN = "xun"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    ASSESSMENT_MONTH = "assessment_month"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, order=True)
class Period:
    """Days from ``start`` up to, not including, ``end``."""

    start: date
    end: date
    kind: Kind
    name: str = ""

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("a period ends after it begins")

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.end - ONE

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    def holds(self, day: date) -> bool:
        """Does the day belong to it?"""
        return self.start <= day < self.end

    def bounds(self, cut: time = time.min) -> tuple[datetime, datetime]:
        """First instant and first instant after, half-open. A cut later than midnight moves both to the day before:
        cut at noon, the day D runs from noon of D-1 to noon of D."""
        shift = timedelta() if cut == time.min else ONE
        return (
            datetime.combine(self.start - shift, cut, SHANGHAI),
            datetime.combine(self.end - shift, cut, SHANGHAI),
        )

    def label(self) -> str:
        """As printed: ``2026年11月上旬``, ``2026年第47周``."""
        return _label(self)

    def previous(self) -> Period:
        """The one before, of the same kind. Raises ValueError for a campaign."""
        return period_of(self.kind, self.start - ONE)

    def next(self) -> Period:
        """The one after, of the same kind. Raises ValueError for a campaign."""
        return period_of(self.kind, self.end)


def campaign(start: date, last_day: date, name: str) -> Period:
    """A campaign, both days included."""
    return Period(start, last_day + ONE, Kind.CAMPAIGN, name)


def period_of(kind: Kind | str, day: date, first_of_assessment: int = 19) -> Period:
    """The period of a kind to which a day belongs; weeks begin on Monday. Raises ValueError for a campaign."""
    kind = Kind(kind)
    if kind in (Kind.DAY, Kind.WEEK):
        start = day - (day.weekday() if kind is Kind.WEEK else 0) * ONE
        return Period(start, start + (7 if kind is Kind.WEEK else 1) * ONE, kind)
    if kind is Kind.XUN:
        start = day.replace(day=(1, 11, 21)[min((day.day - 1) // 10, 2)])
        end = start + 10 * ONE if start.day < 21 else add_months(start.replace(day=1), 1)
        return Period(start, end, kind)
    if kind is Kind.ASSESSMENT_MONTH:
        this = day.replace(day=first_of_assessment)
        start = this if day >= this else add_months(this, -1)
        return Period(start, add_months(start, 1), kind)
    if kind is Kind.CAMPAIGN:
        raise ValueError("a campaign has its own dates")
    months = _MONTHS[kind]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(start, add_months(start, months), kind)


_MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF_YEAR: 6, Kind.YEAR: 12}


def _label(period: Period) -> str:
    start, kind, year = period.start, period.kind, f"{period.start.year}年"
    if kind is Kind.CAMPAIGN:
        return period.name
    if kind is Kind.WEEK:
        iso = start.isocalendar()
        return f"{iso.year}年第{iso.week}周"
    if kind is Kind.ASSESSMENT_MONTH:
        month = add_months(start.replace(day=1), 1)
        return f"{month.year}年{month.month}月考核期（{start.month}月{start.day}日至{period.last_day.month}月{period.last_day.day}日）"
    parts = {
        Kind.DAY: f"{start.month}月{start.day}日",
        Kind.XUN: f"{start.month}月{ {1: '上', 11: '中'}.get(start.day, '下') }旬",
        Kind.MONTH: f"{start.month}月",
        Kind.QUARTER: f"第{'一二三四'[(start.month - 1) // 3]}季度",
        Kind.HALF_YEAR: "上半年" if start.month == 1 else "下半年",
        Kind.YEAR: "",
    }
    return year + parts[kind]
