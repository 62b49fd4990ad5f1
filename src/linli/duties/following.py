"""What happens to duties when people, posts and bodies come and go: handlers in the same transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from linli.domain.access import SYSTEM, Actor
from linli.duties.models import Duty
from linli.duties.services._checks import Holder
from linli.duties.services.assigning import _data
from linli.duties.services.changing import _finish, _heir
from linli.organizations.models import OPEN, Appointment, AppointmentKind, Organization, Person, Post, on_day
from linli.records import services as records
from linli.records.models import Event

__all__ = ["on_appointment_ended", "on_appointment_started", "on_body_ended", "on_post_ended"]


def _actor(event: Event) -> Actor:
    return Actor(event.user_id, event.post_id, SYSTEM.channel, event.body_id)


def _held(rows: Q, on: date) -> QuerySet[Duty]:
    found = Duty.objects.select_for_update(of=("self",)).select_related("definition")
    return found.filter(rows, ended="", ends_on__gt=on, valid_to__gt=on).order_by("pk")


def on_appointment_ended(event: Event, post: Post) -> None:
    """The one who leaves answers no more; a successor named by the hand-over takes his duties."""
    data = dict(event.data)
    if data.get("appointment_kind") == AppointmentKind.DEPUTY:
        return
    day = date.fromisoformat(str(data["to"]))
    heir = Person.objects.filter(pk=int(str(data["successor"]))).first() if data.get("successor") else None
    for row in _held(Q(person_id=data["person"], post=post), day):
        if heir is None:
            _gone(row, day, event)
        else:
            held = Holder(f"p{heir.pk}", row.body, heir, post, OPEN)
            _pass(row, held, max(day, row.valid_from), event)


def on_post_ended(event: Event, post: Post) -> None:
    """The post is gone: its successor's holder takes the duties, else 责任人空缺 shows."""
    data = dict(event.data)
    day = date.fromisoformat(str(data["on"]))
    act = None
    if data.get("successor"):
        acts = Appointment.objects.filter(on_day(day), post_id=data["successor"])
        act = acts.exclude(kind=AppointmentKind.DEPUTY).select_related("person", "post__organization").first()
    waiting = Duty.objects.select_for_update(of=("self",)).select_related("definition")
    for row in waiting.filter(post=post, ended="", valid_to__gt=day).order_by("pk"):
        if act is None:
            if row.ends_on > day:
                _gone(row, day, event)
        else:
            held = Holder(f"p{act.person_id}", act.post.organization, act.person, act.post, act.valid_to)
            _pass(row, held, max(day, row.valid_from), event)


def on_body_ended(event: Event, body: Organization) -> None:
    """A body that answered is gone; one that takes its work over answers from that day."""
    data = dict(event.data)
    day = date.fromisoformat(str(data["on"]))
    heir = (
        Organization.objects.filter(pk=int(str(data["successor"]))).first() if data.get("successor") else None
    )
    for row in _held(Q(subject_key=f"b{body.pk}"), day):
        if heir is None:
            _gone(row, day, event)
        else:
            _pass(row, Holder(f"b{heir.pk}", heir, until=heir.valid_to), max(day, row.valid_from), event)


def on_appointment_started(event: Event, post: Post) -> None:
    """Somebody who left and comes back to the same post answers again for what waited for him."""
    data = dict(event.data)
    if data.get("appointment_kind") == AppointmentKind.DEPUTY:
        return
    start = date.fromisoformat(str(data["from"]))
    end = date.fromisoformat(str(data["to"])) if data.get("to") else OPEN
    rows = Duty.objects.select_for_update(of=("self",)).filter(
        person_id=data["person"], post=post, ended="", ends_on=start, valid_to__gt=start
    )
    for row in rows.order_by("pk"):
        row.ends_on = min(row.valid_to, end)
        row.save(update_fields=["ends_on"])


def _gone(row: Duty, day: date, event: Event) -> None:
    row.ends_on = max(day, row.valid_from)
    row.save(update_fields=["ends_on"])
    data: dict[str, Any] = {"on": day.isoformat(), "post": row.post_id, "person": row.person_id}
    records.append(subject=row, name="duty.holder_gone", actor=_actor(event), at=event.at, data=data)


def _pass(row: Duty, held: Holder, day: date, event: Event) -> None:
    """Limits are not asked here: work must not fall to the ground; coverage shows 超量分包."""
    if (
        Duty.objects.filter(kind=row.kind, object_id=row.object_id, subject_key=held.key, ends_on__gt=day)
        .exclude(pk=row.pk)
        .exists()
    ):
        _gone(row, day, event)
        return
    new = _heir(row, held, day, row.valid_to)
    records.append(subject=new, name="duty.assigned", actor=_actor(event), at=event.at, data=_data(new))
    Duty.objects.filter(above=row, ends_on__gt=day).update(above=new)
    _finish(row, day, Duty.Ended.REASSIGNED, _actor(event), event.at, successor=new)
