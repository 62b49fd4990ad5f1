"""Figures: integers from the compiled queries, exact fractions above them, and the address that opens their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q

from linli.definitions.indicators import FEN, Indicator
from linli.domain import figures as printing
from linli.domain.calendar import local_day
from linli.domain.periods import Period
from linli.indicators import keeping
from linli.indicators import units as who
from linli.indicators.asked import PARTS, Figure, Part, Request, request
from linli.indicators.behind import part_rows, rows_for
from linli.indicators.counting import Numbers, numbers_and_parts
from linli.indicators.errors import NotCountable
from linli.indicators.models import Target
from linli.records import measures
from linli.records.measures import Unit

__all__ = [
    "PARTS",
    "Figure",
    "Part",
    "Request",
    "band",
    "compute",
    "compute_many",
    "countable",
    "part_rows",
    "progress",
    "request",
    "rows_for",
    "say",
    "targets_of",
    "total",
]


def countable(indicator: Indicator) -> bool:
    """Is what it counts there?"""
    measure = indicator.measure
    if measure is None:
        return False
    if measure.kind == "reported":
        return measures.values(measure.source) is not None
    return measure.rows is not None and measures.get(measure.rows.set) is not None


def compute(asked: Request, units: Sequence[Unit]) -> dict[Unit, Figure]:
    """The figures of many units: a handful of grouped queries, whatever their number."""
    return compute_many([asked], units)[0]


def compute_many(
    requests: Sequence[Request],
    units: Sequence[Unit],
    *,
    also: Sequence[Unit] = (),
    targets: bool = True,
    kept: bool = False,
) -> list[dict[Unit, Figure]]:
    """Several figures of the same units: one grouped query for each record set, one for all targets.

    ``kept``: whole closed days are answered from their kept counts; what is published counts its records itself.
    ``also``: units whose targets are asked next (the whole of a table); without ``targets`` none is read.
    """
    return compute_split(requests, units, (), also=also, targets=targets, kept=kept)[0]


def compute_split(
    requests: Sequence[Request],
    units: Sequence[Unit],
    onlys: Sequence[Q],
    *,
    also: Sequence[Unit] = (),
    targets: bool = True,
    kept: bool = False,
) -> tuple[list[dict[Unit, Figure]], list[list[dict[str, dict[Unit, int]]]]]:
    """:func:`compute_many`, and beside it the parts of the figures under each further condition."""
    for asked in requests:
        if asked.indicator.measure is None:
            raise NotCountable
    since = min((asked.period.start for asked in requests if asked.basis == "then"), default=None)
    looked = keeping.look(requests, units, since) if kept else None
    if looked is None:
        who.expect(since)
    aims = _load_targets(requests, [*units, *also]) if targets else [{} for _asked in requests]
    numbers, parts = numbers_and_parts(requests, units, looked, onlys)
    made = [
        _reported(asked, units, aim) if _is_reported(asked) else _told(asked, units, found, aim)
        for asked, found, aim in zip(requests, numbers, aims, strict=True)
    ]
    return made, parts


def _is_reported(asked: Request) -> bool:
    measure = asked.indicator.measure
    return measure is not None and measure.kind == "reported"


def _told(
    asked: Request, units: Sequence[Unit], found: Numbers, targets: Mapping[Unit, Decimal]
) -> dict[Unit, Figure]:
    """Exact fractions of the integers."""
    measure = asked.indicator.measure
    assert measure is not None
    base: Mapping[Unit, int] | None = None
    counts: dict[str, Mapping[Unit, int]] = {"numerator": found["rows"], "left_out": found["left_out"]}
    tops: Mapping[Unit, Fraction | int] = found.get("sum", found["rows"])
    if measure.kind == "share":
        day = asked.period.last_day
        weights = [Fraction(1), *(Fraction(item.weight.at(day) or "0") for item in measure.also)]
        parts = [found[f"part_{number}"] for number in range(len(weights))]
        tops = {
            unit: sum((w * part.get(unit, 0) for w, part in zip(weights, parts, strict=True)), Fraction(0))
            for unit in units
        }
        base = counts["denominator"] = found["rows"]
        counts["numerator"] = {unit: sum(part.get(unit, 0) for part in parts) for unit in units}
    elif measure.kind == "ratio":
        tops, base = found["top_sum"], found["sum"]
        counts["numerator"], counts["denominator"] = found["top"], found["rows"]
    elif measure.kind == "mean":
        base = counts["denominator"] = found["rows"]
    return {
        unit: _figure(
            asked,
            unit,
            Fraction(tops.get(unit, 0)),
            None if base is None else Fraction(base.get(unit, 0)),
            counts,
            targets.get(unit),
        )
        for unit in units
    }


def _figure(
    asked: Request,
    unit: Unit,
    top: Fraction,
    base: Fraction | None,
    counts: Mapping[str, Mapping[Unit, int]],
    target: Decimal | None,
) -> Figure:
    indicator = asked.indicator
    measure = indicator.measure
    assert measure is not None
    if indicator.decimals and (measure.column or measure.top_column):
        top /= 10**indicator.decimals
    if measure.kind == "of_target":
        base = None if target is None else Fraction(target)
    value: Fraction | None = top
    if indicator.is_rate:
        value = None if base is None or base == 0 else top / base
        if value is None and base == 0 and indicator.zero_base == "zero":
            value = Fraction(0)
    least = (indicator.min_base.at(asked.period.last_day) or 0) if indicator.min_base and measure.rows else 0
    behind = {part: held.get(unit, 0) for part, held in counts.items()}
    few = bool(least) and 0 < behind.get("denominator", behind.get("numerator", 0)) < least
    return Figure(unit, top, base, value, behind, target, too_few=few)


def _load_targets(requests: Sequence[Request], units: Sequence[Unit]) -> list[dict[Unit, Decimal]]:
    """The targets of several figures in one query."""
    ids = frozenset(unit.id for unit in units)
    key = (frozenset((one.indicator.id, one.period.start, one.period.end) for one in requests), ids)
    rows = who.remembered(("targets", *key), lambda: _read_targets(requests, ids))
    return [
        {
            Unit(row.unit_kind, row.unit_id): row.value  # type: ignore[arg-type]
            for row in rows
            if (row.indicator, row.start, row.end)
            == (asked.indicator.id, asked.period.start, asked.period.end)
        }
        for asked in requests
    ]


def _read_targets(requests: Sequence[Request], ids: frozenset[int]) -> list[Target]:
    return list(
        Target.objects.filter(
            indicator__in={one.indicator.id for one in requests},
            start__in={one.period.start for one in requests},
            end__in={one.period.end for one in requests},
            withdrawn_at__isnull=True,
            unit_id__in=ids,
        )
    )


def targets_of(requests: Sequence[Request], units: Sequence[Unit]) -> list[dict[Unit, Decimal]]:
    """The targets of units in several figures, in one query; for :func:`total`."""
    return _load_targets(requests, units)


def _reported(asked: Request, units: Sequence[Unit], targets: Mapping[Unit, Decimal]) -> dict[Unit, Figure]:
    measure = asked.indicator.measure
    assert measure is not None
    assert measure.item is not None
    source = measures.values(measure.source)
    if source is None:
        raise NotCountable
    start, end = asked.ask.days
    day = local_day(asked.as_of)
    found = source.read(measure.item, list(units), start, end, day, asked.as_of)
    made = {}
    for unit in units:
        value = found.get(unit)
        exact = None if value is None else Fraction(value.amount)
        made[unit] = Figure(unit, exact, None, exact, {}, targets.get(unit), value)
    return made


def total(
    asked: Request, parts: Mapping[Unit, Figure], whole: Unit, targets: Mapping[Unit, Decimal] | None = None
) -> Figure:
    """The figure of all units together: additive ones are summed, ratios add their parts apart, others are asked.

    ``targets``: those of the period where the caller has them.
    """
    indicator = asked.indicator
    measure = indicator.measure
    assert measure is not None
    if measure.kind == "distinct":
        return compute(asked, [whole])[whole]
    tops = [one.top for one in parts.values() if one.top is not None]
    bases = [one.base for one in parts.values() if one.base is not None]
    top = sum(tops, Fraction(0)) if tops else None
    base = sum(bases, Fraction(0)) if bases else None
    held_targets = _load_targets([asked], [whole])[0] if targets is None else targets
    target = held_targets.get(whole)
    if measure.kind == "of_target" and target is not None:
        base = Fraction(target)  # the whole has a target of its own, whether its parts have one or not
    value = top
    if indicator.is_rate:
        value = None if not base or top is None else top / base
    counts: dict[str, int] = {}
    for part in PARTS:
        if any(part in one.counts for one in parts.values()):
            counts[part] = sum(one.counts.get(part, 0) for one in parts.values())
    if target is None and indicator.additive:
        held = [one.target for one in parts.values() if one.target is not None]
        target = sum(held, Decimal(0)) if held else None
    return Figure(whole, top, base, value, counts, target)


def say(indicator: Indicator, value: Fraction | None) -> str:
    """As printed: percent half-up, amounts in their unit, a dash for missing; never compared."""
    if value is None:
        return printing.MISSING
    if indicator.unit == "percent":
        return printing.say_percent(value, 1, indicator.places)
    if indicator.unit in FEN:
        return printing.say(value / FEN[indicator.unit], indicator.places)
    return printing.say(value, indicator.places)


def band(indicator: Indicator, value: Fraction | None) -> str:
    """The colour of an exact value; "none" without bands or value."""
    if value is None:
        return "none"
    for one in indicator.bands:
        above = one.from_ is None or value >= Fraction(one.from_)
        below = one.to is None or value < Fraction(one.to)
        if above and below:
            return one.tone
    return "none"


def progress(period: Period, on: date) -> Fraction:
    """序时进度 of a period on a day, that day included."""
    return printing.time_progress((on - period.start).days + 1, period.days)
