"""Activities as pages show them; reads only."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.activities import access, queries, rules
from linli.activities.models import Expected, Series, Session
from linli.areas import queries as areas
from linli.domain.access import Scope
from linli.domain.figures import half_up, say
from linli.mechanisms.queries import label
from linli.records import queries as history
from linli.records.models import Attachment
from linli.rolls import access as rolls
from linli.rolls.queries import stood

#: Members offered to be ticked at once.
OFFERED = 300
TONES = {"planned": "info", "held": "good", "cancelled": "plain"}


def month_of(text: str, today: date) -> date:
    """The first day of a month written ``2026-11``; this month when it is none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def after(month: date) -> date:
    """The first day of the next month."""
    return month + timedelta(days=monthrange(month.year, month.month)[1])


def before(month: date) -> date:
    """The first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def filtered(scope: Scope, filters: Mapping[str, Any]) -> QuerySet[Session]:
    """The sessions a filter bar asks for."""
    rows = access.shown(scope).select_related("organization")
    for name in ("kind", "state"):
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    return areas.in_scope(rows, areas.refs_for([filters["area"]])) if filters.get("area") else rows


def table(rows: Iterable[Session], on: date | None = None) -> list[dict[str, Any]]:
    """Sessions as a list shows them; with a day, those that passed without a record are marked."""
    found = list(rows)
    names = areas.full_names({row.area_id for row in found}, top="community")
    return [
        {
            "row": row,
            "place": names.get(row.area_id, ""),
            "kind": rules.word(row.kind),
            "tone": TONES[row.state],
            "late": on is not None and row.state == "planned" and row.on < on,
        }
        for row in found
    ]


def weeks(rows: QuerySet[Session], month: date, today: date) -> list[list[dict[str, Any]]]:
    """The month as weeks from Monday, each day with at most three sessions and how many there are."""
    by_day: dict[date, list[Session]] = {}
    for row in queries.between(rows, month, after(month))[:2000]:
        by_day.setdefault(row.on, []).append(row)
    first = month - timedelta(days=month.weekday())
    days = [first + timedelta(days=n) for n in range(42)]
    cells = [
        {
            "day": day,
            "inside": day.month == month.month,
            "today": day == today,
            "rows": by_day.get(day, [])[:3],
            "more": max(len(by_day.get(day, [])) - 3, 0),
        }
        for day in days
    ]
    found = [cells[n : n + 7] for n in range(0, 42, 7)]
    return [week for week in found if any(cell["inside"] for cell in week)]


def counts(rows: QuerySet[Session], start: date, end: date) -> list[dict[str, Any]]:
    """Counts by kind with hours as they are printed."""
    return [
        {
            "word": rules.word(row.kind),
            "row": row,
            "hours": say(half_up_hours(row.person_minutes), 1) if row.person_minutes else "—",
        }
        for row in queries.counts(rows, start, end)
    ]


def half_up_hours(minutes: int) -> Any:
    """Person-hours with one decimal, half-up."""
    return half_up(Fraction(minutes, 60), 1)


def columns(rows: QuerySet[Session]) -> dict[str, Any] | None:
    """The columns of the platforms and the total that counts each session once; None without tags."""
    found, total = queries.by_tag(rows)
    if not found:
        return None
    return {"cells": [(label(tag), number, tag) for tag, number in sorted(found.items())], "total": total}


def facts(row: Session) -> list[tuple[Any, Any]]:
    """What stands beside a session."""
    found: list[tuple[Any, Any]] = [
        (_("活动类型"), rules.word(row.kind)),
        (_("社区"), areas.full_name(row.area_id, top="street")),
        (_("具体地点"), row.spot or "—"),
        (_("主办单位"), row.organization or "—"),
    ]
    if row.people:
        found.append((_("到会人数"), row.people))
    if row.minutes:
        found.append((_("时长（分钟）"), row.minutes))
    if row.reason:
        found.append((_("原因"), row.reason))
    return found


def rhythm_word(rhythm: Mapping[str, Any]) -> str:
    """「每月5日 09:00」."""
    hour = f"{int(rhythm.get('hour', 9)):02d}:{int(rhythm.get('minute', 0)):02d}"
    days = "、".join(str(day) for day in rhythm.get("days", ()))
    said = {
        "week": _("每周（星期%(days)s）%(hour)s"),
        "month": _("每月%(days)s日 %(hour)s"),
        "quarter": _("每季度%(days)s日 %(hour)s"),
    }.get(str(rhythm.get("every")), _("每次%(hour)s"))
    return said % {"days": days, "hour": hour}


def series_table(rows: Iterable[Series], today: date) -> list[dict[str, Any]]:
    """Series as a list shows them, with the next session; two queries for all."""
    found = list(rows)
    names = areas.full_names({row.area_id for row in found}, top="community")
    coming = Session.objects.filter(series__in=found, state="planned", on__gte=today).order_by()
    following = dict(coming.values_list("series").annotate(day=Min("on")))
    return [
        {
            "row": row,
            "place": names.get(row.area_id, ""),
            "kind": rules.word(row.kind),
            "rhythm": rhythm_word(row.rhythm),
            "next": following.get(row.pk),
            "over": row.last is not None and row.last < today,
        }
        for row in found
    ]


def attendance(scope: Scope, row: Session) -> dict[str, Any]:
    """Who was there. A member's name is for those who keep his roll (trade.md 18); of others only how many."""
    every = list(row.attendance.select_related("organization", "person").order_by("pk"))
    people = [one.person_id for one in every if one.person_id]
    seen = (
        set(rolls.members(scope).filter(person__in=people).values_list("person_id", flat=True))
        if people
        else set()
    )
    shown = [one for one in every if one.person is None or one.person.in_directory or one.person_id in seen]
    return {"rows": shown, "hidden": len(every) - len(shown)}


