"""The ORM compiler: closed filters over a registered record set → one query; the figure and its rows share it.

The lake has the other compiler (:mod:`linli.indicators.lake.compiling`); both are held equal by generated filters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.definitions.indicators import Filter, Rows
from linli.domain.calendar import local_day
from linli.domain.periods import Period
from linli.indicators.errors import NotCountable
from linli.records import measures
from linli.records.measures import Column, RecordSet
from linli.records.models import Span


@dataclass(frozen=True)
class Ask:
    """When: the period, what was true at ``as_of`` (None: now), and the hour at which a day ends."""

    period: Period
    as_of: datetime | None = None
    cut: int = 0

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """First instant of the period and first after it."""
        return self.period.bounds(time(self.cut))

    @property
    def days(self) -> tuple[date, date]:
        """First day of the period and first after it."""
        return self.period.start, self.period.end


def record_set(rows: Rows) -> RecordSet:
    """The registered set. Raises :class:`NotCountable`."""
    found = measures.get(rows.set)
    if found is None:
        raise NotCountable
    return found


def compile_rows(rows: Rows, ask: Ask, *, extra: Iterable[Filter] = ()) -> QuerySet[Any]:
    """The records that count: filters, period, and without those that the definition itself leaves out."""
    made = _base(rows, ask).filter(_all((*rows.where, *extra), record_set(rows), ask))
    for item in rows.left_out:
        made = made.exclude(pk__in=_base(rows, ask).filter(_one(item, record_set(rows), ask)).values("pk"))
    return made


def compile_left_out(rows: Rows, ask: Ask) -> QuerySet[Any]:
    """The records that would count but for a rule or a decision that leaves them out."""
    if not rows.left_out:
        return record_set(rows).model._default_manager.none()
    any_of = Q()
    for item in rows.left_out:
        any_of |= _one(item, record_set(rows), ask)
    # A record left out may have lost what makes it count otherwise; only the other filters are asked.
    return _base(rows, ask).filter(_all(rows.where, record_set(rows), ask)).filter(any_of)


def where(
    rows: Rows, ask: Ask, *, extra: Iterable[Filter] = (), left_out: bool = False
) -> tuple[Q, tuple[Q, Q]]:
    """The same as conditions, for counting many figures in one query over :func:`compile_base`.

    The period, and beside it: what counts (with what the definition leaves out taken off), or for ``left_out``
    what would count and what of it is left out.
    """
    held = record_set(rows)
    within = Q() if rows.date is None else _inside(_column(held, rows.date), ask, until=rows.until)
    out = [_one(item, held, ask) for item in rows.left_out]
    still = _still_there(rows, held, ask)
    if left_out:
        # An empty Q would be true; nothing is left out by no rule.
        any_of = Q(pk__in=[])
        for item in out:
            any_of |= item
        return within, (still & _all(rows.where, held, ask), any_of)
    made = still & _all((*rows.where, *extra), held, ask)
    for item in out:
        made &= ~item
    return within, (made, Q())


def compile_base(held: RecordSet) -> QuerySet[Any]:
    """Every row that is a record of the set at all, with its computed columns."""
    made = held.model._default_manager.all()
    expressions = {f"f_{one.name}": one.expression() for one in held.columns if one.expression}
    if expressions:
        made = made.annotate(**expressions)
    return made.filter(held.base()) if held.base is not None else made


def _base(rows: Rows, ask: Ask) -> QuerySet[Any]:
    held = record_set(rows)
    made = compile_base(held)
    if rows.date is not None:
        made = made.filter(_inside(_column(held, rows.date), ask, until=rows.until))
    return made.filter(_still_there(rows, held, ask))


def _still_there(rows: Rows, held: RecordSet, ask: Ask) -> Q:
    """A stock at the end of the period (or as of an earlier day): what stopped before is no part of it."""
    if rows.ends is None:
        return Q()
    column = _column(held, rows.ends)
    day = column.kind == "day"
    name, end = path(column), ask.days[1] if day else ask.instants[1]
    made = Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": end})
    if ask.as_of is not None:
        made |= Q(**{f"{name}__gt": local_day(ask.as_of) if day else ask.as_of})
    return made


def _column(held: RecordSet, name: str) -> Column:
    if not held.has_column(name):
        raise NotCountable
    return held.column(name)


def path(column: Column) -> str:
    """How the ORM asks for the column."""
    return f"f_{column.name}" if column.expression else column.source


def _inside(column: Column, ask: Ask, *, until: bool = False) -> Q:
    """The date lies in the period (or before its end), and not after ``as_of``."""
    day = column.kind == "day"
    start, end = ask.days if day else ask.instants
    name = path(column)
    made = Q(**{f"{name}__lt": end})
    if not until:
        made &= Q(**{f"{name}__gte": start})
    if ask.as_of is not None:
        made &= Q(**{f"{name}__lte": local_day(ask.as_of) if day else ask.as_of})
    return made


def _all(filters: Iterable[Filter], held: RecordSet, ask: Ask) -> Q:
    made = Q()
    for item in filters:
        made &= _one(item, held, ask)
    return made


def _one(item: Filter, held: RecordSet, ask: Ask) -> Q:
    if item.has is not None:
        if item.field not in held.relations:
            raise NotCountable
        return _turned(held.relations[item.field](), item.not_ == item.has)
    column = _column(held, item.field)
    if item.period is not None:
        return _turned(
            _inside(column, ask) & Q(**{f"{path(column)}__isnull": False}), item.not_ == item.period
        )
    made = (
        _past(column, item, held, ask.as_of) if ask.as_of is not None and column.span else _now(column, item)
    )
    return _turned(made, item.not_)


def _turned(condition: Q, negative: bool) -> Q:
    return ~condition if negative else condition


def wanted(item: Filter, column: Column) -> list[Any]:
    """The values a filter compares with, in the kind of its column. Raises :class:`NotCountable`."""
    if item.yes is not None:
        return [item.yes]
    if item.number is not None:
        return [item.number]
    texts = [item.is_] if item.is_ is not None else list(item.in_)
    try:
        if column.kind == "integer":
            return [int(text) for text in texts]
        if column.kind == "day":
            return [date.fromisoformat(text) for text in texts]
    except ValueError as error:
        raise NotCountable from error
    return texts


def _now(column: Column, item: Filter) -> Q:
    name = path(column)
    if item.null is not None:
        empty = Q(**{f"{name}__isnull": True})
        if column.kind == "text":
            empty |= Q(**{name: ""})
        return empty if item.null else ~empty
    values = wanted(item, column)
    # A row without a value is in no list: said so, because NOT (NULL = x) is unknown to a database.
    return Q(**{f"{name}__isnull": False}) & (
        Q(**{name: values[0]}) if len(values) == 1 else Q(**{f"{name}__in": values})
    )


def _past(column: Column, item: Filter, held: RecordSet, at: datetime) -> Q:
    """The same condition asked of the span that covers ``at``; what was never set counts as empty."""
    span = Span.objects.filter(
        kind=held.kind, subject_id=OuterRef("pk"), field=column.span, valid_from__lte=at, valid_to__gt=at
    )
    if item.null is not None:
        filled = Q(Exists(span.exclude(value="")))
        return ~filled if item.null else filled
    values = ["" if value is None else str(value) for value in wanted(item, column)]
    found = Q(Exists(span.filter(value__in=values)))
    if {"", "False"} & set(values):
        return found | ~Q(Exists(span))
    return found
