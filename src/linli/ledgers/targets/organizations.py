"""Bodies from a sheet: founded, or brought up to date when code or name and place are known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domain.access import Actor
from linli.ledgers.errors import BadCell, RowRefused
from linli.ledgers.reading import values
from linli.ledgers.registry import Applied, Column, Problem, Row, Target
from linli.ledgers.targets import finding
from linli.organizations import services
from linli.organizations.models import OPEN, Organization, Tree
from linli.organizations.services import checks
from linli.records.errors import LinliError

_FIELDS = ("kind", "credit_code", "phone", "basis")


def _credit_code(cell: str) -> values.Value:
    values.text(40)(cell)
    try:
        return checks.credit_code(cell)
    except LinliError as wrong:
        raise BadCell(str(wrong), _("请对照证照重填，没有就空着。")) from wrong


def _known(row: Row, area_id: int) -> Organization | None:
    code = row.text("credit_code")
    found = Organization.objects.filter(credit_code=code, valid_to=OPEN).first() if code else None
    same = Organization.objects.filter(name=row.text("name"), area_id=area_id, valid_to=OPEN).first()
    return found or same


def check(row: Row) -> Iterator[Problem]:
    """Place and upper body must be known and the person's own."""
    yield from finding.place_problems(row, "area")
    yield from finding.body_problems(row, "parent")


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """Found the body or correct it; put it under its upper body."""
    area_id = finding.need_place(row, "area")
    body = _known(row, area_id)
    if body is None:
        body = services.create_organization(
            name=row.text("name"),
            kind=row.text("kind"),
            area_id=area_id,
            actor=actor,
            at=at,
            short_name=row.text("short_name"),
            credit_code=row.text("credit_code"),
            phone=row.text("phone"),
            basis=row.text("basis"),
            on=row.day("on"),
        )
        finding.forget_body(row.context, body.name)
        applied = Applied("organization", body.pk)
    else:
        applied = _update(body, row, actor, at)
    if row.text("parent"):
        _put_under(body, row, actor, at)
    return applied


def _update(body: Organization, row: Row, actor: Actor, at: datetime) -> Applied:
    wanted: dict[str, Any] = {name: row.text(name) for name in _FIELDS if row.text(name)}
    before = {name: getattr(body, name) for name in wanted}
    if before == wanted:
        return Applied("organization", body.pk, "unchanged")
    services.change_organization(organization_id=body.pk, actor=actor, at=at, **wanted)
    return Applied("organization", body.pk, "updated", before)


def _put_under(body: Organization, row: Row, actor: Actor, at: datetime) -> None:
    parent = finding.need_body(row, "parent")
    held = body.up_edges.filter(tree=Tree.ADMINISTRATIVE, valid_to=OPEN, parent=parent)
    if not held.exists():
        # As long as the body itself stands, unless the sheet brings an existing body under a new one.
        on = body.valid_from if not body.up_edges.exists() else None
        services.put_under(
            child_id=body.pk, parent_id=parent.pk, tree=Tree.ADMINISTRATIVE, actor=actor, at=at, on=on
        )


def undo(applied: Applied, row: Row, actor: Actor, at: datetime) -> None:
    """A new body is ended on the day after its first, an old one gets its former values back."""
    if applied.how == "updated":
        services.change_organization(organization_id=applied.id, actor=actor, at=at, **dict(applied.before))
        return
    body = Organization.objects.get(pk=applied.id)
    today = checks.day_of(at)
    if body.valid_from >= today:
        raise RowRefused(_("今天才登记的单位明天起才能撤销；填错了可在单位页面更正。"))
    services.end_organization(organization_id=applied.id, actor=actor, at=at, on=today)


TARGET = Target(
    id="organizations",
    title=gettext_lazy("单位"),
    help=gettext_lazy("街道、社区、部门、物业企业等。已有的按信用代码或名称更新。"),
    verb="organization.import",
    order=10,
    key=("name", "area"),
    columns=(
        Column(
            "name",
            gettext_lazy("单位名称"),
            ("单位", "名称", "机构名称", "单位全称"),
            required=True,
            parse=values.text(60),
        ),
        Column("short_name", gettext_lazy("简称"), ("单位简称",), parse=values.text(30)),
        Column(
            "kind",
            gettext_lazy("单位类别"),
            ("类别", "单位性质", "类型"),
            required=True,
            parse=finding.body_kind,
        ),
        Column(
            "area",
            gettext_lazy("所在地点"),
            ("所属社区", "所属街道", "辖区", "所在社区", "地点"),
            required=True,
        ),
        Column("parent", gettext_lazy("上级单位"), ("隶属单位", "主管单位", "上级")),
        Column(
            "credit_code",
            gettext_lazy("统一社会信用代码"),
            ("信用代码", "社会信用代码", "机构代码"),
            parse=_credit_code,
        ),
        Column("phone", gettext_lazy("办公电话"), ("联系电话", "电话", "座机"), parse=values.phone),
        Column("basis", gettext_lazy("设立依据"), ("依据", "批文"), parse=values.text(120)),
        Column("on", gettext_lazy("成立日期"), ("设立日期", "开始日期"), parse=values.day),
    ),
    check=check,
    apply=apply,
    undo=undo,
)
