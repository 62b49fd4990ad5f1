"""Fields that follow from others: computed whenever an item is written, never typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.clocks import worktime
from linli.definitions.registers import RegisterKind, WorkingDaysCut
from linli.domain.calendar import CalendarRangeError
from linli.domain.clocks import Unit
from linli.domain.shortening import Limit, working_days_cut


def put(kind: RegisterKind, held: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row with the computed ones anew; left out where what they follow from is not known (yet)."""
    rules = {one.id: one.computed for one in kind.fields if one.computed is not None}
    kept = {name: value for name, value in held.items() if name not in rules}
    found = {name: _days_cut(rule, kept) for name, rule in rules.items()}
    return kept | {name: value for name, value in found.items() if value is not None}


def _days_cut(rule: WorkingDaysCut, held: Mapping[str, Any]) -> int | None:
    said: list[Any] = [
        held.get(name) for name in (rule.before, rule.before_unit, rule.after, rule.after_unit, rule.since)
    ]
    if any(one in (None, "") for one in said):
        return None
    before, before_unit, after, after_unit, since = said
    times, _version = worktime.current()
    try:
        return working_days_cut(
            Limit(int(before), Unit(before_unit)),
            Limit(int(after), Unit(after_unit)),
            date.fromisoformat(since),
            times.calendar,
        )
    except CalendarRangeError:
        return None


def typed(kind: RegisterKind, given: Mapping[str, Any]) -> dict[str, str]:
    """Computed fields somebody typed, each with its sentence: the house says them itself."""
    own = {one.id for one in kind.fields if one.computed is not None}
    return {name: _("这一项由系统算出，不用填写。") for name in own & given.keys() if given[name] is not None}
