"""Hand-over (B23): everything of one holder to another at once, or only while he is away (AB角)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.organizations.errors import Refused
from linli.organizations.models import OPEN, Appointment, AppointmentKind, Person, on_day
from linli.organizations.services import checks
from linli.organizations.services.appointments import finish, start
from linli.records import services as records
from linli.records.tx import verb


@verb()
def hand_over(
    *,
    person_id: int,
    successor_id: int,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    basis: str = "",
    appointment_ids: Iterable[int] | None = None,
) -> list[Appointment]:
    """Every post of a person passes to another from a day on; answers the new appointments.

    Each old one ends with ``appointment.ended`` (``successor`` = who follows), each new one begins with
    ``appointment.started``, and the person's stream gets ``person.handed_over``; rooms above move what
    hangs on the person in the same transaction. A successor who already has a main post takes the
    others as part-time. ``appointment_ids`` leaves some out.
    """
    day = checks.known_day(on or checks.day_of(at), at, field="on")
    leaver, heir = _two(person_id, successor_id)
    rows = _held(leaver, day, appointment_ids)
    if not rows:
        raise Refused(_("%(name)s在这一天没有可以交接的岗位。") % {"name": leaver.name}, field="on")
    made = [_pass_on(row, heir, day=day, basis=basis, actor=actor, at=at) for row in rows]
    records.append(
        subject=records.lock(Person, leaver.pk),
        name="person.handed_over",
        actor=actor,
        at=at,
        data={"successor": heir.pk, "on": day, "posts": [row.post_id for row in rows]},
        text={"basis": basis} if basis else None,
    )
    return made


def _two(person_id: int, successor_id: int) -> tuple[Person, Person]:
    if person_id == successor_id:
        raise Refused(_("不能交接给本人，请另选一位。"), field="successor")
    found = {pk: records.lock(Person, pk) for pk in sorted((person_id, successor_id))}
    return found[person_id], found[successor_id]


def _held(person: Person, day: date, only: Iterable[int] | None) -> list[Appointment]:
    rows = Appointment.objects.filter(on_day(day), person=person).exclude(kind=AppointmentKind.DEPUTY)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    return list(rows.select_related("post", "person").order_by("post_id"))


def _pass_on(
    row: Appointment, heir: Person, *, day: date, basis: str, actor: Actor, at: datetime
) -> Appointment:
    kind, until = row.kind, None if row.valid_to == OPEN else row.valid_to
    finish(appointment_id=row.pk, actor=actor, at=at, on=day, reason="", successor=heir.pk)
    _end_deputy(heir, row.post_id, day, actor, at)
    has_main = Appointment.objects.filter(
        person=heir, kind=AppointmentKind.MAIN, valid_to__gt=day, valid_from__lt=until or OPEN
    ).exists()
    if kind == AppointmentKind.MAIN and has_main:
        kind = AppointmentKind.PART_TIME
    if kind == AppointmentKind.SECONDMENT:  # the approval was for the one who leaves
        kind = AppointmentKind.PART_TIME
    return start(
        person_id=heir.pk,
        post_id=row.post_id,
        actor=actor,
        at=at,
        kind=kind,
        on=day,
        until=until,
        basis=basis,
    )


def _end_deputy(heir: Person, post_id: int, day: date, actor: Actor, at: datetime) -> None:
    """Who stood in for the post and now holds it stands in no longer."""
    stand_ins = Appointment.objects.filter(
        on_day(day), person=heir, post_id=post_id, kind=AppointmentKind.DEPUTY, valid_from__lt=day
    )
    for row in stand_ins:
        finish(appointment_id=row.pk, actor=actor, at=at, on=day, reason="", successor=None)


@verb()
def stand_in(
    *,
    person_id: int,
    deputy_id: int,
    until: date,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    basis: str = "",
    appointment_ids: Iterable[int] | None = None,
) -> list[Appointment]:
    """Another acts in all posts of a person until a day, who keeps them (AB角代岗); answers the rows."""
    day = checks.known_day(on or checks.day_of(at), at, field="on")
    absent, deputy = _two(person_id, deputy_id)
    rows = _held(absent, day, appointment_ids)
    if not rows:
        raise Refused(_("%(name)s在这一天没有可以代办的岗位。") % {"name": absent.name}, field="on")
    return [
        start(
            person_id=deputy.pk,
            post_id=row.post_id,
            actor=actor,
            at=at,
            kind=AppointmentKind.DEPUTY,
            on=day,
            until=min(until, row.valid_to),
            basis=basis,
        )
        for row in rows
    ]
