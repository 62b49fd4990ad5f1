"""The working-day calendar: which day is worked, rested, a statutory holiday or a make-up workday.

Days come from *notices*: one a year, issued by the State Council's general office in the autumn before. A year
whose notice is not known yet is *presumed* (推定): Monday to Friday are worked, and whoever computed a date on
it must compute it again when the notice arrives. Reading the files is not done here (the kernel knows no files);
see ``linli.definitions.calendars``.

Source of the rules: practice.md C15. Days in this module are dates in China's time; instants are aware datetimes.
"""

from __future__ import annotations

from array import array
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

#: The table covers these years; a date outside is refused with a sentence, never guessed.
FIRST_YEAR, LAST_YEAR = 1900, 2130
_BASE = date(FIRST_YEAR, 1, 1).toordinal()
_END = date(LAST_YEAR, 12, 31).toordinal()

#: The notice of the next year may still move these last days of December (it did in 2005, 2006, 2007, 2018 …).
NEW_YEAR_TAIL = (12, 29)


class CalendarRangeError(ValueError):
    """A date outside the years the calendar can count."""


class DayKind(StrEnum):
    """What a day is, for the office."""

    WORKDAY = "workday"
    REST = "rest"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"

    @property
    def zh(self) -> str:
        """The word of the trade."""
        return _ZH_KINDS[self]

    @property
    def is_worked(self) -> bool:
        """True on ordinary and make-up workdays."""
        return self in (DayKind.WORKDAY, DayKind.MAKEUP)


_ZH_KINDS = {
    DayKind.WORKDAY: "工作日",
    DayKind.REST: "休息日",
    DayKind.HOLIDAY: "法定假日",
    DayKind.MAKEUP: "调休上班",
}

WEEKDAYS_ZH = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


