"""Counts of people: by rank on loan, and posts and people of some roles apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from linli.areas import queries as areas
from linli.definitions.governance import GovernanceGroup, GovernanceKind
from linli.domain import governance as rules
from linli.organizations.models import Appointment, AppointmentKind, on_day


@dataclass(frozen=True)
class Posts:
    """Held posts of a part and the distinct people in them."""

    part: str
    posts: int
    people: int


def headcount(kind: GovernanceKind, organization_id: int, on: date) -> rules.Headcount:
    """People on loan in a body by rank on a day; added up only where the ranks are declared exclusive."""
    rows = Appointment.objects.filter(
        on_day(on),
        on_day(on, "post__"),
        post__organization_id=organization_id,
        kind=AppointmentKind.SECONDMENT,
    ).values_list("person_id", "rank")
    exclusive = bool(kind.exclusive and kind.exclusive.at(on))
    return rules.headcount(rows, [rank.id for rank in kind.ranks], exclusive=exclusive)


def posts_and_people(kind: GovernanceKind, roots: Iterable[int], on: date) -> tuple[list[Posts], Posts]:
    """For every part its posts and people, and all parts together: 10 posts and 5 posts may be 14 people."""
    roles = {role for part in kind.parts for role in part.roles}
    rows = Appointment.objects.filter(on_day(on), on_day(on, "post__"), post__role__in=roles).exclude(
        kind=AppointmentKind.DEPUTY
    )
    rows = areas.in_scope(rows, areas.refs_for(roots), prefix="post__")
    held = list(rows.values_list("post_id", "person_id", "post__role"))
    parts = []
    for part in kind.parts:
        counted = rules.posts_and_people((post, person) for post, person, role in held if role in part.roles)
        parts.append(Posts(part.id, *counted))
    return parts, Posts("", *rules.posts_and_people((post, person) for post, person, _role in held))


def member_sources(kind: GovernanceKind, organization_id: int, on: date) -> list[tuple[GovernanceGroup, int]]:
    """For every sort of member how many distinct people of it sit in a body on a day; zeros are told too."""
    return sources_of(kind, [organization_id], on)[organization_id]


def sources_of(
    kind: GovernanceKind, organization_ids: Sequence[int], on: date
) -> dict[int, list[tuple[GovernanceGroup, int]]]:
    """The sorts of members of many bodies; one query."""
    rows = Appointment.objects.filter(
        on_day(on), on_day(on, "post__"), post__organization_id__in=organization_ids
    )
    held = set(rows.exclude(source="").values_list("post__organization_id", "person_id", "source"))
    counts = Counter((body, source) for body, _person, source in held)
    return {pk: [(group, counts[pk, group.id]) for group in kind.member_sources] for pk in organization_ids}
