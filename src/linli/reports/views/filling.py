"""My reports, the fill page, the steps of one report, what sources say side by side."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.domain.reporting import State, allowed
from linli.ledgers.views.answers import workbook
from linli.ledgers.writing.layout import file_name
from linli.ledgers.writing.xlsx import write_ledger
from linli.organizations.requests import StaffRequest
from linli.records import queries as records
from linli.records.errors import Conflict, LinliError
from linli.records.time import now
from linli.reports import access, contents, filling, lists, printing, queries, services
from linli.reports.errors import BadValues, Doubtful
from linli.reports.models import Report
from linli.ui.paging import page as paged


@require_GET
def mine(request: StaffRequest) -> HttpResponse:
    """What my body still has to report, then what it reported; a filter looks through both."""
    form = lists.MineFilter(request.GET)
    data = lists.asked(form)
    rows = lists.mine(request.scope, data)
    todo = [] if data else list(access.owed(request.scope, queries.TO_DO)[:50])
    order = lists.order_of(request.GET.get("sort", ""), lists.MINE_ORDER, ("-due_at", "-id"))
    found = paged(
        rows if data else rows.exclude(state__in=queries.TO_DO), order=order, request=request, size=30
    )
    context = {
        "todo": todo, "page": found, "at": now(), "tabs": tabs(request, "mine"), "form": form, "filtered": bool(data),
    }  # fmt: skip
    return render(request, "reports/mine.html", context)


def tabs(request: StaffRequest, current: str) -> list[tuple[str, str, bool, int | None]]:
    """The three pages of 收表报数, those the post may open."""
    found: list[tuple[str, str, bool, int | None]] = [
        (_("我要报的"), reverse("reports:mine"), current == "mine", None)
    ]
    if policy.may(request.scope, "report_task.view"):
        found.append((_("我收的表"), reverse("reports:tasks"), current == "tasks", None))
    found.append((_("报表清单"), reverse("reports:forms"), current == "forms", None))
    return found


@require_http_methods(["GET", "POST"])
def fill(request: StaffRequest, report_id: int) -> HttpResponse:
    """The fill page: prefilled; handing in unchanged takes one click."""
    report = access.get_report_for(request.scope, report_id)
    if request.method == "GET":
        return fill_page(request, report)
    policy.require(request.scope, "report.fill", report)
    sent = {name: str(value) for name, value in request.POST.items()}
    try:
        _take(request, report, sent)
    except BadValues as bad:
        return fill_page(request, report, sent, errors=bad.cells, error=str(bad))
    except Doubtful as doubtful:
        return fill_page(request, report, sent, doubtful=doubtful.findings, error=str(doubtful))
    except LinliError as refused:
        return fill_page(request, report, sent, error=str(refused), status=refused.status)
    return redirect("reports:mine") if "submit" in sent else redirect("reports:fill", report.pk)


def _take(request: StaffRequest, report: Report, sent: dict[str, str]) -> None:
    values = filling.values_from(report, sent)
    common: dict[str, Any] = {
        "report_id": report.pk, "values": values, "version": sent.get("version") or None,
        "signed": {key: sent[key] for key in ("filled_by", "reviewed_by", "phone") if key in sent},
        "actor": request.actor, "at": now(),
    }  # fmt: skip
    if "submit" in sent:
        services.submit_report(explanations=filling.explanations_from(sent), **common)
        messages.success(request, _("已上报：%(title)s") % {"title": report.task.title})
    else:
        services.save_report(**common)
        messages.success(request, _("已保存，还没有上报。"))


def fill_page(
    request: StaffRequest,
    report: Report,
    sent: dict[str, str] | None = None,
    *,
    errors: dict[str, str] | None = None,
    doubtful: list[Any] | None = None,
    error: str = "",
    status: int = 422,
) -> HttpResponse:
    """The page of one report, for filling in or for reading."""
    form = contents.form_of(report.task.content)
    open_ = report.task.state == "open" and allowed("save", report.state)
    doubts = [
        {
            "rule": one.rule,
            "text": queries.say_finding(form, one),
            "said": (sent or {}).get(f"explain_{one.rule}", ""),
        }
        for one in doubtful or ()
    ]
    context = {
        "report": report, "task": report.task, "form": form, "heading": filling.heading(report),
        "fields": filling.fields(report, sent, errors), "doubts": _one_a_rule(doubts), "error": error,
        "sent": sent or {}, "may_fill": open_ and policy.allows(request.scope, "report.fill", report),
        "steps": _steps(request, report), "form_key": queries.key_of(report.task.form),
        "others": queries.other_sources(report), "history": records.history("report", report.pk, limit=20) if "history" in request.GET else None, "at": now(),
    }  # fmt: skip
    return render(request, "reports/fill.html", context, status=status if error else 200)


def _one_a_rule(doubts: list[dict[str, str]]) -> list[dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in doubts:
        held = found.setdefault(one["rule"], {**one, "text": ""})
        held["text"] = f"{held['text']}；{one['text']}" if held["text"] else one["text"]
    return list(found.values())


def _steps(request: StaffRequest, report: Report) -> list[str]:
    """Buttons for those who check."""
    found = []
    if report.state == State.SUBMITTED.value and policy.allows(request.scope, "report.check", report):
        found.append("check")
    if allowed("send_back", report.state) and policy.allows(request.scope, "report.check", report):
        found.append("send_back")
    if allowed("unlock", report.state) and policy.allows(request.scope, "report.unlock", report):
        found.append("unlock")
    return found


@require_POST
def report_step(request: StaffRequest, report_id: int, step: str) -> HttpResponse:
    """Pass, send back or unlock one report."""
    verbs = {"check": "report.check", "send_back": "report.check", "unlock": "report.unlock"}
    if step not in verbs:
        raise Http404
    report = access.get_report_for(request.scope, report_id, verbs[step])
    version, reason = request.POST.get("version") or None, request.POST.get("reason", "")
    common: dict[str, Any] = {"report_id": report.pk, "version": version, "actor": request.actor, "at": now()}
    try:
        if step == "check":
            services.check_report(**common)
        elif step == "send_back":
            services.send_back(reason=reason, **common)
        else:
            services.unlock_report(reason=reason, **common)
    except LinliError as refused:
        status = 409 if isinstance(refused, Conflict) else 422
        return fill_page(request, report, {"reason": reason}, error=str(refused), status=status)
    return (
        redirect("reports:task", report.task_id)
        if report.body_id not in request.scope.bodies
        else redirect("reports:fill", report.pk)
    )


@require_GET
def blank(request: StaffRequest, report_id: int) -> HttpResponse:
    """This body's sheet with what is known, for filling in on paper or in Excel."""
    report = access.get_report_for(request.scope, report_id)
    form = contents.form_of(report.task.content)
    values: dict[str, int | None] = {key: one.value for key, one in queries.prefill(form, report).items()}
    layout = printing.layout_of(report.task, now(), report)
    out = io.BytesIO()
    write_ledger(out, layout, printing.blank_rows(report, values | queries.values_of(report), form))
    return workbook(out.getvalue(), file_name(layout))
