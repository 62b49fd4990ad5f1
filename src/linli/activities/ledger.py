"""Activities out to Excel: 活动台账 of a month, counts and hours, nobody's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.activities import access, queries, showing
from linli.activities.models import Session
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.ledgers import registry
from linli.ledgers.registry import Outlet
from linli.ledgers.targets.outlets import layout, number_in, parts_of
from linli.ledgers.writing.layout import Col, Layout


def register() -> None:
    """Called at start."""
    registry.register_outlet(OUTLET)
    registry.register_outlet(SERIES)


def _rows(scope: Scope, params: Mapping[str, str], at: datetime) -> QuerySet[Session]:
    asked = {"kind": params.get("kind"), "state": params.get("state")}
    rows = showing.filtered(scope, {**asked, "area": number_in(params, "area")})
    month = showing.month_of(params.get("month", ""), local_day(at))
    return rows.filter(on__gte=month, on__lt=showing.after(month))


def _written(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    for part in parts_of(_rows(scope, params, at)):
        for line in showing.table(part):
            row: Session = line["row"]
            yield {
                "on": row.on,
                "title": row.title,
                "kind": line["kind"],
                "place": line["place"],
                "body": str(row.organization or ""),
                "theme": row.theme,
                "state": row.get_state_display(),
                "people": row.people,
                "minutes": row.minutes,
            }


def _layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("on", _("日期"), width=9, kind="day"),
        Col("title", _("名称"), width=16),
        Col("kind", _("活动类型"), width=10),
        Col("place", _("社区"), width=12),
        Col("body", _("主办单位"), width=14),
        Col("theme", _("主题"), width=18),
        Col("state", _("状态"), width=7),
        Col("people", _("到会人数"), width=7),
        Col("minutes", _("时长（分钟）"), width=7),
    )
    return layout(_("活动台账"), columns, scope, day)


OUTLET = Outlet(
    id="activities",
    title=gettext_lazy("活动台账"),
    verb="activity.export",
    order=35,
    layout=_layout,
    rows=_written,
    count=lambda scope, params, at: _rows(scope, params, at).order_by().count(),
)


def _series(scope: Scope, params: Mapping[str, str], at: datetime) -> Any:
    asked = {name: str(params.get(name) or "") for name in ("q", "kind", "state")}
    given = {**asked, "area": number_in(params, "area")}
    return queries.series_like(access.series(scope), given, local_day(at)).select_related("organization")


def _series_rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    for part in parts_of(_series(scope, params, at)):
        for one in showing.series_table(part, local_day(at)):
            row = one["row"]
            yield {
                "title": row.title, "kind": one["kind"], "place": one["place"], "rhythm": one["rhythm"],
                "body": str(row.organization or ""), "first": row.first, "last": row.last, "next": one["next"],
            }  # fmt: skip


def _series_layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("title", _("名称"), width=16),
        Col("kind", _("活动类型"), width=12),
        Col("place", _("社区"), width=14),
        Col("rhythm", _("多久一次"), width=14),
        Col("body", _("主办单位"), width=16),
        Col("first", _("开始日期"), width=9, kind="day"),
        Col("last", _("最后日期"), width=9, kind="day"),
        Col("next", _("下一次"), width=9, kind="day"),
    )
    return layout(_("系列活动台账"), columns, scope, day)


SERIES = Outlet(
    id="activity_series",
    title=gettext_lazy("系列活动台账"),
    verb="activity.export",
    order=37,
    layout=_series_layout,
    rows=_series_rows,
    count=lambda scope, params, at: _series(scope, params, at).order_by().count(),
)
