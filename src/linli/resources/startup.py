"""What this room registers at start: rows, sentences, messages, pages, panels, ledgers."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas.registry import register_scoped
from linli.clocks import notices
from linli.domain.access import Scope
from linli.records import registry
from linli.resources import ledger, panels, recordset, words
from linli.resources.models import Proposal, Resource, Run
from linli.ui import navigation

EVENTS = (
    ("resource.added", _("登记资源")),
    ("resource.changed", _("更正资源")),
    ("resource.ended", _("资源停用")),
    ("resource.booked", _("预约使用")),
    ("resource.freed", _("取消预约")),
    ("match.asked", _("就%(case)s问是否愿意对接")),
    ("match.accepted", _("愿意对接%(case)s")),
    ("match.connected", _("对接%(case)s")),
    ("match.refused", _("%(case)s不合适：%(why)s")),
    ("case.want_set", _("写明需求要点")),
    ("run.asked", _("发起供需匹配")),
    ("run.done", _("供需匹配已算出")),
    ("run.failed", _("供需匹配没有算成")),
    ("run.gone_live", _("试算转为正式建议，共%(count)s条")),
)


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    for model in (Resource, Run, Proposal):
        register_scoped(model)
    registry.register_subject(
        "resource", Resource, label=_("资源"), url=lambda pk: reverse("resources:page", args=[pk])
    )
    registry.register_subject(
        "match_run", Run, label=_("供需匹配"), url=lambda pk: reverse("resources:run", args=[pk])
    )
    registry.register_resolver("match_refusal", lambda ids: {i: str(words.REFUSALS.get(i, i)) for i in ids})
    for name, sentence in EVENTS:
        registry.register_event(name, sentence, refs={"why": "match_refusal"}, texts={"text": _("说明")})
    notices.register("match.asked", _("%(subject)s：社区想请您帮忙，请看匹配建议"))
    policy.register_bodies("resource", ids=lambda row: [row.body_id], q=lambda bodies: Q(body_id__in=bodies))
    policy.register_bodies(
        "resource_match", ids=_asked, q=lambda bodies: Q(body_id__in=bodies, state__in=OWNERS)
    )
    panels.register()
    ledger.register()
    recordset.register()
    navigation.register("duties", "resources:list", _("资源清单"), order=60, allowed=_may("resource.view"))
    navigation.register("duties", "resources:runs", _("供需匹配"), order=61, allowed=_may("match_run.view"))
    navigation.register(
        "duties", "resources:proposals", _("匹配建议"), order=62, allowed=_may("resource_match.view")
    )


#: What an owner sees of proposals: those put to him, never those still being weighed.
OWNERS = (Proposal.State.ASKED, Proposal.State.ACCEPTED, Proposal.State.DONE, Proposal.State.REFUSED)


def _asked(row: Proposal) -> list[int | None]:
    return [row.body_id] if row.state in OWNERS else []


def _may(verb: str) -> Any:
    def allowed(request: HttpRequest) -> bool:
        scope: Scope | None = getattr(request, "scope", None)
        return scope is not None and scope.post_id is not None and policy.may(scope, verb)

    return allowed
