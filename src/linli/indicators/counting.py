"""The integers of figures: one grouped query for each record set where a column tells the unit, else one each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from linli.definitions.indicators import Filter, Rows
from linli.indicators import units as who
from linli.indicators.asked import Request, date_of, moved_of
from linli.indicators.behind import all_left_out, any_decided, counted, decided
from linli.indicators.compiling import compile_base, path, record_set, where
from linli.indicators.units import Moved
from linli.records.measures import Unit


@dataclass(frozen=True)
class Want:
    """One integer by unit: records of ``rows`` (and ``extra``), counted, or a column of them summed or distinct."""

    rows: Rows
    extra: tuple[Filter, ...] = ()
    column: str | None = None
    distinct: bool = False
    left_out: bool = False


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
    together: dict[str, list[tuple[int, str, Want]]] = {}
    made: list[dict[str, dict[Unit, int]]] = [{} for _asked in requests]
    for number, asked in enumerate(requests):
        gone = moved_of(asked)
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


def _alone(asked: Request, want: Want, units: Sequence[Unit], gone: Moved) -> dict[Unit, int]:
    if want.left_out:
        return _left_out_counts(asked, want.rows, units, gone)
    return _grouped(
        asked, want.rows, units, gone, extra=want.extra, column=want.column, distinct=want.distinct
    )


def _at_once(wants: Sequence[tuple[Request, Want]], units: Sequence[Unit]) -> list[dict[Unit, int]]:
    """One query for many integers of one record set: each is an aggregate with its own condition."""
    held = record_set(wants[0][1].rows)
    by = who.group_column(units, held, who.levels_of(units))
    assert by is not None
    amounts: dict[str, Any] = {}
    dates = Q()
    for number, (asked, want) in enumerate(wants):
        within, (counts, out) = where(want.rows, asked.ask, extra=want.extra, left_out=want.left_out)
        taken_off = Q(pk__in=decided(asked).values("record_id"))
        condition = within & counts & ((out | taken_off) if want.left_out else ~taken_off)
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


def _left_out_counts(asked: Request, rows: Rows, units: Sequence[Unit], gone: Moved) -> dict[Unit, int]:
    if not rows.left_out and not any_decided(asked):
        return {}
    return _tell(all_left_out(asked, rows), rows, units, gone)


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
    return _tell(counted(asked, rows, extra), rows, units, gone, column=column, distinct=distinct)


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
