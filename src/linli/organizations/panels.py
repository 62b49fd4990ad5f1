"""What this room shows on others' pages: on the 公示牌 of a place, who answers there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from linli.areas import queries as areas
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.organizations import queries
from linli.organizations.models import Appointment, AppointmentKind, on_day

#: A plate on a wall names those one can walk to, not the whole city.
_NEAR = frozenset({"street", "community", "estate", "building", "entrance", "grid", "other"})
_SHOWN = 8


def of_board(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """Bodies answering for a place up to its street, with the one who leads each; public work data."""
    del scope
    on = local_day(at)
    every = queries.responsible_for(area_id, None, on)
    spans = areas.spans([row.area_id for row in every], on)
    near = {pk for pk, span in spans.items() if span.level in _NEAR}
    found = [row for row in every if row.area_id in near][:_SHOWN]
    if not found:
        return None
    heads = _heads([row.organization.pk for row in found], on)
    return {"rows": [(row.organization, heads.get(row.organization.pk)) for row in found]}


def _heads(bodies: list[int], on: date) -> dict[int, Appointment]:
    """The holder of the first post of each body (posts are set up from the head down); one query."""
    rows = (
        Appointment.objects.filter(on_day(on), on_day(on, "post__"), post__organization_id__in=bodies)
        .exclude(kind=AppointmentKind.DEPUTY)
        .select_related("person", "post")
        .order_by("-post_id", "-id")
    )
    return {row.post.organization_id: row for row in rows}
