"""One year of the working-day calendar, laid out for reading."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from linli.clocks.lookup import times_now
from linli.domain.calendar import Calendar, DayInfo, DayKind

#: The sign beside the number of a day that is not what its weekday says.
MARKS = {DayKind.HOLIDAY: "假", DayKind.REST: "休", DayKind.MAKEUP: "班"}


@dataclass(frozen=True)
class Cell:
    """One day in the sheet of its month; ``mark`` only where it needs one."""

    info: DayInfo
    mark: str

    @property
    def number(self) -> int:
        """Day of the month."""
        return self.info.day.day


@dataclass(frozen=True)
class Month:
    """A month as weeks from Monday; None before the first and after the last day."""

    number: int
    weeks: tuple[tuple[Cell | None, ...], ...]
    workdays: int


@dataclass(frozen=True)
class Festival:
    """One festival of the notice."""

    name: str
    first: date
    last: date
    days: int
    makeup: tuple[date, ...]


@dataclass(frozen=True)
class Year:
    """A year with its source, its festivals and its months."""

    number: int
    source: str
    amendments: tuple[str, ...]
    presumed: bool
    festivals: tuple[Festival, ...]
    months: tuple[Month, ...]
    workdays: int


def year(number: int) -> Year:
    """The year as it stands. Raises CalendarRangeError or ValueError for years out of range."""
    calendar = times_now().calendar
    months = tuple(_month(calendar, number, month) for month in range(1, 13))
    notice = calendar.notices.get(number)
    return Year(
        number=number,
        source=notice.source if notice else "",
        amendments=notice.amendments if notice else (),
        presumed=notice is None,
        festivals=_festivals(calendar, number),
        months=months,
        workdays=sum(month.workdays for month in months),
    )


def _month(calendar: Calendar, number: int, month: int) -> Month:
    first = date(number, month, 1)
    length = monthrange(number, month)[1]
    infos = list(calendar.days(first, first.replace(day=length)))
    cells: list[Cell | None] = [None] * first.weekday()
    cells += [Cell(info, MARKS.get(info.kind, "") if info.name else "") for info in infos]
    cells += [None] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))
    return Month(month, weeks, sum(info.kind.is_worked for info in infos))


def _festivals(calendar: Calendar, number: int) -> tuple[Festival, ...]:
    found: dict[str, list[DayInfo]] = {}
    for info in calendar.days(date(number - 1, 12, 25), date(number, 12, 31)):
        near = info.day.year == number or (info.name == "元旦" and info.day.month == 12)
        if (
            info.name
            and near
            and not (info.day.month == 12 and info.day.year == number and info.name == "元旦")
        ):
            found.setdefault(info.name, []).append(info)
    rows = (_festival(name, infos) for name, infos in found.items())
    return tuple(sorted(rows, key=lambda row: row.first))


def _festival(name: str, infos: list[DayInfo]) -> Festival:
    free = [info.day for info in infos if not info.kind.is_worked] or [infos[0].day]
    makeup = tuple(info.day for info in infos if info.kind is DayKind.MAKEUP)
    return Festival(name, free[0], free[-1], len(free), makeup)
