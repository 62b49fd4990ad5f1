"""Figures: integers from the compiled queries, exact fractions above them, and the address that opens their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet, Sum

from linli.definitions.indicators import FEN, Filter, Indicator, Rows
from linli.domain import figures as printing
from linli.domain.calendar import local_day
from linli.domain.periods import Period
from linli.indicators import units as who
from linli.indicators.compiling import (
    Ask,
    compile_base,
    compile_left_out,
    compile_rows,
    path,
    record_set,
    where,
)
from linli.indicators.errors import NotCountable
from linli.indicators.models import LeftOut, Target
from linli.indicators.pieces import Found
from linli.indicators.units import Basis, Moved
from linli.records import measures
from linli.records.measures import Unit, Value

Part = Literal["numerator", "denominator", "left_out"]
PARTS: tuple[Part, ...] = ("numerator", "denominator", "left_out")


@dataclass(frozen=True)
class Request:
    """What is asked: which indicator (as defined then), for which period, as of when, by which tree."""

    found: Found
    period: Period
    as_of: datetime
    #: True: the past is asked (spans are read); False: what is true now.
    past: bool = False
    basis: Basis = "then"

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.found.indicator

    @property
    def ask(self) -> Ask:
        """The same for the compiler."""
        return Ask(self.period, self.as_of if self.past else None, self.indicator.cut)


@dataclass(frozen=True)
class Figure:
    """One cell: exact numerator and denominator, how many records stand behind each, the target."""

    unit: Unit
    top: Fraction | None
    base: Fraction | None
    value: Fraction | None
    #: Records behind the numerator and the denominator, and those left out.
    counts: Mapping[str, int]
    target: Decimal | None = None
    reported: Value | None = None
    too_few: bool = False

    @property
    def attained(self) -> Fraction | None:
        """Share of the target, not capped at one."""
        if self.target is None or not self.target or self.top is None:
            return None
        return self.top / Fraction(self.target)


def request(
    found: Found, period: Period, *, now: datetime, as_of: datetime | None = None, basis: Basis = "then"
) -> Request:
    """A figure is as of the end of its period unless asked otherwise; a running period is as of now.

    Without ``as_of`` what is true now is read: a correction made since shows, as it should on a live page.
    """
    if as_of is None:
        return Request(found, period, min(now, period.bounds()[1]), past=False, basis=basis)
    return Request(found, period, as_of, past=as_of < now, basis=basis)


@dataclass(frozen=True)
class _Want:
    """One integer by unit: records of ``rows`` (and ``extra``), counted, or a column of them summed or distinct."""

    rows: Rows
    extra: tuple[Filter, ...] = ()
    column: str | None = None
    distinct: bool = False
    left_out: bool = False


def countable(indicator: Indicator) -> bool:
    """Is what it counts there?"""
    measure = indicator.measure
    if measure is None:
        return False
    if measure.kind == "reported":
        return measures.values(measure.source) is not None
    return measure.rows is not None and measures.get(measure.rows.set) is not None


Numbers = Mapping[str, Mapping[Unit, int]]


def compute(asked: Request, units: Sequence[Unit]) -> dict[Unit, Figure]:
    """The figures of many units: a handful of grouped queries, whatever their number."""
    return compute_many([asked], units)[0]


def compute_many(
    requests: Sequence[Request], units: Sequence[Unit], *, also: Sequence[Unit] = (), targets: bool = True
) -> list[dict[Unit, Figure]]:
    """Several figures of the same units: one grouped query for each record set, one for all targets.

    ``also``: units whose targets are asked next (the whole of a table); without ``targets`` none is read.
    """
    for asked in requests:
        if asked.indicator.measure is None:
            raise NotCountable
    who.expect(min((asked.period.start for asked in requests if asked.basis == "then"), default=None))
    aims = _load_targets(requests, [*units, *also]) if targets else [{} for _asked in requests]
    numbers = _numbers(requests, units)
    return [
        _reported(asked, units, aim) if _is_reported(asked) else _told(asked, units, found, aim)
        for asked, found, aim in zip(requests, numbers, aims, strict=True)
    ]


def _is_reported(asked: Request) -> bool:
    measure = asked.indicator.measure
    return measure is not None and measure.kind == "reported"


def _wants(asked: Request) -> dict[str, _Want]:
    """What has to be counted for a figure, by name."""
    measure = asked.indicator.measure
    assert measure is not None
    if measure.kind == "reported":
        return {}
    rows = measure.rows
    assert rows is not None
    made = {"rows": _Want(rows), "left_out": _Want(rows, left_out=True)}
    if measure.kind == "ratio":
        assert measure.top is not None
        made["top"] = _Want(measure.top)
        made["top_sum"] = _Want(measure.top, column=measure.top_column)
        made["sum"] = _Want(rows, column=measure.column)
    elif measure.kind == "share":
        for number, filters in enumerate([measure.part, *(item.where for item in measure.also)]):
            made[f"part_{number}"] = _Want(rows, extra=filters)
    elif measure.kind != "count" and measure.column is not None:
        made["sum"] = _Want(rows, column=measure.column, distinct=measure.kind == "distinct")
    return made


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


def _numbers(requests: Sequence[Request], units: Sequence[Unit]) -> list[dict[str, dict[Unit, int]]]:
    """All integers: those of one record set in one grouped query, where a column tells the unit of a record."""
    together: dict[str, list[tuple[int, str, _Want]]] = {}
    made: list[dict[str, dict[Unit, int]]] = [{} for _asked in requests]
    for number, asked in enumerate(requests):
        gone = _moved(asked)
        for name, want in _wants(asked).items():
            held = record_set(want.rows)
            by = who.group_column(units, held, who.levels_of(units))
            if by is None or gone.spans or want.distinct or asked.past:
                made[number][name] = _alone(asked, want, units, gone)
            else:
                together.setdefault(want.rows.set, []).append((number, name, want))
    for wants in together.values():
        for (number, name, _want), found in zip(
            wants, _at_once([(requests[one[0]], one[2]) for one in wants], units), strict=True
        ):
            made[number][name] = found
    return made


def _alone(asked: Request, want: _Want, units: Sequence[Unit], gone: Moved) -> dict[Unit, int]:
    if want.left_out:
        return _left_out_counts(asked, want.rows, units, gone)
    return _grouped(
        asked, want.rows, units, gone, extra=want.extra, column=want.column, distinct=want.distinct
    )


def _at_once(wants: Sequence[tuple[Request, _Want]], units: Sequence[Unit]) -> list[dict[Unit, int]]:
    """One query for many integers of one record set: each is an aggregate with its own condition."""
    held = record_set(wants[0][1].rows)
    by = who.group_column(units, held, who.levels_of(units))
    assert by is not None
    amounts: dict[str, Any] = {}
    dates = Q()
    for number, (asked, want) in enumerate(wants):
        within, (counts, out) = where(want.rows, asked.ask, extra=want.extra, left_out=want.left_out)
        decided = Q(pk__in=_decided(asked).values("record_id"))
        condition = within & counts & ((out | decided) if want.left_out else ~decided)
        amounts[f"linli_{number}"] = (
            Count("pk", filter=condition)
            if want.column is None
            else Sum(path(held.column(want.column)), filter=condition)
        )
        dates |= within
    if any(want.rows.date is None for _asked, want in wants):
        dates = Q()
    rows = compile_base(held).filter(dates, **{f"{by}__in": [unit.id for unit in units]})
    found = {row[by]: row for row in rows.order_by().values(by).annotate(**amounts)}
    return [{unit: int(found[unit.id][name] or 0) for unit in units if unit.id in found} for name in amounts]


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


def _moved(asked: Request) -> Moved:
    if asked.basis == "today":
        return Moved(())
    return who.moved(asked.period.start, asked.period.end)


def _date_of(rows: Rows) -> tuple[str | None, bool]:
    if rows.date is None:
        return None, False
    column = record_set(rows).column(rows.date)
    return path(column), column.kind == "day"


def part_rows(asked: Request, part: Part, rows: Rows | None = None) -> QuerySet[Any]:
    """All records of a part of the figure, of any unit."""
    measure = asked.indicator.measure
    if measure is None or measure.rows is None:
        raise NotCountable
    if part == "left_out":
        return _all_left_out(asked, measure.rows)
    if part == "numerator" and measure.kind == "ratio":
        assert measure.top is not None
        return _counted(asked, measure.top)
    if part == "numerator" and measure.kind == "share":
        either = _pks(asked, measure.rows, measure.part)
        for item in measure.also:
            either |= _pks(asked, measure.rows, item.where)
        return _counted(asked, measure.rows).filter(either)
    return _counted(asked, measure.rows)


def _pks(asked: Request, rows: Rows, extra: tuple[Filter, ...]) -> Q:
    return Q(pk__in=compile_rows(rows, asked.ask, extra=extra).values("pk"))


def rows_for(asked: Request, unit: Unit, part: Part) -> QuerySet[Any]:
    """The very rows behind one figure: the same compiled query, narrowed to the unit."""
    measure = asked.indicator.measure
    assert measure is not None
    assert measure.rows is not None
    rows = measure.top if part == "numerator" and measure.kind == "ratio" else measure.rows
    assert rows is not None
    date_path, day = _date_of(rows)
    return who.inside(
        part_rows(asked, part), unit, record_set(rows), date_path=date_path, day=day, gone=_moved(asked)
    )


def _decided(asked: Request) -> QuerySet[LeftOut]:
    return LeftOut.objects.filter(indicator=asked.indicator.id, taken_back_at__isnull=True)


def _any_decided(asked: Request) -> bool:
    """Is any record left out by decision? Asked once a page for all indicators."""
    held = who.remembered(
        "decided",
        lambda: set(
            LeftOut.objects.filter(taken_back_at__isnull=True).values_list("indicator", flat=True).distinct()
        ),
    )
    return asked.indicator.id in held


def _counted(asked: Request, rows: Rows, extra: tuple[Filter, ...] = ()) -> QuerySet[Any]:
    """Compiled rows without those a decision leaves out."""
    made = compile_rows(rows, asked.ask, extra=extra)
    return made.exclude(pk__in=_decided(asked).values("record_id")) if _any_decided(asked) else made


def _all_left_out(asked: Request, rows: Rows) -> QuerySet[Any]:
    by_rule = compile_left_out(rows, asked.ask).values("pk")
    plain = replace(rows, left_out=())
    return compile_rows(plain, asked.ask).filter(
        Q(pk__in=by_rule) | Q(pk__in=_decided(asked).values("record_id"))
    )


def _left_out_counts(asked: Request, rows: Rows, units: Sequence[Unit], gone: Moved) -> dict[Unit, int]:
    if not rows.left_out and not _any_decided(asked):
        return {}
    return _tell(_all_left_out(asked, rows), rows, units, gone)


def _grouped(
    asked: Request,
    rows: Rows,
    units: Sequence[Unit],
    gone: Moved,
    *,
    extra: tuple[Filter, ...] = (),
    column: str | None = None,
    distinct: bool = False,
) -> dict[Unit, int]:
    return _tell(_counted(asked, rows, extra), rows, units, gone, column=column, distinct=distinct)


def _tell(
    counted: QuerySet[Any],
    rows: Rows,
    units: Sequence[Unit],
    gone: Moved,
    *,
    column: str | None = None,
    distinct: bool = False,
) -> dict[Unit, int]:
    """Integers by unit: one grouped query where a column tells the unit, else one each."""
    held = record_set(rows)
    by = who.group_column(units, held, who.levels_of(units))
    if by is None or gone.spans or distinct:
        date_path, day = _date_of(rows)
        return {
            unit: _integer(
                who.inside(counted, unit, held, date_path=date_path, day=day, gone=gone),
                rows,
                column,
                distinct,
            )
            for unit in units
        }
    wanted = {one.id: one for one in units}
    amount: Any = Count("pk") if column is None else Sum(path(held.column(column)))
    found = counted.order_by().values(by).annotate(linli_n=amount).values_list(by, "linli_n")
    return {wanted[key]: int(number or 0) for key, number in found if key in wanted}


def _integer(rows: QuerySet[Any], spec: Rows, column: str | None, distinct: bool) -> int:
    held = record_set(spec)
    if column is None:
        return rows.order_by().count()
    if distinct:
        if any(one.name == column for one in held.distincts):
            one = held.distinct(column)
            served = one.rows().filter(**{f"{one.record}__in": rows.order_by().values("pk")})
            return int(served.values(one.key).distinct().count())
        return int(rows.order_by().values(path(held.column(column))).distinct().count())
    return int(rows.order_by().aggregate(n=Sum(path(held.column(column))))["n"] or 0)


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
    value = top
    if indicator.is_rate:
        value = None if not base or top is None else top / base
    counts: dict[str, int] = {}
    for part in PARTS:
        if any(part in one.counts for one in parts.values()):
            counts[part] = sum(one.counts.get(part, 0) for one in parts.values())
    held_targets = _load_targets([asked], [whole])[0] if targets is None else targets
    target = held_targets.get(whole)
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
