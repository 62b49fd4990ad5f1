"""Clocks: how long a step may take, when it is due, and why on that date.

A :class:`ClockTemplate` is a set of steps that run together (13710; the hotline classes). :func:`due` turns one step
and a start into a :class:`Due`: the instant, whether it stands on a presumed calendar, and the way it was reached as
codes with arguments, so that every date can explain itself in any language (``linli.domain.clock_words``).

Laws, tested: a further holiday never makes a forward step earlier nor a backward one later; a natural-day step never
moves; a later start never gives an earlier end. Source of the counting: practice.md C4.1, C15.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from linli.domain.calendar import SHANGHAI, DayKind, add_months, local_day
from linli.domain.hours import WorkTime, plus


class Unit(StrEnum):
    """Units of a time limit: natural ones count every day, working ones only office days or office time."""

    MINUTE = "natural_minute"
    HOUR = "natural_hour"
    DAY = "natural_day"
    MONTH = "natural_month"
    WORK_MINUTE = "working_minute"
    WORK_HOUR = "working_hour"
    WORK_DAY = "working_day"

    @property
    def is_working(self) -> bool:
        """Does the working-day calendar decide?"""
        return self.value.startswith("working")

    @property
    def is_short(self) -> bool:
        """Minutes and hours, which end at their own minute and not with the day."""
        return self in (Unit.MINUTE, Unit.HOUR, Unit.WORK_MINUTE, Unit.WORK_HOUR)


class End(StrEnum):
    """Where on its day a step ends."""

    EXACT = "exact"
    WORK_END = "work_end"
    DAY_END = "day_end"


@dataclass(frozen=True)
class ExtensionRule:
    """How often a limit may be put off, and by how much at most (None: as long as the step itself)."""

    times: int = 1
    amount: int | None = None
    unit: Unit | None = None


@dataclass(frozen=True)
class WarningRule:
    """When the one responsible is told: shares of the span, the day, after it, then again and again."""

    at_percent: tuple[int, ...] = (50, 80)
    on_day: bool = True
    after_days: tuple[int, ...] = (1,)
    then_every_days: int = 3


@dataclass(frozen=True)
class LightRule:
    """Amber when at most so many days, or so many percent of the span, are left."""

    near_days: int = 3
    near_percent: int = 20


@dataclass(frozen=True)
class Step:
    """One limit. Backward steps end so many days before an event; ``classes`` restricts it to kinds of matters."""

    id: str
    zh: str
    amount: int
    unit: Unit
    from_: str = "start"
    backward: bool = False
    end: End | None = None
    classes: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"step {self.id}: the amount may not be negative")
        if self.backward and self.unit in (Unit.WORK_HOUR, Unit.WORK_MINUTE):
            raise ValueError(f"step {self.id}: office hours are not counted backward")


@dataclass(frozen=True)
class ClockTemplate:
    """Steps that run together, with the rules for putting off, warning and lights.

    ``default_class`` is meant when the matter names none; ``open_end``: followed until closed (the 0 of 13710).
    """

    id: str
    zh: str
    steps: tuple[Step, ...]
    default_class: str = ""
    open_end: bool = False
    extension: ExtensionRule | None = None
    warnings: WarningRule = field(default_factory=WarningRule)
    lights: LightRule = field(default_factory=LightRule)
    source: str = ""

    def steps_for(self, classes: Iterable[str] = ()) -> tuple[Step, ...]:
        """The steps that hold for a matter of these classes."""
        own = set(classes)
        known = {name for step in self.steps for name in step.classes}
        if self.default_class and not own & (known | {self.default_class}):
            own.add(self.default_class)
        return tuple(
            step
            for step in self.steps
            if (not step.classes or own & set(step.classes)) and not own & set(step.unless)
        )

    def step(self, step_id: str, classes: Iterable[str] = ()) -> Step:
        """The step of that id which holds for these classes. Raises KeyError."""
        for step in self.steps_for(classes):
            if step.id == step_id:
                return step
        raise KeyError(f"clock {self.id} has no step {step_id!r}")


@dataclass(frozen=True)
class Reason:
    """One step of the way to a date: a code and plain arguments (texts, integers, ISO dates)."""

    code: str
    args: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> list[Any]:
        """``[code, args]`` for storing."""
        return [self.code, dict(self.args)]


@dataclass(frozen=True)
class Due:
    """When a step is due, whether a presumed calendar was used, and why."""

    due_at: datetime
    presumed: bool
    steps: tuple[Reason, ...]

    def steps_json(self) -> list[list[Any]]:
        """The reasons as plain lists."""
        return [reason.as_json() for reason in self.steps]


def reasons_from(stored: Iterable[Iterable[Any]]) -> tuple[Reason, ...]:
    """The reasons back from what :meth:`Due.steps_json` gave."""
    return tuple(Reason(str(code), args) for code, args in stored)


def due(step: Step, start: datetime, worktime: WorkTime) -> Due:
    """When a step that begins (or, backward, whose event lies) at ``start`` is due, and why.

    Raises CalendarRangeError for dates the calendar does not know and ValueError for a naive instant.
    """
    opening = [Reason("event" if step.backward else "from", {"at": _iso(start)})]
    rule = Reason("backward" if step.backward else "count", {"amount": step.amount, "unit": step.unit.value})
    if step.unit.is_short:
        due_at, way = _short(step, start, worktime)
    else:
        day, way = _day(step, local_day(start), start, worktime)
        due_at = _end_of(step, day, start, worktime)
    first, last = sorted((local_day(start), local_day(due_at)))
    presumed = step.unit.is_working and worktime.calendar.presumed_between(first, last)
    closing = _presumed_years(first, last, worktime) if presumed else []
    reasons = (*opening, rule, *way, *closing, Reason("until", {"at": _iso(due_at)}))
    return Due(due_at, presumed, reasons)


def schedule(
    template: ClockTemplate, start: datetime, worktime: WorkTime, classes: Iterable[str] = ()
) -> tuple[tuple[Step, Due], ...]:
    """All steps of a template that count from its start, in the template's order."""
    steps = template.steps_for(classes)
    return tuple((step, due(step, start, worktime)) for step in steps if step.from_ == "start")


