"""What our own records say for an item, and what reported values say to figures above (the kernel's measures)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.definitions import get_library
from linli.definitions.reports import ReportForm, ReportItem
from linli.domain.calendar import SHANGHAI, local_day
from linli.records import measures
from linli.records.measures import Unit, Value, ValueSource
from linli.reports.models import ReportedValue

#: measure id → value(body_id, area_id, first day, first day after)
Measured = Callable[[int, int, date, date], int | None]
_own: dict[str, Measured] = {}


def provide(name: str, value: Measured) -> None:
    """Make a measure known for prefilling (tests, rooms without a record set)."""
    _own[name] = value


def forget(name: str) -> None:
    """Take it away (tests)."""
    _own.pop(name, None)


def value(name: str, body_id: int, area_id: int, start: date, end: date) -> int | None:
    """The figure of a measure for a body's place and a half-open period; None when nobody can count it here.

    ``name``: a provided one, or names of the kernel's registry with slashes: ``cases/closed_at`` counts the rows of a
    record set by a date, ``cases/closed_at/state/closed`` those whose column says so. Only names: no expressions.
    """
    own = _own.get(name)
    if own:
        return own(body_id, area_id, start, end)
    set_id, _sep, rest = name.partition("/")
    record_set = measures.get(set_id)
    parts = rest.split("/")
    if record_set is None or len(parts) not in (1, 3) or parts[0] not in record_set.dates:
        return None
    rows = areas.in_scope(record_set.model._default_manager.all(), areas.refs_for([area_id]))
    if record_set.base is not None:
        rows = rows.filter(record_set.base())
    rows = rows.filter(_within(record_set.column(parts[0]), start, end))
    if len(parts) == 3:
        if not record_set.has_column(parts[1]):
            return None
        column = record_set.column(parts[1])
        rows = rows.filter(**{column.path or column.name: parts[2]})
    return int(rows.count())


def _within(column: measures.Column, start: date, end: date) -> Q:
    path = column.path or column.name
    if column.kind == "day":
        return Q(**{f"{path}__gte": start, f"{path}__lt": end})
    first, after = (datetime.combine(day, time.min, SHANGHAI) for day in (start, end))
    return Q(**{f"{path}__gte": first, f"{path}__lt": after})


# --- reported values as figures ---------------------------------------------------------------------------------


def _library_items() -> dict[str, tuple[ReportForm, ReportItem]]:
    return {
        f"{form.id}.{item.id}": (form, item)
        for mechanism in get_library().mechanisms.values()
        for form in mechanism.report_forms
        for item in form.items
    }


def items() -> Mapping[str, Any]:
    """``form.item`` → its words."""
    return {
        key: f"{item.group.zh}·{item.names.zh}" if item.group else item.names.zh
        for key, (_form, item) in _library_items().items()
    }


def read(
    item: str, units: list[Unit], start: date, end: date, as_of: date, known_at: datetime
) -> Mapping[Unit, Value]:
    """The value that holds for each unit: reported for that very period, else a total or stock said of a day in it.

    A body's own report goes before what other sources said of the same period. As of ``as_of`` and as we knew it at ``known_at``; two queries. A place takes the value of the body seated there.
    """
    found = _library_items().get(item)
    if found is None:
        return {}
    form, piece = found
    bodies = {unit.id: unit for unit in units if unit.kind == "body"}
    places = {unit.id: unit for unit in units if unit.kind == "area"}
    rows = (
        ReportedValue.objects.filter(
            form_id=form.id, item=piece.id, value__isnull=False, entered_at__lte=known_at
        )
        .filter(Q(replaced_at=None) | Q(replaced_at__gt=known_at))
        .filter(Q(body__in=list(bodies)) | Q(body__area__in=list(places)))
        .filter(Q(start=start, end=end) | Q(end__gt=start, end__lte=end))
        .exclude(report__state__in=("draft", "returned"))
        .order_by("end", F("report").asc(nulls_first=True), "as_of", "pk")
        .values_list("body_id", "body__area_id", "value", "as_of", "source", "start", "end")
    )
    answer: dict[Unit, Value] = {}
    for body, area, amount, said_of, source, begin, after in rows:
        exact = (begin, after) == (start, end)
        if local_day(said_of) > max(as_of, end) or (piece.kind == "period" and not exact):
            continue
        value_ = Value(Decimal(amount or 0).scaleb(-piece.places), local_day(said_of), source)
        for unit in (bodies.get(body), places.get(area)):
            if unit is not None:
                answer[unit] = value_
    return answer


def register() -> None:
    """Called once at start."""
    measures.register_values(ValueSource(id="reported", label=gettext_lazy("填报数"), items=items, read=read))
