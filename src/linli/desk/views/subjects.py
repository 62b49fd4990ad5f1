"""The page of a place, the search over everything, one's own corner on a phone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from linli.areas import queries as areas
from linli.areas import searching
from linli.cases import queries as cases
from linli.desk.queries import rows_of
from linli.domain.calendar import local_day
from linli.organizations import queries as organizations
from linli.organizations.requests import StaffRequest
from linli.records.time import now
from linli.ui import panels


@require_GET
def place(request: StaffRequest, area_id: int) -> HttpResponse:
    """One node of the tree: who is responsible, what is open, what lies below.

    What other rooms show follows in parts (``?late=1`` …), each a fragment for the script and a lean page without it.
    """
    at, number = now(), part_number(request)
    try:
        shown, after = panels.part("area", request.scope, area_id, at, number)
    except IndexError:
        raise Http404 from None
    if number:
        part = "parts/late_panels" if request.headers.get("HX-Request") else "place_part"
        back = reverse("desk:place", args=[area_id])
        return render(request, f"desk/{part}.html", {"panels": shown, "next": after, "back": back})
    span = areas.span(area_id) or areas.last_span(area_id)
    if span is None:
        raise Http404
    chain = areas.ancestors(area_id, row=span) if span.is_today else areas.ancestors(area_id)
    words = {
        "span": span,
        "crumbs": [
            (step.name, reverse("desk:place", args=[step.area_id]))
            for step in chain
            if step.level != "nation" and step.area_id != area_id
        ],
        "responsible": organizations.responsible_for(area_id, None, local_day(at), above=chain)[:12],
        "panels": shown,
        "next": after,
        "board_url": reverse("areas:board", args=[area_id]),
        "tree_url": reverse("areas:branch", args=[area_id]),
        "list_url": f"{reverse('cases:list')}?place={area_id}",
    }
    return render(request, "desk/place.html", words)


def part_number(request: StaffRequest) -> int:
    """0 for the page itself; ``?late`` alone is the first part after it."""
    if "late" not in request.GET:
        return 0
    text = request.GET["late"] or "1"
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else -1


@require_GET
def search(request: StaffRequest) -> HttpResponse:
    """领导问一句: cases, places, bodies and people by a few characters."""
    text, at = request.GET.get("q", "").strip()[:40], now()
    words: dict[str, object] = {"q": text}
    if text:
        day = local_day(at)
        words |= {
            "cases": _with_progress(rows_of(cases.find(request.scope, text), at), at),
            "places": searching.search(text, request.scope.view or None, limit=8),
            "bodies": organizations.search_bodies(text, on=day)[:8],
            "people": organizations.search_people(text)[:8],
        }
    return render(request, "desk/search.html", words)


def _with_progress(rows: list[dict[str, Any]], at: datetime) -> list[dict[str, Any]]:
    """The first three rows with their three lines to copy: who asks is on the telephone now (B19)."""
    for row in rows[:3]:
        row["progress"] = cases.copy_progress(row["case"], at)
    return rows


@require_GET
def bodies(request: StaffRequest) -> JsonResponse:
    """Bodies for the boxes of forms, by part of the name or initials."""
    text = request.GET.get("q", "").strip()[:40]
    found = organizations.search_bodies(text, on=local_day(now()))[:12] if text else []
    return JsonResponse({"items": [{"id": row.pk, "label": row.name, "hint": row.phone} for row in found]})


@require_GET
def me(request: StaffRequest) -> HttpResponse:
    """「我的」 of the phone bar."""
    return redirect("accounts:mine")


__all__ = ["bodies", "me", "place", "search"]
