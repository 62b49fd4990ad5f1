"""Appointments: one holder of a post at a time, deputies (B角) beside; one main post for a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.organizations.errors import Refused
from linli.organizations.models import OPEN, Appointment, AppointmentKind, Person, Post
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb


@verb()
def appoint(
    *,
    person_id: int,
    post_id: int,
    actor: Actor,
    at: datetime,
    kind: str = AppointmentKind.MAIN,
    on: date | None = None,
    until: date | None = None,
    basis: str = "",
    home_id: int | None = None,
    source: str = "",
    rank: str = "",
) -> Appointment:
    """A person takes a post from a day on; event ``appointment.started`` on the post's stream.

    Refuses: a second holder in the same period (deputies stand beside), a second main post of a person,
    a secondment without approval and end date (trade.md 20), a day outside the post's own period. ``home_id`` is
    the body the person comes from; his posts there stay.
    """
    return start(
        person_id=person_id,
        post_id=post_id,
        actor=actor,
        at=at,
        kind=kind,
        on=on,
        until=until,
        basis=basis,
        more={"home_id": home_id, "source": source, "rank": rank},
    )


def start(
    *,
    person_id: int,
    post_id: int,
    actor: Actor,
    at: datetime,
    kind: str,
    on: date | None,
    until: date | None,
    basis: str,
    more: Mapping[str, Any] | None = None,
) -> Appointment:
    """The body of :func:`appoint`, for verbs that appoint as one of their steps."""
    begin, end = checks.period(on or checks.day_of(at), until, at)
    person = records.lock(Person, person_id)
    post = records.lock(Post, post_id)
    basis = checks.one_line(basis, field="basis", label=_("依据"), limit=120, required=False)
    row = Appointment(
        person=person, post=post, kind=kind, basis=basis, valid_from=begin, valid_to=end, **(more or {})
    )
    _check_kind(row)
    _check_home(row)
    _check_days(row)
    _check_rivals(row)
    row.save()
    event = records.append(
        subject=post,
        name="appointment.started",
        actor=actor,
        at=at,
        data=row.snapshot(),
        text={"basis": basis} if basis else None,
    )
    if not row.is_deputy:
        records.set_span(subject=post, field="holder", value=person.pk, at=at, seq=event.seq)
    return row


def _check_kind(row: Appointment) -> None:
    if row.kind not in AppointmentKind.values:
        raise Refused(_("没有这种任职方式，请从列表中选择。"), field="kind")
    if row.kind == AppointmentKind.SECONDMENT and (not row.basis or row.valid_to == OPEN):
        raise Refused(_("借调要写明批准依据和结束日期。"), field="basis")


def _check_home(row: Appointment) -> None:
    if row.home_id is not None and row.home_id == row.post.organization_id:
        raise Refused(_("派出单位和任职单位不能是同一个。"), field="home")


def _check_days(row: Appointment) -> None:
    post, person = row.post, row.person
    if not post.covers(row.valid_from) or row.valid_to > post.valid_to:
        raise Refused(_("「%(post)s」这个岗位在任职期间不存在。") % {"post": post.title}, field="on")
    if person.ended_on and row.valid_to > person.ended_on:
        raise Refused(
            _("%(name)s已于%(day)s离任。") % {"name": person.name, "day": person.ended_on.isoformat()},
            field="person",
        )


def _overlapping(row: Appointment) -> QuerySet[Appointment]:
    return Appointment.objects.filter(
        valid_from__lt=row.valid_to, valid_to__gt=row.valid_from
    ).select_related("person", "post")


def _check_rivals(row: Appointment) -> None:
    rivals = _overlapping(row)
    twice = rivals.filter(post=row.post, person=row.person).first()
    if twice:
        raise Refused(
            _("%(name)s在这段时间已经担任这个岗位（自%(day)s起）。")
            % {"name": row.person.name, "day": twice.valid_from.isoformat()},
            field="person",
        )
    holder = rivals.filter(post=row.post).exclude(kind=AppointmentKind.DEPUTY).first()
    if holder and not row.is_deputy:
        raise Refused(
            _("这个岗位已由%(name)s担任（自%(day)s起），请先办理换人交接。")
            % {"name": holder.person.name, "day": holder.valid_from.isoformat()},
            field="person",
        )
    main = rivals.filter(person=row.person, kind=AppointmentKind.MAIN).first()
    if main and row.kind == AppointmentKind.MAIN:
        raise Refused(
            _("%(name)s已专任「%(post)s」，这里请选兼任、交叉任职或借调。")
            % {"name": row.person.name, "post": main.post.title},
            field="kind",
        )


@verb()
def end_appointment(
    *, appointment_id: int, actor: Actor, at: datetime, on: date | None = None, reason: str = ""
) -> Appointment:
    """A person leaves a post on a day (that day no longer counts); event ``appointment.ended``.

    Handlers of the event see ``successor`` None: open work stays with the post and shows 责任人空缺.
    """
    return finish(appointment_id=appointment_id, actor=actor, at=at, on=on, reason=reason, successor=None)


def finish(
    *,
    appointment_id: int,
    actor: Actor,
    at: datetime,
    on: date | None,
    reason: str,
    successor: int | None,
) -> Appointment:
    """The body of :func:`end_appointment`; ``successor`` is the person who follows, if any."""
    day = checks.known_day(on or checks.day_of(at), at, field="on")
    row = Appointment.objects.select_related("person").get(pk=appointment_id)
    post = records.lock(Post, row.post_id)
    row.refresh_from_db(fields=["valid_from", "valid_to"])  # what the lock may have waited for
    if not row.valid_from < day < row.valid_to:
        raise Refused(_("免去日期要在任职开始之后、原结束日期之前。"), field="on")
    row.valid_to = day
    row.save(update_fields=["valid_to"])
    reason = checks.one_line(reason, field="reason", label=_("原因"), limit=200, required=False)
    event = records.append(
        subject=post,
        name="appointment.ended",
        actor=actor,
        at=at,
        data={**row.snapshot(), "appointment": row.pk, "successor": successor},
        text={"reason": reason} if reason else None,
    )
    if not row.is_deputy:
        records.set_span(subject=post, field="holder", value=successor, at=at, seq=event.seq)
    return row
