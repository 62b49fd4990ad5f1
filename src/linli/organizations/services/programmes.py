"""A programme ends: its temporary bodies and everybody's seats in them, in one step."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.organizations import trees
from linli.organizations.errors import Refused
from linli.organizations.models import Appointment, Organization, Tree
from linli.organizations.services import checks
from linli.organizations.services.appointments import finish
from linli.organizations.services.bodies import end_organization
from linli.records import services as records
from linli.records.tx import verb


@verb()
def end_programme(
    *, organization_id: int, actor: Actor, at: datetime, on: date | None = None, reason: str = ""
) -> list[Organization]:
    """End a temporary body with all bodies below it in the temporary tree and every appointment in them.

    People keep whatever else they hold: the home body is never touched. Event ``programme.ended`` on the
    uppermost body, the usual events on each post and body. Refuses a body that stands in no temporary tree.
    """
    day = checks.known_day(on or checks.day_of(at), at, field="on")
    top = records.lock(Organization, organization_id)
    if not top.covers(day) and top.valid_to != day:
        raise Refused(_("「%(name)s」在这一天不存在。") % {"name": top.name}, field="on")
    ids = trees.below(top.pk, tree=Tree.TEMPORARY, on=day)
    if len(ids) == 1 and not trees.parents(top.pk, tree=Tree.TEMPORARY, on=day):
        raise Refused(_("只有临时机构可以随专项工作一并结束，请改用「撤销」。"))
    held = Appointment.objects.filter(post__organization_id__in=ids, valid_to__gt=day).order_by("pk")
    if held.filter(valid_from__gte=day).exists():
        raise Refused(_("有人从这一天或以后才任职，请选更晚的结束日期。"), field="on")
    for row in held:
        finish(appointment_id=row.pk, actor=actor, at=at, on=day, reason="", successor=None)
    ended = [end_organization(organization_id=pk, actor=actor, at=at, on=day) for pk in reversed(ids)]
    top.refresh_from_db()
    reason = checks.one_line(reason, field="reason", label=_("原因"), limit=200, required=False)
    records.append(
        subject=top,
        name="programme.ended",
        actor=actor,
        at=at,
        data={"on": day, "bodies": sorted(ids), "count": len(ids)},
        text={"reason": reason} if reason else None,
    )
    return ended
