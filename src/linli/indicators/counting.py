"""The integers of figures: one grouped query for each record set where a column tells the unit, else one each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from linli.definitions.indicators import Filter, Rows
from linli.indicators import units as who
from linli.indicators.asked import Request, date_of, moved_of
from linli.indicators.behind import all_left_out, any_decided, counted, decided
from linli.indicators.compiling import compile_base, path, record_set, where
from linli.indicators.units import Moved
from linli.records.measures import RecordSet, Unit


@dataclass(frozen=True)
class Want:
    """One integer by unit: records of ``rows`` (and ``extra``), counted, or a column of them summed or distinct."""

    rows: Rows
    extra: tuple[Filter, ...] = ()
    column: str | None = None
    distinct: bool = False
    left_out: bool = False
    #: A further condition on the records (who may open them).
    only: Q | None = None


Numbers = Mapping[str, Mapping[Unit, int]]


def _wants(asked: Request) -> dict[str, Want]:
    """What has to be counted for a figure, by name."""
    measure = asked.indicator.measure
    assert measure is not None
    if measure.kind == "reported":
        return {}
    rows = measure.rows
    assert rows is not None
    made = {"rows": Want(rows), "left_out": Want(rows, left_out=True)}
    if measure.kind == "ratio":
        assert measure.top is not None
        made["top"] = Want(measure.top)
        made["top_sum"] = Want(measure.top, column=measure.top_column)
        made["sum"] = Want(rows, column=measure.column)
    elif measure.kind == "share":
        for number, filters in enumerate([measure.part, *(item.where for item in measure.also)]):
            made[f"part_{number}"] = Want(rows, extra=filters)
    elif measure.kind != "count" and measure.column is not None:
        made["sum"] = Want(rows, column=measure.column, distinct=measure.kind == "distinct")
    return made


def all_numbers(requests: Sequence[Request], units: Sequence[Unit]) -> list[dict[str, dict[Unit, int]]]:
    """All integers: those of one record set in one grouped query, where a column tells the unit of a record."""
    return _count([(asked, _wants(asked)) for asked in requests], units)


def part_numbers(
    requests: Sequence[Request], units: Sequence[Unit], only: Q
) -> list[dict[str, dict[Unit, int]]]:
    """Records of each part of the figures that meet a further condition: numerator, denominator, left out."""
    wants = [
        (
            asked,
            {name: replace(want, only=only) for name, want in _wants(asked).items() if want.column is None},
        )
        for asked in requests
    ]
    made = []
    for (asked, _wanted), found in zip(wants, _count(wants, units), strict=True):
        measure = asked.indicator.measure
        assert measure is not None
        parts = {"numerator": found["rows"], "left_out": found["left_out"]}
        if measure.kind in ("share", "ratio", "mean"):
            parts["denominator"] = found["rows"]
        if measure.kind == "ratio":
            parts["numerator"] = found["top"]
        elif measure.kind == "share":
            held = [numbers for name, numbers in found.items() if name.startswith("part_")]
            parts["numerator"] = {unit: sum(one.get(unit, 0) for one in held) for unit in units}
        made.append(parts)
    return made


def _count(
    wanted: Sequence[tuple[Request, Mapping[str, Want]]], units: Sequence[Unit]
) -> list[dict[str, dict[Unit, int]]]:
    together: dict[str, list[tuple[int, str, Want]]] = {}
    made: list[dict[str, dict[Unit, int]]] = [{} for _asked in wanted]
    for number, (asked, wants) in enumerate(wanted):
        gone = moved_of(asked)
        for name, want in wants.items():
            held = record_set(want.rows)
            by = who.group_column(units, held, who.levels_of(units))
            if by is None or gone.spans or want.distinct or asked.past:
                made[number][name] = _alone(asked, want, units, gone)
            else:
                together.setdefault(want.rows.set, []).append((number, name, want))
    for of_set in together.values():
        for (number, name, _want), found in zip(
            of_set, _at_once([(wanted[one[0]][0], one[2]) for one in of_set], units), strict=True
        ):
            made[number][name] = found
    return made


def _alone(asked: Request, want: Want, units: Sequence[Unit], gone: Moved) -> dict[Unit, int]:
    if want.left_out:
        if not want.rows.left_out and not any_decided(asked):
            return {}
        rows = all_left_out(asked, want.rows)
    else:
        rows = counted(asked, want.rows, want.extra)
    if want.only is not None:
        rows = rows.filter(want.only)
    return _tell(rows, want.rows, units, gone, column=want.column, distinct=want.distinct)


#: From so many integers on it pays to ask first whether anything was left out by decision.
MANY = 12


def _at_once(wants: Sequence[tuple[Request, Want]], units: Sequence[Unit]) -> list[dict[Unit, int]]:
    """One query for many integers of one record set: each is an aggregate with its own condition."""
    held = record_set(wants[0][1].rows)
    by = who.group_column(units, held, who.levels_of(units))
    assert by is not None
    amounts: dict[str, Any] = {}
    with_decisions = {asked.indicator.id for asked, _want in wants}
    if len(wants) > MANY:  # one question more, and a statement of half the length
        with who.remembering():
            with_decisions = {asked.indicator.id for asked, _want in wants if any_decided(asked)}
    for number, (asked, want) in enumerate(wants):
        within, (counts, out) = where(want.rows, asked.ask, extra=want.extra, left_out=want.left_out)
        if asked.indicator.id in with_decisions:
            taken_off = Q(pk__in=decided(asked).values("record_id"))
            condition = within & counts & ((out | taken_off) if want.left_out else ~taken_off)
        else:
            condition = within & counts & out
        if want.only is not None:
            condition &= want.only
        amounts[f"linli_{number}"] = (
            Count("pk", filter=condition)
            if want.column is None
            else Sum(path(held.column(want.column)), filter=condition)
        )
    rows = _of_these_days(wants, held, **{f"{by}__in": [unit.id for unit in units]})
    found = {row[by]: row for row in rows.order_by().values(by).annotate(**amounts)}
    return [{unit: int(found[unit.id][name] or 0) for unit in units if unit.id in found} for name in amounts]


def _of_these_days(wants: Sequence[tuple[Request, Want]], held: RecordSet, **at: Any) -> QuerySet[Any]:
    """The records any of the figures can be about: for each date one walk along its index, not all that is there."""
    here = compile_base(held).filter(**at)
    windows: dict[str, tuple[Any, Any]] = {}
    for asked, want in wants:
        if want.rows.date is None or want.rows.until or held.column(want.rows.date).expression:
            return here
        column = held.column(want.rows.date)
        start, end = asked.ask.days if column.kind == "day" else asked.ask.instants
        low, high = windows.get(path(column), (start, end))
        windows[path(column)] = min(low, start), max(high, end)
    parts = [
        held.model._default_manager.filter(**at, **{f"{name}__gte": low, f"{name}__lt": high}).values("pk")
        for name, (low, high) in windows.items()
    ]
    return here.filter(pk__in=parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])


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
        date_path, day = date_of(rows)
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
