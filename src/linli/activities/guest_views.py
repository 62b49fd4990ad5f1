"""A unit that is asked to a session answers for itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts import policy
from linli.activities import access, forms, services
from linli.activities.models import Expected
from linli.activities.views import once, shown
from linli.organizations.requests import StaffRequest
from linli.organizations.views.common import tried
from linli.records.time import now


@require_http_methods(["GET", "POST"])
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """参加 with how many, or 不参加; a slip is told on the page of the session, where it was typed."""
    row, asked = access.get_session_and_invitation_for(request.scope, pk)
    if asked is None:
        raise Http404
    policy.require(request.scope, "activity_guest.answer", asked)
    if request.method == "GET":  # a refused form was opened again by its address
        return redirect("activities:page", pk)
    form = forms.AnswerForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        given = {"coming": data["coming"] == "yes", "people": data["people"]}
        run = lambda: services.answer_invitation(  # noqa: E731
            session_id=pk,
            body_id=asked.membership.organization_id or 0,
            **given,
            actor=request.actor,
            at=now(),
        )
        once(request, {"session": pk, **given}, run, Expected)

    if not tried(form, act):
        return shown(request, row, asked, form)
    messages.success(request, _("已回复，社区能看到。改主意了可以再改。"))
    return redirect("activities:page", pk)
