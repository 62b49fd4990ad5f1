"""given and when of governance: courtyards with their bodies and heads, temporary bodies, people on loan."""

from __future__ import annotations

from datetime import date
from typing import Any

from linli.areas import paths
from linli.areas import services as areas
from linli.areas.models import Area, AreaSpan
from linli.areas.services import tree
from linli.organizations import services as organizations
from linli.organizations.models import Appointment
from linli.organizations.services import NewBody, NewSeat
from tests.mechanisms.situations.words import given, when
from tests.mechanisms.situations.world import BUILDER, FOUNDED, World, instant


def row(world: World, name: str) -> list[int]:
    """The ids of a numbered group a situation made."""
    found: list[int] = world.things[f"governance.{name}"]
    return found


@given
def gov_courtyards(
    world: World,
    count: int,
    kind: str = "",
    level: str = "estate",
    under: str = "community",
    group: str = "院",
) -> None:
    """So many places of a level, spread evenly under one place or under another group of places."""
    parents = world.things.get(f"governance.{under}") or [world.places[under]]
    first = areas.create_place(
        parent_id=parents[0], level=level, kind=kind or None, name=f"{group}1", actor=BUILDER, at=FOUNDED,
        invented=True,
    )  # fmt: skip
    made = [first.pk, *_copies(first, parents, count, group)]
    world.things[f"governance.{group}"] = made
    world.places.update({f"{group}{number}": pk for number, pk in enumerate(made, 1)})


def _copies(first: Area, parents: list[int], count: int, group: str) -> list[int]:
    """More places like the first in two statements: a stage may stand 1,330 buildings in a second."""
    like = AreaSpan.objects.get(area=first)
    above = {one.area_id: one for one in AreaSpan.objects.filter(area_id__in=parents)}
    start, spans, made = tree.next_id(), [], []
    for number in range(2, count + 1):
        parent = above[parents[(number - 1) % len(parents)]]
        pk = start + number - 2
        made.append(Area(pk=pk, kind=first.kind, origin=first.origin))
        spans.append(
            AreaSpan(
                area_id=pk, name=f"{group}{number}", code_local=f"{like.code_local}-{number}", level=like.level,
                parent_id=parent.area_id, path=paths.child(parent.path, pk), valid_from=like.valid_from,
            )
        )  # fmt: skip
    Area.objects.bulk_create(made)
    AreaSpan.objects.bulk_create(spans)
    return [one.pk for one in made]


@given
def gov_founded(
    world: World, kind: str, count: int = 1, over: str = "", each: int = 1, start: int = 1, at_: str = "community",
    group: str = "", under: str = "", tree_: str = "party",
) -> None:  # fmt: skip
    """So many bodies of a kind; body n answers for ``each`` places of a group from number ``start`` on."""
    places = row(world, over) if over else []
    rows = [
        NewBody(
            name=f"{group or kind}{number + 1}",
            kind=kind,
            area_id=world.places[at_],
            covers=tuple(places[start - 1 + number * each : start - 1 + (number + 1) * each]),
            parent_id=world.bodies[under] if under else None,
            tree=tree_,
        )
        for number in range(count)
    ]
    made = organizations.found_many(rows=rows, actor=BUILDER, at=FOUNDED)
    world.things[f"governance.{group or kind}"] = [body.pk for body in made]
    world.bodies.update({body.name: body.pk for body in made})


@given
def gov_seated(
    world: World, role: str, count: int = 1, over: str = "", body: str = "community", start: int = 1,
    source: str = "", kind: str = "part_time", rank: str = "", home: str = "", until: Any = None, basis: str = "",
    group: str = "", again: str = "", bodies: str = "",
) -> None:  # fmt: skip
    """So many new people in posts of a role; over a group of places or bodies, one each, or all in one body.

    ``again``: the same people as an earlier group, so that one person holds two posts.
    """
    targets = row(world, over) if over else []
    bodies_ = row(world, bodies) if bodies else []
    people = world.things.get(f"governance.people.{again}", [])
    name = group or role
    rows = [
        NewSeat(
            organization_id=bodies_[number % len(bodies_)] if bodies_ else world.bodies[body],
            title=f"{name}{number + 1}",
            role=role,
            area_id=targets[start - 1 + number] if targets else None,
            name=f"{name}{number + 1}",
            person_id=people[number] if people else None,
            kind=kind,
            source=source,
            rank=rank,
            home_id=world.bodies[home] if home else None,
            basis=basis,
            until=until,
        )
        for number in range(count)
    ]
    posts = organizations.seat_many(rows=rows, actor=BUILDER, at=FOUNDED)
    world.things[f"governance.posts.{name}"] = [post.pk for post in posts]
    held = Appointment.objects.filter(post__in=posts).order_by("post_id")
    world.things[f"governance.people.{name}"] = [one.person_id for one in held]


