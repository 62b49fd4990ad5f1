"""Who was there by name, and the files of a session."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.activities import access, forms, services, showing
from linli.activities.models import Session
from linli.activities.views import form_page, once
from linli.organizations import sending
from linli.organizations.requests import StaffRequest
from linli.organizations.views.common import tried
from linli.records.errors import LinliError
from linli.records.time import now


@require_http_methods(["GET", "POST"])
def people(request: StaffRequest, pk: int) -> HttpResponse:
    """Tick those of the roll who were there; only those whose roll the post keeps are offered."""
    row = access.get_session_for(request.scope, pk, "record")
    offered = showing.offered(request.scope, row)
    here = list(row.attendance.exclude(person=None).values_list("person_id", flat=True))
    shown = {"version": row.version, "people_named": here}
    form = forms.NamesForm(offered, request.POST if request.method == "POST" else None, initial=shown)

    def act(data: dict[str, Any]) -> None:
        given = {"person_ids": [int(one) for one in data["people_named"]], "version": data["version"]}
        ids = [one for one, _name in offered]
        run = lambda: services.name_people(  # noqa: E731
            session_id=pk, **given, offered=ids, actor=request.actor, at=now()
        )
        once(request, given, run, Session)

    if tried(form, act):
        messages.success(request, _("已登记到会人员。只作记录，不作考核。"))
        return redirect("activities:page", pk)
    return form_page(request, form, f"{_('到会人员')} · {row}", reverse("activities:page", args=[pk]))


def _kept(request: StaffRequest, pk: int, data: dict[str, Any], back: str) -> str:
    services.add_file(session_id=pk, upload=data["file"], kind=data["kind"], actor=request.actor, at=now())
    return back


@require_http_methods(["GET", "POST"])
def file(request: StaffRequest, pk: int) -> HttpResponse:
    """A photo of the session or the sheet people signed."""
    row = access.get_session_for(request.scope, pk, "record")
    form = forms.FileForm(request.POST or None, request.FILES or None)
    back = reverse("activities:page", args=[pk])
    if form.is_bound and form.is_valid():
        try:
            sending.sent_once(request, lambda: _kept(request, pk, form.cleaned_data, back))
        except LinliError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("已收下。"))
            return redirect(back)
    return form_page(request, form, f"{_('照片和签到表')} · {row}", back, files=True)
