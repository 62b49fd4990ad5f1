"""What the desk puts into the head: Today, the lists by stage, the search, the place of the acting post."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.cases.models import Stage
from linli.desk import custodians, rescue
from linli.ui import navigation


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    custodians.register()
    rescue.register()
    navigation.register("today", "desk:today", _("今日待办"), order=10, allowed=_acts)
    for order, stage in enumerate(
        (Stage.DISPATCH, Stage.WORK, Stage.CALL_BACK, Stage.CLOSED, Stage.SUSPENDED)
    ):
        navigation.register("cases", _list_of(stage), stage.label, order=20 + order, allowed=_may_view)
    navigation.register("cases", "cases:wishes", _("微心愿"), order=30, allowed=_may_claim)
    navigation.register("cases", "desk:new", _("登记"), order=40, allowed=_may_register)
    navigation.register_bar("todo", "desk:today")
    navigation.register_bar("register", "desk:new")
    navigation.provide("search", _search)
    navigation.provide("place", _place)


def _list_of(stage: Stage) -> Any:
    return lambda request: f"{reverse('cases:list')}?stage={stage.value}"


def _scope(request: HttpRequest) -> Any:
    return getattr(request, "scope", None)


def _acts(request: HttpRequest) -> bool:
    scope = _scope(request)
    return scope is not None and scope.post_id is not None


def _may_view(request: HttpRequest) -> bool:
    return _acts(request) and policy.may(_scope(request), "case.view")


def _may_claim(request: HttpRequest) -> bool:
    return _acts(request) and policy.may(_scope(request), "case.claim_wish")


def _may_register(request: HttpRequest) -> bool:
    return _acts(request) and policy.may(_scope(request), "case.register")


def _search(request: HttpRequest) -> dict[str, Any] | None:
    return {"url": reverse("desk:search")} if _acts(request) else None


def _place(request: HttpRequest) -> dict[str, Any] | None:
    if not _acts(request) or not (refs := _scope(request).view):
        return None
    # A page about this very place has read it (organizations.requests).
    known = getattr(request, "read_place", None)
    own = known is not None and known.is_today and known.area_id == refs[0].area_id
    span = known if own else areas.span(refs[0].area_id)
    return {"label": span.name, "url": reverse("desk:place", args=[refs[0].area_id])} if span else None
