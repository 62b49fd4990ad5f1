"""Reading the tree: names, codes, leaves, grids, gaps; and, from the files beside, all that others read of places.

Dated rows lie in ``spans.py``, columns and conditions of scope in ``scoping.py``, search in ``searching.py``; all are
offered here. ``on`` is a day; without it the tree of today is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from linli.areas import codes, paths, spelling
from linli.areas.models import NATION_ID, AreaSpan, GridMember, PlaceCovers
from linli.areas.scoping import (
    Columns,
    chain_of,
    columns_for,
    columns_for_many,
    fill_columns,
    grid_of,
    in_scope,
    refs_for,
    scope_q,
    within,
)
from linli.areas.searching import Found, search
from linli.areas.spans import (
    ancestors,
    children,
    history,
    last_span,
    links,
    names,
    span,
    spans,
    subtree,
    successor,
    valid,
    with_children,
)
from linli.domain.access import LEVELS

__all__ = [
    "Columns",
    "Found",
    "ancestors",
    "by_code",
    "chain_of",
    "children",
    "columns_for",
    "columns_for_many",
    "covered_communities",
    "fill_columns",
    "full_name",
    "full_names",
    "grid_members",
    "grid_of",
    "history",
    "in_scope",
    "last_span",
    "leaves",
    "links",
    "names",
    "refs_for",
    "said",
    "scope_q",
    "search",
    "span",
    "spans",
    "subtree",
    "successor",
    "uncovered",
    "valid",
    "with_children",
    "within",
]


def leaves(area_id: int, on: date | None = None) -> set[int]:
    """Ids of the places in the subtree that have nothing below them."""
    rows = list(subtree(area_id, on).values_list("area_id", "parent_id"))
    parents = {parent for _area, parent in rows}
    return {area for area, _parent in rows if area not in parents}


def full_name(area_id: int, on: date | None = None, *, top: str = "city") -> str:
    """The name as it is spoken, with those above it: 「濮阳市华龙区中原路街道京东社区」."""
    return full_names([area_id], on, top=top).get(area_id, "")


def full_names(ids: Iterable[int], on: date | None = None, *, top: str = "city") -> dict[int, str]:
    """Spoken names of many places in two queries. ``top`` is the highest level that is said."""
    own = spans(ids, on)
    steps = {area_id: paths.ids(row.path) for area_id, row in own.items()}
    every = spans({step for chain in steps.values() for step in chain}, on)
    return {area_id: said(chain, every, top=top) or own[area_id].name for area_id, chain in steps.items()}


def said(chain: Iterable[int], every: Mapping[int, AreaSpan], *, top: str = "city") -> str:
    """The spoken name of the place at the end of a chain, of spans that were read; ``top``: the highest level said."""
    spoken = LEVELS[LEVELS.index(top) :]
    found = [every[step] for step in chain if step in every]
    return "".join(spelling.short_name(span.name) for span in found if span.level in spoken)


def by_code(code: str, on: date | None = None) -> AreaSpan | None:
    """The place with this code: statistical (trailing zeros allowed), civil affairs, or local."""
    text = code.strip().upper()
    if text.startswith("L") and text.isascii() and text.isprintable():
        return AreaSpan.objects.filter(valid(on), code_local=text).first()
    short = codes.shorten(text)
    if short is None:
        return None
    by_stat = AreaSpan.objects.filter(valid(on), code_stat=short).first()
    return by_stat or AreaSpan.objects.filter(valid(on), code_mca=short).exclude(code_mca="").first()


def grid_members(grid_id: int, on: date | None = None) -> QuerySet[GridMember]:
    """What belonged to a grid on a day."""
    return GridMember.objects.filter(valid(on), grid_id=grid_id).order_by("member_id")


def covered_communities(place_id: int, on: date | None = None) -> list[int]:
    """Communities that a place crossing borders covered on a day."""
    rows = PlaceCovers.objects.filter(valid(on), place_id=place_id)
    return list(rows.order_by("area_id").values_list("area_id", flat=True))


def uncovered(area_id: int, covered: Iterable[int], on: date | None = None) -> list[AreaSpan]:
    """Communities of the subtree that neither stand in ``covered`` nor lie below one that does.

    Empty means: no community is left outside (S0-01).
    """
    held = set(covered)
    rows = subtree(area_id, on).filter(level="community")
    return [row for row in rows if not held.intersection([NATION_ID, *paths.ids(row.path)])]
