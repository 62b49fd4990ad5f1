"""The joint day opened for a whole roll: one button on the page of activities."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.activities import rules, services
from linli.activities.models import Session
from linli.activities.views import once
from linli.areas import queries as areas
from linli.domain.codes import record_id
from linli.organizations.requests import StaffRequest
from linli.records.errors import LinliError
from linli.records.time import now


@require_POST
def open_for_roll(request: StaffRequest) -> HttpResponse:
    """Ask everybody on the roll of a place of one's own to the next joint day."""
    area, kind = request.POST.get("area", ""), request.POST.get("kind", "")
    found = rules.shipped().get(kind)
    place = record_id(area) or 0
    if found is None or found[1].roll is None or not areas.within(place, request.scope.fill):
        raise Http404
    given = {"kind": kind, "area_id": place}
    run = lambda: services.open_for_roll(**given, actor=request.actor, at=now())  # type: ignore[arg-type]  # noqa: E731
    try:
        row = once(request, given, run, Session)
    except LinliError as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('activities:list')}?area={place}")
    messages.success(request, _("已请名册上的单位和党员参加。只作记录，不作考核。"))
    return redirect("activities:page", row.pk)
