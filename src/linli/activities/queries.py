"""Reading activities: by day, by month, those not recorded, counts by kind and tag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from linli.activities.models import Series, Session
from linli.areas import queries as areas
from linli.domain.access import AreaRef

State = Session.State


def between(rows: QuerySet[Session], start: date, end: date) -> QuerySet[Session]:
    """Sessions with start <= day < end, in the order of their hours."""
    return rows.filter(on__gte=start, on__lt=end).order_by("starts_at", "pk")


def not_recorded(rows: QuerySet[Session], today: date) -> QuerySet[Session]:
    """Sessions whose day has passed and of which nothing was recorded."""
    return rows.filter(state=State.PLANNED, on__lt=today).order_by("on", "pk")


@dataclass(frozen=True)
class Count_:  # noqa: N801 - Count is Django's
    """What a kind of activity comes to in a period; hours are people × time, whole minutes."""

    kind: str
    held: int
    planned: int
    cancelled: int
    people: int
    person_minutes: int


def counts(rows: QuerySet[Session], start: date, end: date) -> list[Count_]:
    """Counts by kind in a period, two queries."""
    inside = rows.filter(on__gte=start, on__lt=end).order_by()
    states = inside.values("kind", "state").annotate(n=Count("pk"))
    by_kind: dict[str, dict[str, int]] = {}
    for row in states:
        by_kind.setdefault(row["kind"], {})[row["state"]] = row["n"]
    held = inside.filter(state=State.HELD).values("kind")
    sums: dict[str, tuple[int, int]] = {
        row["kind"]: (row["p"] or 0, row["m"] or 0)
        for row in held.annotate(p=Sum("people"), m=Sum(F("people") * F("minutes")))
    }
    return [
        Count_(
            kind,
            found.get(State.HELD, 0),
            found.get(State.PLANNED, 0),
            found.get(State.CANCELLED, 0),
            *sums.get(kind, (0, 0)),
        )
        for kind, found in sorted(by_kind.items())
    ]


def by_tag(rows: QuerySet[Session]) -> tuple[dict[str, int], int]:
    """Sessions held under each tag, and how many there are in all: one with two tags is one (S3-11)."""
    held = rows.filter(state=State.HELD)
    found = (
        held.order_by().filter(tags__isnull=False).values("tags__tag").annotate(n=Count("pk", distinct=True))
    )
    total = held.filter(tags__isnull=False).distinct().count()
    return {row["tags__tag"]: row["n"] for row in found}, total


def under_tag(rows: QuerySet[Session], tag: str) -> QuerySet[Session]:
    """The sessions behind one column."""
    return rows.filter(state=State.HELD, tags__tag=tag)


def series_in(refs: tuple[AreaRef, ...], today: date) -> QuerySet[Series]:
    """Open series inside some places."""
    rows = areas.in_scope(Series.objects.all(), refs)
    return rows.filter(last=None) | rows.filter(last__gte=today)


def series_like(rows: QuerySet[Series], given: Mapping[str, Any], today: date) -> QuerySet[Series]:
    """Series by name, kind, place and whether they still run."""
    over = Q(last__lt=today)
    if given.get("state") != "all":
        rows = rows.filter(over) if given.get("state") == "over" else rows.exclude(over)
    if given.get("kind"):
        rows = rows.filter(kind=given["kind"])
    if text := str(given.get("q") or "").replace("\x00", "").strip()[:40]:
        rows = rows.filter(Q(title__icontains=text) | Q(organization__name__icontains=text))
    return areas.in_scope(rows, areas.refs_for([given["area"]])) if given.get("area") else rows
