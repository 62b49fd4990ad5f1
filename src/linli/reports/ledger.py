"""The lists of this room as Excel: my reports, collections, the registry of forms with what each costs in a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domain.access import Scope
from linli.ledgers import registry
from linli.ledgers.registry import Outlet
from linli.ledgers.targets.outlets import layout
from linli.ledgers.writing.layout import Col, Layout
from linli.reports import lists, queries
from linli.reports.forms import PERIODS
from linli.reports.models import FormEntry, Report, ReportTask

_PART = 500


def register() -> None:
    """Called once at start."""
    for outlet in OUTLETS:
        registry.register_outlet(outlet)


def _parts(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    rows, last = rows.order_by("pk"), 0
    while part := list(rows.filter(pk__gt=last)[:_PART]):
        yield part
        last = part[-1].pk


def _mine(scope: Scope, params: Mapping[str, str]) -> QuerySet[Report]:
    return lists.mine(scope, lists.asked(lists.MineFilter(params)))


def _tasks(scope: Scope, params: Mapping[str, str], at: datetime) -> QuerySet[ReportTask]:
    return lists.tasks(scope, lists.asked(lists.TaskFilter(params)), at)


def _forms(scope: Scope, params: Mapping[str, str]) -> QuerySet[FormEntry]:
    return lists.forms_(scope, lists.asked(lists.FormFilter(params)))


def _mine_layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("title", _("报表"), width=18),
        Col("body", _("填报单位"), width=12),
        Col("issuer", _("收表单位"), width=12),
        Col("due", _("期限"), width=9, kind="moment"),
        Col("came", _("上报时间"), width=9, kind="moment"),
        Col("on_time", _("按时"), width=5),
        Col("complete", _("填全"), width=5),
        Col("state", _("状态"), width=7),
    )
    return layout(_("报表上报台账"), columns, scope, day)


def _mine_rows(scope: Scope, params: Mapping[str, str], _at: datetime) -> Iterator[dict[str, Any]]:
    for part in _parts(_mine(scope, params)):
        for row in part:
            yield {
                "title": row.task.title, "body": row.body.name, "issuer": row.task.issuer.name, "due": row.due_at,
                "came": row.submitted_at, "on_time": row.on_time, "complete": row.complete,
                "state": row.get_state_display(),
            }  # fmt: skip


def _task_layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    came = (_("收表情况（家）"),)
    columns = (
        Col("title", _("报表"), width=18),
        Col("issuer", _("收表单位"), width=12),
        Col("due", _("期限"), width=9, kind="moment"),
        Col("expected", _("应报"), came, width=5, kind="whole", total=True),
        Col("received", _("已报"), came, width=5, kind="whole", total=True),
        Col("on_time", _("按时"), came, width=5, kind="whole", total=True),
        Col("complete", _("填全"), came, width=5, kind="whole", total=True),
        Col("state", _("状态"), width=7),
    )
    return layout(_("收表情况台账"), columns, scope, day)


def _task_rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    for part in _parts(_tasks(scope, params, at)):
        counts = queries.received_in([row.pk for row in part])
        for row in part:
            count = counts[row.pk]
            yield {
                "title": row.title, "issuer": row.issuer.name, "due": row.due_at, "expected": count.expected,
                "received": count.received, "on_time": count.on_time, "complete": count.complete,
                "state": row.get_state_display(),
            }  # fmt: skip


def _form_layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    costs = (_("报表负担"),)
    columns = (
        Col("title", _("表名"), width=16),
        Col("owner", _("主责单位"), width=12),
        Col("basis", _("依据"), width=16),
        Col("approval", _("批准文号"), width=9),
        Col("period", _("周期"), width=5),
        Col("fields", _("每次项数"), costs, width=5, kind="whole"),
        Col("bodies", _("填报单位数"), costs, width=6, kind="whole"),
        Col("entries", _("一年填数"), costs, width=7, kind="whole", total=True),
        Col("overlap", _("与别的表重复"), width=14),
        Col("reason", _("仍要再报的原因"), width=14),
        Col("until", _("有效期至"), width=7, kind="day"),
        Col("state", _("状态"), width=7),
    )
    return layout(_("报表清单"), columns, scope, day)


def _form_rows(scope: Scope, params: Mapping[str, str], _at: datetime) -> Iterator[dict[str, Any]]:
    words = dict(PERIODS)
    for part in _parts(_forms(scope, params)):
        titles = _titles(part)
        for row in part:
            again = [f"《{titles.get(pk, '')}》{share}%" for pk, share, _pairs in row.overlaps]
            yield {
                "title": row.title, "owner": row.owner.name, "basis": row.basis, "approval": row.approval,
                "period": str(words.get(row.period, row.period)), "fields": row.fields,
                "bodies": row.bodies_expected, "entries": queries.burden(row).entries, "overlap": "；".join(again),
                "reason": row.overlap_reason, "until": row.valid_to, "state": row.get_state_display(),
            }  # fmt: skip


def _titles(part: list[FormEntry]) -> dict[int, str]:
    named = {pk for row in part for pk, _share, _pairs in row.overlaps}
    return dict(FormEntry.objects.filter(pk__in=named).values_list("pk", "title")) if named else {}


OUTLETS = (
    Outlet(
        id="reports_mine", title=gettext_lazy("报表上报台账"), verb="report.view", order=60,
        layout=_mine_layout, rows=_mine_rows, count=lambda scope, params, _at: _mine(scope, params).count(),
    ),
    Outlet(
        id="report_tasks", title=gettext_lazy("收表情况台账"), verb="report_task.view", order=61,
        layout=_task_layout, rows=_task_rows, count=lambda scope, params, at: _tasks(scope, params, at).count(),
    ),
    Outlet(
        id="report_forms", title=gettext_lazy("报表清单"), verb="report_form.view", order=62,
        layout=_form_layout, rows=_form_rows, count=lambda scope, params, _at: _forms(scope, params).count(),
    ),
)  # fmt: skip
