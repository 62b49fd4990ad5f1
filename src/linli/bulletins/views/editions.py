"""Editions and what stands behind their numbers: frozen rows, live rows, differences between two editions."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from linli.accounts import policy
from linli.bulletins import access, assembling, behind, queries
from linli.bulletins.counting import template_of
from linli.organizations.requests import StaffRequest
from linli.records.time import now
from linli.ui.paging import page as paged


@require_GET
def edition(request: StaffRequest, bulletin_id: int, number: int) -> HttpResponse:
    """One edition as published; old ones stay readable."""
    one = access.get_edition_for(request.scope, bulletin_id, number)
    charts = assembling.charts_of(template_of(one.bulletin))
    lines = assembling.shown(one.text, one.figures, one.tables, queries.frozen_urls(one), charts)
    document = one.paper.body
    context = {
        "edition": one, "bulletin": one.bulletin, "lines": lines, "document": document,
        "corrects": document.title.endswith(assembling.CORRECTED),
    }  # fmt: skip
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
    return _rows(request, behind.frozen(request.scope, bulletin_id, number, name))


@require_GET
def figure(request: StaffRequest, bulletin_id: int, name: str) -> HttpResponse:
    """The rows behind a figure of a draft, as they are now."""
    return _rows(request, behind.live(request.scope, bulletin_id, name, now()))


def _rows(request: StaffRequest, found: behind.Behind) -> HttpResponse:
    visible = found.visible(request.scope)
    page = paged(visible, order=("-id",), request=request, size=50)
    asked = {"bulletin": found.bulletin.pk, "figure": found.name}
    if found.edition is not None:
        asked["edition"] = found.edition.number
    context = {
        "found": found,
        "bulletin": found.bulletin,
        "edition": found.edition,
        "page": page,
        "lines": [
            {"url": line.url, "cells": list(zip(found.kind.columns, line.cells, strict=True))}
            for line in found.kind.lines(page.rows)
        ],
        "seen": visible.count(),
        "excel": f"{reverse('ledgers:export_new', args=['bulletin_rows'])}?{urlencode(asked)}"
        if policy.may(request.scope, "figure.export")
        else "",
    }
    return render(request, "bulletins/rows.html", context)
