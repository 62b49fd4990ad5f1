"""Which places (or companies) have what they need and which lack it, through which link, on a day.

A place has a body that is linked to it as responsible or serving, or seated at exactly that place; a post that
stands at exactly that place and is held, deputies not counted. Nothing is inherited: a branch of the community does
not cover its courtyards unless it is linked to them, so a joint branch shows its true coverage.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from linli.areas import paths
from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.definitions.governance import GovernanceKind, GovernancePart
from linli.domain import governance as rules
from linli.organizations.gaps import _chunks as chunks
from linli.organizations.governance import kinds
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


def read(kind: GovernanceKind, roots: Iterable[int], on: date) -> Result:
    """The coverage of one kind below some places."""
    return read_many([kind], roots, on)[0]


def read_many(wanted: Sequence[GovernanceKind], roots: Iterable[int], on: date) -> list[Result]:
    """The coverage of several kinds; places, links, seats and posts are read once for all."""
    tops = list(roots)
    levels = {level for kind in wanted for level in kind.levels}
    spans = [row for top in tops for row in areas.subtree(top, on).select_related("area")]
    spans = [row for row in spans if row.level in levels]
    homes = kinds.homes()
    decided = kinds.switched((homes[kind.id] for kind in wanted), on)
    places = {
        kind.id: _places(kind, spans, decided.get(homes[kind.id], {}))
        for kind in wanted
        if kind.object == "place"
    }
    ids = sorted({row.area_id for rows in places.values() for row in rows})
    held = _held(ids, wanted, on)
    found = []
    for kind in wanted:
        if kind.object == "place":
            objects = [(row.area_id, row.name) for row in places[kind.id]]
            found.append(_result(kind, on, objects, held))
        else:
            companies = _companies(kind, tops, on)
            found.append(_result(kind, on, [(row.pk, row.name) for row in companies], _below(companies, on)))
    return found


def _places(kind: GovernanceKind, spans: list[AreaSpan], switched: dict[int, bool]) -> list[AreaSpan]:
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


def _companies(kind: GovernanceKind, tops: list[int], on: date) -> list[Organization]:
    rows = Organization.objects.filter(on_day(on), kind__in=kind.object_bodies)
    return list(areas.in_scope(rows, areas.refs_for(tops)).order_by("name", "pk"))


def _held(ids: list[int], wanted: Sequence[GovernanceKind], on: date) -> dict[int, list[Holding]]:
    bodies = {code for kind in wanted for part in kind.parts for code in part.bodies}
    roles = {role for kind in wanted for part in kind.parts for role in part.roles}
    found: dict[int, list[Holding]] = {}
    for chunk in chunks(ids):
        for one in (*_by_link(chunk, bodies, on), *_by_post(chunk, roles, on)):
            found.setdefault(one.object_id, []).append(one)
    return found


def _by_link(chunk: list[int], codes: set[str], on: date) -> list[Holding]:
    if not codes:
        return []
    links = (
        OrgAreaLink.objects.filter(
            on_day(on), on_day(on, "organization__"), area_id__in=chunk, organization__kind__in=codes
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
    for body in Organization.objects.filter(on_day(on), area_id__in=chunk, kind__in=codes):
        linked.setdefault((body.area_id, body.pk), Holding(body.area_id, body.kind, body, SEAT))
    return list(linked.values())


def _by_post(chunk: list[int], roles: set[str], on: date) -> list[Holding]:
    if not roles:
        return []
    rows = (
        Appointment.objects.filter(
            on_day(on), on_day(on, "post__"), post__area_id__in=chunk, post__role__in=roles
        )
        .exclude(kind=AppointmentKind.DEPUTY)
        .select_related("person", "post__organization")
        .order_by("pk")
    )
    return [
        Holding(row.post.area_id, row.post.role, row.post.organization, POST, row.person.name, row.post_id)
        for row in rows
    ]


def _below(companies: list[Organization], on: date) -> dict[int, list[Holding]]:
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
