"""Figures and tables of the room below: an indicator of the place, the latest published ranking or fixed-order table."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from linli.bulletins.sources import Answer, Ask, Cell, Grid, register, register_table
from linli.definitions.bulletins import BoundTable
from linli.domain import periods
from linli.domain.calendar import local_day
from linli.domain.ranking import Direction
from linli.indicators import figures, packing, pieces, tables
from linli.indicators import queries as indicators
from linli.indicators.models import Edition
from linli.records.errors import LinliError
from linli.records.measures import Unit


def of_indicator(question: Ask) -> Answer:
    """An indicator of the place in the bulletin's period; a rate brings its parts, a count its records."""
    found = pieces.find(question.figure.of, question.ref.area_id, local_day(question.at))
    first = local_day(question.start) if question.start else date(1949, 10, 1)
    period = periods.campaign(first, question.last_day, "通报时段")
    asked = figures.request(found, period, now=question.at, as_of=question.as_of)
    unit = Unit("area", question.ref.area_id)
    figure = figures.compute(asked, [unit])[unit]
    measure = found.indicator.measure
    rows = None
    kind = ""
    if measure is not None and measure.kind != "reported" and measure.rows is not None:
        rows, kind = figures.rows_for(asked, unit, "numerator"), measure.rows.set
    return Answer(_exact(figure.value), _exact(figure.top), _exact(figure.base), kind=kind, rows=rows)


def _exact(value: Fraction | None) -> Fraction | int | None:
    return int(value) if value is not None and value.denominator == 1 else value


def of_ranking(table: BoundTable, question: Ask) -> Grid:
    """The latest published edition of a ranking (``of``; of any where none is named) of the place, as it was frozen.

    Places print only where it is ranked; a table in fixed order says so.
    """
    rows = Edition.objects.filter(area_id=question.ref.area_id, state=Edition.State.PUBLISHED)
    if table.of:
        rows = rows.filter(ranking=table.of)
    edition = rows.select_related("definition").order_by("-end", "-pk").first()
    if edition is None:
        raise LinliError(_("还没有发布过排名或进展情况表，请先在「指标排名」里发布，再写通报。"))
    page = indicators.edition_page(edition)
    titles = (
        *(("名次",) if edition.ranked else ()),
        "单位",
        str(page.title),
        *(("完成", "应完成") if page.rows else ()),
    )
    lines = []
    for row in page.rows:
        cells: list[Cell] = [Cell(str(row.row.place or "—"))] if edition.ranked else []
        cells += [Cell(row.row.name), _cell(row)]
        first = row.cells[0] if row.cells else None
        cells += [Cell(first.top if first else "—"), Cell(first.base if first else "—")]
        lines.append((f"{row.row.unit_kind}-{row.row.unit_id}", tuple(cells)))
    note = (
        _("依据：%(basis)s") % {"basis": edition.basis}
        if edition.ranked
        else _("按行政区划顺序排列，不排名。")
    )
    return Grid(titles, tuple(lines), note=note, line=f"{_lead(page)}{page.line}" if page.line else "—")


def _lead(page: indicators.EditionPage) -> str:
    if not page.edition.ranked:
        return "按行政区划顺序为："
    falling = tables.way_of(page.indicators) is Direction.UP
    return "由高到低依次为：" if falling else "由低到高依次为："


def _cell(row: indicators.Row) -> Cell:
    """The score with the records behind its first criterion, as the edition froze them."""
    if not row.cells or row.veiled:
        return Cell(row.score)
    first = row.cells[0]
    measure = first.indicator.measure
    kind = measure.rows.set if measure is not None and measure.rows is not None else ""
    ids = tuple(packing.unpack(bytes(first.cell.numerator))) if kind and first.cell.numerator else None
    return Cell(row.score, Answer(row.row.exact, kind=kind, ids=ids))


def register_all() -> None:
    """Once at start."""
    register("indicator", of_indicator)
    register_table("ranking", of_ranking)
