"""The day's export of 12345 (B16): taken in by number, updated by number; the platform stays master.

Due time and call-back are the platform's. Names and phones go into the erasable contact only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases import services
from linli.cases.ledger import reading, together
from linli.cases.models import SOURCE_HOTLINE, Case
from linli.cases.services import External, Reporter, Voice
from linli.domain.access import Actor
from linli.domain.caseflow import State
from linli.ledgers.errors import RowRefused
from linli.ledgers.reading import values
from linli.ledgers.registry import Applied, Column, Problem, Row, Target

_URGENCIES = {
    "一般": "ordinary",
    "普通": "ordinary",
    "平件": "ordinary",
    "紧急": "emergency",
    "特急": "emergency",
    "加急": "livelihood",
    "民生急件": "livelihood",
    "急件": "livelihood",
    "复杂": "complex",
    "疑难": "complex",
    "咨询": "consultation",
}
_CALL_BACKS = {
    "已解决": "solved",
    "解决": "solved",
    "满意": "solved",
    "基本满意": "solved",
    "部分解决": "partly",
    "未解决": "not_solved",
    "不满意": "not_solved",
    "未联系上": "not_reached",
    "无法接通": "not_reached",
    "未回访": "",
    "待回访": "",
}


def check(row: Row) -> Iterator[Problem]:
    """An order without a place goes to the person's own place; without one of those nobody could find it."""
    if reading.place_of(row, "place", "text") is None and reading.home(row.context) is None:
        yield Problem("place", _("没有认出地点。"), _("请在「事发地点」里写社区或小区名称。"))


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """Take the order in, or bring its due time and call-back up to date."""
    area_id = reading.place_of(row, "place", "text") or reading.home(row.context)
    if area_id is None:
        raise RowRefused(_("没有认出地点。"))
    number = row.text("number")
    known = Case.every.filter(source=SOURCE_HOTLINE, external_number=number).first()
    before = {"due": known.external_due.isoformat() if known.external_due else ""} if known else {}
    when = at if known else reading.happened_at(row, "received", at)
    taken = services.take_external(voice=_voice(row, area_id, at), actor=actor, at=when)
    how = "created" if taken.new else "updated" if taken.changed else "unchanged"
    return Applied("case", taken.case.pk, how, before)


def _voice(row: Row, area_id: int, at: datetime) -> Voice:
    return Voice(
        text=row.text("text"),
        title=row.text("title")[:60],
        area_id=area_id,
        kind="hotline_order",
        channel=SOURCE_HOTLINE,
        category=reading.category_of(row, area_id, at, "title", "text"),
        urgency=row.text("urgency"),
        reporter=Reporter(
            name=row.text("name")[:40], phone=row.text("phone"), address=row.text("place")[:120]
        ),
        external=External(
            source=SOURCE_HOTLINE,
            number=row.text("number"),
            due_at=reading.local_moment(row, "due"),
            call_back=row.text("call_back"),
        ),
    )


def undo(applied: Applied, row: Row, actor: Actor, at: datetime) -> None:
    """An order nobody has dispatched yet is withdrawn; what the platform updated stays its own."""
    case = Case.objects.get(pk=applied.id)
    if applied.how == "updated":
        raise RowRefused(_("12345平台的时限和回访以平台为准，请重新导入最新的表。"))
    if case.state != State.TO_DISPATCH:
        raise RowRefused(_("%(code)s已派单，不能随导入撤销。") % {"code": case.code})
    services.withdraw(case_id=case.pk, text=_("导入撤销"), actor=actor, at=at)


TARGET = Target(
    id="hotline12345",
    title=gettext_lazy("12345当日工单"),
    help=gettext_lazy("平台导出的表直接传。按工单号更新，时限和回访以平台为准。"),
    verb="case.import",
    order=1,
    key=("number",),
    columns=(
        Column(
            "number",
            gettext_lazy("工单号"),
            ("工单编号", "受理编号", "诉求编号", "业务编号", "流水号", "编号"),
            required=True,
            parse=values.text(60),
        ),
        Column(
            "text",
            gettext_lazy("主要内容"),
            ("诉求内容", "反映内容", "工单内容", "问题描述", "内容", "来电内容"),
            required=True,
            parse=values.text(4000),
        ),
        Column("title", gettext_lazy("标题"), ("工单标题", "诉求标题", "主题"), parse=values.text(200)),
        Column(
            "place",
            gettext_lazy("事发地点"),
            ("事发地址", "诉求地址", "地址", "地点", "小区点位", "所属社区", "详细地址"),
            parse=values.text(200),
        ),
        Column(
            "received",
            gettext_lazy("受理时间"),
            ("来电时间", "登记时间", "派单时间", "创建时间"),
            parse=values.moment,
        ),
        Column(
            "due",
            gettext_lazy("办理时限"),
            ("反馈时限", "截止时间", "办结时限", "到期时间", "要求办结时间"),
            parse=values.moment,
        ),
        Column(
            "category",
            gettext_lazy("问题分类"),
            ("诉求分类", "类别", "分类", "事项类别"),
            parse=values.text(120),
        ),
        Column(
            "urgency",
            gettext_lazy("紧急程度"),
            ("工单级别", "缓急程度", "办理级别"),
            parse=values.choice(_URGENCIES),
        ),
        Column("name", gettext_lazy("来电人"), ("诉求人", "反映人", "联系人", "姓名"), parse=values.text(40)),
        Column(
            "phone", gettext_lazy("来电号码"), ("联系电话", "联系方式", "电话", "手机号"), parse=values.phone
        ),
        Column(
            "call_back",
            gettext_lazy("回访结果"),
            ("回访情况", "满意度", "是否解决", "评价结果"),
            parse=values.choice(_CALL_BACKS),
        ),
    ),
    check=check,
    apply=apply,
    apply_many=together.concealed(apply),
    reveal=together.reveal,
    undo=undo,
)
