"""Courtyards from a sheet: one line brings the branch, the head and the committee of a courtyard; and the list out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.access import Actor, Scope
from linli.domain.calendar import local_day
from linli.domain.codes import record_id
from linli.ledgers.errors import RowRefused
from linli.ledgers.reading import values
from linli.ledgers.registry import Applied, Column, Outlet, Problem, Row, Target
from linli.ledgers.targets import finding
from linli.ledgers.targets.outlets import layout
from linli.ledgers.writing.layout import Col, Layout
from linli.organizations import governance, services
from linli.organizations.errors import Refused
from linli.organizations.models import OPEN, Appointment, Organization, OrgAreaLink


def check(row: Row) -> Iterator[Problem]:
    """The courtyard must be one place of the person's own, and something must be said of it."""
    yield from finding.place_problems(row, "area")
    if not any(row.text(key) for key in ("branch", "head", "committee")):
        yield Problem(None, _("这一行没有支部、楼院长和自管会。"), _("至少填一项，或删掉这一行。"))


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """Found what is not there; a branch of this name in the same community is joint and takes the courtyard too."""
    area_id = finding.need_place(row, "area")
    branch, head, committee = (row.text(key) for key in ("branch", "head", "committee"))
    joint = _joint(branch, area_id) if branch else None
    if joint is not None:
        _cover(joint, area_id, row, actor, at)
    committee_stands = (
        committee and Organization.objects.filter(name=committee, area_id=area_id, valid_to=OPEN).exists()
    )
    head_stands = (
        head
        and Appointment.objects.filter(
            post__area_id=area_id, post__role="courtyard_head", valid_to=OPEN, person__name=head
        ).exists()
    )
    todo = {
        "branch": "" if joint else branch,
        "head": "" if head_stands else head,
        "committee": "" if committee_stands else committee,
    }
    if not any(todo.values()):
        return Applied("area", area_id, "updated" if joint else "unchanged")
    if _other_head(area_id) and todo["head"]:
        raise RowRefused(_("这个楼院已有楼院长，请办理换人交接。"))
    services.set_up_courtyard(
        areas=[area_id], head_phone=row.text("phone"), on=row.day("on"), actor=actor, at=at, **todo
    )
    return Applied("area", area_id, "created")


def _joint(name: str, area_id: int) -> Organization | None:
    community = areas.columns_for(area_id)["community"]
    rows = Organization.objects.filter(
        name=name, valid_to=OPEN, community=community, kind__in=("party_branch", "joint_branch")
    )
    return rows.first()


def _cover(body: Organization, area_id: int, row: Row, actor: Actor, at: datetime) -> None:
    if OrgAreaLink.objects.filter(organization=body, area_id=area_id, valid_to=OPEN).exists():
        return
    services.link_area(
        organization_id=body.pk, area_id=area_id, kind="responsible", on=row.day("on"), actor=actor, at=at
    )
    if body.kind != "joint_branch":
        services.change_organization(organization_id=body.pk, kind="joint_branch", actor=actor, at=at)


def _other_head(area_id: int) -> bool:
    return Appointment.objects.filter(
        post__area_id=area_id, post__role="courtyard_head", valid_to=OPEN
    ).exists()


TARGET = Target(
    id="courtyards",
    title=gettext_lazy("楼院组织"),
    help=gettext_lazy("一行一个楼院；几行写同一个支部名称就是联建支部。"),
    verb="organization.edit",
    order=35,
    columns=(
        Column("area", gettext_lazy("楼院"), ("小区", "楼院名称", "小区名称", "院落"), required=True),
        Column("branch", gettext_lazy("党支部"), ("楼院党支部", "支部名称"), parse=values.text(60)),
        Column("head", gettext_lazy("楼院长"), ("院长",), parse=values.text(40)),
        Column("phone", gettext_lazy("楼院长电话"), ("联系电话", "工作电话"), parse=values.phone),
        Column("committee", gettext_lazy("自管会"), ("自管会名称",), parse=values.text(60)),
        Column("on", gettext_lazy("成立日期"), ("任职日期",), parse=values.day),
    ),
    key=("area",),
    check=check,
    apply=apply,
)


def _asked(scope: Scope, params: Mapping[str, str], today: date) -> governance.Result | None:
    """The coverage the page showed; nothing outside one's own places."""
    area, kind = record_id(params.get("area", "")), params.get("kind", "")
    if area is None or not areas.within(area, scope.view):
        return None
    try:
        on = date.fromisoformat(params.get("on", ""))
    except ValueError:
        on = today
    try:
        piece = governance.at_place(kind, area, on)
    except Refused:
        return None
    return governance.read(piece, [area], on) if piece.form == "coverage" else None


def _rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    found = _asked(scope, params, local_day(at))
    if found is None:
        return
    names: dict[int, str] = {}
    if found.kind.object == "place":
        names = areas.full_names([line.object_id for line in found.lines], found.on, top="street")
    for line in found.lines:
        yield {
            "name": names.get(line.object_id, line.name),
            "has": "；".join(
                f"{part.names}：{'、'.join(one.person or str(one.body) for one in held)}"
                for part, held in line.held
                if held
            ),
            "missing": "、".join(str(part.names) for part in line.missing),
        }


def _layout(scope: Scope, params: Mapping[str, str], day: date) -> Layout:
    try:
        title = governance.word(governance.shipped(params.get("kind", "")))
    except Refused:
        title = _("小区治理")
    columns = (
        Col("name", _("名称"), width=22),
        Col("has", _("现有"), width=34),
        Col("missing", _("空白"), width=14),
    )
    return layout(title, columns, scope, day)


def _count(scope: Scope, params: Mapping[str, str], at: datetime) -> int:
    found = _asked(scope, params, local_day(at))
    return len(found.lines) if found else 0


OUTLET = Outlet(
    id="governance",
    title=gettext_lazy("小区治理覆盖台账"),
    verb="organization.view",
    order=35,
    layout=_layout,
    rows=_rows,
    count=_count,
    # From the page of one arrangement only: it says which, where and on what day.
    allowed=lambda request: policy.may(request.scope, "organization.view"),  # type: ignore[attr-defined]
)
