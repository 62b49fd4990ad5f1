"""The rows behind a figure: the same compiled filters, narrowed to a part and a unit, without what a decision leaves out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from linli.definitions.indicators import Filter, Rows
from linli.indicators import units as who
from linli.indicators.asked import Part, Request, date_of, moved_of
from linli.indicators.compiling import compile_left_out, compile_rows, record_set
from linli.indicators.errors import NotCountable
from linli.indicators.models import LeftOut
from linli.records.measures import Unit


def part_rows(asked: Request, part: Part, rows: Rows | None = None) -> QuerySet[Any]:
    """All records of a part of the figure, of any unit."""
    measure = asked.indicator.measure
    if measure is None or measure.rows is None:
        raise NotCountable
    if part == "left_out":
        return all_left_out(asked, measure.rows)
    if part == "numerator" and measure.kind == "ratio":
        assert measure.top is not None
        return counted(asked, measure.top)
    if part == "numerator" and measure.kind == "share":
        either = _pks(asked, measure.rows, measure.part)
        for item in measure.also:
            either |= _pks(asked, measure.rows, item.where)
        return counted(asked, measure.rows).filter(either)
    return counted(asked, measure.rows)


def _pks(asked: Request, rows: Rows, extra: tuple[Filter, ...]) -> Q:
    return Q(pk__in=compile_rows(rows, asked.ask, extra=extra).values("pk"))


def rows_for(asked: Request, unit: Unit, part: Part) -> QuerySet[Any]:
    """The very rows behind one figure: the same compiled query, narrowed to the unit."""
    measure = asked.indicator.measure
    assert measure is not None
    assert measure.rows is not None
    rows = measure.top if part == "numerator" and measure.kind == "ratio" else measure.rows
    assert rows is not None
    date_path, day = date_of(rows)
    held = record_set(rows)
    # Places themselves are told by their path: what moved since is no matter.
    gone = who.Moved(()) if held.tree else moved_of(asked)
    return who.inside(part_rows(asked, part), unit, held, date_path=date_path, day=day, gone=gone)


def decided(asked: Request) -> QuerySet[LeftOut]:
    """Records left out of the indicator by decision."""
    return LeftOut.objects.filter(indicator=asked.indicator.id, taken_back_at__isnull=True)


def any_decided(asked: Request) -> bool:
    """Is any record left out by decision? Asked once a page for all indicators."""
    held = who.remembered(
        "decided",
        lambda: set(
            LeftOut.objects.filter(taken_back_at__isnull=True).values_list("indicator", flat=True).distinct()
        ),
    )
    return asked.indicator.id in held


def counted(asked: Request, rows: Rows, extra: tuple[Filter, ...] = ()) -> QuerySet[Any]:
    """Compiled rows without those a decision leaves out."""
    made = compile_rows(rows, asked.ask, extra=extra)
    return made.exclude(pk__in=decided(asked).values("record_id")) if any_decided(asked) else made


def all_left_out(asked: Request, rows: Rows) -> QuerySet[Any]:
    """What would count but for a rule or a decision."""
    by_rule = compile_left_out(rows, asked.ask).values("pk")
    plain = replace(rows, left_out=())
    return compile_rows(plain, asked.ask).filter(
        Q(pk__in=by_rule) | Q(pk__in=decided(asked).values("record_id"))
    )
