"""An office's own list of matters, as it was kept in Excel until today: each row becomes a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases import services
from linli.cases.ledger import reading, together
from linli.cases.models import Case
from linli.cases.services import Reporter, Voice
from linli.domain.access import Actor
from linli.domain.caseflow import State
from linli.ledgers.errors import BadCell, RowRefused
from linli.ledgers.reading import values
from linli.ledgers.registry import Applied, Column, Problem, Row, Target
from linli.ledgers.targets.finding import word_of

#: Kinds a list may name; parties, emergencies and orders of other platforms come in by their own ways.
_KINDS = (
    "public_need",
    "household_need",
    "micro_wish",
    "complaint",
    "suggestion",
    "hazard",
    "consultation",
    "property_problem",
)


def _kind(cell: str) -> values.Value:
    words = word_of(_KINDS)
    plain = cell.strip()
    if plain in words:
        return words[plain]
    raise BadCell(
        _("没有「%(word)s」这类诉求。") % {"word": plain[:20]},
        _("可填：%(words)s；不写就按公共需求登记。") % {"words": "、".join(words)},
    )


def check(row: Row) -> Iterator[Problem]:
    """The place must be found: a case without one reaches nobody."""
    if reading.place_of(row, "place", "text") is None:
        yield Problem("place", _("您辖区里没有找到这个地点。"), _("请写小区或社区全称。"))


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """Register the case as of the day it was brought."""
    area_id = reading.place_of(row, "place", "text")
    if area_id is None:
        raise RowRefused(_("没有认出地点。"))
    voice = Voice(
        text=row.text("text"),
        area_id=area_id,
        kind=row.text("kind") or "public_need",
        channel="excel",
        category=reading.category_of(row, area_id, at, "text"),
        reporter=Reporter(name=row.text("name")[:40], phone=row.text("phone")),
    )
    case = services.register_case(voice=voice, actor=actor, at=reading.happened_at(row, "received", at))
    return Applied("case", case.pk)


def undo(applied: Applied, row: Row, actor: Actor, at: datetime) -> None:
    """A case nobody has dispatched yet is withdrawn."""
    case = Case.objects.get(pk=applied.id)
    if case.state != State.TO_DISPATCH:
        raise RowRefused(_("%(code)s已开始办理，不能随导入撤销。") % {"code": case.code})
    services.withdraw(case_id=case.pk, text=_("导入撤销"), actor=actor, at=at)


TARGET = Target(
    id="cases",
    title=gettext_lazy("诉求台账"),
    help=gettext_lazy("手工登记的诉求、走访问题等，一行一件。"),
    verb="case.import",
    order=2,
    columns=(
        Column(
            "text",
            gettext_lazy("反映内容"),
            ("内容", "问题", "诉求内容", "存在问题", "主要内容", "事项"),
            required=True,
            parse=values.text(4000),
        ),
        Column(
            "place",
            gettext_lazy("地点"),
            ("小区", "社区", "地址", "楼栋", "所在小区", "事发地点"),
            parse=values.text(200),
        ),
        Column("kind", gettext_lazy("类型"), ("诉求类型", "类别"), parse=_kind),
        Column("category", gettext_lazy("分类"), ("事项分类", "问题分类"), parse=values.text(120)),
        Column(
            "received",
            gettext_lazy("反映时间"),
            ("日期", "时间", "登记日期", "受理日期", "走访日期"),
            parse=values.moment,
        ),
        Column("name", gettext_lazy("反映人"), ("姓名", "居民姓名", "诉求人"), parse=values.text(40)),
        Column("phone", gettext_lazy("联系电话"), ("电话", "手机", "联系方式"), parse=values.phone),
    ),
    check=check,
    apply=apply,
    apply_many=together.concealed(apply),
    reveal=together.reveal,
    undo=undo,
)
