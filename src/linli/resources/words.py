"""The words of this room: reasons of a proposal, reasons of a refusal, times of the week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.resources import kinds

#: Why a proposal was refused; learnt for the pair, and where it says so for the topic.
REFUSALS: Mapping[str, Promise | str] = {
    "no_time": gettext_lazy("时间不合适"),
    "too_far": gettext_lazy("离得太远"),
    "not_able": gettext_lazy("做不了这类事"),
    "too_often": gettext_lazy("最近承接得多了"),
    "resident_declined": gettext_lazy("居民不愿意"),
    "other": gettext_lazy("其他原因"),
}
#: The refusal that says from which distance on it is too far.
TOO_FAR = "too_far"
#: Refusals that say something about the topic, not only about this pair.
ABOUT_TOPIC = frozenset({"not_able", "too_often"})
NEAR: tuple[Promise | str, ...] = (
    gettext_lazy("同一小区"),
    gettext_lazy("同一社区"),
    gettext_lazy("同一街道"),
    gettext_lazy("同一区县"),
    gettext_lazy("同一城市"),
    gettext_lazy("不在同一城市"),
)
DAYS: tuple[Promise | str, ...] = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)
PARTS: tuple[Promise | str, ...] = (gettext_lazy("上午"), gettext_lazy("下午"), gettext_lazy("晚上"))
STEPS: Mapping[str, Promise | str] = {
    "load": gettext_lazy("读取需求和资源"),
    "pairs": gettext_lazy("找可行的组合"),
    "solve": gettext_lazy("求全局最优"),
    "prove": gettext_lazy("复核并证明最优"),
    "write": gettext_lazy("写建议"),
}


def reason(code: str, number: int, *, topic: str, kind: str) -> str:  # noqa: PLR0911 - one line a reason
    """One consideration in words."""
    if code == "near":
        return str(NEAR[min(number, len(NEAR) - 1)])
    if code == "asked":
        return _("近期没有麻烦过") if not number else _("近期问过%(count)s次") % {"count": number}
    if code == "refused_kind":
        return _("以前谢绝过这类事%(count)s次") % {"count": number}
    if code == "time":
        return _("有%(count)s个时段都方便") % {"count": number}
    if code == "skill":
        return _("会%(skill)s") % {"skill": kinds.label(topic)}
    if code == "kind":
        return _("对得上：%(kind)s") % {"kind": kinds.word(kind)}
    return str(
        {
            "amount": _("数量够"),
            "trusted": _("可对接困难家庭"),
            "refused_pair": _("以前谢绝过这一件"),
            "refused_far": _("以前说过这么远不方便"),
        }.get(code, code)
    )


def reasons(rows: Iterable[Sequence[Any]], *, topic: str, kind: str) -> list[str]:
    """All considerations of a proposal in words."""
    return [reason(str(code), int(number), topic=topic, kind=kind) for code, number in rows]


def slot_words(slots: int) -> str:
    """「周六上午、周日下午」; empty for any time."""
    return "、".join(
        f"{DAYS[day]}{PARTS[part]}" for day in range(7) for part in range(3) if slots >> (day * 3 + part) & 1
    )
