"""What this room registers at start: subjects, events with sentences, scoped rows, pages in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.areas.registry import register_scoped
from linli.clocks import notices
from linli.indicators import for_reports, ledger, panels, recounting
from linli.indicators.models import Edition, LeftOut, ReportingSet, Target
from linli.records import registry, schedule
from linli.ui import navigation

EVENTS = {
    "target.set": _("下达目标%(value)s"),
    "target.withdrawn": _("撤回目标"),
    "left_out.approved": _("批准剔除"),
    "left_out.taken_back": _("恢复计入"),
    "reporting_set.changed": _("调整参评单位"),
    "edition.drafted": _("拟出底表"),
    "edition.recomputed": _("重新汇总"),
    "edition.adjusted": _("加减分%(points)s"),
    "edition.sent_round": _("发各单位核对，末位单位另发核对通知"),
    "edition.objected": _("提出核对意见"),
    "edition.objection_answered": _("答复核对意见"),
    "edition.approved": _("审定"),
    "edition.published": _("发布定稿"),
    "edition.correction_drafted": _("拟更正通报"),
    "edition.dropped": _("作废"),
}


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    for name, sentence in EVENTS.items():
        registry.register_event(name, sentence)
    registry.register_subject("edition", Edition, label=_("通报底表"), url=_edition_url)
    registry.register_subject("target", Target, label=_("目标任务"))
    registry.register_subject("left_out", LeftOut, label=_("剔除"))
    registry.register_subject("reporting_set", ReportingSet, label=_("参评单位"))
    register_scoped(Edition)
    notices.register(
        "edition.check", _("%(subject)s拟发布，本单位名次在末位，请先核对数据，%(due)s前可以提出核对意见")
    )
    ledger.register()
    for_reports.register()
    panels.register()
    schedule.register("indicators", every=30, run=recounting.tick)
    navigation.register("reports", "indicators:overview", _("领导看板"), order=10)
    navigation.register("reports", "indicators:list", _("指标"), order=20)
    navigation.register("reports", "indicators:rankings", _("排名通报"), order=30, also=_editions)


def _editions(_request: HttpRequest) -> str:
    """Kept tables lie beside the rankings they come from."""
    return f"{reverse('indicators:list')}editions/"


def _edition_url(pk: int) -> str | None:
    try:
        return reverse("indicators:edition", args=[pk])
    except NoReverseMatch:
        return None
