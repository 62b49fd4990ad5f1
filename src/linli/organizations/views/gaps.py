"""空白点 (B12): one click from the menu to every place where nobody is responsible."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from linli.areas import queries as areas
from linli.organizations import forms, showing
from linli.organizations.requests import StaffRequest
from linli.organizations.views.common import today


def gaps(request: StaffRequest) -> HttpResponse:
    """The gaps in one's own places, or below a chosen one of them."""
    form = forms.GapFilter(request.GET)
    picked = form.cleaned_data.get("area") if form.is_valid() else None
    roots = [ref.area_id for ref in request.scope.view]
    if picked and areas.within(picked, request.scope.view):
        roots = [picked]
    found = showing.gap_rows(roots, on=today())
    context = {
        "form": form,
        "found": found[: showing.GAPS_SHOWN],
        "total": len(found),
        "day": today(),
        "no_place": not roots,
    }
    return render(request, "organizations/gaps.html", context)
