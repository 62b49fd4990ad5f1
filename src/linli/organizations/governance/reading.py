"""Which places (or companies) have what they need and which lack it, through which link, on a day.

A place has a body that is linked to it as responsible or serving, or seated at exactly that place; a post that
stands at exactly that place and is held, deputies not counted. Nothing is inherited: a branch of the community does
not cover its courtyards unless it is linked to them, so a joint branch shows its true coverage.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from linli.areas import paths
from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.definitions.governance import GovernanceKind, GovernancePart
from linli.domain import governance as rules
from linli.organizations.gaps import _chunks as chunks
from linli.organizations.governance import kinds
from linli.organizations.governance.roots import Root, roots
from linli.organizations.models import (
    Appointment,
    AppointmentKind,
    AreaLinkKind,
    Organization,
    OrgAreaLink,
    OrgEdge,
    on_day,
)

#: A place at its own seat, or by link: how a body or a person comes to cover it.
SEAT, POST, EDGE = "seat", "post", "edge"


@dataclass(frozen=True)
class Holding:
    """What covers an object: a body through a link, or a person in a post."""

    object_id: int
    #: Kind of body, or role of post.
    code: str
    body: Organization
    #: responsible | serves | seat | post | edge
    through: str
    person: str = ""
    post_id: int | None = None


@dataclass(frozen=True)
class Line:
    """One object with what it has by part and the parts it lacks."""

    object_id: int
    name: str
    held: tuple[tuple[GovernancePart, tuple[Holding, ...]], ...]

    @property
    def missing(self) -> tuple[GovernancePart, ...]:
        """The parts nothing stands for."""
        return tuple(part for part, found in self.held if not found)


@dataclass(frozen=True)
class Result:
    """The coverage of one kind on a day; lines with something missing come first."""

    kind: GovernanceKind
    on: date
    lines: tuple[Line, ...]
    total: rules.Coverage[int]
    by_part: tuple[tuple[GovernancePart, rules.Coverage[int]], ...]
    #: Distinct bodies by their kind, of those that cover something.
    bodies: dict[str, int]


def read(kind: GovernanceKind, tops: Iterable[int | Root], on: date) -> Result:
    """The coverage of one kind below some places."""
    return read_many([kind], tops, on)[0]


def read_many(
    wanted: Sequence[GovernanceKind],
    tops: Iterable[int | Root],
    on: date,
    *,
    spans: Sequence[AreaSpan] | None = None,
) -> list[Result]:
    """The coverage of several kinds; places, links, seats and posts are read once for all, in at most eight queries.

    ``spans``: what :func:`survey` found, if the caller has it.
    """
    given = list(tops)
    found = [one for one in given if isinstance(one, Root)]
    plain = [one for one in given if not isinstance(one, Root)]
    found += roots(plain, on) if plain else []
    homes = kinds.homes()
    asked = [kind for kind in wanted if kind.object == "place"]
    if spans is None:
        spans = survey(found, asked, on) if asked and found else []
    decided = kinds.switched((homes[kind.id] for kind in asked), on) if spans and asked else {}
    held, companies = _held(found, wanted, on) if found else ({}, [])
    edges = _edges(companies, on)
    results = []
    for kind in wanted:
        if kind.object == "place":
            rows = _places(kind, _inside(spans, found), decided.get(homes[kind.id], {}))
            results.append(_result(kind, on, [(row.area_id, row.name) for row in rows], held))
        else:
            named = [(row.pk, row.name) for row in companies if row.kind in kind.object_bodies]
            results.append(_result(kind, on, named, edges))
    return results


def survey(tops: Sequence[Root], wanted: Sequence[GovernanceKind], on: date) -> list[AreaSpan]:
    """The places some kinds are about, with all that their names need; one query."""
    levels = {"street", "community", "estate"} | {level for kind in wanted for level in kind.levels}
    above = {pk for top in tops for pk in top.chain}
    rows = AreaSpan.objects.filter(areas.valid(on))
    rows = rows.filter((_below(tops) & Q(level__in=levels)) | Q(area_id__in=above))
    return list(rows.select_related("area").order_by("path"))


def _below(tops: Sequence[Root]) -> Q:
    ranges = Q()
    for top in tops:
        low, high = paths.bounds(top.span.path)
        ranges |= Q(path__gte=low, path__lt=high)
    return ranges


def _inside(spans: Sequence[AreaSpan], tops: Sequence[Root]) -> list[AreaSpan]:
    """Without those above the places, which only lend their names."""
    starts = tuple(top.span.path for top in tops)
    return [row for row in spans if row.path.startswith(starts)]


def _places(kind: GovernanceKind, spans: Sequence[AreaSpan], switched: dict[int, bool]) -> list[AreaSpan]:
    """The places of a kind's level where its mechanism is in use (pilots only, when only they adopted it)."""
    above_all = any(switched.values())
    return [
        row
        for row in spans
        if row.level in kind.levels
        and (not kind.place_kinds or row.area.kind in kind.place_kinds)
        and (not above_all or _decided(row, switched))
    ]


