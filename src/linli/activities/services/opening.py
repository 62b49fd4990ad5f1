"""The joint day for a whole roll: one session of the place, to which everybody on its roll is asked. Never scored."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.activities import rules
from linli.activities.models import Expected, Session
from linli.activities.services import inviting
from linli.activities.services.planning import AHEAD, usual
from linli.areas import queries as areas
from linli.areas.models import Area
from linli.definitions.activities import ActivityKind
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.mechanisms.models import Definition
from linli.organizations.errors import Refused
from linli.records import services as records
from linli.records.inserting import insert_rows
from linli.records.tx import verb
from linli.rolls.models import Membership
from linli.rolls.queries import on_roll
from linli.rolls.rules import reporting_in

State = Session.State


@verb()
def open_for_roll(*, kind: str, area_id: int, actor: Actor, at: datetime, on: date | None = None) -> Session:
    """Ask everybody on the roll of a place to the next day of a kind (每月5日); event ``activity_session.opened``.

    A session that stands there that day already is taken, also one moved to another day, else one is planned. Asked
    again it only adds who came onto the roll since; once it was held the next day of the kind is opened. Raises
    Refused where the kind is not in use, the day has passed or was held already, or nobody is on the roll.
    """
    found, definition = rules.kind_at(kind, area_id, at)
    # Two clerks at once: the second waits here and finds the session of the first. (No key: other rooms may still
    # write rows that name the place.)
    Area.objects.select_for_update(no_key=True).get(pk=area_id)
    day = on or _next(found, area_id, at)
    if day < local_day(at):
        raise Refused(_("这一天已经过去，请选今天或以后的日期。"), field="on")
    if day in _held(kind, area_id, day):
        raise Refused(_("这一天的活动已经开展，请选以后的日期。"), field="on")
    wanted = _roll(area_id, day)
    if not wanted:
        raise Refused(_("这里的名册上还没有单位和党员，先办报到。"), field="area_id")
    row = _standing(kind, area_id, day) or _planned(found, definition, area_id, day, actor, at)
    has = set(row.expected.values_list("membership_id", flat=True))
    new = [one for one in wanted if one.pk not in has]
    if not new:
        return row
    insert_rows([Expected(session=row, membership=one) for one in new])
    inviting.ask(row, [one.organization_id for one in new if one.holder == Membership.Holder.UNIT], at)
    units = sum(one.holder == Membership.Holder.UNIT for one in new)
    data = {"units": units, "members": len(new) - units, "on": row.on}
    records.append(subject=row, name="activity_session.opened", actor=actor, at=at, data=data)
    return row


def _next(kind: ActivityKind, area_id: int, at: datetime) -> date:
    """The next day of the kind's own rhythm that was not held yet, today included."""
    today = local_day(at)
    held = _held(kind.id, area_id, today)
    days = [
        day for day in rules.days(usual(kind, today), today, None, today, today + AHEAD) if day not in held
    ]
    if not days:
        raise Refused(_("近两个月没有这类活动的日子，请先安排系列活动。"), field="on")
    return days[0]


def _roll(area_id: int, day: date) -> list[Membership]:
    kinds = [*reporting_in("unit"), *reporting_in("member")]
    return list(
        on_roll(areas.refs_for([area_id]), kinds, day).only("pk", "holder", "organization_id").order_by("pk")
    )


def _of_place(kind: str, area_id: int) -> QuerySet[Session]:
    """The sessions of a kind of the place itself (not of one pair)."""
    return Session.objects.filter(kind=kind, area_id=area_id, membership=None)


def _held(kind: str, area_id: int, since: date) -> set[date]:
    """Days from one on whose session was held, be it on another day."""
    rows = _of_place(kind, area_id).filter(Q(on__gte=since) | Q(planned_on__gte=since), state=State.HELD)
    return {day for days in rows.values_list("on", "planned_on") for day in days}


def _standing(kind: str, area_id: int, day: date) -> Session | None:
    """The session planned for that day, locked; one moved from that day to another stands for it."""
    rows = _of_place(kind, area_id).select_for_update().filter(state=State.PLANNED)
    return rows.filter(Q(on=day) | Q(planned_on=day)).order_by("pk").first()


def _planned(
    kind: ActivityKind, definition: Definition, area_id: int, day: date, actor: Actor, at: datetime
) -> Session:
    rhythm = usual(kind, day)
    row = Session(
        kind=kind.id,
        definition_id=definition.pk,
        title=rules.word(kind.id)[:60],
        planned_on=day,
        on=day,
        starts_at=rules.moment(rhythm, day),
    )
    areas.fill_columns(row, area_id)
    data = {"series": None, "on": day}
    records.append(subject=row, name="activity_session.planned", actor=actor, at=at, data=data)
    return row
