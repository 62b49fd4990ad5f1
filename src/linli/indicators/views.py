"""Pages of figures: the leader's overview, indicators, the rows behind, rankings and their editions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.domain.calendar import local_day
from linli.indicators import access, acting, asking, forms, pages, pieces, queries, showing, units
from linli.indicators.figures import PARTS
from linli.indicators.models import Edition
from linli.indicators.overview import overview as gather
from linli.indicators.overview_later import LATER, later
from linli.mechanisms.queries import label
from linli.organizations.requests import StaffRequest
from linli.organizations.sending import sent_once, status_of, tried
from linli.records.errors import LinliError
from linli.records.time import now
from linli.ui.paging import page as paged


@require_GET
def overview(request: StaffRequest) -> HttpResponse:
    """What a leader looks at first; the lower blocks are fetched after it, or come along with ?late=all."""
    asked, block, at = request.GET.get("place", ""), request.GET.get("late", ""), now()
    with units.remembering():
        area = access.place_for(request.scope, asked)
        if block in LATER and request.headers.get("HX-Request"):
            words: dict[str, Any] = {"block": block, "page": later(request.scope, area, at, [block])}
            return render(request, "indicators/parts/overview_late.html", words)
        rest = later(request.scope, area, at) if block else None
        words = {"page": gather(request.scope, area, at), "rest": rest, "blocks": LATER, "asked": asked}
        request.read_place = units.span(area)
    wall = bool(request.GET.get("screen"))
    return render(request, "indicators/screen.html" if wall else "indicators/overview.html", words)


@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """All indicators in use at the reader's place."""
    area = access.place_for(request.scope, request.GET.get("place", ""))
    rows = showing.indicators(area, local_day(now()), request.GET.get("q", ""))
    return render(
        request, "indicators/list.html", {"rows": rows, "area": area, "q": request.GET.get("q", "")}
    )


@require_GET
def indicator(request: StaffRequest, indicator_id: str) -> HttpResponse:
    """The table of one indicator, its chart and its definition."""
    with units.remembering():
        area = access.place_for(request.scope, request.GET.get("place", ""))
        asked = asking.read_request(indicator_id, area, request.GET, now())
        form = forms.AskForm(request.GET or None, indicator=asked.indicator)
        page = pages.table(asked, area, request.scope)
        words = showing.about(asked, area, request.scope)
        request.read_place = units.span(area)
    context = {"page": page, "form": form, "area": area, **words}
    return render(request, "indicators/indicator.html", context)


@require_GET
def rows(request: StaffRequest, indicator_id: str) -> HttpResponse:
    """看明细: the records behind one part of a figure that the reader may see, and how many there are in all."""
    unit = queries.unit_of(request.GET.get("unit", ""))
    part = request.GET.get("part", "")
    with units.remembering():
        if unit is None or part not in PARTS or not access.may_see(request.scope, unit):
            raise policy.NotYours
        area = unit.id if unit.kind == "area" else access.place_for(request.scope)
        asked = asking.read_request(indicator_id, area, request.GET, now())
        context = showing.rows(request, asked, unit, part)
        request.read_place = units.span(area)
    return render(request, "indicators/rows.html", context)


@require_GET
def rankings(request: StaffRequest) -> HttpResponse:
    """Rankings in use, and the editions the reader may read."""
    area = access.place_for(request.scope, request.GET.get("place", ""))
    found = pieces.rankings_in_use(area, local_day(now()))
    editions = access.editions_for(request.scope).exclude(state=Edition.State.DROPPED)
    page = paged(editions, order=("-id",), request=request, size=25)
    shown = [(one, queries.title_of(one, pieces.of_definition(one.definition, one.ranking))) for one in page]
    names = [(one.ranking.id, label(one.ranking.term)) for one in found]
    may = policy.may(request.scope, access.MAKERS)
    context = {"rankings": names, "page": page, "editions": shown, "may_draft": may, "area": area}
    return render(request, "indicators/rankings.html", context)


@require_http_methods(["GET", "POST"])
def ranking(request: StaffRequest, ranking_id: str) -> HttpResponse:
    """The running table of a ranking (seen by those who make it), and the form to keep one."""
    area = access.place_for(request.scope, request.GET.get("place", ""))
    if not policy.may(request.scope, access.MAKERS):
        raise policy.NotYours
    form = forms.DraftForm(request.POST or None, initial={"day": local_day(now())})

    def draft() -> str:
        made = acting.draft(ranking_id, area, form.cleaned_data, actor=request.actor, at=now())
        return reverse("indicators:edition", args=[made.pk])

    if to := tried(request, form, draft):
        return redirect(to)
    context = {**showing.preview(ranking_id, area, now()), "form": form, "area": area}
    return render(request, "indicators/ranking.html", context, status=status_of(form))


@require_GET
def edition(request: StaffRequest, edition_id: int) -> HttpResponse:
    """One table as it is kept; before publication a unit sees its own line."""
    found = access.get_edition_for(request.scope, edition_id)
    return render(request, "indicators/edition.html", showing.edition(found, request.scope, now()))


@require_GET
def edition_rows(request: StaffRequest, edition_id: int, cell_id: int, part: str) -> HttpResponse:
    """The frozen list of records behind a cell."""
    found = access.get_edition_for(request.scope, edition_id)
    if part not in PARTS:
        raise policy.NotYours
    return render(request, "indicators/rows.html", showing.frozen_rows(request, found, cell_id, part))


@require_GET
def difference(request: StaffRequest, edition_id: int) -> HttpResponse:
    """What a correction changes."""
    found = access.get_edition_for(request.scope, edition_id)
    context = {
        "edition": found,
        "rows": queries.differences(found, request.scope),
        "title": queries.title_of(found, pieces.of_definition(found.definition, found.ranking)),
    }
    return render(request, "indicators/difference.html", context)


@require_POST
def act(request: StaffRequest, edition_id: int, step: str) -> HttpResponse:
    """One step of an edition: recompute, round, approve, publish, correct, drop, adjust, object, answer."""
    found = access.get_edition_for(request.scope, edition_id, acting.verb_of(step))

    def run() -> str:
        made = acting.act(found, step, request.POST, scope=request.scope, actor=request.actor, at=now())
        return reverse("indicators:edition", args=[made.pk])

    try:
        return redirect(sent_once(request, run))
    except LinliError as error:
        context: dict[str, Any] = {**showing.edition(found, request.scope, now()), "error": str(error)}
        context["typed"] = request.POST.get("text", "") or request.POST.get("reason", "")
        return render(request, "indicators/edition.html", context, status=error.status)