def _decided(row: AreaSpan, switched: dict[int, bool]) -> bool:
    nearest = next((switched[pk] for pk in reversed(paths.ids(row.path)) if pk in switched), False)
    return nearest


def _held(
    tops: list[Root], wanted: Sequence[GovernanceKind], on: date
) -> tuple[dict[int, list[Holding]], list[Organization]]:
    """What covers places, and the companies that are objects themselves, both seated anywhere below."""
    asked = [kind for kind in wanted if kind.object == "place"]
    codes = {code for kind in asked for part in kind.parts for code in part.bodies}
    roles = {role for kind in asked for part in kind.parts for role in part.roles}
    objects = {code for kind in wanted if kind.object != "place" for code in kind.object_bodies}
    inside = AreaSpan.objects.filter(areas.valid(on)).filter(_below(tops)).values("area_id")
    seated = []
    if codes or objects:
        rows = Organization.objects.filter(on_day(on), kind__in=codes | objects, area_id__in=inside)
        seated = list(rows.order_by("name", "pk"))
    found: dict[int, list[Holding]] = {}
    standing = [row for row in seated if row.kind in codes]
    for one in (*_by_link(inside, standing, codes, on), *_by_post(inside, roles, on)):
        found.setdefault(one.object_id, []).append(one)
    return found, [row for row in seated if row.kind in objects]


def _by_link(inside: Any, seated: list[Organization], codes: set[str], on: date) -> list[Holding]:
    if not codes:
        return []
    links = (
        OrgAreaLink.objects.filter(
            on_day(on), on_day(on, "organization__"), area_id__in=inside, organization__kind__in=codes
        )
        .exclude(kind=AreaLinkKind.FALLBACK)
        .select_related("organization")
    )
    linked = {
        (row.area_id, row.organization_id): Holding(
            row.area_id, row.organization.kind, row.organization, row.kind
        )
        for row in links.order_by("-kind", "pk")
    }
    for body in seated:
        linked.setdefault((body.area_id, body.pk), Holding(body.area_id, body.kind, body, SEAT))
    return list(linked.values())


def _by_post(inside: Any, roles: set[str], on: date) -> list[Holding]:
    if not roles:
        return []
    rows = (
        Appointment.objects.filter(
            on_day(on), on_day(on, "post__"), post__area_id__in=inside, post__role__in=roles
        )
        .exclude(kind=AppointmentKind.DEPUTY)
        .select_related("person", "post__organization")
        .order_by("pk")
    )
    return [
        Holding(row.post.area_id, row.post.role, row.post.organization, POST, row.person.name, row.post_id)
        for row in rows
    ]


def _edges(companies: list[Organization], on: date) -> dict[int, list[Holding]]:
    """Bodies directly under companies, in any tree."""
    found: dict[int, list[Holding]] = {}
    for chunk in chunks([row.pk for row in companies]):
        edges = OrgEdge.objects.filter(on_day(on), on_day(on, "child__"), parent_id__in=chunk)
        for edge in edges.select_related("child"):
            one = Holding(edge.parent_id, edge.child.kind, edge.child, EDGE)
            found.setdefault(edge.parent_id, []).append(one)
    return found


def _result(
    kind: GovernanceKind, on: date, objects: list[tuple[int, str]], held: dict[int, list[Holding]]
) -> Result:
    ids = [pk for pk, _name in objects]
    by_part = []
    for part in kind.parts:
        codes = {*part.bodies, *part.roles}
        links = [
            (one.post_id or -one.body.pk, pk) for pk in ids for one in held.get(pk, []) if one.code in codes
        ]
        by_part.append((part, rules.coverage(ids, links)))
    wanted = {code for part in kind.parts for code in part.bodies}
    standing = {
        one.body for pk in ids for one in held.get(pk, []) if one.through != POST and one.code in wanted
    }
    counts: dict[str, int] = {}
    for body in standing:
        counts[body.kind] = counts.get(body.kind, 0) + 1
    lines = [_line(kind, pk, name, held.get(pk, [])) for pk, name in objects]
    lines.sort(key=lambda line: -len(line.missing))
    total = rules.whole(ids, [cover for _part, cover in by_part])
    return Result(kind, on, tuple(lines), total, tuple(by_part), counts)


def _line(kind: GovernanceKind, pk: int, name: str, held: list[Holding]) -> Line:
    return Line(
        pk,
        name,
        tuple(
            (part, tuple(one for one in held if one.code in {*part.bodies, *part.roles}))
            for part in kind.parts
        ),
    )
