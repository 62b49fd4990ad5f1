"""The dated rows of the tree: one place, many, those above, those below, what came of them.

``on`` is a day; without it the tree of today is read (the rows whose span is open).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from linli.areas import paths
from linli.areas.models import MAX_DAY, AreaLink, AreaSpan
from linli.records.reading import Reading


def valid(on: date | None, prefix: str = "") -> Q:
    """The condition that a dated row holds on a day; ``None`` is today (the open rows)."""
    if on is None:
        return Q(**{f"{prefix}valid_to": MAX_DAY})
    return Q(**{f"{prefix}valid_from__lte": on, f"{prefix}valid_to__gt": on})


_OPEN = Reading(lambda area_id: AreaSpan.objects.filter(valid(None), area_id=area_id))


def span(area_id: int, on: date | None = None) -> AreaSpan | None:
    """What the place was on a day; None before it began or after it ended."""
    if on is None:
        return next(iter(_OPEN.rows(area_id)), None)
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


def with_children(area_id: int, on: date | None = None) -> tuple[AreaSpan | None, list[AreaSpan]]:
    """The place on a day and :func:`children` of it, in one query."""
    rows = AreaSpan.objects.filter(Q(area_id=area_id) | Q(parent_id=area_id), valid(on))
    found = list(rows.order_by("sort", "area_id"))
    own = next((row for row in found if row.area_id == area_id), None)
    return own, [row for row in found if row.area_id != area_id]


def subtree(area_id: int, on: date | None = None, *, itself: bool = True) -> QuerySet[AreaSpan]:
    """The place and everything below it on a day, in the order of the tree (one range of paths)."""
    own = span(area_id, on)
    if own is None:
        return AreaSpan.objects.none()
    low, high = paths.bounds(own.path)
    rows = AreaSpan.objects.filter(valid(on), path__gte=low, path__lt=high).order_by("path")
    return rows if itself else rows.exclude(area_id=area_id)


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
