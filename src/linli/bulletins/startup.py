"""What this room registers at start: the bulletin as a subject, its events, sources of figures, kinds of rows."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas.registry import register_scoped
from linli.bulletins import (
    courses,
    from_indicators,
    from_reports,
    paper_ledger,
    rows,
    rows_ledger,
    sources,
    tables,
)
from linli.bulletins.models import Bulletin
from linli.papers import keepers
from linli.records import registry
from linli.ui import navigation

EVENTS = {
    "bulletin.drafted": _("从模板起草了通报"),
    "bulletin.changed": _("修改了通报文字"),
    "bulletin.refreshed": _("更新了数字，%(count)s个有变化"),
    "bulletin.published": _("定稿第%(edition)s版"),
}


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    for name, sentence in EVENTS.items():
        registry.register_event(name, sentence)
    registry.register_event(
        "bulletin.value_entered",
        _("手填了数字"),
        texts={"value": _("数字"), "source": _("来源"), "explanation": _("说明")},
    )
    registry.register_event("bulletin.withdrawn", _("作废了草稿"), texts={"reason": _("原因")})
    registry.register_event("bulletin.correction_begun", _("开始更正"), texts={"reason": _("原因")})
    registry.register_subject("bulletin", Bulletin, label=_("通报"), url=_url)
    keepers.register("bulletin", _("这份文书由通报定稿生成，文字和数字在通报里改。"))
    register_scoped(Bulletin)
    policy.register_bodies(
        "bulletin", ids=lambda row: (row.issuer_id,), q=lambda bodies: Q(issuer__in=bodies)
    )
    sources.register_own()
    courses.register_own()
    tables.register_own()
    from_indicators.register_all()
    from_reports.register_all()
    rows.register_own()
    paper_ledger.register()
    rows_ledger.register()
    navigation.register("reports", "bulletins:list", _("通报简报"), order=50, allowed=_may_view)


def _url(bulletin_id: int) -> str | None:
    try:
        return reverse("bulletins:page", args=[bulletin_id])
    except NoReverseMatch:
        return None


def _may_view(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", None)
    return scope is not None and policy.may(scope, "bulletin.view")
