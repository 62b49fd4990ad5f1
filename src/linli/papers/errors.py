"""What may not go out, with the ways out that are offered instead."""

# ruff: noqa: N818 - named for what happened
from __future__ import annotations

from django.utils.translation import gettext as _

from linli.domain.papers import Verdict
from linli.records.errors import LinliError, NotAllowed

#: What to do instead of a blocked order (trade.md 6 and 9).
WAYS = {
    "bulletin_without_demands": lambda: _("改为情况通报，不写下步要求"),
    "address_counterpart": lambda: _("改发对口单位"),
    "through_the_offices": lambda: _("转两办印发，并写明授权依据"),
    "problem_transfer": lambda: _("改用问题转办单"),
    "improvement_hint": lambda: _("改用整改提示"),
}


class OrderBlocked(NotAllowed):
    """An order may not go to this addressee; ``verdict`` says why and what was found."""

    status = 422

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        names = "、".join(name for name in verdict.addressees if name) or _("下级党委政府")
        words = "、".join(dict.fromkeys(order.words for order in verdict.orders))
        if verdict.rule == "order_to_company":
            why = _("社区和没有执法权的单位不能向企业（%(names)s）下命令") % {"names": names}
        else:
            why = _("部门、议事协调机构不能在文件里向下级党委政府（%(names)s）提要求") % {"names": names}
        found = _("，文中有「%(words)s」") % {"words": words} if words else ""
        ways = "；".join(self.ways)
        super().__init__(_("%(why)s%(found)s。可以：%(ways)s。") % {"why": why, "found": found, "ways": ways})

    @property
    def ways(self) -> list[str]:
        """The ways out, as sentences."""
        return [WAYS[way]() for way in self.verdict.ways_out]


class Frozen(LinliError):
    """An issued paper is asked to change."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("已经发出的文书不能再改。需要更正的，请另发一份。"))
