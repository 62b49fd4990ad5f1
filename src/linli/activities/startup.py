"""What this room registers at start: subjects, events, rows with columns, who they belong to, jobs."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.activities import ledger, panels, recordset, showing
from linli.activities.models import Series, Session
from linli.activities.services.planning import plan_ahead
from linli.areas.registry import register_scoped
from linli.clocks import notices
from linli.domain.access import Scope
from linli.records import registry, schedule
from linli.ui import navigation as nav


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    for model in (Series, Session):
        register_scoped(model)
    registry.register_subject(
        "activity_series",
        Series,
        label=_("系列活动"),
        url=lambda pk: reverse("activities:series_page", args=[pk]),
    )
    registry.register_subject(
        "activity_session", Session, label=_("活动"), url=lambda pk: reverse("activities:page", args=[pk])
    )
    policy.register_bodies(
        "activity",
        ids=lambda row: [row.organization_id],
        q=lambda bodies: Q(organization_id__in=bodies),
    )
    # Who is asked to a session as a guest: its own kind, so that a guest sees and answers and records nothing.
    policy.register_bodies(
        "activity_guest",
        ids=lambda row: [row.membership.organization_id],
        q=lambda bodies: Q(membership__organization_id__in=bodies),
    )
    notices.register("activity.asked", _("社区请贵单位参加活动（%(due)s），请回复参加不参加"))
    notices.register("activity.moved", _("请贵单位参加的活动改到%(due)s，请看一眼"))
    notices.register("activity.off", _("请贵单位参加的活动（原定%(due)s）已取消"))
    registry.register_file_access("activity_session", _file_access)
    _register_events()
    nav.register("meetings", "activities:list", _("活动"), order=60, allowed=may_see)
    panels.register()
    ledger.register()
    recordset.register()
    # Twice an hour: a series founded today has its sessions at once, the rest is only kept ahead.
    schedule.register("activities.plan", every=1800, run=plan_ahead)


def _file_access(scope: Scope, subject_id: int, attachment: Any) -> bool:
    row = Session.objects.filter(pk=subject_id).first()
    return row is not None and showing.may_open(scope, row, attachment.kind)


def _register_events() -> None:
    event, reason = registry.register_event, {"reason": _("原因")}
    event("activity_series.created", _("在%(area)s安排了系列活动"))
    event("activity_series.changed", _("更正了系列活动"))
    event("activity_session.followed", _("随系列活动一起更正"))
    event("activity_session.named", _("登记了到会人员：增加%(added)s人，去掉%(removed)s人"))
    event("activity_series.ended", _("系列活动自%(on)s起结束"), texts=reason)
    event("activity_session.planned", _("安排在%(on)s"))
    event("activity_session.opened", _("请名册上的单位%(units)s个、党员%(members)s名参加，%(on)s"))
    event("activity_session.accepted", _("%(body)s回复参加，%(people)s人"))
    event("activity_session.declined", _("%(body)s回复不参加"))
    event("activity_session.moved", _("由%(from)s改到%(to)s"), texts=reason)
    event("activity_session.cancelled", _("已取消"), texts=reason)
    event("activity_session.held", _("登记了活动情况"))


def may_see(request: HttpRequest) -> bool:
    """True for posts that see activities."""
    scope = getattr(request, "scope", None)
    return bool(scope and policy.may(scope, "activity.view"))
