"""One session: added, moved, cancelled with a reason, recorded with who was there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.activities import rules
from linli.activities.models import Attendance, Session, Tag
from linli.activities.services import _common
from linli.activities.services.inviting import tell_guests
from linli.areas import queries as areas
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI, local_day
from linli.organizations.errors import Refused
from linli.organizations.models import Organization, Person
from linli.records import services as records
from linli.records.tx import verb
from linli.rolls.models import Membership


@verb()
def add_session(
    *,
    kind: str,
    title: str,
    area_id: int,
    starts_at: datetime,
    actor: Actor,
    at: datetime,
    organization_id: int | None = None,
    membership_id: int | None = None,
    spot: str = "",
    theme: str = "",
    tags: Iterable[str] = (),
) -> Session:
    """A single activity outside any series; event ``activity_session.planned``. It may lie in the past (记录补登)."""
    found, definition = rules.kind_at(kind, area_id, at)
    day = _common.day(local_day(starts_at), at, "on")
    if membership_id and not Membership.objects.filter(pk=membership_id).exists():
        raise Refused(_("没有这条报到。"), field="membership")
    row = Session(
        kind=kind,
        definition_id=definition.pk,
        title=_common.line(title, "title", _("名称"), 60, required=True),
        organization_id=organization_id,
        membership_id=membership_id,
        planned_on=day,
        on=day,
        starts_at=starts_at,
        spot=_common.line(spot, "spot", _("地点"), 80),
        theme=_common.line(theme, "theme", _("主题"), 120),
    )
    areas.fill_columns(row, area_id)
    wanted = list(dict.fromkeys(tags))
    _known_tags(wanted, found.tags)
    records.append(
        subject=row, name="activity_session.planned", actor=actor, at=at, data={"series": None, "on": day}
    )
    Tag.objects.bulk_create([Tag(session=row, tag=tag) for tag in wanted])
    return row


def _known_tags(tags: Iterable[str], known: Iterable[str]) -> None:
    if set(tags) - set(known):
        raise Refused(_("没有这个归类，请从列表中选择。"), field="tags")


@verb()
def move_session(
    *,
    session_id: int,
    starts_at: datetime,
    reason: str,
    actor: Actor,
    at: datetime,
    spot: str | None = None,
    version: int | str | None = None,
) -> Session:
    """Another day or hour, with the reason; event ``activity_session.moved``. The series keeps its own day."""
    row = _common.planned(session_id, version)
    text = _common.line(reason, "reason", _("原因"), 200, required=True)
    old, row.starts_at = row.on, starts_at
    row.on = _common.day(local_day(starts_at), at, "on")
    if spot is not None:
        row.spot = _common.line(spot, "spot", _("地点"), 80)
    row.reason = text
    row.save(update_fields=["starts_at", "on", "spot", "reason"])
    data = {"from": old, "to": row.on}
    records.append(
        subject=row, name="activity_session.moved", actor=actor, at=at, data=data, text={"reason": text}
    )
    tell_guests(row, "activity.moved", at)
    return row


@verb()
def cancel_session(
    *, session_id: int, reason: str, actor: Actor, at: datetime, version: int | str | None = None
) -> Session:
    """It does not take place, and why; event ``activity_session.cancelled``."""
    row = _common.planned(session_id, version)
    row.reason = _common.line(reason, "reason", _("原因"), 200, required=True)
    row.state = Session.State.CANCELLED.value
    row.save(update_fields=["state", "reason"])
    text = {"reason": row.reason}
    records.append(subject=row, name="activity_session.cancelled", actor=actor, at=at, text=text)
    tell_guests(row, "activity.off", at)
    return row


@verb()
def record_session(
    *,
    session_id: int,
    actor: Actor,
    at: datetime,
    people: int | None = None,
    minutes: int | None = None,
    theme: str | None = None,
    notes: str = "",
    bodies: Iterable[tuple[int, int]] = (),
    person_ids: Iterable[int] = (),
    tags: Iterable[str] | None = None,
    version: int | str | None = None,
) -> Session:
    """It was held: how many were there, who, for how long, what was done; event ``activity_session.held``.

    ``bodies``: (body, how many of it came). Nothing here is scored; a session of tomorrow cannot have been held.
    May be called again to complete the record.
    """
    row = records.lock(Session, session_id)
    records.check_version(row, version)
    if row.state == Session.State.CANCELLED:
        raise Refused(_("这次活动已取消；如果后来开展了，请另外登记一次。"))
    if local_day(at) < row.on:
        raise Refused(_("活动还没到日期，开展以后再登记。"))
    row.people = _common.within(people, _common.MOST_PEOPLE, "people", _("到会人数")) or row.people
    row.minutes = _common.within(minutes, _common.MOST_MINUTES, "minutes", _("时长（分钟）")) or row.minutes
    if theme is not None:
        row.theme = _common.line(theme, "theme", _("主题"), 120)
    row.notes = (notes or row.notes)[:4000]
    row.state = Session.State.HELD.value
    _attend(row, list(bodies), list(person_ids))
    row.save(update_fields=["people", "minutes", "theme", "notes", "state"])
    if tags is not None:
        _tag(row, tags)
    data = {"people": row.people, "minutes": row.minutes}
    records.append(subject=row, name="activity_session.held", actor=actor, at=at, data=data)
    return row


def _tag(row: Session, tags: Iterable[str]) -> None:
    """These tags and no others. Refuses one its kind does not know."""
    wanted = list(dict.fromkeys(tags))
    kind = rules.kind_of(row.definition_id, row.kind)
    _known_tags(wanted, kind.tags if kind else ())
    row.tags.exclude(tag__in=wanted).delete()
    Tag.objects.bulk_create([Tag(session=row, tag=tag) for tag in wanted], ignore_conflicts=True)


def _attend(row: Session, bodies: list[tuple[int, int]], people: list[int]) -> None:
    """Add who was there; somebody named already is not named twice."""
    known_bodies = set(
        Organization.objects.filter(pk__in=[pk for pk, _n in bodies]).values_list("pk", flat=True)
    )
    known_people = set(Person.objects.filter(pk__in=people).values_list("pk", flat=True))
    if known_bodies != {pk for pk, _n in bodies} or known_people != set(people):
        raise Refused(_("到会人员里有没登记过的单位或人员。"), field="bodies")
    has: set[tuple[int | None, int | None]] = set(row.attendance.values_list("organization_id", "person_id"))
    host = Attendance.Side.HOST
    made = [
        Attendance(
            session=row,
            organization_id=pk,
            people=max(number, 1),
            side=Attendance.Side.GUEST if pk == row.organization_id else host,
        )
        for pk, number in dict(bodies).items()
        if (pk, None) not in has
    ]
    made += [Attendance(session=row, person_id=pk) for pk in dict.fromkeys(people) if (None, pk) not in has]
    try:
        with transaction.atomic():
            Attendance.objects.bulk_create(made)
    except IntegrityError:
        raise Refused(_("刚刚有人登记过到会人员，请看一眼再补。")) from None
    if row.people is None and made:
        row.people = sum(one.people for one in made)


def hour_of(day: date, hour: int, minute: int) -> datetime:
    """A moment of the wall clock in China."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)
