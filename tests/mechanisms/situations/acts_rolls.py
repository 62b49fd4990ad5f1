"""given and when of reporting-in: bodies and members on rolls, services, lists, stages, arrangements."""

from __future__ import annotations

from datetime import date
from typing import Any

from linli.areas import queries as areas
from linli.areas import services as places
from linli.domain.rolls import read_period
from linli.organizations import services as organizations
from linli.organizations.errors import Refused
from linli.organizations.models import Organization
from linli.records import bulk, tx
from linli.rolls import services as rolls
from linli.rolls.models import Membership
from linli.rolls.services import expecting
from tests.mechanisms.situations.words import given, when
from tests.mechanisms.situations.world import BUILDER, FOUNDED, World, instant


def _day(value: Any) -> date:
    return instant(value).date()


def _community(number: int) -> str:
    return "community" if number == 0 else f"community {number + 1}"


@given
def bodies(world: World, count: int, kind: str, place: str = "city", prefix: str = "单位") -> None:
    """So many bodies of a kind at a place, at once; things[kind] holds their ids."""
    area = world.places[place]
    columns = areas.columns_for(area)
    rows = [
        Organization(
            name=f"{prefix}{number + 1}", kind=kind, area_id=area, valid_from=FOUNDED.date(), **columns
        )
        for number in range(count)
    ]
    made = tx.run(lambda: bulk.append_first(rows, names=("organization.created",), actor=BUILDER, at=FOUNDED))
    world.things.setdefault(kind, []).extend(row.pk for row in made)


@given
def body(world: World, as_: str, kind: str, name: str, place: str) -> None:
    """One more body."""
    made = organizations.create_organization(
        name=name, kind=kind, area_id=world.places[place], actor=BUILDER, at=FOUNDED
    )
    world.bodies[as_] = made.pk


@given
def units_on_roll(
    world: World, kind: str, of: str, at: Any, spread: int, at_first: int = 0, place: str = ""
) -> None:
    """The bodies of a kind on rolls of so many communities in turn; ``at_first`` of them at the first one."""
    ids, day = world.things[of], _day(at)
    entries = []
    for number, pk in enumerate(ids):
        rest = number - at_first
        where = place or _community(0 if rest < 0 else 1 + rest % max(spread - 1, 1))
        entries.append(
            rolls.Entry(area_id=world.places[where], since=day, organization_id=pk, contact="联系人")
        )
    made = rolls.enrol(kind=kind, entries=entries, actor=BUILDER, at=instant(at))
    world.things[f"{kind} rows"] = [row.pk for row in made]


@given
def members_on_roll(world: World, kind: str, count: int, at: Any, spread: int = 1, at_first: int = 0) -> None:
    """So many members on rolls, ``at_first`` at the first community, the rest over the others in turn."""
    day = _day(at)
    people = rolls.enter_people(names=[f"党员{n + 1}" for n in range(count)], actor=BUILDER, at=FOUNDED)
    units = {
        row.area_id: row.organization_id
        for row in Membership.objects.filter(holder="unit", area__isnull=False).order_by("-pk")
    }
    entries = []
    for number, person in enumerate(people):
        rest = number - at_first
        where = world.places[_community(0 if rest < 0 or spread == 1 else 1 + rest % (spread - 1))]
        entries.append(
            rolls.Entry(area_id=where, since=day, person_id=person.pk, organization_id=units.get(where))
        )
    made = rolls.enrol(kind=kind, entries=entries, actor=BUILDER, at=instant(at))
    world.things[f"{kind} people"] = [person.pk for person in people]
    world.things[f"{kind} rows"] = [row.pk for row in made]


@given
def team_members(world: World, at: Any, teams: list[list[Any]]) -> None:
    """Teams as [body, street, from, to]: people of a numbered list, so that one may stand in two teams."""
    last = max(row[3] for row in teams)
    people = rolls.enter_people(names=[f"队员{n + 1}" for n in range(last)], actor=BUILDER, at=FOUNDED)
    entries = [
        rolls.Entry(
            area_id=world.places[street],
            since=_day(at),
            organization_id=world.things["volunteer_team"][number - 1],
            person_id=people[index].pk,
        )
        for number, street, first, end in teams
        for index in range(first - 1, end)
    ]
    rolls.enrol(kind="team_roll", entries=entries, actor=BUILDER, at=instant(at))


