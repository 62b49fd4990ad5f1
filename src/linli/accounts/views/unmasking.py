"""Reading a masked value: a reason first, the value for a minute, the trace for ever."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpResponse
from django.shortcuts import render

from linli.accounts import services
from linli.accounts.errors import Refused
from linli.accounts.forms import ReasonForm
from linli.accounts.models import User
from linli.accounts.services.unmasking import SHOWN_FOR, opened
from linli.organizations.requests import StaffRequest
from linli.records.time import now
from linli.ui.words import moment


def unmask(request: StaffRequest, kind: str, subject_id: int, field: str) -> HttpResponse:
    """The form asking why, then the value; the browser goes back by itself after a minute."""
    try:
        secret, back = opened(kind=kind, subject_id=subject_id, field=field, scope=request.scope)
    except Refused as error:
        raise Http404(str(error)) from error
    form = ReasonForm(request.POST or None)
    page = {"form": form, "label": secret.label, "back": back, "seconds": SHOWN_FOR}
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/unmask.html", page, status=422 if form.errors else 200)
    try:
        page["value"] = services.unmask(
            kind=kind, subject_id=subject_id, field=field, reason=form.cleaned_data["reason"],
            scope=request.scope, actor=request.actor, at=now(),
        )  # fmt: skip
    except Refused as error:
        form.add_error(error.field or None, str(error))
        return render(request, "accounts/unmask.html", page, status=422)
    # Who photographs the screen takes his own name and the time along (C12, watermark).
    page["mark"] = f"{cast('User', request.user).display_name} {moment(now(), year=True)}"
    response = render(request, "accounts/unmask.html", page)
    # Plain HTTP: works without scripts, and "back" in the browser shows no copy.
    response["Refresh"] = f"{SHOWN_FOR}; url={page['back']}"
    response["Cache-Control"] = "no-store"
    return response
