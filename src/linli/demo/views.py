"""「报道复现」: what papers printed of real places, figure by figure, read-only, each leading to its records."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linli.accounts import acting
from linli.accounts.models import User
from linli.demo import access, printed
from linli.domain.calendar import local_day
from linli.organizations.requests import StaffRequest
from linli.records.time import now


@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """The entries of the papers, filtered and by key; a figure of another real place opens in that place's post."""
    if not access.may_read(request.scope):
        raise Http404
    params = {key: str(value) for key, value in request.GET.items()}
    page = printed.paged(printed.wanted(params), params)
    acts = acting.acts_of(cast("User", request.user), local_day(now()))
    posts = [(act.post_id, act.post.area_id) for act in acts]
    context = {
        "form": printed.PrintedFilter(params),
        "page": page,
        "blocks": printed.blocks(request.scope, page.rows, posts),
    }
    return render(request, "demo/printed.html", context)
