"""What is a 公文, drafted here for the office automation (trade.md 4); and the report that goes up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.papers.kinds.kind import Kind

KINDS = (
    Kind(
        "minutes",
        "纪要",
        _("会议纪要（代拟）"),
        issued=_("会议纪要"),
        form="minutes",
        style="oa",
        sealed=False,
    ),
    Kind(
        "supervision_notice",
        "督查通知",
        _("督查通知（代拟）"),
        issued=_("督查通知"),
        form="official",
        style="oa",
        is_order=True,
    ),
    Kind(
        "report",
        "报告",
        _("报告（代拟）"),
        issued=_("报告"),
        form="official",
        style="oa",
        upward=True,
    ),
    Kind("notice", "通知", _("通知（代拟）"), issued=_("通知"), form="official", style="oa"),
    Kind("letter", "函", _("函（代拟）"), issued=_("函"), form="letter", style="oa"),
    Kind(
        "supervision_letter",
        "督导函",
        _("督导函（代拟）"),
        issued=_("督导函"),
        form="letter",
        style="oa",
        is_order=True,
    ),
    Kind("bulletin", "情况通报", _("情况通报（代拟）"), issued=_("情况通报"), form="official", style="oa"),
)
