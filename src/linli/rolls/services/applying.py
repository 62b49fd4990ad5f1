"""A unit or member asks for a place on a roll: by its id, or a member by name alone."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.definitions.rolls import RollKind
from linli.domain.access import Actor
from linli.organizations.errors import Refused
from linli.organizations.models import Person
from linli.organizations.services import checks, people
from linli.records import services as records
from linli.records.tx import verb
from linli.rolls import rules
from linli.rolls.models import OPEN_STATES, Membership
from linli.rolls.services import _common


@verb()
def apply(
    *,
    kind: str,
    area_id: int,
    actor: Actor,
    at: datetime,
    organization_id: int | None = None,
    person_id: int | None = None,
    contact: str = "",
    phone: str = "",
    note: str = "",
    home: str = "",
    said_members: int | None = None,
    on: date | None = None,
    moved_from_id: int | None = None,
) -> Membership:
    """A unit or member asks for a place on a roll; event ``membership.applied``. Raises Refused.

    A second place at the same time is refused, or entered and shown as a finding, as the kind says.
    """
    day = _common.day_of(on, at)
    found, definition = rules.kind_at(kind, _common.living_place(area_id, day), at)
    row = Membership(
        kind=kind,
        holder=found.holder,
        definition_id=definition.pk,
        organization_id=organization_id,
        person_id=person_id if found.holder == "member" else None,
        applied_on=day,
        **_written(contact, phone, note, home),
        said_members=said_members,
        moved_from_id=moved_from_id,
    )
    _holder_is_there(row, found, day)
    _no_second_place(row, found)
    areas.fill_columns(row, area_id)
    return _applied(row, actor, at)


def _written(contact: str, phone: str, note: str, home: str) -> dict[str, str]:
    """What was typed, each in one line of its length."""
    return {
        "contact": checks.one_line(contact, field="contact", label=_("联系人"), limit=40, required=False),
        "phone": checks.office_phone(phone, field="phone"),
        "note": checks.one_line(note, field="note", label=_("说明"), limit=120, required=False),
        "home": checks.one_line(home, field="home", label=_("住址"), limit=120, required=False),
    }


def _applied(row: Membership, actor: Actor, at: datetime) -> Membership:
    data = {"area": row.area_id, "kind": row.kind, "body": row.organization_id, "person": row.person_id}
    try:
        with transaction.atomic():
            records.append(subject=row, name="membership.applied", actor=actor, at=at, data=data)
    except IntegrityError:
        raise Refused(_("已经在这里报到了，不用重复登记。"), field="area") from None
    return row


def _holder_is_there(row: Membership, kind: RollKind, day: date) -> None:
    if row.organization_id:
        _common.living_body(row.organization_id, day)
    elif kind.holder == "unit":
        raise Refused(_("请选择报到的单位。"), field="organization")
    if kind.holder == "member":
        person = Person.objects.select_for_update().filter(pk=row.person_id or 0).first()
        if person is None or (person.ended_on and person.ended_on <= day):
            raise Refused(_("请选择报到的党员。"), field="person")


def _no_second_place(row: Membership, kind: RollKind) -> None:
    rows = Membership.objects.filter(kind=row.kind, state__in=OPEN_STATES).exclude(pk=row.moved_from_id or 0)
    own = (
        rows.filter(person_id=row.person_id)
        if row.person_id
        else rows.filter(holder="unit", organization_id=row.organization_id or 0)
    )
    if kind.second != "refuse":
        return
    other = own.order_by("pk").first()
    if other is not None:
        where = areas.full_name(other.area_id, top="street")
        said = _("已在%(place)s%(state)s。一个时期只在一处报到；要换地方，请先由原社区办理转出。")
        raise Refused(said % {"place": where, "state": other.get_state_display()}, field="area")


def _unknown(name: str, actor: Actor, at: datetime) -> int:
    """Somebody known by the roll alone; the staff directory does not show him."""
    return people.create_person(name=name, in_directory=False, actor=actor, at=at).pk


@verb()
def apply_by_name(
    *,
    name: str,
    kind: str,
    area_id: int,
    actor: Actor,
    at: datetime,
    organization_id: int | None = None,
    home: str = "",
    on: date | None = None,
) -> Membership:
    """A member by name: the one of this unit who is known already, else a new person. See :func:`apply`."""
    plain = checks.one_line(name, field="name", label=_("姓名"), limit=40)
    known = (
        Membership.objects.filter(
            holder="member", person__name=plain, person__ended_on=None, organization_id=organization_id or 0
        )
        .order_by("pk")
        .first()
    )
    person_id = known.person_id if known else _unknown(plain, actor, at)
    return apply(
        kind=kind,
        area_id=area_id,
        organization_id=organization_id,
        person_id=person_id,
        home=home,
        on=on,
        actor=actor,
        at=at,
    )
