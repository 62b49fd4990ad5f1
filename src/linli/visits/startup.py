"""What this room registers at start: rows, sentences, pages, retention, the Excel list."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas.registry import register_scoped
from linli.records import registry
from linli.ui import navigation
from linli.visits import following, ledger, recordset, retention
from linli.visits.models import Contact, Visit

EVENTS = (
    ("contact.tied", _("定为走访对象")),
    ("contact.by_duty", _("按分工联系")),
    ("contact.ended", _("%(on)s起不再联系")),
    ("contact.facts_written", _("更新对象情况")),
    ("visit.written", _("%(on)s走访")),
)


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    for model in (Contact, Visit):
        register_scoped(model)
    registry.register_subject(
        "contact", Contact, label=_("走访对象"), url=lambda pk: reverse("visits:contact", args=[pk])
    )
    registry.register_subject("visit", Visit, label=_("走访"))
    for name, sentence in EVENTS:
        registry.register_event(name, sentence, texts={"text": _("听到、看到的")})
    policy.register_bodies("visit", ids=lambda row: [row.body_id], q=lambda bodies: Q(body_id__in=bodies))
    retention.register()
    following.register()
    ledger.register()
    recordset.register()
    navigation.register("duties", "visits:mine", _("入户走访"), order=50, allowed=_acts)
    navigation.register("duties", "visits:plan", _("走访计划"), order=49, allowed=_may("visit.progress"))
    navigation.register("duties", "visits:list", _("走访记录"), order=51, allowed=_may("visit.view"))


def _acts(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", None)
    return scope is not None and scope.post_id is not None


def _may(verb: str) -> Any:
    return lambda request: _acts(request) and policy.may(request.scope, verb)
