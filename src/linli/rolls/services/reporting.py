"""Reporting in: applied, received, on the roll, moved, ended; refused with a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.domain.rolls import State
from linli.organizations.errors import Refused
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb
from linli.rolls import rules
from linli.rolls.models import Membership
from linli.rolls.services import _common
from linli.rolls.services.applying import apply


@verb()
def receive(
    *,
    membership_id: int,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    version: int | str | None = None,
) -> Membership:
    """The community receives (the 回执); on the roll at once where the kind says so.

    Events ``membership.receive`` and ``membership.enter``. A unit cannot receive itself.
    """
    day = _common.day_of(on, at)
    row = Membership.objects.get(pk=membership_id)
    _not_by_itself(row, actor)
    if day < row.applied_on:
        raise Refused(_("接收日期不能早于申请日期。"), field="on")
    row = _common.step(membership_id, "receive", actor=actor, at=at, version=version, received_on=day)
    kind = rules.kind_of(row.definition_id, row.kind)
    return _enter(row.pk, actor, at, day) if kind is None or kind.enters_on_receipt else row


def _not_by_itself(row: Membership, actor: Actor) -> None:
    if row.holder == "unit" and actor.body_id is not None and actor.body_id == row.organization_id:
        raise Refused(_("要由社区接收，单位不能自己接收自己。"))


@verb()
def enter(
    *,
    membership_id: int,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    version: int | str | None = None,
) -> Membership:
    """A received one stands on the roll; event ``membership.enter``."""
    row = Membership.objects.get(pk=membership_id)
    _not_by_itself(row, actor)
    day = _common.day_of(on, at)
    if row.received_on and day < row.received_on:
        raise Refused(_("报到日期不能早于接收日期。"), field="on")
    return _enter(membership_id, actor, at, day, version)


def _enter(pk: int, actor: Actor, at: datetime, day: date, version: int | str | None = None) -> Membership:
    return _common.step(pk, "enter", actor=actor, at=at, version=version, data={"on": day}, since=day)


@verb()
def refuse(
    *, membership_id: int, reason: str, actor: Actor, at: datetime, version: int | str | None = None
) -> Membership:
    """The community does not receive, and says why; event ``membership.refuse``."""
    return _common.step(membership_id, "refuse", actor=actor, at=at, version=version, reason=reason)


@verb()
def withdraw(
    *, membership_id: int, actor: Actor, at: datetime, version: int | str | None = None
) -> Membership:
    """The unit takes its application back; event ``membership.withdraw``."""
    return _common.step(membership_id, "withdraw", actor=actor, at=at, version=version)


@verb()
def end(
    *,
    membership_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    version: int | str | None = None,
) -> Membership:
    """Off the roll from a day on; all it did stays. Event ``membership.end``."""
    day = _leaving_day(membership_id, on, at)
    return _common.step(
        membership_id, "end", actor=actor, at=at, version=version, data={"on": day}, reason=reason, until=day
    )


def _leaving_day(membership_id: int, on: date | None, at: datetime) -> date:
    day = _common.day_of(on, at)
    row = Membership.objects.get(pk=membership_id)
    if row.since is not None and day < row.since:
        raise Refused(_("结束日期不能早于报到日期。"), field="on")
    return day


@verb()
def move(
    *,
    membership_id: int,
    area_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    version: int | str | None = None,
) -> Membership:
    """Out of one roll (转出) and an application at another place, which that place receives; answers the new row.

    Event ``membership.move`` on the old one, ``membership.applied`` on the new.
    """
    day = _leaving_day(membership_id, on, at)
    old = Membership.objects.get(pk=membership_id)
    if old.area_id == area_id:
        raise Refused(_("转入的地方和现在的是同一处。"), field="area")
    data = {"on": day, "to": area_id}
    old = _common.step(
        membership_id, "move", actor=actor, at=at, version=version, data=data, reason=reason, until=day
    )
    return apply(
        kind=old.kind,
        area_id=area_id,
        organization_id=old.organization_id,
        person_id=old.person_id,
        contact=old.contact,
        phone=old.phone,
        note=old.note,
        said_members=old.said_members,
        on=day,
        moved_from_id=old.pk,
        actor=actor,
        at=at,
    )


@verb()
def change(
    *,
    membership_id: int,
    actor: Actor,
    at: datetime,
    contact: str | None = None,
    phone: str | None = None,
    note: str | None = None,
    home: str | None = None,
    said_members: int | None = None,
    version: int | str | None = None,
) -> Membership:
    """Correct contact, telephone, note, home or the number of members; event ``membership.changed``."""
    row = records.lock(Membership, membership_id)
    records.check_version(row, version)
    line = checks.one_line
    new = {
        "contact": None if contact is None else line(contact, field="contact", label=_("联系人"), limit=40, required=False),
        "phone": None if phone is None else checks.office_phone(phone, field="phone"),
        "note": None if note is None else line(note, field="note", label=_("说明"), limit=120, required=False),
        "home": None if home is None else line(home, field="home", label=_("住址"), limit=120, required=False),
        "said_members": said_members,
    }  # fmt: skip
    changed = {key: value for key, value in new.items() if value is not None and value != getattr(row, key)}
    if changed:
        for key, value in changed.items():
            setattr(row, key, value)
        row.save(update_fields=list(changed))
        records.append(
            subject=row, name="membership.changed", actor=actor, at=at, data={"fields": sorted(changed)}
        )
    return row


#: States in which somebody waits for the community.
WAITING = (State.APPLIED.value, State.RECEIVED.value)
