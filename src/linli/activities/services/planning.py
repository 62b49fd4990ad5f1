"""Series and their sessions ahead: founded one by one or for every unit of a roll, planned by the worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.activities import rules
from linli.activities.models import Series, Session
from linli.activities.services import _common
from linli.activities.services.inviting import tell_guests
from linli.areas import queries as areas
from linli.definitions.activities import ActivityKind
from linli.domain.access import COLUMN_LEVELS, SYSTEM, Actor
from linli.domain.calendar import local_day
from linli.mechanisms.models import Definition
from linli.organizations.errors import Refused
from linli.records import bulk
from linli.records import services as records
from linli.records.tx import verb
from linli.rolls.models import Membership

#: Sessions stand so many days ahead.
AHEAD = timedelta(days=62)


@verb()
def create_series(
    *,
    kind: str,
    title: str,
    area_id: int,
    actor: Actor,
    at: datetime,
    organization_id: int | None = None,
    rhythm: Mapping[str, Any] | None = None,
    first: date | None = None,
    last: date | None = None,
    spot: str = "",
) -> Series:
    """A series at a place; event ``activity_series.created``. Its sessions are planned at once, two months ahead."""
    found, definition = rules.kind_at(kind, area_id, at)
    start = _common.day(first or local_day(at), at, "first")
    if last is not None and last < start:
        raise Refused(_("最后日期不能早于开始日期。"), field="last")
    row = Series(
        kind=kind,
        definition_id=definition.pk,
        title=_common.line(title, "title", _("名称"), 60, required=True),
        organization_id=organization_id,
        spot=_common.line(spot, "spot", _("地点"), 80),
        rhythm=dict(rhythm) if rhythm is not None else usual(found, start),  # type: ignore[misc]
        first=start,
        last=last,
    )
    rules.series_of(row.rhythm, row.first, row.last)  # refuses what cannot be, in words
    areas.fill_columns(row, area_id)
    records.append(subject=row, name="activity_series.created", actor=actor, at=at, data={"area": area_id})
    _plan([row], local_day(at) + AHEAD, actor, at)
    return row


def usual(kind: ActivityKind, on: date) -> dict[str, Any]:
    """The rhythm of a kind on a day, as a row keeps it. Raises Refused where the kind has none."""
    rhythm = kind.rhythm.at(on) if kind.rhythm else None
    if rhythm is None:
        raise Refused(_("请填写多久一次。"), field="every")
    return rules.stored(rhythm)


@verb()
def series_for_roll(
    *,
    kind: str,
    memberships: Iterable[Membership],
    actor: Actor,
    at: datetime,
    first: date | None = None,
    title: str = "",
) -> list[Series]:
    """One series for each of these pairs that has none of this kind yet; event ``activity_series.created`` on each.

    All must lie where one definition of the kind holds; the first place is asked.
    """
    pairs = [row for row in memberships if row.is_open]
    if not pairs:
        return []
    found, definition = rules.kind_at(kind, pairs[0].area_id, at)
    if found.roll is not None and any(row.kind != found.roll for row in pairs):
        raise Refused(_("这类活动只为它自己的报到名册安排。"), field="kind")
    start = first or local_day(at)
    has = set(Series.objects.filter(kind=kind, membership__in=pairs).values_list("membership_id", flat=True))
    words = title or rules.word(kind)
    rows = [_of_pair(row, found, definition, start, words) for row in pairs if row.pk not in has]
    return bulk.append_first(
        rows,
        names=("activity_series.created",),
        actor=actor,
        at=at,
        data=lambda row: {"area": row.area_id, "membership": row.membership_id},
    )


def _of_pair(pair: Membership, kind: ActivityKind, definition: Definition, start: date, title: str) -> Series:
    return Series(
        kind=kind.id,
        definition_id=definition.pk,
        title=title[:60],
        organization_id=pair.organization_id,
        membership=pair,
        rhythm=usual(kind, start),  # type: ignore[misc]
        first=start,
        area_id=pair.area_id,
        **{level: getattr(pair, level) for level in COLUMN_LEVELS},
    )


@verb()
def plan(*, until: date, actor: Actor, at: datetime, series_ids: Iterable[int] | None = None) -> int:
    """Plan the sessions of open series up to a day (not included); answers how many. Safe to run twice."""
    rows = Series.objects.select_for_update().filter(
        Q(planned_until=None) | Q(planned_until__lt=until), Q(last=None) | Q(last__gte=local_day(at))
    )
    if series_ids is not None:
        rows = rows.filter(pk__in=list(series_ids))
    return _plan(list(rows.order_by("pk")), until, actor, at)


def _plan(rows: list[Series], until: date, actor: Actor, at: datetime) -> int:
    sessions: list[Session] = []
    days: dict[str, list[date]] = {}
    for row in rows:
        start = row.planned_until or row.first
        key = f"{row.rhythm}{row.first}{row.last}{start}"
        if key not in days:
            days[key] = rules.days(row.rhythm, row.first, row.last, start, until)
        sessions += [_session(row, day) for day in days[key]]
        row.planned_until = until
    bulk.append_first(
        sessions,
        names=("activity_session.planned",),
        actor=actor,
        at=at,
        data=lambda one: {"series": one.series_id, "on": one.on},
    )
    Series.objects.bulk_update(rows, ["planned_until"], batch_size=200)
    return len(sessions)


def _session(row: Series, day: date) -> Session:
    return Session(
        series=row,
        kind=row.kind,
        definition_id=row.definition_id,
        title=row.title,
        organization_id=row.organization_id,
        membership_id=row.membership_id,
        planned_on=day,
        on=day,
        starts_at=rules.moment(row.rhythm, day),
        spot=row.spot,
        area_id=row.area_id,
        **{level: getattr(row, level) for level in COLUMN_LEVELS},
    )


@verb()
def end_series(*, series_id: int, reason: str, actor: Actor, at: datetime, on: date | None = None) -> Series:
    """No session after a day; those still planned later are cancelled with the same reason. ``activity_series.ended``."""
    row = records.lock(Series, series_id)
    day = on or local_day(at)
    if row.last is not None and row.last <= day:
        raise Refused(_("这个系列已经结束。"))
    text = _common.line(reason, "reason", _("原因"), 200, required=True)
    row.last = day
    row.save(update_fields=["last"])
    records.append(
        subject=row, name="activity_series.ended", actor=actor, at=at, data={"on": day}, text={"reason": text}
    )
    for session in row.sessions.select_for_update().filter(state=Session.State.PLANNED, on__gt=day):
        _cancel(session, text, actor, at)
    return row


@verb()
def change_series(
    *,
    series_id: int,
    title: str,
    spot: str,
    time: time,
    actor: Actor,
    at: datetime,
    last: date | None = None,
    version: int | str | None = None,
) -> Series:
    """Another name, spot, hour or last day; sessions still planned follow. Event ``activity_series.changed``.

    A session moved by hand to another day or hour keeps its hour, one with a spot of its own its spot; one planned after the last day is cancelled by :func:`end_series`.
    """
    row = records.lock(Series, series_id)
    records.check_version(row, version)
    today = local_day(at)
    if row.last is not None and row.last < today:
        raise Refused(_("这个系列已经结束。"))
    if last is not None and last < max(today, row.first):
        raise Refused(_("最后日期不能早于今天；要马上停办，请用「结束」。"), field="last")
    before, usual = row.spot, row.rhythm
    row.title = _common.line(title, "title", _("名称"), 60, required=True)
    row.spot = _common.line(spot, "spot", _("地点"), 80)
    row.rhythm = {**row.rhythm, "hour": time.hour, "minute": time.minute}
    row.last = last
    row.save(update_fields=["title", "spot", "rhythm", "last"])
    records.append(subject=row, name="activity_series.changed", actor=actor, at=at)
    for session in row.sessions.select_for_update().filter(state=Session.State.PLANNED, on__gt=today):
        if last is not None and session.on > last:
            _cancel(session, _("系列活动到期"), actor, at)
            continue
        _follow(session, row, spot=before, rhythm=usual)
        records.append(subject=session, name="activity_session.followed", actor=actor, at=at)
    return row


def _follow(session: Session, row: Series, *, spot: str, rhythm: Mapping[str, Any]) -> None:
    """A planned session takes over what its series says now, where it kept to what the series said before."""
    session.title = row.title
    if session.spot == spot:
        session.spot = row.spot
    # Another day was agreed together with its hour, also where that is the usual one.
    if session.on == session.planned_on and session.starts_at == rules.moment(rhythm, session.on):
        session.starts_at = rules.moment(row.rhythm, session.on)
    session.save(update_fields=["title", "spot", "starts_at"])


def _cancel(session: Session, reason: str, actor: Actor, at: datetime) -> None:
    session.state, session.reason = Session.State.CANCELLED, reason
    session.save(update_fields=["state", "reason"])
    records.append(
        subject=session, name="activity_session.cancelled", actor=actor, at=at, text={"reason": reason}
    )
    tell_guests(session, "activity.off", at)


def plan_ahead(at: datetime) -> int:
    """The worker's round: every open series has its sessions two months ahead. Cheap when nothing is due."""
    today = local_day(at)
    # A month of slack: each series is written twelve times a year and not every day.
    short = Q(planned_until=None) | Q(planned_until__lt=today + AHEAD / 2)
    due = Series.objects.filter(short, Q(last=None) | Q(last__gte=today)).order_by("pk")
    ids = list(due.values_list("pk", flat=True)[:500])
    return plan(until=today + AHEAD, actor=SYSTEM, at=at, series_ids=ids) if ids else 0
