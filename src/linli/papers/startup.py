"""What this room makes known at start: events with sentences, the paper as a subject, its page and panels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas.registry import register_scoped
from linli.papers import panels
from linli.papers.models import Delivery, Paper
from linli.records import registry
from linli.ui import navigation
from linli.ui import panels as ui_panels
from linli.ui.words import day

EVENTS = {
    "paper.drafted": _("起草了文书"),
    "paper.changed": _("修改了草稿"),
    "paper.issued": _("签发了文书"),
    "paper.drafting_done": _("代拟稿已定"),
    "paper.sent_to_oa": _("已送OA"),
    "paper.replied": _("收到回执"),
    "paper.described": _("填写了公开属性和发放范围"),
    "paper.review_asked": _("送核稿"),
    "paper.checked": _("核稿通过"),
    "paper.delivered": _("发放到%(count)s个单位"),
    "paper.signed_for": _("%(body)s签收"),
    "paper.published": _("主动公开"),
    "paper.series_set": _("设置了文书编号方式"),
}


def register() -> None:
    """Called once from ``ready()``."""
    for name, sentence in EVENTS.items():
        registry.register_event(name, sentence)
    registry.register_event("paper.issued_by_oa", _("OA已发文，成文日期%(on)s"), refs={"on": "paper_day"})
    registry.register_resolver("paper_day", _days)
    registry.register_event("paper.review_returned", _("核稿退改"), texts={"reason": _("意见")})
    registry.register_event("paper.withdrawn", _("作废了草稿"), texts={"reason": _("原因")})
    registry.register_subject("paper", Paper, label=_("文书"), url=_url)
    register_scoped(Paper)
    policy.register_bodies(
        "paper",
        ids=_bodies_of,
        q=lambda bodies: (
            Q(issuer__in=bodies)
            | Q(addressee__in=bodies)
            | Q(pk__in=Delivery.objects.filter(organization__in=bodies).values("paper"))
        ),
    )
    ui_panels.register("case", "papers", panels.papers_of("case"), "papers/parts/panel.html", order=60)
    ui_panels.register("today", "papers", panels.to_write, "ui/parts/todo.html", order=33)
    ui_panels.register("today", "papers.to_sign", panels.to_sign, "ui/parts/todo.html", order=29)
    navigation.register("reports", "papers:list", _("发文登记"), order=60, allowed=_may_view)


def _days(found: Iterable[Any]) -> dict[Any, str]:
    """Days of events as they are read."""
    return {one: day(date.fromisoformat(str(one))) for one in found}


def _bodies_of(paper: Paper) -> tuple[int | None, ...]:
    return (paper.issuer_id, paper.addressee_id, *(one.organization_id for one in paper.deliveries.all()))


def _url(paper_id: int) -> str | None:
    try:
        return reverse("papers:page", args=[paper_id])
    except NoReverseMatch:
        return None


def _may_view(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", None)
    return scope is not None and policy.may(scope, "paper.view")
