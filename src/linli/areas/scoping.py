"""Where a scoped row lies today as columns, and the conditions by which lists are cut to a scope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from linli.areas import paths
from linli.areas.models import NATION_ID, AreaSpan, GridMember, Scoped
from linli.areas.spans import children, last_span, span, spans, subtree, successor, valid
from linli.domain.access import COLUMN_LEVELS, AreaRef
from linli.records.reading import Reading, any_of

M = TypeVar("M", bound=Model)
Columns = dict[str, int | None]


#: Of a chain of ids: the places of today, and the grids they belong to.
_PLACES = Reading(
    lambda *ids: AreaSpan.objects.filter(valid(None), any_of("area_id", ids)).values_list(
        "area_id", "level", "path"
    )
)
_GRIDS = Reading(
    lambda *ids: GridMember.objects.filter(valid(None), any_of("member_id", ids)).values_list(
        "member_id", "grid_id"
    )
)


def columns_for(area_id: int, known: AreaSpan | None = None) -> Columns:
    """Today's ancestors of a place (itself included) as the level columns of a scoped row.

    A place that has ended answers with its only successor; where it was divided, with those above
    it, so that its open work goes back to the office that divides it anew. ``known``: its span, read a
    moment ago; it spares a query, and is not believed when the place has moved since.
    """
    if known is not None and known.path:
        chain = paths.ids(known.path)
        rows = {row[0]: row for row in _PLACES.tuples(*chain)}
        if rows.get(area_id, (0, "", ""))[2] == known.path:
            return _columns(chain, {step: row[1] for step, row in rows.items()}, dict(_GRIDS.tuples(*chain)))
    return columns_for_many([area_id])[area_id]


def chain_of(row: AreaSpan, on: date) -> list[int] | None:
    """The ids from the nation down to a place read a moment ago; None if it lay elsewhere on that day."""
    if not row.valid_from <= on < row.valid_to:
        return None
    return [NATION_ID, *(step for step in paths.ids(row.path) if step != NATION_ID)]


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
