"""The totals table as a workbook: merged headers, fixed order, zeros printed, blanks as a dash, computed totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.definitions.reports import ReportForm, ReportItem
from linli.domain import figures
from linli.domain.calendar import local_day
from linli.ledgers.writing.arranging import arranged, ordered
from linli.ledgers.writing.layout import Col, Layout
from linli.mechanisms import queries as mechanisms
from linli.reports import contents
from linli.reports.models import Report, ReportTask
from linli.reports.queries import Table


def _kind(item: ReportItem) -> Any:
    return "decimal" if item.places else "whole"


def _unit(item: ReportItem) -> str:
    """The unit in brackets, unless the name says nothing else (户数) or has its own (面积(m²))."""
    word, name = mechanisms.label(item.unit) if item.unit else "", item.names.zh
    said = not word or name == f"{word}数" or name.endswith((")", "）"))
    return "" if said or item.type == "percent" else f"（{word}）"


def _columns(form: ReportForm) -> tuple[Col, ...]:
    return tuple(
        Col(
            item.id,
            f"{item.names.zh}{_unit(item)}",
            (item.group.zh,) if item.group else (),
            width=6,
            kind=_kind(item),
            total=bool(item.total and item.type != "percent" and form.layout and form.layout.totals),
        )
        for item in form.items
    )


def layout_of(task: ReportTask, at: datetime, report: Report | None = None) -> Layout:
    """The layout of a task's totals table, or of one body's blank form."""
    form = contents.form_of(task.content)
    shape = form.layout
    unit = report.body.name if report else task.issuer.name
    made = Layout(
        title=f"{shape.title.zh if shape else task.form.title}",
        columns=(Col("body", _("单位"), width=10), *_columns(form)),
        unit=unit,
        filled_by=report.filled_by if report else "",
        reviewed_by=report.reviewed_by if report else "",
        phone=report.phone if report else "",
        filled_on=local_day(at),
        attachment=shape.attachment.zh if shape and shape.attachment else "",
        note=_note(task, form),
        paper=shape.paper if shape else "A4",
        landscape=shape.landscape if shape else True,
        serial=bool(shape and shape.serial),
        demo=bool(getattr(settings, "LINLI_DEMO", False)),
    )
    # A form whose file arranges its own columns is printed so; the line's unit stays in front.
    if shape is None or not shape.columns:
        return made
    shown = arranged(made, shape)
    return replace(
        shown, note=made.note, columns=(made.columns[0], *(c for c in shown.columns if c.key != "body"))
    )


def _note(task: ReportTask, form: ReportForm) -> str:
    if form.layout and form.layout.note:
        return form.layout.note.zh
    return _("统计期：%(from)s至%(to)s。按固定顺序排列，不是排名；0表示没有发生，—表示未报。") % {
        "from": task.start.isoformat(),
        "to": (task.end.fromordinal(task.end.toordinal() - 1)).isoformat(),
    }


def rows_of(table: Table) -> Iterator[Mapping[str, Any]]:
    """The lines by column key; a value that was not reported is a dash and no zero."""
    order = table.form.layout.order if table.form.layout else ()
    yield from ordered(_plain_rows(table), order, "body")


def _plain_rows(table: Table) -> Iterator[dict[str, Any]]:
    for line in table.lines:
        row: dict[str, Any] = {"body": short(line.report)}
        for item in table.form.items:
            value = contents.exact(item, line.values.get(item.id))
            row[item.id] = figures.MISSING if value is None else value
        yield row


def short(report: Report) -> str:
    """The body as the table names it."""
    return report.body.short_name or report.body.name


def blank_rows(report: Report, values: dict[str, int | None], form: ReportForm) -> list[dict[str, Any]]:
    """One body's line for filling in on paper or in Excel, with what is known already."""
    row: dict[str, Any] = {"body": short(report)}
    for item in form.items:
        row[item.id] = contents.exact(item, values.get(item.id))
    return [row]
