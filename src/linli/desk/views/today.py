"""今日待办: a desk, not a cockpit."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from linli.desk import todaywords
from linli.desk.views.subjects import part_number
from linli.organizations.requests import StaffRequest
from linli.records.time import now


@require_GET
def today(request: StaffRequest) -> HttpResponse:
    """What this post must do today; residents go to their pages, administrators to theirs."""
    if not request.user.is_authenticated:
        return redirect("window:home")
    if request.scope.post_id is None:
        return redirect("accounts:mine")
    if request.headers.get("HX-Request") and "late" in request.GET:
        try:
            shown, after = todaywords.part_of(request, part_number(request), now())
        except IndexError:
            raise Http404 from None
        return render(request, "desk/parts/late_panels.html", {"panels": shown, "next": after})
    return render(request, "desk/today.html", todaywords.words_of(request, now()))