def expected(scope: Scope, row: Session) -> dict[str, Any] | None:
    """Who is asked to come: units by name with their answer for those who see them, members only as a number.

    None: nobody was asked.
    """
    asked = list(row.expected.select_related("membership__organization").order_by("pk"))
    if not asked:
        return None
    units = [one for one in asked if one.membership.holder == "unit"]
    coming = [one for one in units if one.coming]
    return {
        "units": len(units),
        "members": len(asked) - len(units),
        "coming": len(coming),
        "people": sum(one.people or 0 for one in coming),
        "waiting": sum(one.coming is None for one in units),
        "named": [one for one in units if rolls.may(scope, one.membership, "view")][:OFFERED],
    }


def answered(asked: Expected | None) -> dict[str, Any]:
    """What a unit answered before, as its form shows it."""
    if asked is None or asked.coming is None:
        return {}
    return {"coming": "yes" if asked.coming else "no", "people": asked.people}


def openable(scope: Scope, asked: int | None, at: datetime) -> dict[str, Any] | None:
    """The community (one's own, or the one asked for) and the kinds to which its whole roll may be asked now.

    At one's own those in use; elsewhere all that are shipped, and the service says where one is not in use.
    """
    if not policy.may(scope, "activity.plan"):
        return None
    own = [ref.area_id for ref in scope.fill if ref.level == "community"]
    place = asked or (own[0] if len(own) == 1 and len(scope.fill) == 1 else None)
    if place is None:
        return None
    if place in own:
        found = [kind for kind, _row in rules.kinds_at(place, at)]
    else:
        span = areas.span(place)
        if span is None or span.level != "community" or not areas.within(place, scope.fill, row=span):
            return None
        found = [kind for _home, kind in rules.shipped().values()]
    kinds = [(kind.id, rules.word(kind.id)) for kind in found if kind.roll]
    return {"area": place, "kinds": kinds} if kinds else None


def may_open(scope: Scope, row: Session, kind: str) -> bool:
    """Photos for those who see the session; the signed sheet, which names members, for those who record it."""
    return policy.allows(scope, "activity.record" if kind == "sign_in_sheet" else "activity.view", row)


def files(scope: Scope, row: Session) -> list[Attachment]:
    """The files of a session that this post may open."""
    held = history.attachments("activity_session", row.pk)
    return [one for one in held if may_open(scope, row, one.kind)]


def offered(scope: Scope, row: Session) -> list[tuple[int, str]]:
    """Members on the roll of the place on that day whose names this post may see; of a pair those of its unit."""
    held = rolls.members(scope).filter(stood(row.on), area_id=row.area_id)
    if row.membership_id and row.organization_id:
        held = held.filter(organization_id=row.organization_id)
    found = held.select_related("person", "organization").order_by("person__name", "pk")[:OFFERED]
    return list({one.person_id or 0: f"{one.person}（{one.organization or '—'}）" for one in found}.items())
