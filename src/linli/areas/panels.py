"""What this room shows on the page of a place: the places below, its plate, its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count

from linli.areas import levels, plates, queries
from linli.areas.addressing import area_url
from linli.areas.models import AreaSpan
from linli.domain.access import Scope
from linli.records import queries as records

#: Places below are listed to here; more are reached through the tree.
_LISTED = 60
#: Buildings drawn; a large estate has some hundred.
_HOUSES = 150


def of_children(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """The places directly below, with how many each holds."""
    del scope, at
    # Buildings stand in the diagram beside (:func:`of_houses`).
    rows = list(queries.children(area_id).exclude(level="building")[: _LISTED + 1])
    if not rows:
        return None
    counts = child_counts([row.area_id for row in rows])
    return {
        "rows": [
            {"id": row.area_id, "name": row.name, "count": counts.get(row.area_id, 0)}
            for row in rows[:_LISTED]
        ],
        "more": len(rows) > _LISTED,
        "word": levels.label(rows[0].level),
        "area_id": area_id,
    }


def of_houses(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """The buildings directly below with their entrances, each a way to its page; two queries."""
    del scope, at
    rows = list(queries.children(area_id).filter(level="building")[: _HOUSES + 1])
    if not rows:
        return None
    doors: dict[int, list[dict[str, Any]]] = {}
    inside = AreaSpan.objects.filter(
        queries.valid(None), parent_id__in=[row.area_id for row in rows[:_HOUSES]], level="entrance"
    )
    for parent, pk, name in inside.order_by("sort", "area_id").values_list("parent_id", "area_id", "name"):
        doors.setdefault(parent or 0, []).append({"name": name, "url": area_url(pk)})
    return {
        "rows": [
            {"name": row.name, "url": area_url(row.area_id), "doors": doors.get(row.area_id, ())}
            for row in rows[:_HOUSES]
        ],
        "buildings": min(len(rows), _HOUSES),
        "entrances": sum(len(found) for found in doors.values()),
        "more": len(rows) > _HOUSES,
        "area_id": area_id,
    }


def child_counts(ids: list[int], on: Any = None) -> dict[int, int]:
    """How many places lie directly below each; one query."""
    rows = AreaSpan.objects.filter(queries.valid(on), parent_id__in=ids)
    return dict(rows.values_list("parent_id").annotate(n=Count("pk")).order_by())


def of_plate(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """The plate of a place, or the offer to make one."""
    del scope, at
    if queries.span(area_id) is None:
        return None
    plate = plates.valid_of(area_id)
    return {"plate": plate, "area_id": area_id}


def of_history(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """What the place was called and where it hung, and what was done to it."""
    del scope, at
    lines = records.history("area", area_id, limit=20)
    spans = queries.history(area_id)
    if len(spans) < 2 and not lines:
        return None
    return {"lines": lines, "spans": spans}
