"""What this room registers at start: its rows, event sentences, names behind ids, handlers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas.registry import register_scoped
from linli.duties import following, kinds, ledger, ledger_quotas, objects, panels
from linli.duties.models import Charge, Duty, ItemState
from linli.organizations import holdings
from linli.organizations import queries as organizations
from linli.records import registry
from linli.ui import navigation as nav


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    for model in (Duty, Charge):
        register_scoped(model)
    objects.register_own()
    registry.register_subject("duty", Duty, label=_("责任分工"), url=_page)
    registry.register_subject("charge", Charge, label=_("分包对象"))
    registry.register_resolver("duty_kind", lambda ids: {one: kinds.word(str(one)) for one in ids})
    registry.register_resolver("duty_reason", lambda ids: {one: _reason(str(one)) for one in ids})
    registry.register_resolver("item_state", lambda ids: {one: _state(str(one)) for one in ids})
    registry.register_resolver("item", _items)
    registry.register_resolver("duty_subject", _subjects)
    _events()
    policy.register_bodies("duty", ids=lambda row: [row.body_id], q=_bodies_q)
    registry.on("appointment.ended", following.on_appointment_ended)
    registry.on("appointment.started", following.on_appointment_started)
    registry.on("post.ended", following.on_post_ended)
    registry.on("organization.ended", following.on_body_ended)
    panels.register()
    ledger.register()
    ledger_quotas.register()
    _menu()
    holdings.register("duties", _("责任分工"), _held)


def _page(pk: int) -> str | None:
    try:
        return reverse("duties:page", args=[pk])
    except NoReverseMatch:
        return None


def _bodies_q(bodies: frozenset[int]) -> Any:
    from django.db.models import Q

    return Q(body_id__in=bodies)


def _held(post_ids: Any, at: Any) -> int:
    from linli.domain.calendar import local_day
    from linli.duties.models import in_force

    return Duty.objects.filter(in_force(local_day(at)), post_id__in=list(post_ids)).count()


def _subjects(ids: set[Any]) -> dict[Any, str]:
    people = organizations.person_names({int(str(one)[1:]) for one in ids if str(one).startswith("p")})
    bodies = organizations.body_names({int(str(one)[1:]) for one in ids if str(one).startswith("b")})
    return {f"p{pk}": name for pk, name in people.items()} | {f"b{pk}": name for pk, name in bodies.items()}


def _reason(code: str) -> str:
    return str(Duty.Ended(code).label) if code in Duty.Ended.values else code


def _state(code: str) -> str:
    return str(ItemState.State(code).label) if code in ItemState.State.values else code


def _items(ids: set[Any]) -> dict[Any, str]:
    named = {
        item.id: str(item.names)
        for one in kinds.every()
        if (kind := kinds.shipped(one)) is not None
        for item in kind.items
    }
    return {one: named.get(str(one), str(one)) for one in ids}


def _events() -> None:
    basis = {"basis": _("依据")}
    event = registry.register_event
    event(
        "duty.assigned",
        _("%(subject)s自%(on)s起负责「%(duty_kind)s」"),
        refs={"subject": "duty_subject"},
        texts=basis,
    )
    event("duty.ended", _("自%(on)s起不再负责：%(duty_reason)s"), texts={"reason": _("说明")})
    event("duty.extended", _("期限改为%(until)s"))
    event("duty.reopened", _("撤销了结束，继续负责"))
    event("duty.put_under", _("改了上一级"))
    event("duty.item_set", _("%(item)s：%(item_state)s（%(on)s）"))
    event("duty.holder_gone", _("责任人自%(on)s起不再任职，空缺"))
    event("charge.added", _("登记了「%(duty_kind)s」的对象"))
    event("charge.ended", _("自%(on)s起不再需要责任人"))


def _menu() -> None:
    nav.register("duties", "duties:gaps", _("空白点"), order=5, allowed=_may_view)
    nav.register("duties", "duties:list", _("分包包联"), order=6, allowed=_may_view)
    nav.register("duties", "duties:boards", _("公示牌"), order=8, allowed=_may_view)
    nav.register("today", "duties:mine", _("我的分包"), order=60, allowed=_may_view)


def _may_view(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", None)
    return bool(scope and scope.roles and policy.may(scope, "duty.view"))
