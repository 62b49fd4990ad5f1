"""What this room shows on other pages: 要报的数（已预填）and 今日收表 on Today, what a body owes on its page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.domain.access import Scope
from linli.domain.reporting import State as ReportState
from linli.reports import access, queries
from linli.reports.models import Report, ReportedValue, ReportTask

#: Lines on Today; the rest is one click away.
SHOWN = 5


def to_report(scope: Scope, _post_id: int, at: datetime) -> dict[str, Any] | None:
    """What the acting post's bodies still have to report; one query."""
    if not scope.bodies or not policy.may(scope, "report.fill"):
        return None
    rows = list(access.owed(scope, queries.TO_DO)[: SHOWN + 1])
    if not rows:
        return None
    return {
        "id": "to-report", "title": _("要报的数（已预填）"),
        "count": f"{SHOWN}+" if len(rows) > SHOWN else len(rows),
        "url": reverse("reports:mine"),
        "rows": [
            {
                "title": row.task.title, "url": reverse("reports:fill", args=[row.pk]),
                "note": (row.reason and _("退回：%(reason)s") % {"reason": row.reason}) or str(row.task.issuer),
                "late": row.due_at < at, "side": queries.figures_moment(row.due_at),
            }
            for row in rows[:SHOWN]
        ],
    }  # fmt: skip


def titles(ids: Iterable[int]) -> dict[int, str]:
    """《…》 by report, for messages: the form and its period, no person."""
    rows = Report.objects.filter(pk__in=list(ids)).values_list("pk", "task__title")
    return {pk: f"《{title}》" for pk, title in rows}


def to_collect(scope: Scope, _post_id: int, at: datetime) -> dict[str, Any] | None:
    """今日收表（已报17/20）: open collections of the acting post's bodies; two queries."""
    if not scope.bodies or not access.may_collect(scope):
        return None
    open_ = ReportTask.objects.filter(issuer__in=scope.bodies, state=ReportTask.State.OPEN)
    tasks = list(open_.order_by("due_at", "pk")[: SHOWN + 1])
    if not tasks:
        return None
    counts = queries.received_many([task.pk for task in tasks])
    return {
        "id": "to-collect", "title": _("今日收表"),
        "count": f"{SHOWN}+" if len(tasks) > SHOWN else len(tasks),
        "url": reverse("reports:tasks"),
        "rows": [
            {
                "title": task.title, "url": reverse("reports:task", args=[task.pk]),
                "note": _("已报%(came)d/%(all)d") % dict(zip(("came", "all"), counts.get(task.pk, (0, 0)), strict=True)),
                "late": task.due_at < at and counts.get(task.pk, (0, 0))[0] < counts.get(task.pk, (0, 0))[1],
                "side": queries.figures_moment(task.due_at),
            }
            for task in tasks[:SHOWN]
        ],
    }  # fmt: skip


def suspected(scope: Scope, _post_id: int, at: datetime) -> dict[str, Any] | None:
    """疑似错报: what came in against a rule and was sent all the same with an explanation; one query."""
    if not scope.bodies or not access.may_collect(scope):
        return None
    told = Report.objects.filter(task__issuer__in=scope.bodies, task__state=ReportTask.State.OPEN)
    odd = told.filter(state=ReportState.SUBMITTED.value).exclude(explanations={})
    rows = list(odd.select_related("task", "body").order_by("due_at", "pk")[: SHOWN + 1])
    if not rows:
        return None
    return {
        "id": "suspected", "title": _("疑似错报"),
        "count": f"{SHOWN}+" if len(rows) > SHOWN else len(rows),
        "url": reverse("reports:tasks"),
        "rows": [
            {
                "title": str(row.body), "url": reverse("reports:fill", args=[row.pk]),
                "note": row.task.title, "late": False, "side": queries.figures_moment(row.due_at),
            }
            for row in rows[:SHOWN]
        ],
    }  # fmt: skip


def published(scope: Scope, body_id: int, _at: datetime) -> dict[str, Any] | None:
    """On a body's page: figures that papers reported of it, by form, each leading to 来源对照."""
    if not policy.may(scope, "organization.view"):
        return None
    rows = (
        ReportedValue.objects.filter(body=body_id, current=True, origin=ReportedValue.Origin.PUBLISHED)
        .order_by("form_id")
        .values_list("form_id", flat=True)
        .distinct()[:20]
    )
    forms = list(rows)
    if not forms:
        return None
    return {
        "id": "published",
        "title": _("公开报道的数"),
        "count": len(forms),
        "url": reverse("reports:sources", args=[body_id, forms[0]]),
        "rows": [
            {
                "title": queries.word_of(form), "url": reverse("reports:sources", args=[body_id, form]),
                "note": _("来源对照"), "late": False, "side": "",
            }
            for form in forms
        ],
    }  # fmt: skip
