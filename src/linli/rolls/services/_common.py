"""What several verbs of rolls share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.domain.access import Actor
from linli.domain.rolls import STEPS, State, after
from linli.organizations.errors import Refused
from linli.organizations.models import Organization
from linli.organizations.services import checks
from linli.records import services as records
from linli.rolls.models import Membership


def day_of(on: date | None, at: datetime, *, field: str = "on") -> date:
    """The day meant, today by default; a day still to come is refused."""
    day = checks.known_day(on or checks.day_of(at), at, field=field)
    if day > checks.day_of(at):
        raise Refused(_("日期不能在今天之后。"), field=field)
    return day


def living_place(area_id: int, on: date) -> int:
    """A place that is in the tree on that day."""
    if areas.span(area_id, on) is None and areas.span(area_id) is None:
        raise Refused(_("没有这个地点，或者它已经停用。"), field="area")
    return area_id


def living_body(body_id: int, on: date) -> Organization:
    """The body, locked: two places at once are judged one after the other. Raises Refused."""
    body = Organization.objects.select_for_update().filter(pk=body_id).first()
    if body is None or not body.covers(on):
        raise Refused(_("没有这个单位，或者它在这一天不存在。"), field="organization")
    return body


def step(
    membership_id: int,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    version: int | str | None = None,
    data: dict[str, Any] | None = None,
    reason: str = "",
    **columns: Any,
) -> Membership:
    """Move a place by a verb of the state table with its event; Refused with a sentence where it is forbidden."""
    row = records.lock(Membership, membership_id)
    records.check_version(row, version)
    target = after(State(row.state), verb)
    if target is None:
        said = _("这条报到现在是「%(state)s」，不能再做这一步。")
        raise Refused(said % {"state": row.get_state_display()})
    text = checks.one_line(reason, field="reason", label=_("原因"), limit=200, required=STEPS[verb].reason)
    row.state = target.value
    if text:
        row.reason = text
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=["state", "reason", *columns])
    records.append(
        subject=row,
        name=f"membership.{verb}",
        actor=actor,
        at=at,
        data=data or {},
        text={"reason": text} if text else None,
    )
    return row
