"""The tree as the mechanism library needs it: that room lies below this one and is told at start."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from linli.areas import paths, queries
from linli.areas.fields import PlaceField
from linli.areas.models import NATION_ID, AreaSpan
from linli.domain.access import AreaRef
from linli.mechanisms import places


def chain(area_id: int, on: date | None) -> list[int]:
    """Ids from the nation down to the place, in one query; a place that began later hangs where it hangs now."""
    rows = AreaSpan.objects.filter(area_id=area_id)
    held = rows.filter(queries.valid(on)).values_list("path", flat=True)
    path = held.first() or rows.order_by("-valid_to").values_list("path", flat=True).first()
    if not path:
        return [NATION_ID, area_id] if area_id != NATION_ID else [area_id]
    return [NATION_ID, *(one for one in paths.ids(path) if one != NATION_ID)]


def communities(refs: Sequence[AreaRef], most: int) -> list[tuple[int, str]]:
    """At most so many communities inside some places, with their names."""
    found: list[tuple[int, str]] = []
    for ref in refs:
        rows = queries.subtree(ref.area_id).filter(level="community")
        found += rows.values_list("area_id", "name")[: most - len(found)]
    return found


def inside(area_id: int, ids: Collection[int]) -> set[int]:
    """Those of the ids that lie at or below a place, in one query."""
    if area_id == NATION_ID:
        return set(ids)
    return {one for one, row in queries.spans(ids).items() if area_id in paths.ids(row.path)}


def register() -> None:
    """Called once from ``AreasConfig.ready``."""
    places.provide(
        ancestors=chain, names=queries.names, communities=communities, field=PlaceField, inside=inside
    )
