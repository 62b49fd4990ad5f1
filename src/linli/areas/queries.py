"""Reading the tree: spans, ancestors, children, codes, columns, scope, gaps.

``on`` is a day; without it the tree of today is read (the rows whose span is open). Search lies in
``searching.py`` and is offered here as :func:`search`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from linli.areas import codes, paths, spelling
from linli.areas.models import MAX_DAY, NATION_ID, AreaLink, AreaSpan, GridMember, PlaceCovers, Scoped
from linli.areas.searching import Found, search
from linli.domain.access import COLUMN_LEVELS, LEVELS, AreaRef

__all__ = [
    "Found",
    "ancestors",
    "by_code",
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
    "leaves",
    "names",
    "refs_for",
    "search",
    "span",
    "spans",
    "subtree",
    "successor",
    "uncovered",
    "within",
]

M = TypeVar("M", bound=Model)
Columns = dict[str, int | None]


def valid(on: date | None, prefix: str = "") -> Q:
    """The condition that a dated row holds on a day; ``None`` is today (the open rows)."""
    if on is None:
        return Q(**{f"{prefix}valid_to": MAX_DAY})
    return Q(**{f"{prefix}valid_from__lte": on, f"{prefix}valid_to__gt": on})


def span(area_id: int, on: date | None = None) -> AreaSpan | None:
    """What the place was on a day; None before it began or after it ended."""
    return AreaSpan.objects.filter(valid(on), area_id=area_id).first()


def spans(ids: Iterable[int], on: date | None = None) -> dict[int, AreaSpan]:
    """The spans of many places on a day, by area id; places that were not are left out."""
    return {row.area_id: row for row in AreaSpan.objects.filter(valid(on), area_id__in=set(ids))}


def last_span(area_id: int) -> AreaSpan | None:
    """Today's span, or the last one of a place that has ended."""
    return AreaSpan.objects.filter(area_id=area_id).order_by("-valid_to").first()


def names(ids: Iterable[int]) -> dict[int, str]:
    """Today's (or the last) names by area id, in one query; the resolver of event sentences."""
    rows = AreaSpan.objects.filter(area_id__in=set(ids)).order_by("valid_to")
    return dict(rows.values_list("area_id", "name"))


def ancestors(
    area_id: int, on: date | None = None, *, itself: bool = True, row: AreaSpan | None = None
) -> list[AreaSpan]:
    """The chain from the province down to the place (``itself`` included); one query with its ``row``.

    A place that is not in the tree on that day has no ancestors: the list is empty.
    """
    own = row or span(area_id, on)
    if own is None:
        return []
    steps = paths.ids(own.path)[:-1]
    found = spans(steps, on) if steps else {}
    chain = [found[step] for step in steps if step in found]
    return [*chain, own] if itself and own.path else chain


def children(area_id: int, on: date | None = None) -> QuerySet[AreaSpan]:
    """The places directly below, in the order of the official list, then as made."""
    return AreaSpan.objects.filter(valid(on), parent_id=area_id).order_by("sort", "area_id")


def subtree(area_id: int, on: date | None = None, *, itself: bool = True) -> QuerySet[AreaSpan]:
    """The place and everything below it on a day, in the order of the tree (one range of paths)."""
    own = span(area_id, on)
    if own is None:
        return AreaSpan.objects.none()
    low, high = paths.bounds(own.path)
    rows = AreaSpan.objects.filter(valid(on), path__gte=low, path__lt=high).order_by("path")
    return rows if itself else rows.exclude(area_id=area_id)


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
    said = set(LEVELS[LEVELS.index(top) :])
    result = {}
    for area_id, chain in steps.items():
        parts = [
            spelling.short_name(every[step].name)
            for step in chain
            if step in every and every[step].level in said
        ]
        result[area_id] = "".join(parts) or own[area_id].name
    return result


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


def history(area_id: int) -> list[AreaSpan]:
    """All spans of a place, newest first."""
    return list(AreaSpan.objects.filter(area_id=area_id).order_by("-valid_from"))


def links(area_id: int) -> QuerySet[AreaLink]:
    """How the place came from others and became others, newest first."""
    return AreaLink.objects.filter(Q(source_id=area_id) | Q(target_id=area_id)).order_by("-on", "-id")


def successor(area_id: int) -> int | None:
    """The place that stands today for one that has ended, if there is exactly one."""
    seen = {area_id}
    while span(area_id) is None:
        targets = set(AreaLink.objects.filter(source_id=area_id).values_list("target_id", flat=True))
        if len(targets) != 1:
            return None
        area_id = targets.pop()
        if area_id in seen:
            return None
        seen.add(area_id)
    return area_id


def columns_for(area_id: int, known: AreaSpan | None = None) -> Columns:
    """Today's ancestors of a place (itself included) as the level columns of a scoped row.

    A place that has ended answers with its only successor; where it was divided, with those above
    it, so that its open work goes back to the office that divides it anew. ``known``: its span, read a
    moment ago; it spares a query, and is not believed when the place has moved since.
    """
    if known is not None:
        chain = paths.ids(known.path)
        rows = {row[0]: row for row in _open_rows(chain)}
        if rows.get(area_id, (0, "", ""))[2] == known.path:
            return _columns(chain, {step: row[1] for step, row in rows.items()}, _grids(chain))
    return columns_for_many([area_id])[area_id]


