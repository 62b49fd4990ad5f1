"""Figures and tables of reported values: nothing that was reported is typed a second time."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from django.db.models import F, Q
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.bulletins.sources import Answer, Ask, Cell, Grid, register, register_table
from linli.definitions.bulletins import BoundTable
from linli.definitions.reports import ReportItem
from linli.domain.calendar import local_day
from linli.organizations.models import Organization
from linli.reports import contents
from linli.reports import queries as reports
from linli.reports.models import Report, ReportedValue, ReportTask


def of_reports(question: Ask) -> Answer:
    """``of: form.item``: flows of the period added up over the bodies of the place, stocks as each body said last."""
    form_id, _dot, name = question.figure.of.partition(".")
    form, _definition = reports.library_form(form_id, question.ref.area_id, question.at)
    item = form.item(name)
    held = _values(question, form_id, item)
    known = [value for row in held if (value := contents.exact(item, row.value)) is not None]
    if not known:
        return Answer(None, note=_("还没有报"))
    whole = sum(known, Fraction(0))
    sources = sorted({row.source for row in held})
    bodies = len({row.body_id for row in held})
    note = (
        _("据%(source)s") % {"source": sources[0]}
        if len(sources) == 1
        else _("%(count)s家报送") % {"count": bodies}
    )
    return Answer(int(whole) if whole.denominator == 1 else whole, note=note)


def _values(question: Ask, form_id: str, item: ReportItem) -> list[ReportedValue]:
    """One value a body and period; for a stock or a cumulative total one a body, the last.

    What was not handed in or was sent back does not count; of one period the body's own word goes before another's.
    """
    bodies = areas.in_scope(Organization.objects.all(), (question.ref,)).values("pk")
    rows = ReportedValue.objects.filter(
        Q(report__isnull=True) | Q(report__state__in=reports.RECEIVED), form_id=form_id, item=item.id, current=True, body__in=bodies,
        start__lte=question.last_day,
    )  # fmt: skip
    if item.kind == "period" and question.start is not None:
        rows = rows.filter(start__gte=local_day(question.start))
    ordered = rows.order_by("body_id", "start", F("report").asc(nulls_first=True), "as_of", "pk")
    if item.kind == "period":
        return list({(row.body_id, row.start): row for row in ordered}.values())
    return list({row.body_id: row for row in ordered}.values())


def of_task(table: BoundTable, question: Ask) -> Grid:
    """``of: form``: every body that was asked, in the order it was asked, with what it reported; who has not is named."""
    form, _definition = reports.library_form(table.of, question.ref.area_id, question.at)
    titles = ("单位", *(column.label.zh for column in table.columns))
    sent = ReportTask.objects.filter(form__form_id=table.of).exclude(state=ReportTask.State.WITHDRAWN)
    inside = areas.in_scope(sent, (question.ref,))
    task = inside.filter(start__lte=question.last_day).order_by("-start", "-pk").first()
    if task is None:
        return Grid(titles, (), note=_("还没有布置过这张表。"))
    found = list(task.reports.select_related("body").prefetch_related("values").order_by("position", "pk"))
    items = [form.item(column.of.rpartition(".")[2]) for column in table.columns]
    rows = [(str(one.body_id), _line(one, items)) for one in found]
    missing = [one.body.name for one in found if one.state not in reports.RECEIVED]
    note = _("按布置顺序排列，不排名。")
    if missing:
        note += _("未报：%(names)s。") % {"names": "、".join(missing)}
    return Grid(titles, tuple(rows), note=note)


def _line(report: Report, items: Iterable[ReportItem]) -> tuple[Cell, ...]:
    if report.state not in reports.RECEIVED:
        return (Cell(report.body.name), *(Cell(_("未报")) for _item in items))
    held = {row.item: row.value for row in report.values.all() if row.current}
    cells = []
    for item in items:
        value = contents.exact(item, held.get(item.id))
        cells.append(
            Cell(contents.say(item, held.get(item.id)), Answer(value) if value is not None else None)
        )
    return (Cell(report.body.name), *cells)


def register_all() -> None:
    """Once at start."""
    register("reported", of_reports)
    register_table("reports", of_task)
