"""来源对照: what the sources say of each item, side by side; another source's word is entered beside, never instead."""

from __future__ import annotations

from datetime import datetime, time

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.accounts import policy
from linli.domain.calendar import SHANGHAI
from linli.domain.periods import Kind, Period
from linli.organizations.models import Organization
from linli.organizations.requests import StaffRequest
from linli.records.errors import LinliError
from linli.records.time import now
from linli.reports import access, contents, queries, services
from linli.reports import forms as html
from linli.reports.models import Report, ReportedValue


@require_GET
def sources(request: StaffRequest, body_id: int, form_key: str) -> HttpResponse:
    """What the sources say of each item of a form: side by side, with date and issuer, never merged."""
    body = get_object_or_404(Organization, pk=body_id)
    policy.require(request.scope, "organization.view", body)
    rows = access.values_for(request.scope, body.pk, form_key).order_by("as_of", "pk")
    table = queries.side_by_side(list(rows.select_related("report__task")[:500]))
    if not table.columns:
        raise Http404
    return render(request, "reports/sources.html", {"body": body, "table": table})


@require_http_methods(["GET", "POST"])
def source_new(request: StaffRequest, report_id: int) -> HttpResponse:
    """Enter what a paper or another office said of the same items and period."""
    report = access.get_report_for(request.scope, report_id, "report.check")
    piece = contents.form_of(report.task.content)
    items = [(item.id, queries.title_of(item)) for item in piece.items]
    form = html.SourceForm(request.POST or None, items=items)
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, report, form)
        except LinliError as refused:
            form.add_error(None, str(refused))
        except ValueError as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _("已并列保存，原来的数没有改。"))
            return redirect("reports:sources", report.body_id, queries.key_of(report.task.form))
    context = {"report": report, "form": form}
    return render(request, "reports/source_new.html", context, status=422 if form.errors else 200)


def _record(request: StaffRequest, report: Report, form: forms.Form) -> None:
    assert isinstance(form, html.SourceForm)
    piece, data, task = contents.form_of(report.task.content), form.cleaned_data, report.task
    values = {key: contents.parse(piece.item(key), text) for key, text in form.typed().items()}
    if not values:
        raise LinliError(_("一格都没有填。"))
    services.record_values(
        form=piece, form_key=queries.key_of(task.form), definition_id=task.form.definition_id,
        body_id=report.body_id, period=Period(task.start, task.end, Kind(task.form.period)), values=values,
        as_of=datetime.combine(data["as_of"], time(18), SHANGHAI), source=data["source"], issuer=data["issuer"],
        origin=ReportedValue.Origin.PAPER.value, explanation=data["explanation"], actor=request.actor, at=now(),
    )  # fmt: skip