@dataclass(frozen=True)
class SpecialDay:
    """One day that a notice sets: what it is and the festival it belongs to."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True)
class Notice:
    """The arrangement of one year's holidays, with its source."""

    year: int
    title: str
    days: tuple[SpecialDay, ...]
    number: str = ""
    amendments: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Title and, where known for certain, the number of the paper."""
        return f"《{self.title}》" + (f"（{self.number}）" if self.number else "")


@dataclass(frozen=True)
class DayInfo:
    """All that is known of one day."""

    day: date
    kind: DayKind
    name: str
    source: str
    presumed: bool


@dataclass(frozen=True, eq=False)
class Calendar:
    """Working days by notice, with local changes on top (a county's own holiday, a corrected day).

    Counting is by table, so that a due time costs the same for one day and for a thousand.
    """

    notices: Mapping[int, Notice] = field(default_factory=dict)
    local: tuple[SpecialDay, ...] = ()
    _special: dict[date, tuple[SpecialDay, str]] = field(init=False, repr=False)
    _before: array[int] = field(init=False, repr=False)
    _worked: array[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        special: dict[date, tuple[SpecialDay, str]] = {}
        for notice in self.notices.values():
            special.update({item.day: (item, notice.source) for item in notice.days})
        special.update({item.day: (item, "") for item in self.local})
        object.__setattr__(self, "_special", special)
        before, worked = _tables(special)
        object.__setattr__(self, "_before", before)
        object.__setattr__(self, "_worked", worked)

    def info(self, day: date) -> DayInfo:
        """Kind, festival, source and standing of a day. Raises CalendarRangeError."""
        _ordinal(day)
        presumed = self.is_presumed(day)
        if found := self._special.get(day):
            item, source = found
            return DayInfo(day, item.kind, item.name, source, presumed)
        notice = self.notices.get(day.year)
        kind = DayKind.WORKDAY if day.weekday() < 5 else DayKind.REST
        return DayInfo(day, kind, "", notice.source if notice else "", presumed)

    def kind(self, day: date) -> DayKind:
        """What the day is."""
        return self.info(day).kind

    def is_workday(self, day: date) -> bool:
        """Is the office open on this day?"""
        index = _ordinal(day) - _BASE
        return self._before[index + 1] > self._before[index]

    def is_presumed(self, day: date) -> bool:
        """True while a notice that can still change this day is not known."""
        if any(item.day == day for item in self.local):
            return False
        if day.year not in self.notices:
            return True
        return (day.month, day.day) >= NEW_YEAR_TAIL and day.year + 1 not in self.notices

    def presumed_between(self, first: date, last: date) -> bool:
        """Does any day of the closed range stand on presumption? Looks at years, not at each day."""
        if first > last:
            first, last = last, first
        if any(year not in self.notices for year in range(first.year, last.year + 1)):
            return True
        tail = date(last.year, *NEW_YEAR_TAIL)
        return last >= tail and last.year + 1 not in self.notices

    def workdays_between(self, first: date, last: date) -> int:
        """Workdays d with first < d <= last; negative when last lies before first."""
        return self._before[_ordinal(last) - _BASE + 1] - self._before[_ordinal(first) - _BASE + 1]

    def add_workdays(self, day: date, count: int) -> date:
        """The count-th workday after ``day`` (before it when negative); ``day`` itself never counts.

        Zero gives the day itself when it is worked, else the next workday.
        """
        upto = self._before[_ordinal(day) - _BASE + 1]
        if count > 0:
            position = upto + count - 1
        elif count < 0:
            position = upto - int(self.is_workday(day)) + count
        else:
            position = upto - int(self.is_workday(day))
        if not 0 <= position < len(self._worked):
            raise CalendarRangeError(f"没有{FIRST_YEAR}年以前或{LAST_YEAR}年以后的工作日历")
        return date.fromordinal(self._worked[position])

    def with_notice(self, notice: Notice) -> Calendar:
        """The calendar after one more (or one corrected) notice."""
        return Calendar({**self.notices, notice.year: notice}, self.local)

    def with_local(self, days: Iterable[SpecialDay]) -> Calendar:
        """The calendar with local days laid over the notices; a later one wins."""
        merged = {item.day: item for item in (*self.local, *days)}
        return Calendar(self.notices, tuple(merged[day] for day in sorted(merged)))

    def days(self, first: date, last: date) -> Iterator[DayInfo]:
        """Every day of the closed range, in order."""
        for ordinal in range(_ordinal(first), _ordinal(last) + 1):
            yield self.info(date.fromordinal(ordinal))

    def notable(self, first: int, last: int) -> Iterator[DayInfo]:
        """The days of a range of ordinals that are not plain workdays; cheap, for explanations."""
        for ordinal in range(first, last + 1):
            if (ordinal - 1) % 7 > 4 or date.fromordinal(ordinal) in self._special:
                yield self.info(date.fromordinal(ordinal))


def _ordinal(day: date) -> int:
    ordinal = day.toordinal()
    if not _BASE <= ordinal <= _END:
        raise CalendarRangeError(f"日期{day.isoformat()}超出工作日历的范围（{FIRST_YEAR}—{LAST_YEAR}年）")
    return ordinal


def _tables(special: Mapping[date, tuple[SpecialDay, str]]) -> tuple[array[int], array[int]]:
    """(workdays before each day, the workdays themselves) as ordinals."""
    changed = {day.toordinal(): item.kind.is_worked for day, (item, _) in special.items()}
    before, worked = array("i", [0]), array("i")
    for ordinal in range(_BASE, _END + 1):
        # date.fromordinal(1) was a Monday
        if changed.get(ordinal, (ordinal - 1) % 7 < 5):
            worked.append(ordinal)
        before.append(len(worked))
    return before, worked


def local_day(at: datetime) -> date:
    """The date in China of an aware instant. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return at.astimezone(SHANGHAI).date()


def day_start(day: date) -> datetime:
    """00:00 of a day in China."""
    return datetime.combine(day, time.min, SHANGHAI)


def day_end(day: date) -> datetime:
    """24:00 of a day, kept as its last second so that its date is still the day the rule names."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def add_months(day: date, count: int) -> date:
    """The same day ``count`` months on, or that month's last day (practice.md C15)."""
    year, index = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, index + 1, min(day.day, monthrange(year, index + 1)[1]))


#: Nothing announced at all: every year presumed.
PRESUMED = Calendar()
