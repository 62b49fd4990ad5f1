"""Papers made public (公开), for residents: without an account, without a ranking, with nothing but the paper itself."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linli.papers import access, queries
from linli.ui.paging import page as paged


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Papers made public, the newest first, found by words of title or number."""
    words = request.GET.get("q", "").strip()[:40]
    rows = queries.filtered(access.public_papers(), {"text": words})
    found = paged(rows, order=("-published_at", "-id"), request=request, size=20)
    table = [(paper, queries.label(paper)) for paper in found.rows]
    return render(request, "papers/public_list.html", {"page": found, "table": table, "q": words})


@require_GET
def page(request: HttpRequest, paper_id: int) -> HttpResponse:
    """One public paper as it was issued; the slip for the units it went to is none of the residents'."""
    paper = access.get_public_paper(paper_id)
    document = replace(paper.body, blocks=paper.body.main_blocks)
    context = {"paper": paper, "document": document, "parts": queries.parts(document)}
    return render(request, "papers/public_page.html", context)
