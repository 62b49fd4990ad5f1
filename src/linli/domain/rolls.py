"""Reporting-in as rules: the states of a place on a roll, what may follow, and the figures of the overview.

Source: practice.md C5.1 (已申请 → 已接收 → 已报到 → 转出／结束), mechanisms.md S0-02, S0-03, S0-09, S2-03.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from linli.domain.figures import half_up


class State(StrEnum):
    """Where a unit or member stands."""

    APPLIED = "applied"
    RECEIVED = "received"
    ON_ROLL = "on_roll"
    MOVED = "moved"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


#: Take a place: nobody else may stand on the same one at the same time.
OPEN = (State.APPLIED, State.RECEIVED, State.ON_ROLL)


@dataclass(frozen=True)
class Step:
    """A verb: from which states, to which one, by which side. ``reason``: asks for one."""

    name: str
    sources: tuple[State, ...]
    target: State
    side: str
    reason: bool = False


#: The state table is data; tests walk every pair of state and verb.
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("receive", (State.APPLIED,), State.RECEIVED, "community"),
        Step("enter", (State.RECEIVED,), State.ON_ROLL, "community"),
        Step("refuse", (State.APPLIED, State.RECEIVED), State.REFUSED, "community", reason=True),
        Step("withdraw", (State.APPLIED,), State.WITHDRAWN, "holder"),
        Step("move", (State.ON_ROLL,), State.MOVED, "community", reason=True),
        Step("end", (State.ON_ROLL,), State.ENDED, "community", reason=True),
    )
}


def steps_from(state: State) -> list[Step]:
    """What may follow on a state, in the order of the table."""
    return [step for step in STEPS.values() if state in step.sources]


def after(state: State, verb: str) -> State | None:
    """The state after a verb; None where the verb is forbidden. Raises KeyError for an unknown verb."""
    step = STEPS[verb]
    return step.target if state in step.sources else None


def on_the_roll(since: date | None, until: date | None, on: date) -> bool:
    """True when one stood on the roll on a day; periods are half-open, None means not yet or still."""
    return since is not None and since <= on and (until is None or on < until)


@dataclass(frozen=True)
class Spread:
    """Units over communities: how many of each, how many communities have one, the exact mean."""

    units: int
    communities: int
    covered: int
    gaps: tuple[int, ...]

    @property
    def mean(self) -> Fraction | None:
        """Units for each community, exact; None without communities."""
        return Fraction(self.units, self.communities) if self.communities else None

    @property
    def printed_mean(self) -> Decimal | None:
        """The mean with one decimal, half-up on the exact value: 308 ÷ 77 → 4.0."""
        return None if self.mean is None else half_up(self.mean, 1)


def spread(counts: Mapping[int, int], communities: Sequence[int]) -> Spread:
    """The spread of units over communities; one without a unit is a gap, units elsewhere are counted as well."""
    gaps = tuple(pk for pk in communities if not counts.get(pk))
    return Spread(sum(counts.values()), len(communities), len(communities) - len(gaps), gaps)


def doubles(places: Iterable[tuple[int, int, date, date | None]]) -> dict[int, list[int]]:
    """Who stands in two places at the same time: holder → places, from (holder, place, since, until) rows.

    Two periods that only touch do not overlap. Two rows at one place are one place.
    """
    by_holder: dict[int, list[tuple[date, date, int]]] = {}
    for holder, place, since, until in places:
        by_holder.setdefault(holder, []).append((since, until or date.max, place))
    found: dict[int, list[int]] = {}
    for holder, rows in by_holder.items():
        if len(rows) < 2:
            continue
        rows.sort()
        clash = {
            place
            for index, (start, end, own) in enumerate(rows)
            for since, until, other in rows[index + 1 :]
            if other != own and since < end and start < until
            for place in (own, other)
        }
        if clash:
            found[holder] = sorted(clash)
    return found


@dataclass(frozen=True)
class Period:
    """A quarter, half-year or year: what feedback is given for. ``number`` counts from 1."""

    rhythm: str
    year: int
    number: int

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, (self.number - 1) * self._months + 1, 1)

    @property
    def end(self) -> date:
        """The first day after it (half-open)."""
        month = self.number * self._months + 1
        return date(self.year + 1, 1, 1) if month > 12 else date(self.year, month, 1)

    @property
    def _months(self) -> int:
        return MONTHS[self.rhythm]

    @property
    def code(self) -> str:
        """``2026-quarter-4``: how it stands in an address and in a row."""
        return f"{self.year}-{self.rhythm}-{self.number}"

    @property
    def before(self) -> Period:
        """The period before this one."""
        if self.number > 1:
            return Period(self.rhythm, self.year, self.number - 1)
        return Period(self.rhythm, self.year - 1, 12 // self._months)


MONTHS = {"quarter": 3, "half_year": 6, "year": 12}


def period_of(rhythm: str, day: date) -> Period:
    """The period a day lies in. Raises KeyError for a rhythm nobody knows."""
    return Period(rhythm, day.year, (day.month - 1) // MONTHS[rhythm] + 1)


def read_period(code: str) -> Period:
    """The period of a code; raises ValueError when it is none."""
    year, _, rest = code.partition("-")
    rhythm, _, number = rest.rpartition("-")
    if rhythm not in MONTHS or not year.isdigit() or not number.isdigit():
        raise ValueError(code)
    if not (1900 <= int(year) <= 9000 and 1 <= int(number) <= 12 // MONTHS[rhythm]):
        raise ValueError(code)
    return Period(rhythm, int(year), int(number))
