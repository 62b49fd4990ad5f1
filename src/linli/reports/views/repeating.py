"""按期自动下发: set up from a form's page, stopped with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts import policy
from linli.domain.calendar import local_day
from linli.organizations.requests import StaffRequest
from linli.records.errors import LinliError
from linli.records.time import now
from linli.reports import access, queries, services
from linli.reports import forms as html
from linli.reports.views.registry import bodies_below, form_page, own_body


@require_http_methods(["GET", "POST"])
def repeat(request: StaffRequest, entry_id: int) -> HttpResponse:
    """Let a form go out every period."""
    entry = access.get_form_for(request.scope, entry_id, "report_form.issue")
    body = own_body(request)
    if body is None:
        raise policy.NotYours
    form = html.RepeatForm(request.POST or None, bodies=bodies_below(body), today=local_day(now()))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.start_repeat(
                entry_id=entry.pk, body_ids=[int(pk) for pk in data["bodies"]], issuer_id=body.pk,
                first_day=data["day"], ahead=data["ahead"] or 0, actor=request.actor, at=now(),
            )  # fmt: skip
        except LinliError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已设为按期自动下发。"))
            return redirect("reports:form", entry.pk)
    context = {"entry": entry, "form": form, "burden": queries.burden(entry), "repeat": True}
    return render(request, "reports/issue.html", context, status=422 if form.errors else 200)


@require_POST
def repeat_stop(request: StaffRequest, repeat_id: int) -> HttpResponse:
    """No further period goes out."""
    row = access.get_repeat_for(request.scope, repeat_id)
    reason = request.POST.get("reason", "")
    try:
        services.stop_repeat(repeat_id=row.pk, reason=reason, actor=request.actor, at=now())
    except LinliError as refused:
        return form_page(request, row.form, str(refused))
    messages.success(request, _("已停止按期自动下发。"))
    return redirect("reports:form", row.form_id)
