"""What this room registers at start: subjects, events, rows with columns, who they belong to, panels, menu."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas.registry import register_scoped
from linli.clocks import notices
from linli.records import registry, schedule
from linli.rolls import ledger, panels, queries, recordset
from linli.rolls.models import FeedbackDue, Item, Membership, Service
from linli.rolls.services import expecting
from linli.ui import navigation as nav


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    for model in (Membership, Item, Service, FeedbackDue):
        register_scoped(model)
    registry.register_subject(
        "membership", Membership, label=_("报到"), url=lambda pk: reverse("rolls:page", args=[pk])
    )
    registry.register_subject("roll_item", Item, label=_("清单"))
    registry.register_subject("roll_service", Service, label=_("服务记录"))
    registry.register_resolver("membership", queries.names)
    registry.register_subject(
        "roll_feedback", FeedbackDue, label=_("双报告"), url=lambda _pk: reverse("rolls:reports")
    )
    notices.register(expecting.MESSAGE, _("双报告到期：还有%(count)s个单位没有反馈，请在%(due)s前填写评价"))
    # Once an hour: a period ends at midnight, and its message goes with the morning's digest.
    schedule.register("rolls.feedback", every=3600, run=expecting.tick)
    _register_owners()
    _register_events()
    _register_menu()
    panels.register()
    ledger.register()
    recordset.register()


def _register_owners() -> None:
    def body(row: Any) -> list[int | None]:
        return [row.organization_id]

    def of_bodies(bodies: frozenset[int]) -> Q:
        return Q(organization_id__in=bodies)

    for kind in ("roll_unit", "roll_member", "roll_service", "member_service"):
        policy.register_bodies(kind, ids=body, q=of_bodies)
    policy.register_bodies(
        "roll_item",
        ids=lambda row: [row.membership.organization_id] if row.membership_id else [],
        q=lambda bodies: Q(membership__organization_id__in=bodies),
    )


def _register_events() -> None:
    event, reason = registry.register_event, {"reason": _("原因")}
    event("membership.applied", _("申请到%(area)s报到"))
    event("membership.enrolled", _("按名册登记在%(area)s报到，自%(on)s起"))
    event("membership.receive", _("社区已接收"), texts=reason)
    event("membership.enter", _("已报到，自%(on)s起"))
    event("membership.refuse", _("社区未接收"), texts=reason)
    event("membership.withdraw", _("撤回了申请"))
    event("membership.move", _("自%(on)s起转出到%(to)s"), refs={"to": "area"}, texts=reason)
    event("membership.end", _("自%(on)s起结束"), texts=reason)
    event("membership.changed", _("更正了信息"))
    event("membership.stage", _("自%(on)s起进入新的阶段"))
    event("membership.held", _("%(body)s落实兜底管理，自%(on)s起"))
    event("membership.released", _("%(body)s的兜底管理结束，自%(on)s起"))
    event("membership.feedback", _("社区反馈了评价，已确认服务%(services)s次"))
    event("membership.feedback_seen", _("单位已阅评价"))
    event("roll_service.recorded", _("登记了%(on)s的服务"))
    event("roll_service.confirmed", _("社区确认了服务"))
    event("roll_service.declined", _("社区未确认服务"), texts=reason)
    event("roll_item.added", _("列入清单"))
    event("roll_item.taken", _("%(body)s认领"))
    event("roll_item.done", _("已完成"))
    event("roll_item.dropped", _("已取消"), texts=reason)


def _register_menu() -> None:
    nav.register("duties", "rolls:overview", _("双报到"), order=30, allowed=may_see)


def may_see(request: HttpRequest) -> bool:
    """True for posts that see rolls."""
    scope = getattr(request, "scope", None)
    return bool(scope and policy.may(scope, "roll_unit.view"))
