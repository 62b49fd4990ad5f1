"""What this room shows on others' pages: on the 公示牌 of a place, who answers there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.areas import queries as areas
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.organizations import governance, queries
from linli.organizations.models import ServiceContract, on_day

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
    heads = queries.heads([row.organization.pk for row in found], on)
    return {"rows": [(row.organization, heads.get(row.organization.pk)) for row in found]}


def of_estate(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """What an estate or courtyard has and lacks of the arrangements in use there, and its contract."""
    span = areas.span(area_id)
    if span is None or span.level != "estate" or not scope.roles:
        return None
    on, root = local_day(at), governance.Root(span)
    kinds = [
        kind
        for kind in governance.in_use(area_id, on, chain=root.chain)
        if kind.form == "coverage" and "estate" in kind.levels
    ]
    results = governance.read_many(kinds, [root], on) if kinds else []
    lines = [
        (part.names, [one.person or str(one.body) for one in held])
        for found in results
        for line in found.lines
        if line.object_id == area_id
        for part, held in line.held
    ]
    contract = ServiceContract.objects.filter(on_day(on), area_id=area_id).select_related("company").first()
    if not lines and contract is None:
        return None
    seen: dict[str, list[str]] = {}
    for name, held in lines:
        seen.setdefault(str(name), held)
    return {"rows": list(seen.items()), "contract": contract, "area_id": area_id}
