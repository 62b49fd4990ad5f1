"""From a stored rule to a due time, and again from its beginning when the calendar changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.clocks import rules
from linli.clocks.models import Deadline
from linli.domain.clock_life import extended, next_point, resumed
from linli.domain.clocks import Due, Reason, Unit, due, reasons_from
from linli.domain.hours import WorkTime

#: Reasons of the end, kept once at the very end of the way.
_ENDS = ("until",)


def rules_of(row: Deadline) -> rules.Rules:
    """The row's copy of its rules."""
    return rules.from_json(row.step, row.label, row.rule)


def begin(row: Deadline, base: datetime, worktime: WorkTime, version: int) -> None:
    """Set due time, reasons and first warning of a deadline that starts to run; not saved here."""
    row.rule["base"] = base.isoformat()
    _apply(row, due(rules_of(row).step, base, worktime), version)


def again(row: Deadline, worktime: WorkTime, version: int) -> bool:
    """Compute everything anew on another calendar: the limit, then its pauses and extensions. Did it move?"""
    before, step = row.due_at, rules_of(row).step
    found = due(step, datetime.fromisoformat(row.rule["base"]), worktime)
    for shift in row.shifts:
        found = joined(found, _shifted(row, found, shift, worktime))
    _apply(row, found, version)
    return row.due_at != before


def shift(row: Deadline, item: dict[str, Any], worktime: WorkTime) -> None:
    """Add one pause or extension to a deadline; not saved here.

    The calendar's version stays what it was: the limit itself was counted on that one, and is still to be counted
    again when a newer one waits.
    """
    assert row.due_at is not None
    found = Due(row.due_at, row.presumed, reasons_from(row.steps))
    row.shifts = [*row.shifts, item]
    _apply(row, joined(found, _shifted(row, found, item, worktime)), row.calendar)


def joined(first: Due, second: Due) -> Due:
    """The way of the first, continued by the second; the end is said once."""
    way = [reason for reason in first.steps if reason.code not in _ENDS]
    if not any(reason.code in _ENDS for reason in second.steps):
        ends = tuple(reason for reason in first.steps if reason.code in _ENDS)
        return Due(second.due_at, first.presumed or second.presumed, (*way, *second.steps, *ends))
    return Due(second.due_at, first.presumed or second.presumed, (*way, *second.steps))


def plan_warning(row: Deadline, after: datetime | None) -> None:
    """Set when the next warning comes; paused and backward clocks without start warn by their due time."""
    if row.state != Deadline.State.RUNNING or row.due_at is None or row.started_at is None:
        row.next_warn_at = None
        return
    point = next_point(row.started_at, row.due_at, after, rules_of(row).warnings)
    row.next_warn_at = point.at if point else None


def external(due_at: datetime, source: str) -> Due:
    """A due time that another platform sets (trade.md 2)."""
    return Due(due_at, False, (Reason("external", {"source": source}), _until(due_at)))


def by_hand(due_at: datetime, note: str) -> Due:
    """A due time somebody set when giving the order."""
    return Due(due_at, False, (Reason("set", {"note": note}), _until(due_at)))


def _until(due_at: datetime) -> Reason:
    from linli.domain.calendar import SHANGHAI

    return Reason("until", {"at": due_at.astimezone(SHANGHAI).isoformat(timespec="seconds")})


def _shifted(row: Deadline, found: Due, item: dict[str, Any], worktime: WorkTime) -> Due:
    step = rules_of(row).step
    if item["what"] == "extend":
        return extended(step, found.due_at, item["amount"], Unit(item["unit"]), worktime)
    return resumed(
        step,
        found.due_at,
        datetime.fromisoformat(item["from"]),
        datetime.fromisoformat(item["to"]),
        worktime,
    )


def _apply(row: Deadline, found: Due, version: int) -> None:
    row.due_at, row.presumed, row.steps = found.due_at, found.presumed, found.steps_json()
    row.calendar = version
