"""given and when of contact visits."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from linli.cases import services as cases
from linli.domain.access import SYSTEM
from linli.domain.calendar import local_day
from linli.organizations import services as organizations
from linli.visits import services as visits
from linli.visits.models import Contact
from tests.mechanisms.situations.words import given, when
from tests.mechanisms.situations.world import BUILDER, FOUNDED, World, instant

#: Plural of a situation → sort of contact.
SORTS = {"enterprises": "enterprise", "shops": "shop", "households": "household"}


@given
def visitors(world: World, count: int, role: str, body: str = "community") -> None:
    """So many people of a role, each in a post of his own: visitor 1, visitor 2 …"""
    for number in range(count):
        post = organizations.create_post(
            organization_id=world.bodies[body],
            title=f"委员{number + 1}",
            role=role,
            actor=BUILDER,
            at=FOUNDED,
        )
        world.things[f"visitor {number + 1}"] = post.pk


@given
def contacts(
    world: World, visitor: int, kind: str, at: Any, enterprises: int = 0, shops: int = 0, households: int = 0,
    place: str = "building",
) -> None:  # fmt: skip
    """One visitor is tied to so many firms, shops and households."""
    sizes = {"enterprises": enterprises, "shops": shops, "households": households}
    rows = [
        visits.Tie(
            kind, world.things[f"visitor {visitor}"], SORTS[name], world.places[place],
            name=f"{name}-{visitor}-{number + 1}",
        )
        for name, size in sizes.items()
        for number in range(size)
    ]  # fmt: skip
    made = visits.tie_many(given=rows, actor=BUILDER, at=instant(at))
    world.things.setdefault("contacts", []).extend(row.pk for row in made)


@when
def visited(
    world: World, count: int, at: Any, to_rectify: int = 0, difficulties: int = 0, every_days: int = 7
) -> None:
    """So many visits to the contacts in turn; the first ones bring problems to be put right, the next difficulties."""
    pks = world.things["contacts"]
    heard = ["to_rectify"] * to_rectify + ["difficulty"] * difficulties
    for number in range(count):
        moment = instant(at) + timedelta(days=every_days * number)
        outcome = heard[number] if number < len(heard) else ""
        row = visits.write_visit(
            contact_id=pks[number % len(pks)], text=f"第{number + 1}次走访听到的", outcome=outcome, actor=SYSTEM,
            at=moment, on=local_day(moment),
        )  # fmt: skip
        if row.case_id:
            world.cases[f"{outcome} {heard[: number + 1].count(outcome)}"] = row.case_id


@when
def success_told(world: World, at: Any, said: str, number: str) -> None:
    """A firm tells of success in its own words, with the number that stands in them."""
    firm = Contact.objects.filter(pk__in=world.things["contacts"], to="enterprise").first()
    assert firm is not None
    row = visits.write_visit(
        contact_id=firm.pk, text="供水压力不足已解决", said=said, said_number=Decimal(number), actor=SYSTEM,
        at=instant(at),
    )  # fmt: skip
    world.things["told"] = row.pk


@when
def heard_settled(world: World, outcome: str, count: int, at: Any) -> None:
    """The first so many matters heard on visits are dispatched, answered and seen to be done on the spot."""
    hour = timedelta(hours=1)
    for number in range(count):
        pk, moment = world.cases[f"{outcome} {number + 1}"], instant(at)
        desk, handler = world.actor("secretary"), world.actor("manager")
        company = world.bodies["company"]
        cases.dispatch_case(case_id=pk, body_id=company, reason="按地点", actor=desk, at=moment)
        cases.accept(case_id=pk, actor=handler, at=moment + hour)
        cases.submit_answer(case_id=pk, result="solved", text="已办好", actor=handler, at=moment + 2 * hour)
        cases.review(case_id=pk, approve=True, text="现场核查已办好", actor=desk, at=moment + 3 * hour)