def chain_of(row: AreaSpan, on: date) -> list[int] | None:
    """The ids from the nation down to a place read a moment ago; None if it lay elsewhere on that day."""
    if not row.valid_from <= on < row.valid_to:
        return None
    return [NATION_ID, *(step for step in paths.ids(row.path) if step != NATION_ID)]


def _open_rows(ids: Iterable[int]) -> QuerySet[AreaSpan, tuple[int, str, str]]:
    rows = AreaSpan.objects.filter(valid(None), area_id__in=list(ids))
    return rows.values_list("area_id", "level", "path")


def _grids(steps: Iterable[int]) -> dict[int, int]:
    rows = GridMember.objects.filter(valid(None), member_id__in=list(steps))
    return dict(rows.values_list("member_id", "grid_id"))


def columns_for_many(ids: Iterable[int]) -> dict[int, Columns]:
    """:func:`columns_for` of many places; three queries, plus a few for each place that has ended."""
    wanted = set(ids)
    own = spans(wanted)
    chains = {area_id: paths.ids(row.path) for area_id, row in own.items()}
    for area_id in wanted - own.keys():
        chains[area_id] = _chain_of_ended(area_id)
    steps = {step for chain in chains.values() for step in chain}
    levels = dict(AreaSpan.objects.filter(valid(None), area_id__in=steps).values_list("area_id", "level"))
    grids = _grids(steps)
    return {area_id: _columns(chain, levels, grids) for area_id, chain in chains.items()}


def _chain_of_ended(area_id: int) -> list[int]:
    """The living chain that answers for a place no longer in the tree."""
    heir = successor(area_id)
    if heir is None:
        last = last_span(area_id)
        alive = [] if last is None or last.parent_id is None else [last.parent_id]
        heir = next((successor(step) for step in alive), None)
    row = span(heir) if heir is not None else None
    if row is not None:
        return paths.ids(row.path)
    last = last_span(area_id)
    return paths.ids(last.path)[:-1] if last else []


def _columns(chain: list[int], levels: dict[int, str], grids: dict[int, int]) -> Columns:
    """Columns from a chain of ids; the nearest grid above counts, a grid answers for itself."""
    columns: Columns = dict.fromkeys(COLUMN_LEVELS)
    for step in chain:
        level = levels.get(step)
        if level in columns:
            columns[level] = step
        if step in grids:
            columns["grid"] = grids[step]
    return columns


def fill_columns(row: Scoped, area_id: int, known: AreaSpan | None = None) -> None:
    """Put a scoped row (not saved here) on a place: its ``area`` and all level columns (:func:`columns_for`)."""
    row.area_id = area_id
    for name, value in columns_for(area_id, known).items():
        setattr(row, name, value)


def grid_of(chain: Iterable[int]) -> int | None:
    """The grid of today that holds any of these places (a place and those above it); one query."""
    rows = GridMember.objects.filter(valid(None), member_id__in=set(chain))
    return rows.values_list("grid_id", flat=True).first()


def in_scope(qs: QuerySet[M], refs: tuple[AreaRef, ...], *, prefix: str = "") -> QuerySet[M]:
    """Rows of a scoped model inside any of ``refs``, by the level columns; no refs, no rows.

    ``prefix`` leads to the scoped row from another model, e.g. ``"case__"``.
    """
    condition = scope_q(refs, prefix=prefix)
    return qs.none() if condition is None else qs.filter(condition)


def scope_q(refs: tuple[AreaRef, ...], *, prefix: str = "") -> Q | None:
    """The condition of :func:`in_scope`; None where nothing is allowed, an empty Q for the nation."""
    if not refs:
        return None
    if any(ref.level == "nation" for ref in refs):
        return Q()
    condition = Q()
    for ref in refs:
        condition |= _ref_q(ref, prefix)
    return condition


def _ref_q(ref: AreaRef, prefix: str) -> Q:
    if ref.level in COLUMN_LEVELS:
        return Q(**{f"{prefix}{ref.level}": ref.area_id})
    if ref.level == "province":
        cities = list(children(ref.area_id).values_list("area_id", flat=True))
        return Q(**{f"{prefix}city__in": cities}) | Q(**{f"{prefix}area_id": ref.area_id})
    # Below an estate the subtree is a handful of rows: their ids, never a path.
    below = list(subtree(ref.area_id).values_list("area_id", flat=True)) or [ref.area_id]
    return Q(**{f"{prefix}area_id__in": below})


def refs_for(ids: Iterable[int]) -> tuple[AreaRef, ...]:
    """References (level, id) of places of today, for building a Scope."""
    return tuple(AreaRef(row.level, row.area_id) for row in spans(ids).values())


def within(area_id: int, refs: tuple[AreaRef, ...], *, row: AreaSpan | None = None) -> bool:
    """True when the place lies in one of ``refs`` today (a place itself counts, grids included).

    ``row`` is its span of today where the caller has it: then only a grid or an ended place asks the
    database.
    """
    if any(ref.level == "nation" or ref.area_id == area_id for ref in refs):
        return True
    row = row if row is not None and row.is_today else span(area_id)
    wanted = {ref.area_id for ref in refs}
    if row is not None and wanted.intersection(paths.ids(row.path)):
        return True
    if row is None or any(ref.level == "grid" for ref in refs):
        return bool(wanted.intersection(columns_for(area_id).values()))
    return False


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
