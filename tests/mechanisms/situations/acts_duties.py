"""given and when of duties: people, places and households in numbers, and who answers for what."""

from __future__ import annotations

from datetime import date
from typing import Any

from linli.areas import services as areas
from linli.definitions.duties import DutyKind
from linli.domain.access import SYSTEM
from linli.duties import kinds, services
from linli.duties.models import Duty
from linli.organizations import services as organizations
from linli.organizations.models import Appointment
from linli.records.errors import LinliError
from tests.mechanisms.situations.words import MisreadError, given, when
from tests.mechanisms.situations.world import BUILDER, FOUNDED, World, instant


def shelf(world: World, name: str) -> dict[str, Any]:
    """What duties keep in ``World.things``, by name."""
    held: dict[str, Any] = world.things.setdefault(f"duties.{name}", {})
    return held


def numbered(prefix: str, count: int) -> list[str]:
    """``甲``, or ``甲1 … 甲n`` for more than one."""
    return [prefix] if count == 1 else [f"{prefix}{number}" for number in range(1, count + 1)]


@given
def duty_staff(world: World, prefix: str, role: str, count: int = 1, body: str = "city_office") -> None:
    """So many people, each in a post of a body (a key, or the name of a unit made before)."""
    bodies = shelf(world, "bodies")
    names = numbered(prefix, count)
    for number, name in enumerate(names):
        pool = bodies.get(body)
        body_id = pool[number % len(pool)] if isinstance(pool, list) else world.bodies[body]
        post = organizations.create_post(
            organization_id=body_id, title=f"{name}岗位", role=role, actor=BUILDER, at=FOUNDED
        )
        person = organizations.create_person(name=name, actor=BUILDER, at=FOUNDED)
        organizations.appoint(person_id=person.pk, post_id=post.pk, actor=BUILDER, at=FOUNDED)
        world.posts[name] = post.pk
        shelf(world, "people")[name] = person.pk


@given
def duty_units(world: World, prefix: str, kind: str, count: int = 1, place: str = "city") -> None:
    """So many bodies of a kind; the prefix names all of them."""
    made = []
    for name in numbered(prefix, count):
        body = organizations.create_organization(
            name=name, kind=kind, area_id=world.places[place], actor=BUILDER, at=FOUNDED
        )
        world.bodies[name] = body.pk
        made.append(body.pk)
    shelf(world, "bodies")[prefix] = made


@given
def duty_places(
    world: World, prefix: str, level: str, count: int = 1, under: str = "community", kind: str = ""
) -> None:
    """So many places of a level; the prefix names all of them."""
    for name in numbered(prefix, count):
        row = areas.create_place(
            parent_id=world.places[under], level=level, kind=kind or None, name=name,
            actor=BUILDER, at=FOUNDED, invented=True,
        )  # fmt: skip
        world.places[name] = row.pk


@given
def duty_households(world: World, duty: str, place: str, prefix: str, count: int, at: Any) -> None:
    """So many households (or projects) that need a holder; only numbers, no names."""
    rows = services.add_charges(
        kind=duty,
        area_id=world.places[place],
        names=numbered(prefix, count),
        actor=SYSTEM,
        at=instant(at),
        on=instant(at).date(),
    )
    shelf(world, "charges").update({row.name: row.pk for row in rows})


def object_id(world: World, kind: DutyKind, name: str) -> int:
    """The id of an object by its name in the situation."""
    if kind.object == "register_item":
        lists = [rows for rows in world.things.values() if isinstance(rows, list)]
        items = {row.name: row.pk for rows in lists for row in rows if hasattr(row, "name")}
        return items[name]
    found: dict[str, int] = {"place": world.places, "body": world.bodies}.get(
        kind.object, shelf(world, "charges")
    )
    if name not in found:
        raise MisreadError(f"no {kind.object} called {name!r}")
    return found[name]


def duty_kind(duty: str) -> DutyKind:
    """The kind as shipped."""
    kind = kinds.shipped(duty)
    if kind is None:
        raise MisreadError(f"no duty kind {duty!r}; known: {kinds.every()}")
    return kind


