"""Duties in and out of Excel: the office's own list of who answers for what, and the list of gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.access import Actor, Scope
from linli.domain.calendar import local_day
from linli.duties import access, kinds, queries, services
from linli.duties.models import Charge, Duty
from linli.duties.queries.lists import with_names
from linli.ledgers.errors import BadCell, RowRefused
from linli.ledgers.reading import values
from linli.ledgers.registry import (
    Applied,
    Column,
    Outlet,
    Problem,
    Row,
    Target,
    register_outlet,
    register_target,
)
from linli.ledgers.targets import finding
from linli.ledgers.targets.outlets import layout, number_in, parts_of
from linli.ledgers.writing.layout import Col, Layout
from linli.organizations.models import OPEN, Appointment, AppointmentKind, on_day
from linli.records.time import now


def _kind(cell: str) -> values.Value:
    plain = re.sub(r"\s", "", cell)
    words = {kinds.word(one): one for one in kinds.every()}
    if plain in words:
        return words[plain]
    near = [word for word in words if plain and (plain in word or word in plain)] or list(words)[:8]
    raise BadCell(
        _("没有「%(word)s」这类分工。") % {"word": plain[:20]},
        _("可填：%(words)s。") % {"words": "、".join(near[:8])},
    )


def _object(row: Row) -> int | None:
    kind = kinds.shipped(row.text("kind"))
    if kind is None:
        return None
    if kind.object == "place":
        return finding.find_place(row.context, row.text("object"))
    if kind.object == "body":
        body = finding.find_body(row.context, row.text("object"))
        return body.pk if body else None
    rows = Charge.objects.filter(kind=kind.id, name=row.text("object"), valid_to=OPEN)
    place = finding.find_place(row.context, row.text("place")) if row.text("place") else None
    found = list((rows.filter(area_id=place) if place else rows)[:20])
    mine = [one for one in found if areas.within(one.area_id, row.context.fill)]
    return mine[0].pk if len(mine) == 1 else None


def _post(row: Row) -> int | None:
    """The one post held by somebody of this name (in this unit, with this number) on the first day."""
    acts = Appointment.objects.filter(
        on_day(row.day("from") or local_day(now())), person__name=row.text("holder")
    )
    acts = acts.exclude(kind=AppointmentKind.DEPUTY)
    if row.text("number"):
        acts = acts.filter(person__staff_number=row.text("number"))
    if row.text("body"):
        acts = acts.filter(post__organization__name=row.text("body"))
    kind = kinds.shipped(row.text("kind"))
    if kind is not None and kind.roles:
        acts = acts.filter(post__role__in=kind.roles)
    found = list(acts.values_list("post_id", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def check(row: Row) -> Iterator[Problem]:
    """The object and the holder must each be exactly one."""
    kind = kinds.shipped(row.text("kind"))
    if kind is None:
        return
    if _object(row) is None:
        yield Problem(
            "object",
            _("没有找到分包对象「%(text)s」，或有好几个同名的。") % {"text": row.text("object")[:20]},
            _("地点和单位请写全称；户和项目请先登记，并填所在地点。"),
        )
    if kind.subject == "body":
        yield from finding.body_problems(row, "holder")
    elif _post(row) is None:
        yield Problem(
            "holder",
            _("没有找到担任这类岗位的「%(text)s」，或有好几位同名的。") % {"text": row.text("holder")[:20]},
            _("请填单位全称或工号；还没有任职的先登记任职。"),
        )


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """Assign as of the day of the sheet."""
    kind = kinds.shipped(row.text("kind"))
    object_id = _object(row)
    if kind is None or object_id is None:
        raise RowRefused(_("没有认出分包对象。"))
    body = finding.find_body(row.context, row.text("holder")) if kind.subject == "body" else None
    duty = services.assign(
        kind=kind.id,
        object_id=object_id,
        post_id=None if body else _post(row),
        body_id=body.pk if body else None,
        on=row.day("from"),
        until=row.day("until"),
        basis=row.text("basis"),
        actor=actor,
        at=at,
    )
    return Applied("duty", duty.pk)


def undo(applied: Applied, row: Row, actor: Actor, at: datetime) -> None:
    """A duty that still holds ends as a mistake on its first day."""
    duty = Duty.objects.get(pk=applied.id)
    if duty.ended:
        raise RowRefused(_("这条分工已经换人或结束，不能随导入撤销。"))
    services.end(
        duty_id=duty.pk, reason="mistake", on=duty.valid_from, text=_("导入撤销"), actor=actor, at=at
    )


TARGET = Target(
    id="duties",
    title=gettext_lazy("责任分工"),
    help=gettext_lazy("谁负责什么，一行一条。户和项目先登记再导入。"),
    verb="duty.import",
    order=30,
    columns=(
        Column("kind", gettext_lazy("分工"), ("分工类别", "类别", "责任类别"), required=True, parse=_kind),
        Column(
            "object", gettext_lazy("对象"),
            ("楼院", "小区", "村", "社区", "网格", "道路", "企业", "项目", "户", "分包对象", "包联对象"),
            required=True, parse=values.text(80),
        ),
        Column("place", gettext_lazy("所在地点"), ("所在村", "所在社区", "地点"), parse=values.text(80)),
        Column(
            "holder", gettext_lazy("责任人"), ("姓名", "分包人", "包联人", "干部姓名", "责任单位", "联建单位"),
            required=True, parse=values.text(60),
        ),
        Column("body", gettext_lazy("单位"), ("所在单位", "工作单位", "派出单位"), parse=values.text(60)),
        Column("number", gettext_lazy("工号"), ("编号",), parse=values.text(30)),
        Column("from", gettext_lazy("自"), ("开始日期", "起始日期", "分包时间"), parse=values.day),
        Column("until", gettext_lazy("至"), ("结束日期", "截止日期"), parse=values.day),
        Column("basis", gettext_lazy("依据"), ("文件", "文号"), parse=values.text(120)),
    ),
    key=("kind", "object", "place", "holder"),
    check=check,
    apply=apply,
    undo=undo,
)  # fmt: skip


def _duties(scope: Scope, params: Mapping[str, str], at: datetime) -> Any:
    return queries.listed(scope, queries.Filters.read(params), local_day(at), "duty.export")


def _rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    on = local_day(at)
    for part in parts_of(with_names(_duties(scope, params, at))):
        names = areas.full_names({row.area_id for row in part}, top="street")
        for line in queries.lines(part, on):
            yield {
                "kind": line.kind,
                "object": line.object,
                "place": names.get(line.duty.area_id, ""),
                "holder": line.holder,
                "title": line.title,
                "body": line.body,
                "phone": line.phone,
                "from": line.duty.valid_from,
                "until": None if line.duty.is_open else line.duty.valid_to,
                "state": line.state,
                "basis": line.duty.basis,
            }


def _layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("kind", _("分工"), width=11),
        Col("object", _("对象"), width=16),
        Col("place", _("所在地点"), width=16),
        Col("holder", _("责任人"), width=8),
        Col("title", _("岗位"), width=10),
        Col("body", _("单位"), width=14),
        Col("phone", _("工作电话"), width=12),
        Col("from", _("自"), width=9, kind="day"),
        Col("until", _("至"), width=9, kind="day"),
        Col("state", _("状态"), width=8),
        Col("basis", _("依据"), width=14),
    )
    return layout(_("责任分工台账"), columns, scope, day)


def _may_export(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", None)
    return bool(scope and policy.may(scope, "duty.export"))


OUTLET = Outlet(
    id="duties",
    title=gettext_lazy("责任分工台账"),
    verb="duty.export",
    allowed=_may_export,
    order=30,
    layout=_layout,
    rows=_rows,
    count=lambda scope, params, at: _duties(scope, params, at).order_by().count(),
)


def _asked(scope: Scope, params: Mapping[str, str], at: datetime) -> tuple[Any, int, date] | None:
    kind = kinds.shipped(str(params.get("kind") or ""))
    area_id = access.place_of(scope, number_in(params, "place"))
    try:
        on = date.fromisoformat(str(params.get("on") or ""))
    except ValueError:
        on = local_day(at)
    return (kind, area_id, on) if kind is not None and area_id else None


def _gap_rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterable[dict[str, Any]]:
    asked = _asked(scope, params, at)
    if asked is None:
        return
    word = kinds.word(asked[0].id)
    for row in queries.gap_rows(*asked, limit=20_000):
        yield {
            "kind": word,
            "object": row.name,
            "place": row.where,
            "reason": row.reason,
            "detail": row.detail,
        }


def _gap_layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("kind", _("分工"), width=14),
        Col("object", _("对象"), width=18),
        Col("place", _("位置"), width=20),
        Col("reason", _("缺什么"), width=14),
        Col("detail", _("说明"), width=24),
    )
    return layout(_("责任分工空白点清单"), columns, scope, day)


def _gap_count(scope: Scope, params: Mapping[str, str], at: datetime) -> int:
    asked = _asked(scope, params, at)
    return queries.missing(*asked).order_by().count() if asked else 0


GAPS = Outlet(
    id="duty_gaps",
    title=gettext_lazy("责任分工空白点清单"),
    verb="duty.export",
    allowed=_may_export,
    order=31,
    layout=_gap_layout,
    rows=_gap_rows,
    count=_gap_count,
)


def register() -> None:
    """Makes the target and the outlets known; called once at start."""
    register_target(TARGET)
    register_outlet(OUTLET)
    register_outlet(GAPS)
