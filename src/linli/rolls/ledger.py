"""Rolls in and out of Excel: 报到单位名册 both ways, 报到党员名册 out without homes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domain.access import Actor, Scope
from linli.ledgers import registry
from linli.ledgers.errors import RowRefused
from linli.ledgers.reading import values
from linli.ledgers.registry import Applied, Column, Outlet, Problem, Row, Target
from linli.ledgers.targets.finding import find_place
from linli.ledgers.targets.outlets import layout, number_in, parts_of
from linli.ledgers.writing.layout import Col, Layout
from linli.organizations.models import OPEN, Organization
from linli.rolls import ledger_members, rules, services, showing
from linli.rolls.models import Membership


def register() -> None:
    """Called at start."""
    registry.register_target(TARGET)
    ledger_members.register()
    registry.register_outlet(_outlet("unit", gettext_lazy("报到单位名册"), 30))
    registry.register_outlet(_outlet("member", gettext_lazy("报到党员名册"), 31))


def _rows(holder: str, scope: Scope, params: Mapping[str, str]) -> QuerySet[Membership]:
    asked = {key: params.get(key, "") for key in ("q", "kind", "state")}
    return showing.filtered(scope, holder, {**asked, "area": number_in(params, "area")})


def _written(holder: str, scope: Scope, params: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for part in parts_of(_rows(holder, scope, params)):
        for line in showing.table(part):
            yield _line(line)


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    row: Membership = line["row"]
    return {
        "name": str(row),
        "unit": str(row.organization or ""),
        "kind": line["kind"],
        "place": line["place"],
        "state": row.get_state_display(),
        "since": row.since,
        "until": row.until,
        "contact": row.contact,
        "phone": row.phone,
        "told": row.said_members,
    }


def _outlet(holder: str, title: Any, order: int) -> Outlet:
    def columns(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
        shared = (
            Col("kind", _("报到类型"), width=10),
            Col("place", _("报到地点"), width=14),
            Col("state", _("状态"), width=6),
            Col("since", _("报到日期"), width=9, kind="day"),
            Col("until", _("结束日期"), width=9, kind="day"),
        )
        if holder == "member":
            own: tuple[Col, ...] = (Col("name", _("姓名"), width=8), Col("unit", _("所在单位"), width=16))
            return layout(str(title), (*own, *shared), scope, day)
        ends = (
            Col("contact", _("联系人"), width=8),
            Col("phone", _("工作电话"), width=11),
            Col("told", _("自报党员数"), width=8, kind="whole"),
        )
        return layout(str(title), (Col("name", _("单位"), width=18), *shared, *ends), scope, day)

    return Outlet(
        id=f"roll_{holder}s",
        title=title,
        verb=f"roll_{holder}.export",
        order=order,
        layout=columns,
        rows=lambda scope, params, _at: _written(holder, scope, params),
        count=lambda scope, params, _at: _rows(holder, scope, params).order_by().count(),
    )


def _body(row: Row) -> int | None:
    found = Organization.objects.filter(name=row.text("unit"), valid_to=OPEN).values_list("pk", flat=True)[:2]
    return found[0] if len(found) == 1 else None


def check(row: Row) -> Iterator[Problem]:
    """The unit must be known by exactly this name, the place must lie in one's own."""
    if _body(row) is None:
        yield Problem("unit", _("没有找到这个单位，或者有几个同名的。"), _("请先登记单位，写全称。"))
    if find_place(row.context, row.text("place")) is None:
        yield Problem("place", _("您辖区里没有找到这个地点。"), _("请写社区全称。"))


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """One unit on the roll since the day of the list."""
    body, place = _body(row), find_place(row.context, row.text("place"))
    if body is None or place is None:
        raise RowRefused(_("没有认出单位或地点。"))
    kind = (rules.reporting_in("unit") or [""])[0]
    made = services.apply(
        kind=kind,
        area_id=place,
        organization_id=body,
        contact=row.text("contact"),
        phone=row.text("phone"),
        on=row.day("since"),
        actor=actor,
        at=at,
    )
    services.receive(membership_id=made.pk, on=made.applied_on, actor=actor, at=at)
    return Applied("membership", made.pk)


def undo(applied: Applied, _row: Row, actor: Actor, at: datetime) -> None:
    """Off the roll again, as a slip of the list; what was done meanwhile keeps it there."""
    made = Membership.objects.get(pk=applied.id)
    if made.services.exists() or made.items.exists():
        raise RowRefused(_("%(name)s已有服务或清单，不能随导入撤销。") % {"name": made})
    services.end(membership_id=made.pk, reason=_("导入撤销"), actor=actor, at=at)


TARGET = Target(
    id="roll_units",
    title=gettext_lazy("报到单位名册"),
    help=gettext_lazy("已经在社区报到的单位，一行一个。"),
    verb="roll_unit.import",
    order=40,
    columns=(
        Column("unit", gettext_lazy("单位"), ("单位名称", "报到单位", "单位党组织"), required=True, parse=values.text(60)),
        Column("place", gettext_lazy("报到社区"), ("报到地点", "社区", "社区名称", "结对社区"), required=True, parse=values.text(60)),
        Column("contact", gettext_lazy("联系人"), ("联络员", "负责人"), parse=values.text(40)),
        Column("phone", gettext_lazy("工作电话"), ("电话", "联系电话"), parse=values.text(30)),
        Column("since", gettext_lazy("报到日期"), ("日期", "报到时间"), parse=values.day),
    ),
    check=check,
    apply=apply,
    undo=undo,
    key=("unit",),
)  # fmt: skip
