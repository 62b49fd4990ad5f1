"""Papers of one matter: order, assignment, transfer, urging, hints to companies, the slip a resident takes home."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.papers.kinds.kind import Kind

_MATTER = (
    ("case", "诉求编号"),
    ("received", "受理时间"),
    ("place", "地点"),
    ("category", "类别"),
    ("boundary", "责任界面"),
    ("due", "办理时限"),
    ("lead", "主办单位"),
    ("helpers", "协办单位"),
    ("text", "主要内容"),
    ("basis", "转办依据"),
    ("progress", "办理进展"),
)

KINDS = (
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
        "feedback_slip",
        "反馈单",
        _("反馈单"),
        series="反馈",
        fields=(
            ("case", "编号"),
            ("received", "发现时间"),
            ("place", "地点"),
            ("category", "类别"),
            ("text", "发现的问题"),
            ("due", "办理时限"),
            ("lead", "主办单位"),
            ("progress", "办理进展"),
        ),
        opening="巡查走访中发现下列问题，现反馈给你单位，请核实办理，并在时限内填报办理情况。",
        reply=False,
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
)
