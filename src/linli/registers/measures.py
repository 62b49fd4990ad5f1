"""What can be counted of registers: rows and sums of a figure, by place and state, now or as of any instant.

Every figure reads the versions of items (``ItemSpan``): the answer for a past day stays what it was. Places follow
the tree of the day asked for. Engines answer integers of the smallest unit; rates are Fractions above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum

from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.definitions.registers import RegisterKind
from linli.domain.calendar import local_day
from linli.registers import kinds
from linli.registers.models import TOTALS, ItemSpan

#: Places in one condition: SQLite takes 32,766 parameters, one subquery none.
Spans = QuerySet[ItemSpan]


@dataclass(frozen=True)
class Figures:
    """Rows, and the sum of each figure by field id, of one place (or of all)."""

    rows: int
    sums: dict[str, int]

    def __getitem__(self, field: str) -> int:
        return self.sums[field]


def spans_at(kind: str, area_id: int, as_of: datetime, *, states: Sequence[str] = ()) -> Spans:
    """The versions that held at an instant in a place and everything below it, by the tree of that day."""
    rows = ItemSpan.objects.filter(kind=kind, valid_from__lte=as_of, valid_to__gt=as_of)
    if states:
        rows = rows.filter(state__in=states)
    below = areas.subtree(area_id, local_day(as_of)).order_by()
    return rows.filter(area_id__in=below.values("area_id"))


def column(kind: RegisterKind, field: str) -> str:
    """The column of a figure. Raises KeyError for a field that is none."""
    for name, one in zip(TOTALS, kind.totals, strict=False):
        if one.id == field:
            return name
    raise KeyError(field)


def figures(
    kind_id: str,
    area_id: int,
    as_of: datetime,
    *,
    states: Sequence[str] = (),
    only: Sequence[int] | None = None,
) -> Figures:
    """Rows and sums of a kind in a place as of an instant; ``only``: these items alone."""
    kind = kinds.shipped(kind_id)
    rows = spans_at(kind_id, area_id, as_of, states=states)
    if only is not None:
        rows = rows.filter(item_id__in=only)
    return _figures(kind, rows)


def _figures(kind: RegisterKind, rows: Spans) -> Figures:
    columns = [name for name, _one in zip(TOTALS, kind.totals, strict=False)]
    found = rows.aggregate(rows=Count("pk"), **{f"sum_{name}": Sum(name) for name in columns})
    sums = {one.id: int(found[f"sum_{name}"] or 0) for name, one in zip(TOTALS, kind.totals, strict=False)}
    return Figures(int(found["rows"]), sums)


def by_state(kind_id: str, area_id: int, as_of: datetime) -> dict[str, int]:
    """How many stand in each state; states without one are 0."""
    rows = spans_at(kind_id, area_id, as_of).values_list("state").annotate(n=Count("pk")).order_by()
    return {one.id: 0 for one in kinds.shipped(kind_id).states} | dict(rows)


def by_place(
    kind_id: str, area_id: int, level: str, as_of: datetime, *, states: Sequence[str] = ()
) -> dict[int, Figures]:
    """The figures of every place of a level below (that have rows); additive up to their parent."""
    kind = kinds.shipped(kind_id)
    on = local_day(as_of)
    places = list(areas.subtree(area_id, on).filter(level=level).order_by("path"))
    columns = [name for name, _one in zip(TOTALS, kind.totals, strict=False)]
    rows = spans_at(kind_id, area_id, as_of, states=states).values_list("area_id").order_by()
    sums = {row[0]: row[1:] for row in rows.annotate(Count("pk"), *[Sum(name) for name in columns])}
    return _gather(places, sums, kind, on)


def _gather(
    places: list[AreaSpan], sums: dict[int, tuple[int | None, ...]], kind: RegisterKind, on: object
) -> dict[int, Figures]:
    """Sums of exact places brought to the place of the level above them, by path."""
    paths = dict(
        AreaSpan.objects.filter(areas.valid(on), area_id__in=list(sums)).values_list("area_id", "path")  # type: ignore[arg-type]
    )
    found: dict[int, Figures] = {}
    heads = {place.path: place.area_id for place in places}
    for area_id, values in sums.items():
        path = paths.get(area_id, "")
        head = next((heads[path[:end]] for end in range(len(path), 0, -1) if path[:end] in heads), None)
        if head is None:
            continue
        held = found.get(head, Figures(0, {one.id: 0 for one in kind.totals}))
        parts = {one.id: held.sums[one.id] + (values[n + 1] or 0) for n, one in enumerate(kind.totals)}
        found[head] = Figures(held.rows + (values[0] or 0), parts)
    return found


def progress(kind_id: str, area_id: int, as_of: datetime, field: str) -> tuple[int, int]:
    """How many rows have a value of a ``filled`` figure, and how many rows there are: (620, 621)."""
    found = figures(kind_id, area_id, as_of)
    return found.sums[field], found.rows


def share_in(kind_id: str, area_id: int, as_of: datetime, states: Sequence[str]) -> tuple[int, int]:
    """How many stand in these states, and how many there are: (47, 50)."""
    counts = by_state(kind_id, area_id, as_of)
    return sum(counts.get(state, 0) for state in states), sum(counts.values())
