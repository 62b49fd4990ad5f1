"""What activities show on others' pages: 今天的会和活动 on Today, the next ones of a place and of a pair."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from linli.accounts import policy
from linli.activities import access, queries
from linli.activities.models import Session
from linli.areas import queries as areas
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.ui import panels

ROWS = 6


def register() -> None:
    """Called at start."""
    panels.register("today", "activities", of_today, "activities/parts/today.html", order=28)
    panels.register("area", "activities", of_place, "activities/parts/panel.html", order=50)


def of_today(scope: Scope, _post_id: int, at: datetime) -> dict[str, Any] | None:
    """今天的会和活动, only near the person: a city's hundreds of sessions are no to-do of its leader."""
    if not policy.may(scope, "activity.record"):
        return None
    day = local_day(at)
    rows = list(queries.between(access.shown(scope), day, day + timedelta(days=1))[: ROWS + 1])
    waiting = _unanswered(scope, day)
    if not rows and not waiting:
        return None
    return {"rows": rows[:ROWS], "more": len(rows) > ROWS, "at": at, "waiting": waiting}


def _unanswered(scope: Scope, day: date) -> list[Session]:
    """Sessions to which the post's body is asked and has not answered yet."""
    if not policy.may(scope, "activity_guest.answer"):
        return []
    asked = access.asked(scope).filter(coming=None, session__on__gte=day, session__state="planned")
    rows = Session.objects.filter(pk__in=asked.values("session"))
    return list(rows.order_by("starts_at", "pk")[:ROWS])


def of_place(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """The next activities below a place."""
    refs = areas.refs_for([area_id])
    if not refs or not policy.may(scope, "activity.view"):
        return None
    day = local_day(at)
    inside = areas.in_scope(access.sessions(scope), refs).filter(state="planned")
    rows = list(queries.between(inside, day, day + timedelta(days=62))[:ROWS])
    return {"rows": rows, "area": area_id} if rows else None