def draft(world: World, kind: DutyKind, holder: str, thing: str, **more: Any) -> services.Draft:
    """An assignment by names."""
    target = object_id(world, kind, thing)
    if kind.subject == "body":
        return services.Draft(target, body_id=world.bodies[holder], **more)
    return services.Draft(target, post_id=world.posts[holder], **more)


@when
def duty_assigned(
    world: World,
    duty: str,
    holder: str,
    object_: str,
    at: Any,
    as_: str = "",
    until: Any = None,
    due_on: Any = None,
    refused: str = "",
) -> None:
    """One holder takes one object; refused with a sentence that holds these words."""
    kind = duty_kind(duty)
    one = draft(world, kind, holder, object_, due_on=due_on)
    try:
        rows = services.assign_many(
            kind=duty, drafts=[one], on=instant(at).date(), until=until, actor=SYSTEM, at=instant(at)
        )
    except LinliError as error:
        if not refused or refused not in str(error):
            raise
        world.refusal = str(error)
        return
    assert not refused, "it was not refused"
    shelf(world, "rows")[as_ or f"{holder}-{object_}"] = rows[0].pk


@when
def duty_shared_out(
    world: World,
    duty: str,
    holders: str,
    of: int,
    objects: str,
    count: int,
    at: Any,
    grades: dict[str, int] | None = None,
    due_on: Any = None,
    skip: list[int] | None = None,
) -> None:
    """``count`` objects go round ``of`` holders in turn; the first of them are of the grades; some are skipped."""
    kind = duty_kind(duty)
    people, things = numbered(holders, of), numbered(objects, count)
    ranks = [code for code, number in (grades or {}).items() for _one in range(number)]
    drafts = []
    for number, thing in enumerate(things):
        if number + 1 in (skip or []):
            continue
        holder = number % len(people)
        grade = ranks[holder] if holder < len(ranks) else ""
        drafts.append(draft(world, kind, people[holder], thing, grade=grade, due_on=due_on))
    rows = services.assign_many(kind=duty, drafts=drafts, on=instant(at).date(), actor=SYSTEM, at=instant(at))
    back = {row.object_id: row.pk for row in rows}
    for thing in things:
        pk = back.get(object_id(world, kind, thing))
        if pk:
            shelf(world, "rows")[thing] = pk


@when
def duty_taken_over(world: World, duty_row: str, holder: str, at: Any) -> None:
    """Another holder from a day on."""
    row = services.reassign(
        duty_id=shelf(world, "rows")[duty_row], post_id=world.posts[holder], on=instant(at).date(),
        actor=SYSTEM, at=instant(at),
    )  # fmt: skip
    shelf(world, "rows")[duty_row] = row.pk


@when
def duty_left(world: World, who: str, at: Any) -> None:
    """A person leaves his post; nobody is named to follow."""
    row = Appointment.objects.get(person_id=shelf(world, "people")[who], post_id=world.posts[who])
    organizations.end_appointment(appointment_id=row.pk, on=instant(at).date(), actor=SYSTEM, at=instant(at))


@when
def duty_ticked(world: World, duty_row: str, items: list[str], at: Any, state: str = "done") -> None:
    """Items of a duty are found done or not in order."""
    for item in items:
        services.set_item(
            duty_id=shelf(world, "rows")[duty_row], item=item, state=state, actor=SYSTEM, at=instant(at)
        )


@when
def duty_ticked_all(
    world: World, prefix: str, count: int, at: Any, but: dict[str, list[str]] | None = None
) -> None:
    """Every item of so many duties; ``but`` names items that stay open, by object."""
    for name in numbered(prefix, count):
        duty = Duty.objects.get(pk=shelf(world, "rows")[name])
        every = [item.id for item in duty_kind(duty.kind).items]
        duty_ticked(world, name, [item for item in every if item not in (but or {}).get(name, [])], at)


def day(value: Any) -> date:
    """A bare day of a situation."""
    return value if isinstance(value, date) else instant(value).date()
