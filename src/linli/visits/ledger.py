"""走访记录表 to Excel: day, whom, place, what followed; the notes stay in the house."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.domain.access import Scope
from linli.ledgers import registry
from linli.ledgers.registry import Outlet
from linli.ledgers.targets.outlets import layout, number_in, parts_of
from linli.ledgers.writing.layout import Col, Layout
from linli.visits import kinds, queries
from linli.visits.models import Contact


def register() -> None:
    """Called at start."""
    registry.register_outlet(OUTLET)
    registry.register_outlet(PLAN)


def _listed(scope: Scope, params: Mapping[str, str], _at: datetime) -> Any:
    return queries.listed(scope, {name: params.get(name, "") for name in ("kind", "since", "until")})


def _rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    for part in parts_of(_listed(scope, params, at)):
        names = areas.full_names({row.area_id for row in part}, top="street")
        for row in part:
            yield {
                "on": row.on, "kind": kinds.word(row.kind), "post": row.post.title,
                "to": str(Contact.To(row.contact.to).label), "place": names.get(row.area_id, ""),
                "outcome": queries.outcome_word(row), "case": row.case.code if row.case else "",
            }  # fmt: skip


def _layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("on", _("日期"), width=9, kind="day"),
        Col("kind", _("走访类别"), width=12),
        Col("post", _("走访人岗位"), width=12),
        Col("to", _("对象"), width=8),
        Col("place", _("地点"), width=18),
        Col("outcome", _("去向"), width=12),
        Col("case", _("诉求编号"), width=12),
    )
    return layout(_("走访记录表"), columns, scope, day)


OUTLET = Outlet(
    id="visits",
    title=gettext_lazy("走访记录表"),
    verb="visit.export",
    order=61,
    layout=_layout,
    rows=_rows,
    count=lambda scope, params, at: _listed(scope, params, at).count(),
)


def _plan(scope: Scope, params: Mapping[str, str], at: datetime) -> Any:
    asked: dict[str, Any] = {name: str(params.get(name) or "") for name in ("kind", "state", "q")}
    return queries.planned(scope, asked | {name: number_in(params, name) for name in ("place", "post")}, at)


def _plan_rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    for part in parts_of(_plan(scope, params, at)):
        for line in queries.planned_lines(part, at):
            yield {
                "who": line.who, "post": line.row.post.title, "kind": line.kind, "to": line.row.label,
                "sort": str(Contact.To(line.row.to).label), "place": line.place, "done": line.done,
                "needed": line.needed, "last": line.last,
            }  # fmt: skip


def _plan_layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("who", _("走访人"), width=9),
        Col("post", _("岗位"), width=12),
        Col("kind", _("走访类别"), width=14),
        Col("to", _("对象"), width=18),
        Col("sort", _("分组"), width=8),
        Col("place", _("地点"), width=18),
        Col("needed", _("本期应去"), width=8, kind="whole"),
        Col("done", _("已走访"), width=8, kind="whole"),
        Col("last", _("最近一次"), width=9, kind="day"),
    )
    return layout(_("走访计划"), columns, scope, day)


PLAN = Outlet(
    id="visit_plan",
    title=gettext_lazy("走访计划"),
    verb="visit.export",
    order=60,
    layout=_plan_layout,
    rows=_plan_rows,
    count=lambda scope, params, at: _plan(scope, params, at).count(),
)
