"""The kinds of papers this house writes itself, each with its words and the form it takes.

公文 and 工作文书 are two things (trade.md 5): a working paper has no red head and is numbered by us; what is a
公文 is only drafted here, the office automation numbers, signs and seals it (trade.md 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.papers.document import Form

Text = str | Promise
Style = Literal["own", "oa", "none"]


@dataclass(frozen=True)
class Kind:
    """A kind of paper.

    ``series`` is the word in its number (新桥街道交〔2026〕12号); ``style`` says who numbers it: own, oa, none.
    ``opening`` and ``closing`` are sentences around the form; none of them is an order (trade.md 6). ``reply``
    adds the slip to cut off; ``is_order`` marks kinds that are an order whatever their words.
    """

    id: str
    title: str
    label: Text
    form: Form = "working"
    style: Style = "own"
    series: str = ""
    opening: str = ""
    closing: str = ""
    reply: bool = False
    is_order: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    to_resident: bool = False
    #: Titles of an empty table to fill in by pen, and how many lines it has.
    sheet: tuple[str, ...] = ()
    sheet_lines: int = 0
    #: Written by hand from the form of new papers; others come from their room.
    free: bool = False
    sealed: bool = True


_MATTER = (
    ("case", "诉求编号"),
    ("received", "受理时间"),
    ("place", "地点"),
    ("category", "类别"),
    ("due", "办理时限"),
    ("lead", "主办单位"),
    ("helpers", "协办单位"),
    ("text", "主要内容"),
    ("basis", "转办依据"),
    ("progress", "办理进展"),
)

KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind(
            "work_order",
            "工单",
            _("工单"),
            series="单",
            fields=_MATTER,
            opening="现将下列事项转给你单位办理。",
        ),
        Kind(
            "assignment",
            "交办单",
            _("交办单"),
            series="交",
            fields=_MATTER,
            opening="现将下列事项交给你单位，请按职责研究办理，并将办理情况答复反映人。",
            reply=False,
        ),
        Kind(
            "transfer",
            "转办单",
            _("转办单"),
            style="none",
            fields=_MATTER,
            opening="下列事项属于你单位职责范围，现转请研究办理。",
        ),
        Kind(
            "urge",
            "催办单",
            _("催办单"),
            series="催",
            fields=_MATTER,
            opening="下列事项已接近或超过办理时限，请抓紧办理；确有困难的，请说明原因。",
        ),
        Kind(
            "reminder",
            "提醒函",
            _("提醒函"),
            form="letter",
            series="提醒",
            fields=_MATTER,
            opening="下列事项的办理情况提醒如下，请予关注。",
            closing="特此函告。",
        ),
        Kind(
            "problem_transfer",
            "问题转办单",
            _("问题转办单"),
            style="none",
            fields=(
                ("case", "诉求编号"),
                ("place", "地点"),
                ("boundary", "责任界面"),
                ("text", "问题"),
                ("contact", "社区联系人"),
                ("progress", "办理进展"),
            ),
            opening="居民反映了下列问题，请按物业服务合同和有关规定研究处理，并把处理情况告诉居民和社区。",
            reply=True,
        ),
        Kind(
            "improvement_hint",
            "整改提示",
            _("整改提示"),
            style="none",
            fields=(
                ("place", "地点"),
                ("found", "发现时间"),
                ("text", "发现的问题"),
                ("advice", "建议"),
                ("contact", "联系人"),
            ),
            opening="走访中看到下列情况，提示你单位自查改进。",
        ),
        Kind(
            "slip",
            "回执条",
            _("回执条"),
            style="none",
            to_resident=True,
            fields=(
                ("code", "查询码"),
                ("received", "收到时间"),
                ("text", "您反映的事"),
                ("handler", "办理单位"),
                ("due", "答复时间"),
                ("contact", "联系人"),
                ("phone", "电话"),
            ),
            closing="请保留此条。可以凭查询码查看进度，也可以直接打电话问。",
        ),
        Kind(
            "correction_notice",
            "整改告知单",
            _("整改告知单"),
            series="整改",
            free=True,
            fields=(
                ("place", "地点"),
                ("found", "发现时间"),
                ("text", "发现的问题"),
                ("basis", "依据"),
                ("advice", "整改建议"),
                ("contact", "联系人"),
            ),
            opening="检查中发现下列问题，现告知你单位。",
        ),
        Kind(
            "meeting_notice",
            "会议通知",
            _("会议通知"),
            style="none",
            free=True,
            fields=(
                ("time", "时间"),
                ("place", "地点"),
                ("people", "到会人员"),
                ("agenda", "议题"),
                ("prepare", "会前准备"),
                ("contact", "联系人"),
            ),
            opening="现将会议安排通知如下。",
        ),
        Kind(
            "attendance_sheet",
            "到会人员签到表",
            _("到会人员签到表"),
            style="none",
            free=True,
            sealed=False,
            fields=(("meeting", "会议"), ("time", "时间"), ("place", "地点"), ("chair", "主持人")),
            sheet=("序号", "单位（楼栋）", "姓名", "签名", "备注"),
            sheet_lines=20,
        ),
        Kind(
            "meeting_record",
            "会议记录",
            _("会议记录"),
            style="none",
            free=True,
            sealed=False,
            fields=(
                ("time", "时间"),
                ("place", "地点"),
                ("chair", "主持人"),
                ("recorder", "记录人"),
                ("present", "到会人员"),
                ("absent", "请假人员"),
                ("agenda", "议题"),
                ("text", "记录"),
                ("decisions", "决定事项"),
            ),
        ),
        Kind(
            "public_notice",
            "公示",
            _("公示"),
            style="none",
            free=True,
            fields=(
                ("matter", "公示事项"),
                ("period", "公示时间"),
                ("text", "公示内容"),
                ("contact", "意见反映方式"),
            ),
            opening="现将下列事项予以公示。如有意见，请在公示期内反映。",
        ),
        Kind(
            "visit_record",
            "走访记录表",
            _("走访记录表"),
            style="none",
            free=True,
            sealed=False,
            fields=(
                ("place", "走访地点"),
                ("time", "走访时间"),
                ("visitor", "走访人"),
                ("object", "走访对象"),
                ("text", "了解到的情况"),
                ("needs", "反映的问题和需求"),
                ("done", "现场办理"),
                ("next", "带回办理"),
            ),
        ),
        Kind(
            "call_back_record",
            "回访登记表",
            _("回访登记表"),
            style="none",
            free=True,
            sealed=False,
            fields=(("period", "时段"), ("caller", "回访人")),
            sheet=("序号", "诉求编号", "回访时间", "是否解决", "是否满意", "意见"),
            sheet_lines=15,
        ),
        Kind(
            "arrival_form",
            "报到登记表",
            _("报到登记表及回执"),
            style="none",
            free=True,
            fields=(
                ("name", "姓名"),
                ("body", "所在单位"),
                ("place", "报到社区"),
                ("date", "报到日期"),
                ("skills", "特长"),
                ("times", "可服务时间"),
            ),
            reply=True,
        ),
        Kind(
            "special_report",
            "情况专报",
            _("情况专报"),
            style="none",
            free=True,
            fields=(
                ("matter", "事项"),
                ("text", "情况"),
                ("analysis", "分析"),
                ("advice", "建议"),
                ("contact", "联系人"),
            ),
            opening="现将有关情况报告如下。",
        ),
        Kind("briefing", "简报", _("简报"), form="briefing", series="简报", free=True, sealed=False),
        Kind("minutes", "纪要", _("会议纪要（代拟）"), form="minutes", style="oa", sealed=False),
        Kind(
            "supervision_notice",
            "督查通知",
            _("督查通知（代拟）"),
            form="official",
            style="oa",
            is_order=True,
        ),
        Kind("notice", "通知", _("通知（代拟）"), form="official", style="oa"),
        Kind("letter", "函", _("函（代拟）"), form="letter", style="oa"),
        Kind("supervision_letter", "督导函", _("督导函（代拟）"), form="letter", style="oa", is_order=True),
        Kind("bulletin", "情况通报", _("情况通报（代拟）"), form="official", style="oa"),
    )
}

#: Kinds that people write themselves from the form of new papers: the 公文, then daily papers.
WRITTEN = tuple(kind.id for kind in KINDS.values() if kind.style == "oa" or kind.free)

#: Kinds a paper of a case can be, in the order they are offered.
OF_CASES = ("assignment", "transfer", "urge", "reminder", "problem_transfer", "improvement_hint")


def pairs(kind: Kind, fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Label and value of the fields given, in the order of the kind; others follow under their own names."""
    known = [(label, fields[key]) for key, label in kind.fields if fields.get(key)]
    names = {key for key, _label in kind.fields}
    return tuple(known + [(key, value) for key, value in fields.items() if key not in names and value])
