"""What this room registers at start."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas.registry import register_scoped
from linli.clocks import notices
from linli.records import registry, schedule
from linli.reports import ledger, measuring, panels
from linli.reports.models import FormEntry, Repeat, Report, ReportTask
from linli.reports.services import issue_due, remind
from linli.ui import navigation
from linli.ui import panels as ui_panels

EVENTS = {
    "report_form.drafted": _("拟了表样"),
    "report_form.registered": _("列入报表清单，%(fields)s项"),
    "report_task.issued": _("下发任务，%(bodies)s个单位"),
    "report_task.closed": _("收齐定稿"),
    "report_task.reopened": _("解锁后重新收表"),
    "report.expected": _("收到报表任务"),
    "report.saved": _("填了%(items)s项"),
    "report.checked": _("审核通过"),
    "report.locked": _("底数锁定"),
    "report_repeat.started": _("设为按期自动下发，%(bodies)s个单位"),
    "report_repeat.issued": _("按期下发，%(bodies)s个单位"),
    "report_repeat.skipped": _("%(start)s起的一期已另行下发或已过期限，没有再发"),
    "organization.values_reported": _("录入了%(items)s项公开数据"),
}
WITH_REASON = {
    "report_form.ended": _("停用了表"),
    "report_task.withdrawn": _("取消了任务"),
    "report_repeat.stopped": _("停止按期自动下发"),
    "report.sent_back": _("退回重报"),
    "report.unlocked": _("解锁"),
}


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    for name, sentence in EVENTS.items():
        registry.register_event(name, sentence)
    for name, sentence in WITH_REASON.items():
        registry.register_event(name, sentence, texts={"reason": _("原因")})
    registry.register_event("report.submitted", _("上报，核对发现%(findings)s处"))
    registry.register_subject("report_form", FormEntry, label=_("报表清单"), url=_url("reports:form"))
    registry.register_subject("report_task", ReportTask, label=_("报表任务"), url=_url("reports:task"))
    registry.register_subject("report", Report, label=_("报表"), url=_url("reports:fill"))
    registry.register_subject("report_repeat", Repeat, label=_("按期下发"))
    for model in (FormEntry, ReportTask, Report, Repeat):
        register_scoped(model)
    policy.register_bodies("report_form", ids=lambda row: (row.owner_id,), q=lambda ids: Q(owner__in=ids))
    policy.register_bodies("report_task", ids=lambda row: (row.issuer_id,), q=lambda ids: Q(issuer__in=ids))
    policy.register_bodies("report", ids=lambda row: (row.body_id,), q=lambda ids: Q(body__in=ids))
    policy.register_bodies("report_repeat", ids=lambda row: (row.issuer_id,), q=lambda ids: Q(issuer__in=ids))
    notices.register("report.soon", _("%(subject)s：请在%(due)s前上报，已预填"))
    notices.register("report.late", _("%(subject)s：期限%(due)s已过，请尽快上报"))
    registry.register_resolver("report_number", panels.titles)
    schedule.register("reports", every=60, run=tick)
    measuring.register()
    ledger.register()
    part = "ui/parts/todo.html"
    ui_panels.register("today", "reports", panels.to_report, part, order=30)
    ui_panels.register("today", "collections", panels.to_collect, part, order=31)
    ui_panels.register("today", "suspected", panels.suspected, part, order=36)
    ui_panels.register("organization", "published", panels.published, part, order=70)
    navigation.register("reports", "reports:mine", _("收表报数"), order=10, allowed=_may_view)


def tick(at: datetime) -> None:
    """Once a minute: forms of the day go out, who owes a report is told."""
    issue_due(at)
    remind(at)


def _may_view(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", None)
    return scope is not None and policy.may(scope, "report.view")


def _url(name: str) -> Callable[[int], str | None]:
    def url(subject_id: int) -> str | None:
        try:
            return reverse(name, args=[subject_id])
        except NoReverseMatch:
            return None

    return url
