"""The list of resources from and to Excel: one line a resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.domain.access import Actor, Scope
from linli.domain.calendar import local_day
from linli.ledgers import registry
from linli.ledgers.errors import RowRefused
from linli.ledgers.reading import values
from linli.ledgers.registry import Applied, Column, Outlet, Problem, Row, Target
from linli.ledgers.targets import finding
from linli.ledgers.targets.outlets import layout, parts_of
from linli.ledgers.writing.layout import Col, Layout
from linli.resources import kinds, queries
from linli.resources.models import Resource
from linli.resources.services import Given, add_resource, end_resource


def register() -> None:
    """Called at start."""
    registry.register_target(TARGET)
    registry.register_outlet(OUTLET)


def _by_word(cell: str) -> str:
    words = {kinds.label(kind.term): kind.id for kind in kinds.every().values()}
    return words.get(cell.strip(), "")


def check(row: Row) -> Iterator[Problem]:
    """Kind, body and place must be known, skills be those of the kind."""
    if not _by_word(row.text("kind")):
        known = "、".join(kinds.label(kind.term) for kind in kinds.every().values())
        yield Problem("kind", _("没有这类资源。"), known)
    yield from finding.body_problems(row, "body")
    yield from finding.place_problems(row, "area")


def _skills(row: Row, kind_id: str) -> tuple[str, ...]:
    words = {word: skill for skill, word in kinds.skills_of([kinds.every()[kind_id]]).items()}
    found = [part.strip() for part in row.text("skills").replace("，", "、").replace(",", "、").split("、")]
    unknown = [part for part in found if part and part not in words]
    if unknown:
        raise RowRefused(_("没有这项技能：%(skill)s") % {"skill": unknown[0]})
    return tuple(words[part] for part in found if part)


def _tags(row: Row, kind_id: str) -> tuple[str, ...]:
    words = {word: tag for tag, word in kinds.tags_of([kinds.every()[kind_id]]).items()}
    found = [one for part in row.text("tags").replace("，", "、").split("、") if (one := part.strip())]
    unknown = [part for part in found if part not in words]
    if unknown:
        raise RowRefused(_("这类资源没有这个平台：%(tag)s") % {"tag": unknown[0]})
    return tuple(words[part] for part in found)


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """Put one resource on the list; the same title of the same body is left as it is."""
    body = finding.need_body(row, "body")
    kind_id = _by_word(row.text("kind"))
    held = Resource.objects.filter(body=body, title=row.text("title"), kind=kind_id).first()
    if held is not None:
        return Applied("resource", held.pk, "unchanged")
    amount = int(row.text("amount") or 0)
    money = kinds.every()[kind_id].class_ == "money"
    made = add_resource(
        given=Given(
            kind=kind_id, title=row.text("title"), body_id=body.pk, area_id=finding.need_place(row, "area"),
            skills=_skills(row, kind_id), amount=amount * 100 if money else amount,
            cap=int(row.text("cap") or 0) or None, note=row.text("note"), valid_to=row.day("until"),
            tags=_tags(row, kind_id),
        ),
        actor=actor, at=at,
    )  # fmt: skip
    return Applied("resource", made.pk)


def undo(applied: Applied, _row: Row, actor: Actor, at: datetime) -> None:
    """End what was added; from tomorrow, for what was promised today stays true today."""
    held = Resource.objects.get(pk=applied.id)
    today = local_day(at)
    if held.valid_from >= today:
        raise RowRefused(_("今天才登记的资源明天起才能撤销；填错了可在资源页面更正。"))
    end_resource(resource_id=applied.id, on=today, actor=actor, at=at)


TARGET = Target(
    id="resources",
    title=gettext_lazy("资源清单"),
    help=gettext_lazy("一行一项；数量按类别的单位，资金按元。"),
    verb="resource.edit",
    order=60,
    columns=(
        Column("kind", gettext_lazy("类别"), ("资源类别",), required=True),
        Column(
            "title",
            gettext_lazy("能提供什么"),
            ("名称", "资源名称", "项目"),
            required=True,
            parse=values.text(80),
        ),
        Column("body", gettext_lazy("提供单位"), ("单位", "单位名称"), required=True),
        Column("area", gettext_lazy("所在地点"), ("地点", "社区"), required=True),
        Column("skills", gettext_lazy("技能"), ("特长",), parse=values.text(120)),
        Column("tags", gettext_lazy("平台"), ("归类", "所属平台"), parse=values.text(120)),
        Column("amount", gettext_lazy("数量"), ("面积", "金额", "时长", "岗位数"), parse=values.whole()),
        Column("cap", gettext_lazy("同时最多承接"), (), parse=values.whole(least=1, most=50)),
        Column("until", gettext_lazy("到哪天止"), ("截止日期",), parse=values.day),
        Column("note", gettext_lazy("说明"), ("备注",), parse=values.text(300)),
    ),
    key=("body", "title", "kind"),
    check=check,
    apply=apply,
    undo=undo,
)


def _rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    for part in parts_of(_listed(scope, params, at)):
        names = areas.full_names({row.area_id for row in part}, top="street")
        tags = queries.tags_of([row.pk for row in part])
        for row in part:
            yield {
                "kind": kinds.word(row.kind), "title": row.title, "body": row.body.name,
                "area": names.get(row.area_id, ""), "skills": "、".join(kinds.label(one) for one in row.skills),
                "tags": "、".join(kinds.label(one) for one in tags.get(row.pk, [])),
                "amount": queries.amount_words(row), "cap": row.cap,
                "until": None if row.is_open else row.valid_to, "note": row.note,
            }  # fmt: skip


def _listed(scope: Scope, params: Mapping[str, str], at: datetime) -> Any:
    kept = {name: params.get(name, "") for name in ("kind", "tag", "q")}
    return queries.listed(scope, kept, local_day(at))


def _layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("kind", _("类别"), width=8),
        Col("title", _("能提供什么"), width=20),
        Col("body", _("提供单位"), width=14),
        Col("area", _("所在地点"), width=16),
        Col("skills", _("技能"), width=12),
        Col("tags", _("平台"), width=12),
        Col("amount", _("数量"), width=8),
        Col("cap", _("同时最多承接"), width=7),
        Col("until", _("到哪天止"), width=9, kind="day"),
        Col("note", _("说明"), width=16),
    )
    return layout(_("资源清单"), columns, scope, day)


OUTLET = Outlet(
    id="resources",
    title=gettext_lazy("资源清单"),
    verb="resource.export",
    order=60,
    layout=_layout,
    rows=_rows,
    count=lambda scope, params, at: _listed(scope, params, at).count(),
)
