"""Two-way entry: does the community send people into the branch, and the company into the community, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from linli.areas import queries as areas
from linli.definitions.governance import GovernanceKind
from linli.domain import governance as rules
from linli.domain.access import AreaRef
from linli.organizations.governance.roots import Root
from linli.organizations.models import (
    Appointment,
    AppointmentKind,
    Organization,
    OrgAreaLink,
    OrgEdge,
    on_day,
)

#: Crossing is sitting in the other's body beside one's own work.
_CROSSING = (AppointmentKind.CROSS, AppointmentKind.PART_TIME)


@dataclass(frozen=True)
class Pair:
    """A community body and a body of the property side, with who crosses each way."""

    community: Organization
    other: Organization
    #: Of the community in the other body, and of the other side in the community.
    outward: tuple[str, ...]
    inward: tuple[str, ...]

    @property
    def direction(self) -> rules.Direction:
        """none, one_way or two_way."""
        return rules.direction(len(self.outward), len(self.inward))


def pairs(kind: GovernanceKind, roots: Iterable[int | Root], on: date) -> list[Pair]:
    """Every body of the second side with the community bodies of its places; the incomplete pairs first.

    The people of the second side are those of the body itself, of the company it stands under, and of bodies under
    it. Six queries.
    """
    given = list(roots)
    refs = tuple(AreaRef(one.span.level, one.id) for one in given if isinstance(one, Root))
    if plain := [one for one in given if not isinstance(one, Root)]:
        refs += areas.refs_for(plain)
    first, second = (set(part.bodies) for part in kind.parts)
    rows = Organization.objects.filter(on_day(on), kind__in=first | second)
    bodies = list(areas.in_scope(rows, refs).order_by("pk"))
    here = {row.area_id: row for row in bodies if row.kind in first}
    others = [row for row in bodies if row.kind in second]
    communities = _communities(others, on)
    sides = _sides(others, on)
    seats = _crossings({*here.values(), *others}, on)
    home = _homes({row.person_id for row in seats}, on)
    found = []
    for other in others:
        for area_id in sorted(communities.get(other.pk, set())):
            community = here.get(area_id)
            if community is not None:
                out = _names(seats, home, into=other.pk, of={community.pk})
                back = _names(seats, home, into=community.pk, of=sides[other.pk])
                found.append(Pair(community, other, out, back))
    order = {"none": 0, "one_way": 1, "two_way": 2}
    return sorted(found, key=lambda pair: (order[pair.direction], pair.community.pk, pair.other.pk))


def _communities(others: list[Organization], on: date) -> dict[int, set[int]]:
    """The communities of each body: of its seat and of the places it is linked to."""
    found = {row.pk: {row.community} if row.community else set() for row in others}
    links = OrgAreaLink.objects.filter(on_day(on), organization__in=others).values_list(
        "organization_id", "area_id"
    )
    linked = list(links)
    columns = areas.columns_for_many({area_id for _body, area_id in linked}) if linked else {}
    for body_id, area_id in linked:
        community = columns[area_id]["community"] if area_id in columns else None
        if community:
            found[body_id].add(community)
    return found


def _sides(others: list[Organization], on: date) -> dict[int, set[int]]:
    sides = {row.pk: {row.pk} for row in others}
    edges = OrgEdge.objects.filter(on_day(on)).filter(Q(child__in=others) | Q(parent__in=others))
    for child, parent in edges.values_list("child_id", "parent_id"):
        sides.get(child, set()).add(parent)
        sides.get(parent, set()).add(child)
    return sides


def _crossings(bodies: set[Organization], on: date) -> list[Appointment]:
    rows = Appointment.objects.filter(
        on_day(on), on_day(on, "post__"), post__organization__in=bodies, kind__in=_CROSSING
    )
    return list(rows.select_related("person", "post"))


def _homes(people: set[int], on: date) -> dict[int, set[int]]:
    """Where people belong: the bodies of their main posts."""
    rows = Appointment.objects.filter(on_day(on), person_id__in=people, kind=AppointmentKind.MAIN)
    found: dict[int, set[int]] = {}
    for person, body in rows.values_list("person_id", "post__organization_id"):
        found.setdefault(person, set()).add(body)
    return found


def _names(rows: list[Appointment], home: dict[int, set[int]], *, into: int, of: set[int]) -> tuple[str, ...]:
    found = {
        row.person_id: row.person.name
        for row in rows
        if row.post.organization_id == into
        and (({row.home_id} if row.home_id else home.get(row.person_id, set())) & of)
    }
    return tuple(found.values())
