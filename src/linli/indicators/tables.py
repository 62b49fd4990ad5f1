"""Rankings and fixed-order tables: scores from indicators, additions and deductions, places, movement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from linli.definitions.indicators import Indicator
from linli.definitions.rankings import Ranking
from linli.domain import ranking as rules
from linli.domain.periods import Period
from linli.domain.ranking import Direction, Entry, Placed
from linli.indicators import figures, pieces, units
from linli.indicators.figures import Figure, Request
from linli.indicators.pieces import Found, FoundRanking
from linli.indicators.units import Member
from linli.records.measures import Unit


@dataclass(frozen=True)
class Table:
    """A table before it is kept: its units in order, their figures and where they stand."""

    ranking: Ranking
    period: Period
    as_of: datetime
    members: Mapping[Unit, Member]
    placed: Sequence[Placed[Unit]]
    cells: Mapping[str, Mapping[Unit, Figure]]
    requests: Mapping[str, Request]

    @property
    def founds(self) -> list[Found]:
        """The indicators in the order of the columns."""
        return [request.found for request in self.requests.values()]

    @property
    def line(self) -> str:
        """As one ranked line: 华龙区100%、范县91%、台前县82%."""
        one = next(iter(self.requests.values())).indicator
        return "、".join(
            f"{self.members[row.unit].name}{said(one, row.value)}"
            for row in self.placed
            if row.value is not None
        )


def said(indicator: Indicator, value: Fraction | None) -> str:
    """A value with the sign of its unit."""
    return figures.say(indicator, value)


def make(
    found: FoundRanking,
    area_id: int,
    period: Period,
    *,
    now: datetime,
    as_of: datetime | None = None,
    ranked: bool,
    points: Mapping[Unit, Sequence[Fraction]] | None = None,
    before: Mapping[Unit, int] | None = None,
) -> Table:
    """Compute a table. ``points``: additions and deductions by unit; ``before``: places of the last edition."""
    ranking = found.ranking
    on = period.last_day
    indicators = [pieces.find(one.indicator, area_id, on) for one in ranking.criteria]
    first = indicators[0].indicator
    listed = units.listed(first, (ranking.id, first.id), area_id, period)
    groups = rules.groups_of((one.unit, one.group) for one in listed)
    whole = [one.unit for one in listed]
    requests = {one.indicator.id: figures.request(one, period, now=now, as_of=as_of) for one in indicators}
    cells = {name: figures.compute(request, whole) for name, request in requests.items()}
    entries = [
        Entry(
            unit,
            _adjusted(ranking, _score(ranking, cells, unit, on), (points or {}).get(unit, ())),
            _base(first, cells[first.id][unit]),
            groups[unit],
        )
        for unit in whole
    ]
    least = (first.min_base.at(on) or 0) if first.min_base else 0
    if ranked and ranking.mode == "ranked":
        way = way_of([one.indicator for one in indicators])
        placed = rules.move(rules.rank(entries, direction=way, least=least), before or {})
    else:
        placed = rules.fixed_order(entries, least=least)
    as_of = next(iter(requests.values())).as_of
    return Table(ranking, period, as_of, {one.unit: one for one in listed}, placed, cells, requests)


def way_of(indicators: Sequence[Indicator]) -> Direction:
    """Which values stand first: the smallest of one indicator that is better when lower, else the highest."""
    return Direction.DOWN if len(indicators) == 1 and indicators[0].direction == "down" else Direction.UP


def _adjusted(ranking: Ranking, score: Fraction | None, points: Sequence[Fraction]) -> Fraction | None:
    """A score with additions and deductions, within the limits of the ranking."""
    return rules.adjusted(
        score,
        points,
        floor=None if ranking.floor is None else Fraction(ranking.floor),
        ceiling=None if ranking.ceiling is None else Fraction(ranking.ceiling),
    )


def _score(
    ranking: Ranking, cells: Mapping[str, Mapping[Unit, Figure]], unit: Unit, on: date
) -> Fraction | None:
    """One criterion: its value. Several with weights in percent: the weighted sum (rates as percent)."""
    if len(ranking.criteria) == 1 and ranking.criteria[0].weight is None:
        return cells[ranking.criteria[0].indicator][unit].value
    parts: list[tuple[Fraction | None, Fraction]] = []
    for one in ranking.criteria:
        weight = Fraction(one.weight.at(on) or "0") if one.weight else Fraction(0)
        parts.append((cells[one.indicator][unit].value, weight))
    return rules.score(parts)


def _base(indicator: Indicator, figure: Figure) -> int | None:
    """How many records decide on "too few" and "no task"; reported values have none."""
    if not figure.counts:
        return None
    if indicator.is_rate and "denominator" in figure.counts:
        return figure.counts["denominator"]
    return figure.counts.get("numerator")


def values(placed: Iterable[Placed[Unit]]) -> dict[Unit, Fraction]:
    """The exact values of those who have one."""
    return {one.unit: one.value for one in placed if one.value is not None}
