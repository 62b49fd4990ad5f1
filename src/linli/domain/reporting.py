"""Rules of reported figures: cumulative sums, zero apart from blank, outliers, overlap of forms, their burden.

Values are integers of the item's smallest unit, None where nothing was reported; nothing here is a float and nothing
is corrected: a break is told with the value expected. Source: mechanisms.md 9.5 rules 5, 6, 10; practice.md A1.7, C8.2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

#: A form whose items stand in others by so much or more needs a reason (practice.md C8.2).
OVERLAP_ASKS = Fraction(3, 10)
#: Periods of a kind in a year, for the burden index.
PERIODS_A_YEAR: Mapping[str, int] = {
    "day": 365, "week": 52, "xun": 36, "month": 12, "assessment_month": 12, "quarter": 4, "half_year": 2,
    "year": 1, "campaign": 1,
}  # fmt: skip

Values = Mapping[str, int | None]


class State(StrEnum):
    """Where one body's report stands (practice.md D4)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    CHECKED = "checked"
    LOCKED = "locked"


#: verb → (states it starts from, state it leads to). ``check`` stays 已报 while a level is still to look.
FLOW: Mapping[str, tuple[frozenset[State], State]] = {
    "save": (frozenset({State.DRAFT, State.RETURNED}), State.DRAFT),
    "submit": (frozenset({State.DRAFT, State.RETURNED}), State.SUBMITTED),
    "send_back": (frozenset({State.SUBMITTED, State.CHECKED}), State.RETURNED),
    "check": (frozenset({State.SUBMITTED}), State.CHECKED),
    "lock": (frozenset({State.CHECKED}), State.LOCKED),
    "unlock": (frozenset({State.LOCKED}), State.RETURNED),
}


def allowed(verb: str, state: str) -> bool:
    """May a report in this state be dealt with so?"""
    return state in FLOW[verb][0]


@dataclass(frozen=True)
class Rule:
    """A check by name over items; see ``definitions.reports.ReportRule``. ``factor`` is exact (3/2)."""

    id: str
    rule: str
    items: tuple[str, ...]
    stops: bool = False
    least: int | None = None
    most: int | None = None
    factor: Fraction = Fraction(3, 2)


@dataclass(frozen=True)
class Finding:
    """What a check found: the rule, the item it speaks of, what is there and what was expected (exact)."""

    rule: str
    kind: str
    item: str
    found: Fraction | None
    expected: Fraction | None
    stops: bool
    number: str = ""


@dataclass(frozen=True)
class Setting:
    """What a check may know: this body's last values and the values of all bodies of the period."""

    last: Values = field(default_factory=dict)
    peers: Sequence[Values] = ()


def check(rules: Iterable[Rule], values: Values, setting: Setting) -> list[Finding]:
    """All findings of the rules in their order; an empty list when everything holds."""
    return [finding for rule in rules for finding in CHECKS[rule.rule](rule, values, setting)]


def _finding(rule: Rule, item: str, found: int | None, expected: int | None) -> Finding:
    return Finding(
        rule.id,
        rule.rule,
        item,
        None if found is None else Fraction(found),
        None if expected is None else Fraction(expected),
        rule.stops,
    )


def expected_cumulative(last: int | None, period: int | None) -> int | None:
    """Last cumulative + this period; the period alone where nothing was reported before; None when it is missing."""
    return None if period is None else (last or 0) + period


def _cumulative(rule: Rule, values: Values, setting: Setting) -> list[Finding]:
    total, period = rule.items
    last = setting.last.get(total)
    if last is None or values.get(period) is None or values.get(total) is None:
        return []
    expected = expected_cumulative(last, values.get(period))
    return [] if values[total] == expected else [_finding(rule, total, values[total], expected)]


def _not_falling(rule: Rule, values: Values, setting: Setting) -> list[Finding]:
    found = []
    for item in rule.items:
        now, last = values.get(item), setting.last.get(item)
        if now is not None and last is not None and now < last:
            found.append(_finding(rule, item, now, last))
    return found


def _part_of(rule: Rule, values: Values, _setting: Setting) -> list[Finding]:
    part, whole = (values.get(item) for item in rule.items)
    return (
        [] if part is None or whole is None or part <= whole else [_finding(rule, rule.items[0], part, whole)]
    )


def _sum_of(rule: Rule, values: Values, _setting: Setting) -> list[Finding]:
    total, *parts = (values.get(item) for item in rule.items)
    known = [part for part in parts if part is not None]
    if total is None or len(known) != len(parts):
        return []
    return [] if total == sum(known) else [_finding(rule, rule.items[0], total, sum(known))]


