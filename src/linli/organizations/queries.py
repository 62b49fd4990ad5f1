"""Reading bodies, posts and people as of a day: who is responsible, who holds what, and where nobody is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from linli.areas import queries as areas
from linli.areas.models import NATION_ID, AreaSpan
from linli.organizations import trees
from linli.organizations.finding import (
    body_names,
    directory,
    person_names,
    post_names,
    search_bodies,
    search_people,
)
from linli.organizations.gaps import Gap, gaps, new_gaps
from linli.organizations.models import (
    Appointment,
    AppointmentKind,
    AreaLinkKind,
    Organization,
    OrgAreaLink,
    OrgEdge,
    Person,
    Post,
    Tree,
    on_day,
)

__all__ = [
    "Counts",
    "Gap",
    "Responsible",
    "Seat",
    "body_names",
    "count_people",
    "directory",
    "fallback_for",
    "gaps",
    "holder",
    "holders",
    "new_gaps",
    "parents",
    "person_names",
    "post_names",
    "posts_of",
    "responsible_for",
    "roster",
    "search_bodies",
    "search_people",
]


@dataclass(frozen=True)
class Responsible:
    """A body that answers for a place, and why: which place up the tree, by link or by its own seat."""

    organization: Organization
    area_id: int
    #: responsible | serves | seat
    by: str
    #: 0 = the place itself, 1 = the place above …
    distance: int


@dataclass(frozen=True)
class Seat:
    """A post on a day: its holder (None = 责任人空缺) and the deputies beside."""

    post: Post
    holder: Appointment | None
    deputies: list[Appointment] = field(default_factory=list)

    @property
    def vacant(self) -> bool:
        """True when nobody holds the post."""
        return self.holder is None


@dataclass(frozen=True)
class Counts:
    """Distinct people, posts and appointments: three numbers that are never added."""

    people: int
    posts: int
    vacant: int
    appointments: int


def _chain(area_id: int, on: date, above: Sequence[AreaSpan] = ()) -> list[int]:
    """The place and those above it, nearest first; a place that has ended answers with its columns."""
    spans = above or areas.ancestors(area_id, on)
    ids = [row.area_id for row in spans]
    if not ids:
        columns = areas.columns_for(area_id)
        ids = [
            pk
            for pk in (columns[level] for level in ("city", "district", "street", "community", "estate"))
            if pk
        ]
    grid = areas.grid_of(ids)
    if grid and grid not in ids:
        ids.insert(max(len(ids) - 1, 0), grid)
    return [*reversed(ids), NATION_ID] if NATION_ID not in ids else list(reversed(ids))


def responsible_for(
    area_id: int, kinds: Iterable[str] | None, on: date, *, above: Sequence[AreaSpan] = ()
) -> list[Responsible]:
    """Bodies answering for a place on a day, the nearest first; ``kinds`` are body kinds, None for any.

    Up the tree from the place: bodies linked as responsible, then as serving, then those whose own seat
    is that place. Five queries; three where ``above``, the chain down to the place, is known.
    """
    chain = _chain(area_id, on, above)
    distance = {pk: step for step, pk in enumerate(chain)}
    wanted = None if kinds is None else list(kinds)
    links = OrgAreaLink.objects.filter(on_day(on), on_day(on, "organization__"), area_id__in=chain).exclude(
        kind=AreaLinkKind.FALLBACK
    )
    seats = Organization.objects.filter(on_day(on), area_id__in=chain)
    if wanted is not None:
        links = links.filter(organization__kind__in=wanted)
        seats = seats.filter(kind__in=wanted)
    found = [
        Responsible(link.organization, link.area_id, link.kind, distance[link.area_id])
        for link in links.select_related("organization")
    ]
    found += [Responsible(body, body.area_id, "seat", distance[body.area_id]) for body in seats]
    return _nearest(found, wanted)


def _nearest(found: list[Responsible], wanted: list[str] | None) -> list[Responsible]:
    strength = {"responsible": 0, "serves": 1, "seat": 2}

    def key(item: Responsible) -> tuple[int, int, int, int]:
        kind = wanted.index(item.organization.kind) if wanted else 0
        return (item.distance, strength[item.by], kind, item.organization.pk)

    seen: set[int] = set()
    result = []
    for item in sorted(found, key=key):
        if item.organization.pk not in seen:
            seen.add(item.organization.pk)
            result.append(item)
    return result


def fallback_for(area_id: int, on: date) -> Organization | None:
    """The body that takes what nobody claims: the nearest fallback link up the tree, else the street office."""
    chain = _chain(area_id, on)
    links = OrgAreaLink.objects.filter(
        on_day(on), on_day(on, "organization__"), area_id__in=chain, kind=AreaLinkKind.FALLBACK
    ).select_related("organization")
    nearest = min(links, key=lambda link: (chain.index(link.area_id), link.pk), default=None)
    if nearest:
        return nearest.organization
    office = responsible_for(area_id, ["street_office"], on)
    return office[0].organization if office else None


def roster(organization_id: int, on: date) -> list[Seat]:
    """The posts of a body on a day with holders and deputies; two queries."""
    posts = Post.objects.filter(on_day(on), organization_id=organization_id).order_by("id")
    return _seats(list(posts), on)


def _seats(posts: list[Post], on: date) -> list[Seat]:
    rows = Appointment.objects.filter(on_day(on), post__in=posts).select_related("person").order_by("id")
    held: dict[int, Appointment] = {}
    deputies: dict[int, list[Appointment]] = {}
    for row in rows:
        if row.is_deputy:
            deputies.setdefault(row.post_id, []).append(row)
        else:
            held[row.post_id] = row
    return [Seat(post, held.get(post.pk), deputies.get(post.pk, [])) for post in posts]


def holders(post_id: int, on: date) -> list[Appointment]:
    """Who acts in a post on a day: the holder first, then deputies."""
    rows = Appointment.objects.filter(on_day(on), post_id=post_id).select_related("person")
    return sorted(rows, key=lambda row: (row.is_deputy, row.pk))


def holder(post_id: int, on: date) -> Person | None:
    """The one who holds a post, else a deputy, else None."""
    found = holders(post_id, on)
    return found[0].person if found else None


def posts_of(person_id: int, on: date) -> list[Appointment]:
    """What a person may act as on a day, the main post first; one query with post and body."""
    rows = Appointment.objects.filter(
        on_day(on), on_day(on, "post__"), on_day(on, "post__organization__"), person_id=person_id
    ).select_related("post__organization", "person")
    order = list(AppointmentKind.values)
    return sorted(rows, key=lambda row: (order.index(row.kind), row.pk))


def career(person_id: int) -> list[Appointment]:
    """All appointments of a person, the newest first."""
    rows = Appointment.objects.filter(person_id=person_id).select_related("post__organization")
    return list(rows.order_by("-valid_from", "-id"))


def around(organization_id: int, on: date) -> list[OrgEdge]:
    """The edges to the bodies directly above and below, in all trees; one query with both bodies."""
    ends = Q(child_id=organization_id) | Q(parent_id=organization_id)
    edges = OrgEdge.objects.filter(on_day(on), ends).select_related("parent", "child")
    return list(edges.order_by("tree", "child_id"))


def parents(organization_id: int, on: date) -> list[tuple[str, Organization]]:
    """The direct parent in each tree that has one: (label of the tree, body)."""
    return [
        (str(Tree(row.tree).label), row.parent)
        for row in around(organization_id, on)
        if row.child_id == organization_id
    ]


def links_of(organization_id: int, on: date) -> list[OrgAreaLink]:
    """The places a body is linked to on a day."""
    return list(
        OrgAreaLink.objects.filter(on_day(on), organization_id=organization_id).order_by("kind", "area_id")
    )


def linked_to(area_id: int, on: date) -> list[OrgAreaLink]:
    """The bodies linked to exactly this place on a day."""
    rows = OrgAreaLink.objects.filter(on_day(on), area_id=area_id).select_related("organization")
    return sorted(rows, key=lambda row: (AreaLinkKind.values.index(row.kind), row.pk))


def count_people(organization_ids: Iterable[int], on: date) -> Counts:
    """Distinct people, posts, vacant posts and appointments of some bodies on a day."""
    posts = list(Post.objects.filter(on_day(on), organization_id__in=list(organization_ids)))
    return count_seats(_seats(posts, on))


def count_seats(seats: Iterable[Seat]) -> Counts:
    """The same of a roster that was read already."""
    found = list(seats)
    rows = [row for seat in found for row in ([seat.holder] if seat.holder else []) + seat.deputies]
    return Counts(
        people=len({row.person_id for row in rows}),
        posts=len(found),
        vacant=sum(seat.vacant for seat in found),
        appointments=len(rows),
    )


def below(organization_id: int, tree: str, on: date) -> list[int]:
    """Ids of a body and everything below it in one tree on a day."""
    return trees.below(organization_id, tree=tree, on=on)


def heads(bodies: list[int], on: date) -> dict[int, Appointment]:
    """The holder of the first post of each body (posts are set up from the head down); one query."""
    rows = (
        Appointment.objects.filter(on_day(on), on_day(on, "post__"), post__organization_id__in=bodies)
        .exclude(kind=AppointmentKind.DEPUTY)
        .select_related("person", "post")
        .order_by("-post_id", "-id")
    )
    return {row.post.organization_id: row for row in rows}
