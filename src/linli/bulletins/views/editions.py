"""Editions and what stands behind their numbers: frozen rows, live rows, differences between two editions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linli.bulletins import access, assembling, queries, rows
from linli.bulletins.counting import count
from linli.bulletins.models import Bulletin
from linli.organizations.requests import StaffRequest
from linli.records.time import now
from linli.ui.paging import page as paged


@require_GET
def edition(request: StaffRequest, bulletin_id: int, number: int) -> HttpResponse:
    """One edition as published; old ones stay readable."""
    one = access.get_edition_for(request.scope, bulletin_id, number)
    lines = assembling.shown(one.text, one.figures, one.tables, queries.frozen_urls(one))
    context = {"edition": one, "bulletin": one.bulletin, "lines": lines, "document": one.paper.body}
    return render(request, "bulletins/edition.html", context)


@require_GET
def differences(request: StaffRequest, bulletin_id: int, number: int) -> HttpResponse:
    """An edition beside the one before it."""
    after = access.get_edition_for(request.scope, bulletin_id, number)
    before = access.get_edition_for(request.scope, bulletin_id, number - 1)
    context = {
        "bulletin": after.bulletin,
        "before": before,
        "after": after,
        "lines": queries.differences(before, after),
        "figures": queries.changed_figures(before, after),
    }
    return render(request, "bulletins/differences.html", context)


@require_GET
def frozen_figure(request: StaffRequest, bulletin_id: int, number: int, name: str) -> HttpResponse:
    """The rows that were counted for a figure of an edition, those in the reader's scope (看明细)."""
    one = access.get_edition_for(request.scope, bulletin_id, number)
    held = one.rows.filter(figure=name).first()
    if held is None:
        raise Http404
    more = {"edition": one, "total": held.count, "figure": _figure(one.figures, one.tables, name)}
    return _rows(request, one.bulletin, name, held.kind, held.ids, more)


@require_GET
def figure(request: StaffRequest, bulletin_id: int, name: str) -> HttpResponse:
    """The rows behind a figure of a draft, as they are now."""
    row = access.get_bulletin_for(request.scope, bulletin_id)
    answer = count(row, now()).answers.get(name)
    ids = answer.row_ids() if answer else None
    if answer is None or ids is None:
        raise Http404
    more = {"total": len(ids), "figure": _figure(row.figures, row.tables, name)}
    return _rows(request, row, name, answer.kind, ids, more)


def _figure(figures: dict[str, Any], tables: dict[str, Any], name: str) -> dict[str, str]:
    """Label, printed and exact of a figure or of a table's cell."""
    if name in figures:
        held = figures[name]
        return {"label": held["label"], "printed": held["printed"], "exact": assembling.hover(held)}
    table, key, column = [*name.split("."), "", ""][:3]
    found = tables.get(table, {})
    cells = next((cells for row, cells in found.get("rows", ()) if row == key), None)
    if cells is None or column not in found.get("ids", ()):
        return {"label": name, "printed": "", "exact": ""}
    at = found["ids"].index(column) + 1
    return {"label": f"{cells[0]} {found['columns'][at]}", "printed": cells[at], "exact": ""}


#: So many ids go into one query; the largest number of values SQLite takes is above it.
_CHUNK = 20_000


def _rows(
    request: StaffRequest, row: Bulletin, name: str, kind: str, ids: Sequence[int], more: dict[str, Any]
) -> HttpResponse:
    known = rows.get(kind)
    if known is None:
        raise Http404
    visible = rows.among(known, request.scope, ids[:_CHUNK])
    found = paged(visible, order=("-id",), request=request, size=50)
    table = [(known.url(one), known.cells(one)) for one in found.rows]
    seen = visible.count()
    context = {
        "bulletin": row,
        "name": name,
        "kind": known,
        "page": found,
        "table": table,
        "seen": seen,
        **more,
    }
    return render(request, "bulletins/rows.html", context)
