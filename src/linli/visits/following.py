"""Who must visit whom comes from duties: a duty by quota ties its holder to its object, its end unties them.

At once by the events of duties, and once an hour by the worker for duties that begin or run out by their own days.
What was tied by hand stays; where the same post already keeps the same contact, the duty only takes it over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from linli.definitions import get_library
from linli.domain.access import SYSTEM, Actor
from linli.domain.calendar import local_day
from linli.duties import objects
from linli.duties.models import Duty, in_force
from linli.organizations.models import Organization, Post, on_day
from linli.records import registry, schedule
from linli.records import services as records
from linli.records.models import Event
from linli.records.tx import verb
from linli.visits import kinds, services
from linli.visits.errors import Refused
from linli.visits.models import Contact, Followed

__all__ = ["follow", "register"]

M = TypeVar("M", bound=models.Model)

#: What one run of the worker takes at most; the next one goes on.
_PART = 500
#: So many rows of each table the slow round looks at in one run.
_WINDOW = 1000
_ONE_DAY = timedelta(days=1)
#: What an object is when its duty says no group.
_SORTS = {"household": Contact.To.HOUSEHOLD, "place": Contact.To.ESTATE, "body": Contact.To.BODY}


def register() -> None:
    """Called at start."""
    registry.on("duty.assigned", _on_assigned)
    registry.on("duty.reopened", _on_assigned)
    registry.on("duty.extended", _on_assigned)
    registry.on("appointment.started", _on_back)
    registry.on("duty.ended", _on_over)
    registry.on("duty.holder_gone", _on_over)
    schedule.register("visits.follow", every=3600, run=follow)


@cache
def duty_kinds() -> frozenset[str]:
    """Kinds of duties whose objects are visited, as this release ships them."""
    return frozenset(
        one
        for mechanism in get_library().mechanisms.values()
        for kind in mechanism.visit_kinds
        if kind.capability is None
        for one in kind.duty_kinds
    )


@verb()
def follow(at: datetime) -> tuple[int, int]:
    """Tie what duties of today ask for and untie what they no longer do: (tied, untied). Safe to run twice.

    Read are the duties that begin or run out since the last round, and a window of all duties and contacts that goes
    round: it finds what changed without an event, and a round costs the same in a large city as in a small one.
    """
    today = local_day(at)
    mark, _new = Followed.objects.select_for_update().get_or_create(pk=1)
    tied = untied = 0
    if mark.day is None or mark.day < today:
        began, over = _asked(today), Duty.objects.filter(ends_on__lte=today)
        if mark.day is not None:
            began, over = began.filter(valid_from__gt=mark.day), over.filter(ends_on__gt=mark.day)
        tied = _tie_each(began, today, at)
        ended = Contact.objects.filter(duty_id__in=over.values("pk"), valid_to__gt=today)
        untied = _untie(ended.order_by("pk")[:_PART], today, SYSTEM, at)
        # A full part leaves the day open: the next round goes on with it.
        mark.day = today if max(tied, untied) < _PART else mark.day
    duties, mark.duty_id = _window(_asked(today), Duty, mark.duty_id)
    tied += _tie_each(duties, today, at)
    duty = Duty.objects.filter(in_force(today), pk=OuterRef("duty_id"))
    loose = Contact.objects.filter(~Exists(duty), duty_id__gt=0, valid_to__gt=today)
    contacts, mark.contact_id = _window(loose, Contact, mark.contact_id)
    untied += _untie(contacts.order_by("pk"), today, SYSTEM, at)
    mark.save()
    return tied, untied


def _asked(today: date) -> QuerySet[Duty]:
    """Duties of today whose contact is not tied. Nobody goes for a body as such: only who holds a post is tied."""
    held = Contact.objects.filter(duty_id=OuterRef("pk"), valid_to__gt=today)
    return Duty.objects.filter(in_force(today), ~Exists(held), kind__in=duty_kinds(), post__isnull=False)


def _window(rows: QuerySet[M], model: type[models.Model], after: int) -> tuple[QuerySet[M], int]:
    """Of the rows those among the next so many of the table, and where to go on; 0 begins anew."""
    keys = model._default_manager.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    last = next(iter(keys[_WINDOW - 1 : _WINDOW]), 0)
    rows = rows.filter(pk__gt=after)
    return (rows.filter(pk__lte=last) if last else rows), last


def _tie_each(rows: QuerySet[Duty], today: date, at: datetime) -> int:
    """Tie up to a part. Those that tie nothing (another role) are passed over and not counted: they keep nobody waiting."""
    tied = last = 0
    while tied < _PART and (
        part := list(rows.filter(pk__gt=last).select_related("post").order_by("pk")[:_PART])
    ):
        tied += sum(_tie(row, today, SYSTEM, at) for row in part)
        last = part[-1].pk
    return tied


def _on_assigned(event: Event, duty: Duty) -> None:
    today = local_day(event.at)
    if duty.kind in duty_kinds() and duty.in_force(today) and not _held(duty, today):
        _tie(duty, today, _actor(event), event.at)


def _on_back(event: Event, post: Post) -> None:
    """Who comes back to his post answers again for what waited for him (duties.following), so he visits again."""
    today = local_day(event.at)
    rows = Duty.objects.filter(in_force(today), post=post, kind__in=duty_kinds())
    for duty in rows.filter(person_id=dict(event.data)["person"]).select_related("post").order_by("pk"):
        if not _held(duty, today):
            _tie(duty, today, _actor(event), event.at)


def _held(duty: Duty, today: date) -> bool:
    return Contact.objects.filter(duty_id=duty.pk, valid_to__gt=today).exists()


def _on_over(event: Event, duty: Duty) -> None:
    if duty.kind in duty_kinds() and not duty.in_force(local_day(event.at)):
        _untie(Contact.objects.filter(duty_id=duty.pk), duty.ends_on, _actor(event), event.at)


def _actor(event: Event) -> Actor:
    return Actor(event.user_id, event.post_id, SYSTEM.channel, event.body_id)


def _tie(duty: Duty, today: date, actor: Actor, at: datetime) -> bool:
    """One contact for one duty; a kind of visits that is not in use there, or a post of another role, ties nothing."""
    found = kinds.of_duty(duty.kind, duty.area_id, today)
    given = _given(duty, found[0].id) if found else None
    if given is None:
        return False
    same = Contact.objects.filter(
        post_id=given.post_id, kind=given.kind, to=given.to, name=given.name, target_id=given.target_id,
        area_id=given.area_id, valid_to__gt=today,
    )  # fmt: skip
    if known := same.select_for_update().order_by("pk").first():
        if _kept(known, duty, today):
            return False
        known.duty_id = duty.pk
        known.save(update_fields=["duty_id"])
        records.append(subject=known, name="contact.by_duty", actor=actor, at=at, data={"duty": duty.pk})
        return True
    try:
        services.tie(given=given, actor=actor, at=at, on=max(duty.valid_from, _since(duty, today)))
    except Refused:
        return False
    return True


def _kept(known: Contact, duty: Duty, today: date) -> bool:
    """True when another duty in force keeps the contact already; two would take it from each other every hour."""
    others = Duty.objects.filter(in_force(today), pk=known.duty_id).exclude(
        pk__in=[duty.pk, duty.previous_id or 0]
    )
    return others.exists()


def _since(duty: Duty, today: date) -> date:
    """A holder who came back begins anew today; else the contact stands as long as the duty does."""
    return today if Contact.objects.filter(duty_id=duty.pk).exists() else duty.valid_from


def _given(duty: Duty, kind: str) -> services.Tie | None:
    to = duty.quota if duty.quota in Contact.To.values else _SORTS.get(duty.object_kind, "")
    if not to or duty.post_id is None:
        return None
    name = objects.names([(duty.object_kind, duty.object_id)]).get((duty.object_kind, duty.object_id), "")[
        :60
    ]
    target = duty.object_id if duty.object_kind == "body" else _firm(name, to, duty)
    return services.Tie(kind, duty.post_id, to, duty.area_id, target, "" if target else name, duty.pk)


def _firm(name: str, to: str, duty: Duty) -> int | None:
    """The body of exactly this name in the same sub-district, where there is one: its telephone goes with a case."""
    if to not in (Contact.To.ENTERPRISE, Contact.To.SHOP):
        return None
    rows = Organization.objects.filter(on_day(duty.valid_from), name=name, street=duty.street)
    found = list(rows.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def _untie(rows: Iterable[Contact], day: date, actor: Actor, at: datetime) -> int:
    """End contacts; one that began on that very day ends the day after, so that no period is empty."""
    made = 0
    for row in rows:
        last = max(day, row.valid_from + _ONE_DAY)
        if row.valid_to > last:
            services.end_contact(contact_id=row.pk, on=last, actor=actor, at=at)
            made += 1
    return made
