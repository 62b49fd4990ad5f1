"""What resources show elsewhere: those of a body, those that may be used at a place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.organizations.models import on_day
from linli.resources import kinds
from linli.resources.models import Resource
from linli.ui import panels

ROWS = 6


def register() -> None:
    """Called at start."""
    template = "resources/parts/panel.html"
    panels.register("organization", "resources", of_body, template, order=60)
    panels.register("area", "resources", of_place, template, order=60)


def of_body(scope: Scope, body_id: int, at: datetime) -> dict[str, Any] | None:
    """What a body gives."""
    return _shown(scope, Resource.objects.filter(body_id=body_id), at)


def of_place(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """What stands in a place."""
    refs = areas.refs_for([area_id])
    return _shown(scope, areas.in_scope(Resource.objects.all(), refs), at) if refs else None


def _shown(scope: Scope, rows: Any, at: datetime) -> dict[str, Any] | None:
    found = policy.filter(rows.filter(on_day(local_day(at))), scope, "resource.view")
    shown = list(found.order_by("-pk")[: ROWS + 1])
    if not shown:
        return None
    items = [(row, kinds.word(row.kind)) for row in shown[:ROWS]]
    return {"rows": items, "more": len(shown) > ROWS}
