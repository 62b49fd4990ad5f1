"""The receiving page: already in 17 of 20, who is missing, the totals table, files that came back."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.accounts import policy
from linli.ledgers.reading.limits import limits
from linli.ledgers.views.answers import workbook
from linli.ledgers.writing.layout import file_name
from linli.ledgers.writing.xlsx import write_ledger
from linli.organizations.requests import StaffRequest
from linli.records import queries as records
from linli.records.errors import LinliError
from linli.records.time import now
from linli.reports import access, contents, lists, printing, queries, returned, services
from linli.reports.models import ReportTask
from linli.reports.views.filling import tabs
from linli.ui.paging import page as paged

#: Bodies on one page of a totals table.
LINES = 100


@require_GET
def tasks(request: StaffRequest) -> HttpResponse:
    """Collections of my body and below, newest first."""
    form, at = lists.TaskFilter(request.GET), now()
    rows = lists.tasks(request.scope, lists.asked(form), at)
    order = lists.order_of(request.GET.get("sort", ""), lists.TASK_ORDER, ("-id",))
    found = paged(rows, order=order, request=request, size=30)
    counts = queries.received_many([task.pk for task in found.rows])
    context = {
        "page": found, "rows": [(task, *counts[task.pk]) for task in found.rows], "at": at, "form": form,
        "tabs": tabs(request, "tasks"),
    }  # fmt: skip
    return render(request, "reports/tasks.html", context)


@require_GET
def task(request: StaffRequest, task_id: int) -> HttpResponse:
    """One collection."""
    return task_page(request, access.get_task_for(request.scope, task_id))


def task_page(request: StaffRequest, row: ReportTask, error: str = "", **more: Any) -> HttpResponse:
    """The receiving page with what happened last."""
    at, filter_ = now(), lists.LineFilter(request.GET)
    shown = paged(
        lists.lines(row, lists.asked(filter_)), order=("position", "id"), request=request, size=LINES
    )
    count = queries.received(row)
    table = queries.table(row, shown.rows, count.expected)
    beside = queries.beside_records(table)
    lines = [
        {
            "report": line.report,
            "cells": [contents.say(item, line.values.get(item.id)) for item in table.form.items],
            "notes": [
                *(queries.say_finding(table.form, one) for one in line.findings),
                *beside.get(line.report.pk, ()),
            ],
        }
        for line in table.lines
    ]
    totals = [
        contents.say(item, table.totals[item.id].value) if item.id in table.totals else ""
        for item in table.form.items
    ]
    context = {
        "task": row, "form": table.form, "lines": lines, "page": shown, "filter": filter_, "totals": totals if table.totals else [],
        "groups": queries.header_groups(table.form), "grouped": any(item.group for item in table.form.items),
        "count": count, "urge": queries.urge_text(row, at, count), "at": at, "error": error,
        "may_collect": policy.allows(request.scope, "report_task.issue", row) and row.state == "open",
        "history": records.history("report_task", row.pk, limit=20) if "history" in request.GET else None,
    }  # fmt: skip
    return render(request, "reports/task.html", context | more, status=422 if error else 200)


@require_POST
def task_step(request: StaffRequest, task_id: int, step: str) -> HttpResponse:
    """Lock what is checked, close, or take the task back."""
    row = access.get_task_for(request.scope, task_id, "report_task.issue")
    common: dict[str, Any] = {"task_id": row.pk, "actor": request.actor, "at": now()}
    acts: dict[str, Any] = {
        "lock": lambda: services.lock_task(**common),
        "close": lambda: services.close_task(**common),
        "withdraw": lambda: services.withdraw_task(reason=request.POST.get("reason", ""), **common),
    }
    if step not in acts:
        raise Http404
    try:
        acts[step]()
    except LinliError as refused:
        return task_page(request, row, str(refused))
    return redirect("reports:task", row.pk)


@require_POST
def files(request: StaffRequest, task_id: int) -> HttpResponse:
    """Returned workbooks of all bodies at once: each becomes that body's report."""
    row = access.get_task_for(request.scope, task_id, "report_task.issue")
    sent = request.FILES.getlist("files")
    if not sent:
        return task_page(request, row, _("请先选择收回来的表格文件。"))
    taken = returned.take_files(
        row,
        [(file.name or "", file.read(limits().bytes + 1)) for file in sent],
        actor=request.actor,
        at=now(),
    )
    good = [one for one in taken if not one.error]
    if good:
        messages.success(request, _("收进%(count)d份表。") % {"count": sum(len(one.bodies) for one in good)})
    bad = [one for one in taken if one.error]
    return task_page(
        request, row, _("有%(count)d个文件没有收进，见下。") % {"count": len(bad)} if bad else "", bad=bad
    )


@require_GET
def sheet(request: StaffRequest, task_id: int) -> HttpResponse:
    """The totals table in the office's layout."""
    row = access.get_task_for(request.scope, task_id)
    layout, out = printing.layout_of(row, now()), io.BytesIO()
    write_ledger(out, layout, printing.rows_of(queries.table(row)))
    return workbook(out.getvalue(), file_name(layout))
