"""Reading bulletins: lists, the pages of figures, the lines of an edition, what changed between two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from linli.bulletins.assembling import printed_lines
from linli.bulletins.models import Bulletin, Edition
from linli.definitions.bulletins import Bulletin as Template
from linli.domain import binding, periods
from linli.papers.models import Paper


def filtered(rows: QuerySet[Bulletin], data: Mapping[str, Any]) -> QuerySet[Bulletin]:
    """Bulletins in a state, with a text in the title."""
    if data.get("state"):
        rows = rows.filter(state=data["state"])
    text = (data.get("text") or "").strip()
    return rows.filter(title__icontains=text) if text else rows


def usual_days(template: Template, today: date) -> tuple[date | None, date]:
    """The days a template is usually drafted for: the period that is over, or everything until today."""
    if template.period == "all":
        return None, today
    if template.period == "day":
        yesterday = today - timedelta(days=1)
        return yesterday, yesterday
    period = periods.period_of(template.period, today).previous()
    return period.start, period.last_day


def live_urls(bulletin: Bulletin) -> dict[str, str]:
    """Figure → the page of what stands behind it now."""
    names = [name for name, held in bulletin.figures.items() if held.get("rows")]
    names += _cells(bulletin.tables)
    return {name: reverse("bulletins:figure", args=[bulletin.pk, name]) for name in names}


def frozen_urls(edition: Edition) -> dict[str, str]:
    """Figure → the page of the rows that were counted for the edition."""
    names = edition.rows.values_list("figure", flat=True)
    return {
        name: reverse("bulletins:frozen_figure", args=[edition.bulletin_id, edition.number, name])
        for name in names
    }


def _cells(tables: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [f"{name}.{cell}" for name, held in tables.items() for cell in held.get("open", ())]


def differences(before: Edition, after: Edition) -> tuple[binding.Line, ...]:
    """The printed lines of two editions laid side by side."""
    return binding.compare(lines_of(before), lines_of(after))


def changed_figures(before: Edition, after: Edition) -> list[tuple[str, binding.Change]]:
    """Label and change of each figure that is another one."""
    old = {name: (str(held["exact"]), str(held["printed"])) for name, held in before.figures.items()}
    new = {name: (str(held["exact"]), str(held["printed"])) for name, held in after.figures.items()}
    found = []
    for one in binding.changes(old, new):
        held = after.figures.get(one.name) or before.figures.get(one.name, {})
        if not held.get("standing") and not held.get("table"):
            found.append((str(held.get("label", one.name)), one))
    return found


def lines_of(edition: Edition) -> list[str]:
    """The printed lines of an edition: title, text, tables row by row."""
    lines = [edition.title]
    for line in edition.text:
        name = line.strip().strip("{}")
        if line.strip() == f"{{{name}}}" and name in edition.tables:
            lines += ["　".join(cells) for _key, cells in edition.tables[name]["rows"]]
        else:
            lines += printed_lines([line], edition.figures)
    return lines


def standing(editions: Iterable[Edition]) -> Edition | None:
    """The newest edition whose paper was not taken back before it went out; ``editions`` come newest first."""
    return next((one for one in editions if one.paper.state != Paper.State.WITHDRAWN), None)
