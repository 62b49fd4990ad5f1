"""Pages of series: the list, one with its sessions, changed and ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.accounts import policy
from linli.activities import access, forms, queries, rules, services, showing
from linli.activities.models import Series
from linli.activities.views import form_page, once
from linli.areas import queries as areas
from linli.organizations.requests import StaffRequest
from linli.organizations.views.common import today, tried
from linli.records import queries as history
from linli.records.time import now
from linli.ui import paging

_ORDERS = {
    "title": ("title", "id"),
    "-title": ("-title", "-id"),
    "first": ("first", "id"),
    "-first": ("-first", "-id"),
}


@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """Series of one's places: running (default), ended or all."""
    form = forms.SeriesFilter(request.GET)
    form.is_valid()
    rows = queries.series_like(access.series(request.scope), form.cleaned_data, today())
    order = _ORDERS.get(request.GET.get("sort", ""), ("-id",))
    page = paging.page(rows.select_related("organization"), order=order, request=request)
    context = {
        "form": form,
        "page": page,
        "table": showing.series_table(page.rows, today()),
        "may_plan": policy.may(request.scope, "activity.plan"),
        "may_export": policy.may(request.scope, "activity.export"),
        "hidden": [(name, value) for name, value in request.GET.items() if name not in ("after", "before")],
    }
    return render(request, "activities/series_list.html", context)


@require_GET
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """One series: how often, since when, its sessions, what happened to it."""
    row = access.get_series_for(request.scope, pk)
    sessions = paging.page(row.sessions.all(), order=("-on", "-id"), request=request, size=30)
    table = showing.table(sessions.rows, today())
    context = {
        "row": row,
        "rhythm": showing.rhythm_word(row.rhythm),
        "kind": rules.word(row.kind),
        "place": table[0]["place"] if table else areas.full_name(row.area_id, top="community"),
        "page": sessions,
        "table": table,
        "over": row.last is not None and row.last < today(),
        "may_plan": policy.allows(request.scope, "activity.plan", row)
        and not (row.last and row.last < today()),
        "history": history.history("activity_series", pk, limit=20) if "history" in request.GET else None,
    }
    return render(request, "activities/series_page.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Another name, spot or hour: for the sessions still to come."""
    row = access.get_series_for(request.scope, pk, "plan")
    shown = {"title": row.title, "spot": row.spot, "last": row.last, "version": row.version}
    shown["time"] = f"{int(row.rhythm.get('hour', 9)):02d}:{int(row.rhythm.get('minute', 0)):02d}"
    form = forms.SeriesEditForm(request.POST if request.method == "POST" else None, initial=shown)

    def act(data: dict[str, Any]) -> None:
        run = lambda: services.change_series(series_id=pk, **data, actor=request.actor, at=now())  # noqa: E731
        once(request, data, run, Series)

    if tried(form, act):
        messages.success(request, _("已更正，还没开展的活动一起改了。"))
        return redirect("activities:series_page", pk)
    return form_page(
        request, form, f"{_('更正系列活动')} · {row}", reverse("activities:series_page", args=[pk])
    )


@require_http_methods(["GET", "POST"])
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """No session after a day; those planned later are cancelled."""
    row = access.get_series_for(request.scope, pk, "plan")
    form = forms.SeriesEndForm(request.POST if request.method == "POST" else None, initial={"on": today()})

    def act(data: dict[str, Any]) -> None:
        run = lambda: services.end_series(series_id=pk, **data, actor=request.actor, at=now())  # noqa: E731
        once(request, data, run, Series)

    if tried(form, act):
        messages.success(request, _("系列活动已结束，以后的各次已取消。"))
        return redirect("activities:series_page", pk)
    return form_page(
        request, form, f"{_('结束系列活动')} · {row}", reverse("activities:series_page", args=[pk])
    )