@given
def gov_members(world: World, group: str, count: int, home: str, role: str) -> None:
    """So many people with main posts in their own body."""
    people = []
    for number in range(1, count + 1):
        post = organizations.create_post(
            organization_id=world.bodies[home], title=f"{group}{number}", role=role, actor=BUILDER, at=FOUNDED
        )
        person = organizations.create_person(name=f"{group}{number}", actor=BUILDER, at=FOUNDED)
        organizations.appoint(person_id=person.pk, post_id=post.pk, actor=BUILDER, at=FOUNDED)
        people.append(person.pk)
    world.things[f"governance.people.{group}"] = people


@given
def gov_companies(world: World, count: int, place: str = "street", group: str = "物业") -> None:
    """So many property companies of a place."""
    rows = [
        NewBody(name=f"{group}{number}", kind="property_company", area_id=world.places[place])
        for number in range(1, count + 1)
    ]
    made = organizations.found_many(rows=rows, actor=BUILDER, at=FOUNDED)
    world.things[f"governance.{group}"] = [body.pk for body in made]
    world.bodies.update({body.name: body.pk for body in made})


@given
def gov_branches_in(world: World, group: str, count: int, kind: str = "property_branch") -> None:
    """A branch in each of the first so many companies of a group."""
    hosts = row(world, group)[:count]
    rows = [
        NewBody(
            name=f"{group}{number}党支部",
            kind=kind,
            area_id=world.places["street"],
            parent_id=host,
            tree="property",
        )
        for number, host in enumerate(hosts, 1)
    ]
    organizations.found_many(rows=rows, actor=BUILDER, at=FOUNDED)


@given
def gov_crossed(
    world: World, person: str, home: str, into: str, role: str, at: Any, until: Any = None
) -> None:
    """Somebody with a main post in one body takes a cross seat in another, from a day on."""
    found = world.things.get(f"governance.person.{person}")
    if found is None:
        post = organizations.create_post(
            organization_id=world.bodies[home], title=f"{person}本职", role=role, actor=BUILDER, at=FOUNDED
        )
        made = organizations.create_person(name=person, actor=BUILDER, at=FOUNDED)
        organizations.appoint(person_id=made.pk, post_id=post.pk, actor=BUILDER, at=FOUNDED)
        found = world.things[f"governance.person.{person}"] = made.pk
    seat = organizations.create_post(
        organization_id=world.bodies[into], title=f"{person}兼职", role=role, actor=BUILDER, at=FOUNDED
    )
    row_ = organizations.appoint(
        person_id=found, post_id=seat.pk, kind="cross", home_id=world.bodies[home], actor=BUILDER,
        at=instant(at), on=instant(at).date(), until=until,
    )  # fmt: skip
    world.things[f"governance.cross.{person}"] = row_.pk


@when
def gov_seat_left(world: World, group: str, number: int, at: Any) -> None:
    """The holder of one post of a group leaves it."""
    post = world.things[f"governance.posts.{group}"][number - 1]
    held = Appointment.objects.get(post_id=post)
    organizations.end_appointment(
        appointment_id=held.pk, actor=BUILDER, at=instant(at), on=instant(at).date()
    )


@when
def gov_cross_ended(world: World, person: str, at: Any) -> None:
    """A cross seat ends."""
    pk = world.things[f"governance.cross.{person}"]
    organizations.end_appointment(appointment_id=pk, actor=BUILDER, at=instant(at), on=instant(at).date())


@when
def gov_programme_closed(world: World, body: str, at: Any) -> None:
    """A programme ends with all its bodies."""
    day: date = instant(at).date()
    organizations.end_programme(organization_id=world.bodies[body], actor=BUILDER, at=instant(at), on=day)
