"""What this room registers at start: its rows, event sentences, panels, menu, sheets in and out."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.agreements import following, kinds, ledger, panels
from linli.agreements.models import Agreement
from linli.areas.registry import register_scoped
from linli.domain.access import Scope
from linli.records import registry
from linli.ui import navigation as nav
from linli.ui import panels as ui_panels


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    register_scoped(Agreement)
    registry.register_subject("agreement", Agreement, label=_("协议承诺"), url=_page)
    registry.register_resolver("agreement_kind", lambda ids: {one: kinds.word(str(one)) for one in ids})
    registry.register_file_access("agreement", _file_access)
    policy.register_bodies("agreement", ids=lambda row: [row.issuer_id], q=_bodies_q)
    _events()
    following.register()
    ledger.register()
    ui_panels.register("area", "agreements", panels.of_place, "agreements/parts/place.html", order=70)
    ui_panels.register("organization", "agreements", panels.of_body, "agreements/parts/body.html", order=70)
    nav.register("ledgers", "agreements:list", _("协议承诺"), order=60, allowed=_may_view)


def _bodies_q(bodies: frozenset[int]) -> Q:
    return Q(issuer_id__in=bodies)


def _file_access(scope: Scope, subject_id: int, _attachment: Any) -> bool:
    row = Agreement.objects.filter(pk=subject_id).first()
    return row is not None and policy.allows(scope, "agreement.view", row)


def _page(pk: int) -> str | None:
    try:
        return reverse("agreements:page", args=[pk])
    except NoReverseMatch:
        return None


def _may_view(request: HttpRequest) -> bool:
    scope: Any = getattr(request, "scope", None)
    return bool(scope and policy.may(scope, "agreement.view"))


def _events() -> None:
    reason = {"reason": _("原因")}
    event = registry.register_event
    event("agreement.drafted", _("起草了「%(agreement_kind)s」，应签%(expected)s家"))
    event("agreement.listed", _("增列了%(count)s个签署方"))
    event("agreement.struck", _("划掉了一个签署方"), texts={"party": _("签署方"), **reason})
    event("agreement.reworded", _("更正了文本"), texts={"before": _("原文")})
    event("agreement.offered", _("%(on)s发出，等各方签署"))
    event("agreement.signed", _("%(on)s签署%(count)s家"))
    event("agreement.taken_back", _("一方自%(on)s起收回签署"), texts=reason)
    event("agreement.changed_hands", _("一方自%(on)s起换了经营者，需重新签署"))
    event("agreement.checked", _("%(on)s核对了第%(clause)s条的履行情况"))
    event("agreement.renewed", _("续签了新的一份"))
    event("agreement.withdrawn", _("撤回，不再签署"), texts=reason)
    event("agreement.ended", _("自%(on)s起终止"), texts=reason)
