"""What may happen to a running clock: pause, extension, warnings, lights, the ladder of notices.

Two things are kept apart (practice.md C4.2): a *light* is computed from dates and needs nobody; a *notice* is a
numbered paper that a person decides to issue, so the ladder only proposes.
Sources: practice.md C4.2, D3 (defaults); trade.md "Lights".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from linli.domain.calendar import SHANGHAI, add_months, day_start, local_day
from linli.domain.clocks import Due, ExtensionRule, LightRule, Reason, Step, Unit, WarningRule, due
from linli.domain.hours import WorkTime, plus

DAY = timedelta(days=1)

#: The defaults of D3.
WARNINGS, LIGHTS = WarningRule(), LightRule()


def resumed(
    step: Step, due_at: datetime, paused_at: datetime, resumed_at: datetime, worktime: WorkTime
) -> Due:
    """The due time after a pause (挂账): it moves on by what the pause took, in the step's own unit.

    A pause that ends on the day it began moves no day; one that began after the due time changes nothing.
    """
    reasons = (Reason("paused", {"from": _iso(paused_at), "to": _iso(resumed_at)}),)
    if resumed_at <= paused_at or paused_at >= due_at:
        return Due(due_at, False, reasons)
    moved, presumed = _moved(step, due_at, paused_at, resumed_at, worktime)
    return Due(moved, presumed, (*reasons, Reason("until", {"at": _iso(moved)})))


def _moved(
    step: Step, due_at: datetime, paused_at: datetime, resumed_at: datetime, worktime: WorkTime
) -> tuple[datetime, bool]:
    calendar, unit = worktime.calendar, step.unit
    if unit in (Unit.MINUTE, Unit.HOUR):
        return plus(due_at, resumed_at - paused_at), False
    first, last, day = local_day(paused_at), local_day(resumed_at), local_day(due_at)
    if unit in (Unit.WORK_MINUTE, Unit.WORK_HOUR):
        left = worktime.worked_between(paused_at, due_at)
        moved = worktime.add_workhours(resumed_at, left)
    elif unit is Unit.WORK_DAY:
        moved = _on(calendar.add_workdays(day, calendar.workdays_between(first, last)), due_at)
    else:
        return _on(day + (last - first), due_at), False
    return moved, calendar.presumed_between(first, local_day(moved))


def _on(day: date, like: datetime) -> datetime:
    return datetime.combine(day, like.astimezone(SHANGHAI).timetz().replace(tzinfo=None), SHANGHAI)


#: Why an extension cannot be asked for: code → sentence
EXTENSION_PROBLEMS = {
    "not_allowed": "这类事项不能延期",
    "used_up": "已经延期过，不能再次延期",
    "after_deadline": "已过时限，不能再申请延期；延期要在到期前申请",
    "too_long": "延期不能超过原时限的长度",
    "not_positive": "延期的长度要大于零",
}


def extension_problem(
    rule: ExtensionRule | None,
    step: Step,
    *,
    due_at: datetime,
    at: datetime,
    already: int,
    amount: int,
    unit: Unit,
) -> str | None:
    """The code of why this extension may not be asked for at ``at``; None when it may."""
    if rule is None or rule.times < 1:
        return "not_allowed"
    if already >= rule.times:
        return "used_up"
    if at > due_at:
        return "after_deadline"
    if amount <= 0:
        return "not_positive"
    longest, its_unit = (
        (step.amount, step.unit) if rule.amount is None else (rule.amount, rule.unit or step.unit)
    )
    return "too_long" if not _at_most(amount, unit, longest, its_unit) else None


#: Comparable lengths: what a unit is in minutes; working units only compare among themselves.
_MINUTES = {
    Unit.MINUTE: 1,
    Unit.HOUR: 60,
    Unit.DAY: 1440,
    Unit.MONTH: 1440 * 30,
    Unit.WORK_MINUTE: 1,
    Unit.WORK_HOUR: 60,
    Unit.WORK_DAY: 420,
}


def _at_most(amount: int, unit: Unit, longest: int, longest_unit: Unit) -> bool:
    if unit.is_working and not longest_unit.is_working:
        return False
    return amount * _MINUTES[unit] <= longest * _MINUTES[longest_unit]


def extended(step: Step, due_at: datetime, amount: int, unit: Unit, worktime: WorkTime) -> Due:
    """The due time after an approved extension: so much more, counted from the old due time."""
    longer = Step(step.id, step.zh, amount, unit, end=step.end)
    found = due(longer, due_at, worktime)
    moved = _on(local_day(found.due_at), due_at) if not unit.is_short else found.due_at
    said = Reason("extended", {"amount": amount, "unit": unit.value})
    middle = (reason for reason in found.steps if reason.code not in ("from", "count", "until"))
    return Due(moved, found.presumed, (said, *middle, Reason("until", {"at": _iso(moved)})))


@dataclass(frozen=True)
class Point:
    """A moment at which the one responsible is told; ``id`` makes it happen once."""

    id: str
    at: datetime


def points(started_at: datetime, due_at: datetime, rule: WarningRule = WARNINGS) -> Iterator[Point]:
    """The warning points in order, without end: p50, p80, due, late1, late4, late7 … (D3).

    "due" is the morning of the day; for limits shorter than a day it is the due time itself, since a morning
    message would come too early or too late.
    """
    span, day = due_at - started_at, local_day(due_at)
    shares = [Point(f"p{share}", plus(started_at, span * share / 100)) for share in rule.at_percent]
    on_the_day = due_at if span < DAY else day_start(day)
    early = [*shares, Point("due", on_the_day)] if rule.on_day or span < DAY else shares
    yield from sorted((point for point in early if point.at > started_at), key=lambda point: point.at)
    passed = 0
    for passed in rule.after_days:
        yield Point(f"late{passed}", max(day_start(day + passed * DAY), due_at))
    while rule.then_every_days > 0:
        passed += rule.then_every_days
        yield Point(f"late{passed}", max(day_start(day + passed * DAY), due_at))


def next_point(
    started_at: datetime, due_at: datetime, after: datetime | None, rule: WarningRule = WARNINGS
) -> Point | None:
    """The first point later than ``after`` (the very first when None)."""
    for point in points(started_at, due_at, rule):
        if after is None or point.at > after:
            return point
    return None


def points_upto(
    started_at: datetime, due_at: datetime, at: datetime, rule: WarningRule = WARNINGS
) -> list[Point]:
    """All points reached by ``at``."""
    reached = []
    for point in points(started_at, due_at, rule):
        if point.at > at:
            break
        reached.append(point)
    return reached


class Light(StrEnum):
    """The light of a step, computed from dates alone."""

    MET = "met"
    NORMAL = "normal"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"

    @property
    def zh(self) -> str:
        """The word of the trade."""
        return _ZH_LIGHTS[self]


_ZH_LIGHTS = {
    Light.MET: "按时",
    Light.NORMAL: "正常",
    Light.SOON: "临期",
    Light.LATE: "超期",
    Light.PAUSED: "暂停计时",
}


def light(
    started_at: datetime,
    due_at: datetime,
    at: datetime,
    met_at: datetime | None = None,
    rule: LightRule = LIGHTS,
) -> Light:
    """Normal, soon (at most 3 days or 20 % left) or late; met when done in time.

    A step met too late stays late. A limit of three days or less would be amber from its first minute, so there
    only the share decides.
    """
    if met_at is not None:
        return Light.MET if met_at <= due_at else Light.LATE
    if at > due_at:
        return Light.LATE
    left, span, days = due_at - at, due_at - started_at, rule.near_days * DAY
    by_days = span > days and left <= days
    return Light.SOON if by_days or left * 100 <= span * rule.near_percent else Light.NORMAL


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder of notices; ``after_days`` late, proposed only."""

    id: str
    zh: str
    colour: str
    after_days: int


#: 蓝 at the due time, 橙 three days later without a reason, 红 at seven (D3; 三明, 广元 in C4.2).
LADDER = (
    Rung("remind", "提醒", "blue", 0),
    Rung("warn", "警告", "orange", 3),
    Rung("red", "红色督办", "red", 7),
)
TALK = Rung("talk", "约谈建议", "red", 7)


def proposed_rung(
    due_at: datetime, at: datetime, *, has_reason: bool = False, earlier_reds: Iterable[datetime] = ()
) -> Rung | None:
    """The notice to propose for an open step, or None while it is in time. A person decides.

    A stated reason holds the ladder at its first rung; a second red within six months proposes a talk.
    """
    if at <= due_at:
        return None
    late = at - due_at
    reached = [rung for rung in LADDER if late >= rung.after_days * DAY]
    rung = reached[0] if has_reason else reached[-1]
    if rung.id != "red":
        return rung
    since = add_months(local_day(at), -6)
    return TALK if any(local_day(red) >= since for red in earlier_reds) else rung


def _iso(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")