def _together(rule: Rule, values: Values, _setting: Setting) -> list[Finding]:
    """All zero or none: households without area or area without households."""
    known = [(item, values.get(item)) for item in rule.items if values.get(item) is not None]
    if len({value == 0 for _item, value in known}) < 2:
        return []
    return [_finding(rule, item, value, None) for item, value in known if value == 0]


def _range(rule: Rule, values: Values, _setting: Setting) -> list[Finding]:
    found = []
    for item in rule.items:
        value = values.get(item)
        if value is not None and rule.least is not None and value < rule.least:
            found.append(_finding(rule, item, value, rule.least))
        if value is not None and rule.most is not None and value > rule.most:
            found.append(_finding(rule, item, value, rule.most))
    return found


def pooled(amount: str, number: str, bodies: Iterable[Values]) -> Fraction | None:
    """Sum of amounts over sum of numbers of the bodies that reported both; None without a base."""
    pairs = [(one.get(amount), one.get(number)) for one in bodies]
    known = [(top, base) for top, base in pairs if top is not None and base]
    base = sum(base for _top, base in known)
    return Fraction(sum(top for top, _base in known), base) if base else None


def _outlier(rule: Rule, values: Values, setting: Setting) -> list[Finding]:
    """The ratio of each pair against the pooled ratio of the first pair of all bodies, both ways, exactly."""
    pairs = list(zip(rule.items[::2], rule.items[1::2], strict=True))
    base = pooled(*pairs[0], setting.peers)
    if not base:
        return []
    found = []
    for amount, number in pairs:
        top, below = values.get(amount), values.get(number)
        if top is None or not below:
            continue
        ratio = Fraction(top, below)
        if ratio > base * rule.factor or ratio * rule.factor < base:
            found.append(Finding(rule.id, rule.rule, amount, ratio, base, rule.stops, number))
    return found


CHECKS = {
    "cumulative": _cumulative,
    "not_falling": _not_falling,
    "part_of": _part_of,
    "sum_of": _sum_of,
    "together": _together,
    "outlier": _outlier,
    "range": _range,
}


@dataclass(frozen=True)
class Total:
    """A column's total: the sum of what was reported, and how many have not; None when nobody has."""

    value: int | None
    missing: int


def total(values: Iterable[int | None]) -> Total:
    """Zero counts as reported, a blank does not."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    return Total(sum(known) if known else None, len(listed) - len(known))


@dataclass(frozen=True)
class Received:
    """How a collection stands: expected, received, on time, complete (every item asked for is there)."""

    expected: int
    received: int
    on_time: int
    complete: int

    @property
    def missing(self) -> int:
        """Who has not reported."""
        return self.expected - self.received


def is_complete(values: Values, needed: Iterable[str]) -> bool:
    """Is every item filled in? A zero is filled in."""
    return all(values.get(item) is not None for item in needed)


def plain_name(text: str) -> str:
    """A name of an item reduced for comparison: NFKC, lower case, without blanks and marks."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


@dataclass(frozen=True)
class AskedItem:
    """What a form asks: the name of the item, its unit, and the period."""

    name: str
    unit: str
    period: str
    group: str = ""


def similar(left: AskedItem, right: AskedItem) -> bool:
    """Do two items ask for the same fact? Same unit, and names that are the same but for a few characters."""
    if left.unit != right.unit:
        return False
    first, second = plain_name(left.group + left.name), plain_name(right.group + right.name)
    if not first or not second:
        return False
    if first == second:
        return True
    pairs, others = _pairs(first), _pairs(second)
    return Fraction(2 * len(pairs & others), len(pairs) + len(others)) >= Fraction(3, 4)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset({text})


def overlap(
    new: Sequence[AskedItem], other: Sequence[AskedItem]
) -> tuple[Fraction, list[tuple[AskedItem, AskedItem]]]:
    """Which share of the new form's items another form asks already, and the pairs."""
    pairs = []
    for item in new:
        twin = next((one for one in other if similar(item, one)), None)
        if twin is not None:
            pairs.append((item, twin))
    return (Fraction(len(pairs), len(new)) if new else Fraction(0)), pairs


@dataclass(frozen=True)
class Burden:
    """What a form costs those who fill it in: fields × bodies × periods a year, and the minutes of it."""

    fields: int
    bodies: int
    periods: int
    minutes_each: int = 1

    @property
    def entries(self) -> int:
        """Fields to be looked at in a year, by all bodies."""
        return self.fields * self.bodies * self.periods

    @property
    def hours(self) -> Fraction:
        """Hours of a year, exact."""
        return Fraction(self.entries * self.minutes_each, 60)
