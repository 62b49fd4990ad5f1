"""The tree: look down, look up, look back, find."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.areas import access, addressing, forms, levels, panels, queries
from linli.areas.fields import items
from linli.areas.models import NATION_ID, AreaSpan
from linli.areas.requests import StaffRequest
from linli.domain.access import LEVELS, AreaRef
from linli.records import queries as records

#: Children of one page; a street has at most some hundred communities.
_MOST = 1000


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Begin at the place of the post; with words, what they find."""
    staff = cast("StaffRequest", request)
    return branch(request, access.home(staff.scope))


@require_safe
def branch(request: HttpRequest, area_id: int) -> HttpResponse:
    """One place of the tree on a day: the way down to it, those below, its history."""
    staff = cast("StaffRequest", request)
    form = forms.AsOf(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    on: date | None = asked.get("on")
    spans = queries.history(area_id) if area_id < 1 << 62 else []
    row = access.choose_span(spans, on)
    text = asked.get("q", "")
    context = {
        "form": form,
        "row": row,
        "on": on,
        "crumbs": _crumbs(row, on),
        "q": text,
        "keeps": row.is_today and access.keeps(staff.scope, area_id, row),
        "can_grow": bool(set(levels.below(row.level)) - {"province", "city"}),
        "level": levels.label(row.level),
        "page_url": _page_url(area_id),
        "history": spans,
    }
    context |= _hits(row, text) if text else _inside(area_id, on)
    return render(request, "areas/tree.html", context, status=422 if form.errors else 200)


def _hits(row: AreaSpan, text: str) -> dict[str, object]:
    """What the words find below the place."""
    refs = (AreaRef(row.level, row.area_id),) if row.area_id != NATION_ID else None
    return {"hits": queries.search(text, refs, limit=50)}


def _inside(area_id: int, on: date | None) -> dict[str, object]:
    """What lies below, where the place came from, what was done to it."""
    lines = records.history("area", area_id, limit=20)
    return {"hits": None, "groups": _groups(area_id, on), "links": _links(area_id), "lines": lines}


def _page_url(area_id: int) -> str | None:
    """The place's own page, when there is one beside the tree."""
    url = addressing.area_url(area_id)
    return None if url == addressing.branch_url(area_id) else url


def _crumbs(row: AreaSpan, on: date | None) -> list[tuple[str, str]]:
    """From the nation down; every step keeps the day."""
    suffix = f"?on={on.isoformat()}" if on else ""
    steps = [(NATION_ID, "全国")] if row.area_id != NATION_ID else []
    steps += [(step.area_id, step.name) for step in queries.ancestors(row.area_id, on, row=row)]
    if not steps or steps[-1][0] != row.area_id:
        steps.append((row.area_id, row.name))
    return [(name, addressing.branch_url(area_id) + suffix) for area_id, name in steps]


def _groups(area_id: int, on: date | None) -> list[dict[str, object]]:
    """Children by level, in the order of levels, with how many each holds."""
    rows = list(queries.children(area_id, on)[:_MOST])
    counts = panels.child_counts([row.area_id for row in rows], on)
    grouped: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        item = {"id": row.area_id, "name": row.name, "code": row.code, "count": counts.get(row.area_id, 0)}
        grouped.setdefault(row.level, []).append(item)
    return [{"word": levels.label(level), "rows": grouped[level]} for level in LEVELS if level in grouped]


def _links(area_id: int) -> list[dict[str, object]]:
    """Where it came from and what it became, with names."""
    found = list(queries.links(area_id))
    names = queries.names({link.source_id for link in found} | {link.target_id for link in found})
    return [
        {
            "word": link.get_kind_display(),
            "on": link.on,
            "source": (link.source_id, names.get(link.source_id, "")),
            "target": (link.target_id, names.get(link.target_id, "")),
        }
        for link in found
    ]


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The answer to combo boxes: ``?q=`` words, ``level=`` allowed levels, ``all=1`` beyond one's own."""
    staff = cast("StaffRequest", request)
    text = request.GET.get("q", "")[:60]
    wanted = {level for level in request.GET.get("level", "").split(",") if level in LEVELS}
    within = None if request.GET.get("all") else (staff.scope.view or None)
    hits = queries.search(text, within, limit=60 if wanted else 12)
    if wanted:
        hits = [hit for hit in hits if hit.level in wanted]
    return JsonResponse({"items": items(hits[:12])})
