"""The integers of figures: one grouped query for each record set where a column tells the unit, else one each."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from linli.definitions.indicators import Rows
from linli.indicators import along, keeping, prepared
from linli.indicators import units as who
from linli.indicators.asked import Request, date_of, moved_of
from linli.indicators.behind import all_left_out, any_decided, counted
from linli.indicators.compiling import compile_base, path, record_set
from linli.indicators.conditions import condition
from linli.indicators.keeping import Looked, Share
from linli.indicators.units import Moved
from linli.indicators.wants import Want, Wants, of_measure
from linli.records.measures import RecordSet, Unit

Numbers = Mapping[str, Mapping[Unit, int]]


def _wants(asked: Request) -> Wants:
    """What has to be counted for a figure, by name."""
    measure = asked.indicator.measure
    assert measure is not None
    return of_measure(measure)


#: By condition and figure the records of each part: numerator, denominator, left out.
Parts = list[list[dict[str, dict[Unit, int]]]]


def part_numbers(requests: Sequence[Request], units: Sequence[Unit], onlys: Sequence[Q]) -> Parts:
    """Records of each part of the figures that meet a further condition, all conditions in the same statements."""
    return _sliced(requests, _count([one for only in onlys for one in _narrowed(requests, only)], units))


def numbers_and_parts(
    requests: Sequence[Request], units: Sequence[Unit], looked: Looked | None, onlys: Sequence[Q]
) -> tuple[list[dict[str, dict[Unit, int]]], Parts]:
    """The integers of the figures, and :func:`part_numbers` of each further condition, in the same statements.

    Those of one record set are one grouped query, where a column tells the unit of a record. ``looked``: what whole
    closed days are answered from (:mod:`linli.indicators.keeping`).
    """
    plain = [(asked, _wants(asked)) for asked in requests]
    narrowed = [one for only in onlys for one in _narrowed(requests, only)]
    found = _count([*plain, *narrowed], units, looked)
    return found[: len(requests)], _sliced(requests, found[len(requests) :])


def _sliced(requests: Sequence[Request], found: Sequence[dict[str, dict[Unit, int]]]) -> Parts:
    size = max(len(requests), 1)
    return [_parts_of(requests, found[start : start + size]) for start in range(0, len(found), size)]


def _narrowed(requests: Sequence[Request], only: Q) -> list[tuple[Request, Wants]]:
    return [
        (
            asked,
            {name: replace(want, only=only) for name, want in _wants(asked).items() if want.column is None},
        )
        for asked in requests
    ]


def _parts_of(
    requests: Sequence[Request], counted: Sequence[dict[str, dict[Unit, int]]]
) -> list[dict[str, dict[Unit, int]]]:
    made = []
    for asked, found in zip(requests, counted, strict=True):
        measure = asked.indicator.measure
        assert measure is not None
        parts = {"numerator": found["rows"], "left_out": found["left_out"]}
        if measure.kind in ("share", "ratio", "mean"):
            parts["denominator"] = found["rows"]
        if measure.kind == "ratio":
            parts["numerator"] = found["top"]
        elif measure.kind == "share":
            held = [numbers for name, numbers in found.items() if name.startswith("part_")]
            every = {unit for numbers in held for unit in numbers}
            parts["numerator"] = {unit: sum(one.get(unit, 0) for one in held) for unit in every}
        made.append(parts)
    return made


def _count(
    wanted: Sequence[tuple[Request, Wants]], units: Sequence[Unit], looked: Looked | None = None
) -> list[dict[str, dict[Unit, int]]]:
    together: dict[str, list[tuple[int, str, Want]]] = {}
    made: list[dict[str, dict[Unit, int]]] = [{} for _asked in wanted]
    for number, (asked, wants) in enumerate(wanted):
        gone = moved_of(asked)
        for name, want in wants.items():
            held = record_set(want.rows)
            by = who.group_column(units, held, who.levels_of(units))
            if held.tree:
                together.setdefault(want.rows.set, []).append((number, name, want))
            elif by is None or gone.spans or want.distinct or asked.past:
                made[number][name] = _alone(asked, want, units, gone)
            else:
                together.setdefault(want.rows.set, []).append((number, name, want))
    for of_set in together.values():
        asks = [(wanted[number][0], want) for number, _name, want in of_set]
        tree = record_set(of_set[0][2].rows).tree
        told = along.numbers(asks, units) if tree else _at_once(asks, units, looked)
        for (number, name, _want), found in zip(of_set, told, strict=True):
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
#: Statements over more units are not kept compiled.
MANY_UNITS = 40


def _at_once(
    wants: Sequence[tuple[Request, Want]], units: Sequence[Unit], looked: Looked | None
) -> list[dict[Unit, int]]:
    held = record_set(wants[0][1].rows)
    by = who.group_column(units, held, who.levels_of(units))
    assert by is not None
    ids = [unit.id for unit in units]
    shares = keeping.shares(wants, held, by, looked) if looked else [None] * len(wants)
    decided_of = _with_decisions(wants)
    same = [_same(asked, want, share, decided_of) for (asked, want), share in zip(wants, shares, strict=True)]
    # The three rates of one period have one base: it is asked once.
    asks: dict[Any, int] = {}
    for number, ((asked, want), share) in enumerate(zip(wants, shares, strict=True)):
        if same[number] not in asks and not _is_known(asked, want, share, decided_of):
            asks[same[number]] = number
    parts = [(*wants[number], shares[number]) for number in asks.values()]
    rows = _rows(parts, held, by, ids, decided_of, tuple(asks)) if asks else []
    found = {row[0]: dict(zip(asks, row[1:], strict=True)) for row in rows}
    return [_added(same[number], found, share, units) for number, share in enumerate(shares)]


#: A request, one of its integers, what is kept of that.
_Part = tuple[Request, Want, Share | None]


def _rows(
    parts: Sequence[_Part], held: RecordSet, by: str, ids: Sequence[int], decided_of: set[str], asks: Hashable
) -> list[tuple[Any, ...]]:
    """By unit the integers of the parts, in their order; ``asks`` names all that the statement is made of."""

    def ask() -> QuerySet[Any]:
        amounts = {
            f"linli_{number}": _amount(asked, want, share, held, decided_of)
            for number, (asked, want, share) in enumerate(parts)
        }
        spans = [(want, _spans(asked, want, share, held)) for asked, want, share in parts]
        here: Any = _of_these_days(spans, held, **{f"{by}__in": ids})
        told: QuerySet[Any] = here.order_by().values_list(by).annotate(**amounts)
        return told

    # A condition of one reader's own, or a long table, is compiled each time.
    own = len(ids) > MANY_UNITS or any(want.only is not None for _asked, want, _share in parts)
    return prepared.rows(None if own else (held.id, by, tuple(ids), asks), held, ask)


def _same(asked: Request, want: Want, share: Share | None, decided_of: set[str]) -> Any:
    """Two integers with the same answer here ask the same."""
    own = asked.indicator.id if share is None and asked.indicator.id in decided_of else ""
    left = asked.ask if share is None else share.left
    return replace(want, only=None), id(want.only), left, own


def _with_decisions(wants: Sequence[tuple[Request, Want]]) -> set[str]:
    """The indicators of which a record may be left out by decision."""
    if len(wants) <= MANY:
        return {asked.indicator.id for asked, _want in wants}
    with who.remembering():  # one question more, and a statement of half the length
        return {asked.indicator.id for asked, _want in wants if any_decided(asked)}


def _is_known(asked: Request, want: Want, share: Share | None, decided_of: set[str]) -> bool:
    """Is nothing left to count? What no rule and no decision leaves out is none."""
    if share is not None:
        return not share.left
    return want.is_nothing and asked.indicator.id not in decided_of


def _amount(asked: Request, want: Want, share: Share | None, held: RecordSet, decided_of: set[str]) -> Any:
    counts = condition(asked, want, share, held, decided_of)
    if want.column is None:
        return Count("pk", filter=counts)
    return Sum(path(held.column(want.column)), filter=counts)


def _spans(asked: Request, want: Want, share: Share | None, held: RecordSet) -> tuple[Any, ...] | None:
    """Between which instants (or days) the date of the records lies; None: any record may be one."""
    if want.rows.date is None or want.rows.until or held.column(want.rows.date).expression:
        return None
    if share is not None:
        return share.left
    return (asked.ask.days if held.column(want.rows.date).kind == "day" else asked.ask.instants,)


def _added(
    same: Any, found: Mapping[int, Mapping[Any, Any]], share: Share | None, units: Sequence[Unit]
) -> dict[Unit, int]:
    made: dict[Unit, int] = {}
    for unit in units:
        kept = share.kept.get(unit.id, 0) if share is not None else 0
        if unit.id in found or kept:
            made[unit] = int(found.get(unit.id, {}).get(same) or 0) + kept
    return made


def _of_these_days(
    spans: Sequence[tuple[Want, tuple[Any, ...] | None]], held: RecordSet, **at: Any
) -> QuerySet[Any]:
    """The records any of the figures can be about: for each run of days one walk along an index, not all there is."""
    here = compile_base(held).filter(**at)
    windows: dict[str, list[tuple[Any, Any]]] = {}
    for want, of_want in spans:
        if of_want is None:
            return here
        windows.setdefault(path(held.column(str(want.rows.date))), []).extend(of_want)
    parts = [
        held.model._default_manager.filter(**at, **{f"{name}__gte": low, f"{name}__lt": high}).values("pk")
        for name, found in windows.items()
        for low, high in _joined(found)
    ]
    return here.filter(pk__in=parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])


def _joined(spans: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Spans that touch or overlap made one."""
    made: list[tuple[Any, Any]] = []
    for low, high in sorted(spans):
        if made and low <= made[-1][1]:
            made[-1] = made[-1][0], max(high, made[-1][1])
        else:
            made.append((low, high))
    return made


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
