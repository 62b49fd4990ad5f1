"""A body and those directly under it: who leads each, for which places, with how much work; the whole is the sum.

For the Party's tree of four tiers (S0-01) and for a headquarters with its lines (S4-01). Nothing is typed by a tier: every
number is read from the places its body answers for, so a tier is the sum of those below it and of what lies at the tier
itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.cases.models import Stage
from linli.cases.models.counted import TALLY
from linli.cases.queries.lists import COUNTED_STAGES
from linli.domain.access import AreaRef
from linli.organizations import queries as organizations
from linli.organizations.models import AreaLinkKind, Organization, OrgAreaLink, OrgEdge, Tree, on_day
from linli.records import queries as records
from linli.registers import kinds as registers
from linli.registers.models import RegisterItem

#: Trees whose tiers add up, the first in which a body has others under it is shown.
TREES = (Tree.PARTY, Tree.TEMPORARY)
#: Direct children shown; no office leads more.
MOST = 200


@dataclass(frozen=True)
class Work:
    """Cases ever brought (without refused, joined and withdrawn ones) and those still open; rows kept on registers."""

    cases: int = 0
    open: int = 0
    kept: int = 0

    def __add__(self, other: Work) -> Work:
        return Work(self.cases + other.cases, self.open + other.open, self.kept + other.kept)

    def __sub__(self, other: Work) -> Work:
        return Work(self.cases - other.cases, self.open - other.open, self.kept - other.kept)


@dataclass(frozen=True)
class Line:
    """One body below: its head, its places by name, its work; ``place`` is the one place it has, if it has one."""

    body: Organization
    head: str
    places: str
    work: Work
    place: int | None


@dataclass(frozen=True)
class Tier:
    """A body with those below it: ``whole`` = the lines + ``rest`` (at the tier itself) - ``twice`` (places in two lines)."""

    tree: str
    whole: Work
    lines: tuple[Line, ...]
    rest: Work
    twice: Work
    #: The one place of the body itself, if it has one.
    place: int | None


def of(body_id: int, view: tuple[AreaRef, ...], on: date) -> Tier | None:
    """The tier of a body; None where nothing stands under it, or where the reader does not view all places it adds up.

    Six queries and one a place.
    """
    tree, children = _children(body_id, on)
    if not children:
        return None
    places = _places([body_id, *(one.pk for one in children)], on)
    spans = areas.spans({pk for held in places.values() for pk in held}, on)
    # A line that answers for a place elsewhere (of a headquarters, say) would tell that place's number.
    if not all(areas.within(pk, view, row=spans.get(pk)) for held in places.values() for pk in held):
        return None
    work = _work(spans)
    kept = _kept([body_id, *(one.pk for one in children)])
    heads = organizations.heads([one.pk for one in children], on)
    lines = tuple(
        Line(
            body=one,
            head=heads[one.pk].person.name if one.pk in heads else "",
            places="、".join(spans[pk].name for pk in places[one.pk] if pk in spans),
            work=_sum(places[one.pk], work, spans) + Work(kept=kept.get(one.pk, 0)),
            place=places[one.pk][0] if len(places[one.pk]) == 1 else None,
        )
        for one in children
    )
    inside = [pk for one in children for pk in places[one.pk]]
    every = _sum(inside, work, spans) + Work(kept=sum(kept.get(one.pk, 0) for one in children))
    whole = _sum([*places[body_id], *inside], work, spans) + Work(kept=sum(kept.values()))
    own = places[body_id]
    added = sum((line.work for line in lines), Work())
    return Tier(
        str(Tree(tree).label),
        whole,
        lines,
        rest=whole - every,
        twice=added - every,
        place=own[0] if len(own) == 1 else None,
    )


def _children(body_id: int, on: date) -> tuple[str, list[Organization]]:
    edges = OrgEdge.objects.filter(on_day(on), on_day(on, "child__"), parent_id=body_id, tree__in=TREES)
    rows = list(edges.select_related("child").order_by("child_id")[:MOST])
    for tree in TREES:
        if found := [row.child for row in rows if row.tree == tree]:
            return tree, found
    return "", []


def _places(bodies: list[int], on: date) -> dict[int, list[int]]:
    """What each body answers for by a link of its own; a body without one answers for where it sits."""
    found: dict[int, list[int]] = {pk: [] for pk in bodies}
    links = OrgAreaLink.objects.filter(on_day(on), organization_id__in=bodies, kind=AreaLinkKind.RESPONSIBLE)
    for body, place in links.order_by("area_id").values_list("organization_id", "area_id"):
        found[body].append(place)
    bare = [pk for pk, held in found.items() if not held]
    for body, place in Organization.objects.filter(pk__in=bare).values_list("pk", "area_id"):
        found[body].append(place)
    return found


def _work(spans: Mapping[int, AreaSpan]) -> dict[int, Work]:
    """The tallies of the places; one query."""
    asked = [(pk, stage, fast) for pk in spans for stage in COUNTED_STAGES for fast in (True, False)]
    keys: list[Mapping[str, Any]] = [
        {"area": pk, "stage": str(stage), "fast": fast} for pk, stage, fast in asked
    ]
    found: dict[int, Work] = dict.fromkeys(spans, Work())
    for (pk, stage, _fast), number in zip(
        asked, records.tally_many(TALLY, keys) if keys else [], strict=True
    ):
        found[pk] += Work(number, 0 if stage == Stage.CLOSED else number)
    return found


def _sum(places: Iterable[int], work: Mapping[int, Work], spans: Mapping[int, AreaSpan]) -> Work:
    """Each place once; one that lies inside another of them is in it already."""
    known = {pk: spans[pk].path for pk in places if pk in spans}
    top = [pk for pk, path in known.items() if not _inside(path, known.values())]
    return sum((work[pk] for pk in top), Work())


def _inside(path: str, others: Collection[str]) -> bool:
    return any(other != path and path.startswith(other) for other in others)


def _kept(bodies: list[int]) -> dict[int, int]:
    """Rows on registers a body looks after: the projects of a line, say. Small numbers of hardship are nobody's here."""
    closed = [kind.id for kind in registers.shipped_kinds() if kind.sensitive]
    rows = RegisterItem.objects.filter(keeper_body_id__in=bodies, ended_on=None, concealed=False)
    rows = rows.exclude(kind__in=closed)
    return dict(rows.values_list("keeper_body_id").annotate(n=Count("pk")).order_by())


def outside(body_id: int, on: date) -> list[AreaSpan]:
    """Communities in the places of a Party body for which no body below it answers: left out of the tree."""
    below = organizations.below(body_id, Tree.PARTY, on)
    if len(below) < 2:
        return []
    covered = {pk for held in _places(below, on).values() for pk in held}
    found: dict[int, AreaSpan] = {}
    for place in _places([body_id], on)[body_id]:
        rows = areas.subtree(place, on).filter(level="community").exclude(area_id__in=covered)
        found |= {row.area_id: row for row in rows}
    return list(found.values())
