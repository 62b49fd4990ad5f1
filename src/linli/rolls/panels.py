"""What rolls show on others' pages: units of a place, where a body reports, a person's place; and Today."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.domain.rolls import period_of, read_period
from linli.mechanisms import queries as mechanisms
from linli.organizations.models import Organization
from linli.rolls import access, queries, rules
from linli.rolls.models import OPEN_STATES, Feedback, Membership, Service
from linli.rolls.showing import period_word
from linli.ui import panels

ROWS = 6


def register() -> None:
    """Called at start."""
    template = "rolls/parts/panel.html"
    panels.register("area", "rolls", of_place, template, order=40)
    panels.register("organization", "rolls", of_body, template, order=40)
    panels.register("person", "rolls", of_person, template, order=40)
    panels.register("today", "rolls", of_today, "rolls/parts/today.html", order=30, weight=2)


def of_place(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """Units on the rolls below a place, and how many members there are."""
    refs = areas.refs_for([area_id])
    if not refs or not policy.may(scope, "roll_unit.view"):
        return None
    units = access.units(scope).filter(queries.stood(local_day(at)))
    rows = list(
        areas.in_scope(units, refs).select_related("organization").order_by("-since", "-pk")[: ROWS + 1]
    )
    members = queries.on_roll(refs, rules.reporting_in("member"), local_day(at)).count()
    if not rows and not members:
        return None
    return {
        "title": _("双报到"),
        "lead": _("报到党员%(count)s名") % {"count": members} if members else "",
        "rows": [(row, rules.word(row.kind)) for row in rows[:ROWS]],
        "url": f"{reverse('rolls:list')}?area={area_id}&state=on_roll",
    }


def of_body(scope: Scope, body_id: int, at: datetime) -> dict[str, Any] | None:
    """Where a body stands on rolls."""
    del at
    found = access.units(scope).filter(organization_id=body_id).select_related("organization")
    return _of_holder(_("双报到"), list(found.order_by("-applied_on", "-pk")[:ROWS]))


def of_person(scope: Scope, person_id: int, at: datetime) -> dict[str, Any] | None:
    """A person's place, for those who may see members."""
    del at
    if not policy.may(scope, "roll_member.view"):
        return None
    found = access.members(scope).filter(person_id=person_id).select_related("person")
    return _of_holder(_("党员报到"), list(found.order_by("-applied_on", "-pk")[:ROWS]))


def _of_holder(title: str, rows: list[Membership]) -> dict[str, Any] | None:
    if not rows:
        return None
    names = areas.full_names({row.area_id for row in rows}, top="street")
    noted = [(row, f"{names.get(row.area_id, '')} {row.get_state_display()}") for row in rows]
    return {"title": title, "lead": "", "rows": noted, "url": ""}


def of_today(scope: Scope, _post_id: int, at: datetime) -> dict[str, Any] | None:
    """Who waits to be received, services to confirm; for a unit, opinions it has not read."""
    waiting: list[Membership] = []
    services: list[Service] = []
    opinions: list[Feedback] = []
    if policy.may(scope, "roll_unit.receive"):
        mine = areas.in_scope(Membership.objects.select_related("organization", "person"), scope.fill)
        waiting = list(queries.waiting(mine)[:ROWS])
        records = Service.objects.select_related("membership__organization", "membership__person")
        told = areas.in_scope(records.filter(state=Service.State.WAITING), scope.fill)
        services = list(told.order_by("on", "pk")[:ROWS])
    if policy.may(scope, "roll_unit.feedback_seen") and scope.bodies:
        own = Feedback.objects.filter(
            membership__organization_id__in=scope.bodies, membership__holder="unit", seen_at=None
        )
        opinions = list(own.order_by("-given_at")[:ROWS])
    count = len(waiting) + len(services) + len(opinions)
    asked = not count and _not_reported(scope, local_day(at))
    unanswered = _to_write_back(scope, local_day(at))
    if not count and not asked and not unanswered:
        return None
    said = [(one, period_word(read_period(one.period))) for one in opinions]
    return {
        "waiting": waiting,
        "services": services,
        "opinions": said,
        "count": count,
        "asked": asked,
    } | unanswered


def _to_write_back(scope: Scope, on: date) -> dict[str, Any]:
    """The quarter that is over and the units nothing was written back to yet; said until the next one is over (S2-03)."""
    if not scope.fill or not policy.may(scope, "roll_unit.feedback"):
        return {}
    over = period_of("quarter", on).before
    number = queries.feedback_due(scope.fill, over).count()
    return {"due": number, "due_period": period_word(over), "due_code": over.code} if number else {}


def _not_reported(scope: Scope, on: date) -> bool:
    """True for a unit of the government that stands on no roll, where units report in."""
    if scope.fill or not scope.bodies or not policy.may(scope, "roll_unit.apply"):
        return False
    placed = Membership.objects.filter(holder="unit", state__in=OPEN_STATES).values("organization_id")
    offices = Q(kind="department") | Q(kind__startswith="dept_")
    bodies = Organization.objects.filter(offices, pk__in=scope.bodies)
    areas_of = list(bodies.exclude(pk__in=placed).values_list("area_id", flat=True)[:1])
    homes = {home for home, kind in rules.shipped().values() if kind.reporting_in and kind.holder == "unit"}
    return bool(areas_of and mechanisms.active(areas_of[0], on, only=homes))