@when
def reports_in(
    world: World,
    as_: str,
    kind: str,
    at: Any,
    body: str = "",
    person: str = "",
    place: str = "community",
    members: int | None = None,
    receive: bool = True,
    by: str = "secretary",
    refused: str = "",
) -> None:
    """One unit or member applies and is received; ``refused``: words of the refusal."""
    person_id = world.things.get(f"person {person}") if person else None
    if person and person_id is None:
        person_id = organizations.create_person(name=person, actor=BUILDER, at=FOUNDED).pk
        world.things[f"person {person}"] = person_id

    def run() -> None:
        row = rolls.apply(
            kind=kind,
            area_id=world.places[place],
            organization_id=world.bodies[body] if body else None,
            person_id=person_id,
            said_members=members,
            actor=BUILDER,
            at=instant(at),
        )
        if receive:
            rolls.receive(membership_id=row.pk, actor=world.actor(by), at=instant(at))
        world.things[as_] = row.pk

    maybe(run, refused)


def maybe(run: Any, refused: str) -> None:
    """Run it; it must be refused with these words where some are given, and not at all otherwise."""
    said = ""
    try:
        run()
    except Refused as error:
        said = str(error)
    assert bool(said) == bool(refused), f"refused: {said}" if said else "it was not refused"
    assert refused in said, f"refused with other words: {said}"


@when
def leaves(world: World, roll: str, at: Any, reason: str = "调整") -> None:
    """Off the roll; what it did stays."""
    rolls.end(membership_id=world.things[roll], reason=reason, actor=BUILDER, at=instant(at))


@when
def reaches(
    world: World, roll: str, stage: str, at: Any, members: int | None = None, refused: str = ""
) -> None:
    """A stage on the roll."""

    def run() -> None:
        rolls.set_stage(
            membership_id=world.things[roll], stage=stage, said_members=members, actor=BUILDER, at=instant(at)
        )

    maybe(run, refused)


@when
def all_reach(world: World, kind: str, stage: str, at: Any) -> None:
    """Every one on a roll reaches a stage."""
    for pk in world.things[f"{kind} rows"]:
        rolls.set_stage(membership_id=pk, stage=stage, actor=BUILDER, at=instant(at))


@when
def held_by(world: World, roll: str, backstop: str, body: str, at: Any) -> None:
    """An organisation takes a floating member in."""
    rolls.hold(
        membership_id=world.things[roll],
        backstop=backstop,
        host_id=world.bodies[body],
        actor=BUILDER,
        at=instant(at),
    )


@when
def served(
    world: World,
    roll: str,
    at: Any,
    title: str,
    minutes: int | None = None,
    confirmed: bool = True,
    row: int = 0,
) -> None:
    """A service by one on a roll; ``row`` picks from many."""
    pk = world.things[roll][row - 1] if row else world.things[roll]
    rolls.record_service(
        membership_id=pk,
        title=title,
        minutes=minutes,
        confirmed=confirmed,
        actor=world.actor("secretary"),
        at=instant(at),
    )


@when
def all_served(world: World, kind: str, at: Any, except_: int = 0) -> None:
    """Every one of a roll but the last few has one confirmed service."""
    ids = world.things[f"{kind} rows"]
    for pk in ids[: len(ids) - except_]:
        rolls.record_service(
            membership_id=pk, title="志愿服务", confirmed=True, actor=BUILDER, at=instant(at)
        )


@when
def feedback(world: World, roll: str, period: str, opinion: str, at: Any, refused: str = "") -> None:
    """The community's opinion on a closed period."""

    def run() -> None:
        rolls.give_feedback(
            membership_id=world.things[roll],
            period=read_period(period),
            opinion=opinion,
            actor=world.actor("secretary"),
            at=instant(at),
        )

    maybe(run, refused)


@when
def roll_round(world: World, at: Any) -> None:
    """The worker's round: what is due after a closed period, and its messages; twice makes no difference."""
    del world
    expecting.tick(instant(at))
    assert expecting.tick(instant(at)) == 0


@when
def joint_result(world: World, as_: str, title: str, place: str, units: dict[str, str], at: Any) -> None:
    """A project of several units that is done: {roll: what it gave}."""
    item = rolls.add_item(
        list_name="project", title=title, area_id=world.places[place], actor=BUILDER, at=instant(at)
    )
    for roll, what in units.items():
        rolls.take_item(
            item_id=item.pk, membership_id=world.things[roll], what=what, actor=BUILDER, at=instant(at)
        )
    rolls.finish_item(item_id=item.pk, actor=BUILDER, at=instant(at))
    world.things[as_] = item.pk


@given
def street(world: World, as_: str, name: str) -> None:
    """One more town or sub-district beside the first."""
    made = places.create_place(
        parent_id=world.places["district"],
        level="street",
        name=name,
        actor=BUILDER,
        at=FOUNDED,
        invented=True,
    )
    world.places[as_] = made.pk