def _short(step: Step, start: datetime, worktime: WorkTime) -> tuple[datetime, list[Reason]]:
    minutes = step.unit in (Unit.MINUTE, Unit.WORK_MINUTE)
    span = timedelta(minutes=step.amount) if minutes else timedelta(hours=step.amount)
    if not step.unit.is_working:
        return plus(start, -span if step.backward else span), []
    opening = worktime.next_office_moment(start)
    way = [Reason("office", {"at": _iso(opening)})] if opening > start else []
    due_at = worktime.add_workhours(start, span)
    first = local_day(start).toordinal() + (local_day(opening) == local_day(start))
    return due_at, [*way, *_skipped(first, local_day(due_at).toordinal(), worktime)]


def _day(step: Step, base: date, start: datetime, worktime: WorkTime) -> tuple[date, list[Reason]]:
    sign = -1 if step.backward else 1
    if step.unit is Unit.DAY:
        return date.fromordinal(base.toordinal() + sign * step.amount), [Reason("natural")]
    if step.unit is Unit.MONTH:
        day = add_months(base, sign * step.amount)
        return day, [Reason("natural")] + ([Reason("month_end")] if day.day != base.day else [])
    day = _workday(step, base, start, worktime)
    near, far = base.toordinal(), day.toordinal()
    return day, _skipped(far, near - 1, worktime) if step.backward else _skipped(near + 1, far, worktime)


def _workday(step: Step, base: date, start: datetime, worktime: WorkTime) -> date:
    calendar = worktime.calendar
    if step.amount:
        return calendar.add_workdays(base, -step.amount if step.backward else step.amount)
    if step.backward:
        return base if calendar.is_workday(base) else calendar.add_workdays(base, -1)
    # "the same day" that comes after its own end means the next office day
    day = calendar.add_workdays(base, 0)
    late = _end_of(step, day, start, worktime) < start
    return calendar.add_workdays(day, 1) if late else day


def _end_of(step: Step, day: date, start: datetime, worktime: WorkTime) -> datetime:
    end = step.end or (End.WORK_END if step.unit.is_working else End.DAY_END)
    if end is End.WORK_END:
        found = worktime.end_of_workday(day)
    elif end is End.DAY_END:
        found = worktime.end_of_day(day)
    else:
        clock = start.astimezone(SHANGHAI).timetz().replace(tzinfo=None)
        found = datetime.combine(day, clock or time.min, SHANGHAI)
    if not step.backward and not step.unit.is_working and found < start:
        return worktime.end_of_day(day) if worktime.end_of_day(day) >= start else start.astimezone(SHANGHAI)
    return found


def _skipped(first: int, last: int, worktime: WorkTime) -> list[Reason]:
    """Rest days left out and make-up days counted, first to last ordinal; plain weekends only as a number."""
    runs: list[tuple[date, date, str]] = []
    makeup: list[Reason] = []
    weekend_days = 0
    sources: dict[str, None] = {}
    for info in worktime.calendar.notable(first, last):
        if info.kind is DayKind.MAKEUP:
            makeup.append(Reason("makeup", {"day": info.day.isoformat(), "name": info.name}))
        elif not info.kind.is_worked and info.name:
            joined = bool(runs) and runs[-1][2] == info.name and (info.day - runs[-1][1]).days == 1
            begun = runs.pop()[0] if joined else info.day
            runs.append((begun, info.day, info.name))
        elif not info.kind.is_worked:
            weekend_days += 1
        if info.name and info.source:
            sources[info.source] = None
    found = [Reason("weekends", {"days": weekend_days})] if weekend_days else []
    found += [
        Reason("skip", {"first": a.isoformat(), "last": b.isoformat(), "name": name}) for a, b, name in runs
    ]
    return found + makeup + [Reason("notice", {"source": source}) for source in sources]


def _presumed_years(first: date, last: date, worktime: WorkTime) -> list[Reason]:
    known = worktime.calendar.notices
    years = range(first.year, last.year + 1)
    missing = [year for year in years if year not in known] or [last.year + 1]
    return [Reason("presumed", {"year": year}) for year in missing]


def _iso(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")
