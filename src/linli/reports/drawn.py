"""Figures drawn from records: an item that names rows of a record set is counted for one body or for all of a task.

One query a record set and level of places. A place without a row of the set up to the period's end keeps no such
register: then nobody can count here, and the figure is typed. The room of indicators brings the compiler of filters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from linli.definitions.indicators import Filter, Rows
from linli.definitions.reports import ReportForm, ReportItem
from linli.domain import figures
from linli.domain.access import COLUMN_LEVELS
from linli.domain.periods import Kind, Period
from linli.records import measures
from linli.records.measures import RecordSet, Sought
from linli.reports.models import Report, ReportTask

#: Rows and a period → all records of the set, and the condition of those that count; None: cannot be counted.
Compiler = Callable[[Rows, Period], tuple[QuerySet[Any], Q] | None]
_compilers: list[Compiler] = []


def use(compiler: Compiler) -> None:
    """Make the compiler of filters known; called once at start by the room above that has it."""
    _compilers[:] = [compiler]


@dataclass(frozen=True)
class Drawn:
    """What the records say for an item in its smallest unit, in the period and since ever; the lists of its rows."""

    value: int
    ever: int
    rows: str = ""
    lacking: str = ""


def of_report(form: ReportForm, report: Report) -> dict[str, Drawn]:
    """What the records say for one report, with the addresses of the rows."""
    found = of_task(form, report.task, [report]).get(report.pk, {})
    period = period_of(report.task)
    return {
        key: replace(
            one,
            rows=address(form.item(key), report.area_id, period),
            lacking=lacking(form.item(key), report.area_id, period),
        )
        for key, one in found.items()
    }


def of_task(form: ReportForm, task: ReportTask, reports: Sequence[Report]) -> dict[int, dict[str, Drawn]]:
    """By report what the records say for each drawn item; items of places without such records are left out."""
    by_set = _by_set(form, task)
    places: dict[str, set[int]] = defaultdict(set)
    for report in reports:
        # A place with a column of its own; a door or a whole province fills no form from rows.
        level = next((name for name in COLUMN_LEVELS if getattr(report, name) == report.area_id), None)
        if level is not None:
            places[level].add(report.area_id)
    by_place: dict[int, dict[str, Drawn]] = defaultdict(dict)
    for set_id, items in by_set.items():
        held = measures.get(set_id)
        for level, ids in places.items():
            if held is not None:
                for place, said in _counted(held, items, level, sorted(ids), period_of(task)).items():
                    by_place[place] |= said
    return {report.pk: by_place[report.area_id] for report in reports if report.area_id in by_place}


def period_of(task: ReportTask) -> Period:
    """The period a task asks for."""
    return Period(task.start, task.end, Kind(task.form.period))


def _by_set(form: ReportForm, task: ReportTask) -> dict[str, list[ReportItem]]:
    """The drawn items by record set. What stands is read as it stands now, so a closed collection is not held against it."""
    found: dict[str, list[ReportItem]] = defaultdict(list)
    for item in form.items:
        if item.drawn is not None and (item.kind != "stock" or task.state == ReportTask.State.OPEN):
            found[item.drawn.rows.set].append(item)
    return found


def _counted(
    held: RecordSet, items: Iterable[ReportItem], level: str, ids: list[int], period: Period
) -> dict[int, dict[str, Drawn]]:
    """The items of one set by place of a level; one query."""
    asked: dict[str, Any] = {}
    rows: QuerySet[Any] | None = None
    known: dict[str, ReportItem] = {}
    for number, item in enumerate(items):
        assert item.drawn is not None
        within, ever = (
            _compiled(one, period) for one in (item.drawn.rows, replace(item.drawn.rows, until=True))
        )
        if within is None or ever is None:
            continue
        rows, known[f"{number}"] = within[0], item
        asked[f"in_{number}"] = _aggregate(held, item, within[1])
        asked[f"ever_{number}"] = _aggregate(held, item, ever[1])
    if rows is None:
        return {}
    column = held.column(held.dates[0])
    begun = Q(**{f"{column.source}__lt": _before(column.kind, period)})
    found = (
        rows.filter(begun, **{f"{level}__in": ids}).order_by().values(place=F(level)).annotate(**asked)
    )  # fmt: skip
    return {
        row["place"]: {
            item.id: Drawn(_scaled(held, item, row[f"in_{key}"]), _scaled(held, item, row[f"ever_{key}"]))
            for key, item in known.items()
        }
        for row in found
    }


def _before(kind: str, period: Period) -> Any:
    return period.end if kind == "day" else period.bounds()[1]


def _compiled(rows: Rows, period: Period) -> tuple[QuerySet[Any], Q] | None:
    return _compilers[0](rows, period) if _compilers else None


def _aggregate(held: RecordSet, item: ReportItem, condition: Q) -> Any:
    assert item.drawn is not None
    if item.drawn.sum is None:
        return Count("pk", filter=condition)
    return Sum(held.column(item.drawn.sum).source, filter=condition)


def _scaled(held: RecordSet, item: ReportItem, value: int | None) -> int:
    """In the smallest unit of the item: a sum of 1580.50 m² is 1581 where the form asks for whole ones."""
    assert item.drawn is not None
    kept = held.column(item.drawn.sum).decimals if item.drawn.sum else 0
    return int(figures.half_up(Fraction(value or 0, 10**kept) * 10**item.places))


def address(item: ReportItem, area_id: int, period: Period) -> str:
    """The page that lists the very rows of a drawn figure; empty where the set has no such list."""
    assert item.drawn is not None
    return _address(item.drawn.rows, area_id, period)


def lacking(item: ReportItem, area_id: int, period: Period) -> str:
    """Of a figure of rows in which something is filled in: the page of those in which it is not. Empty for others."""
    assert item.drawn is not None
    rows = item.drawn.rows
    turned = tuple(replace(one, null=True) if one.null is False else one for one in rows.where)
    return "" if turned == rows.where else _address(replace(rows, where=turned), area_id, period)


def _address(rows: Rows, area_id: int, period: Period) -> str:
    held = measures.get(rows.set)
    where = []
    for one in rows.where:
        said = _said(one)
        if said is None:
            return ""
        where.append(said)
    if held is None or held.listed is None or rows.date is None or rows.left_out:
        return ""
    start = None if rows.until else period.start
    return held.listed(Sought(area_id, rows.date, start, period.end, tuple(where))) or ""


def _said(one: Filter) -> tuple[str, tuple[str, ...] | None] | None:
    """A filter as a list page may be asked: a column and the values it may have (none: empty, None: filled)."""
    if one.not_:
        return None
    if one.null is not None:
        return one.field, () if one.null else None
    values = (one.is_,) if one.is_ is not None else one.in_
    if one.number is not None:
        values = (str(one.number),)
    return (one.field, tuple(values)) if values else None


def differing(
    form: ReportForm, values: Mapping[str, int | None], drawn: Mapping[str, Drawn]
) -> dict[str, Drawn]:
    """The items whose reported value is another than the records say; what was not reported differs from nothing."""
    return {
        item.id: drawn[item.id]
        for item in form.items
        if item.id in drawn and values.get(item.id) is not None and values[item.id] != drawn[item.id].value
    }
