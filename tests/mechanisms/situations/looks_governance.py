"""then of governance: coverage as of a day with the missing by name, pairs, headcounts."""

from __future__ import annotations

import dataclasses
from typing import Any

from linli.definitions.dated import Dated, DatedEntry
from linli.domain import figures
from linli.organizations import governance
from linli.organizations.models import Appointment, AppointmentKind, Organization, on_day
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World, instant


@then
def gov_covered(
    world: World, kind: str, on: Any, is_: int, of: int, percent: str = "", bodies: int | None = None,
    missing: list[str] | None = None, full: bool | None = None, place: str = "street", part: str = "",
) -> None:  # fmt: skip
    """So many of so many; the rate as printed to one decimal; how many bodies; the missing by name."""
    day = instant(on).date()
    found = governance.read(governance.shipped(kind), [world.places[place]], day)
    cover = found.total
    if part:
        cover = next(one for piece, one in found.by_part if piece.id == part)
    same((len(cover.covered), cover.objects), (is_, of), f"coverage of {kind}")
    if percent:
        same(figures.say_percent(len(cover.covered), cover.objects, 1), percent, f"rate of {kind}")
    if bodies is not None:
        same(sum(found.bodies.values()), bodies, f"bodies of {kind}")
    if missing is not None:
        names = {line.object_id: line.name for line in found.lines}
        same([names[pk] for pk in cover.missing], missing, f"missing of {kind}")
    if full is not None:
        same(cover.full, full, f"full coverage of {kind}")


@then
def gov_bodies_standing(world: World, kind: str, on: Any, is_: int) -> None:
    """Bodies of a kind that stand on a day."""
    day = instant(on).date()
    same(Organization.objects.filter(on_day(day), kind=kind).count(), is_, f"{kind} on {day}")


@then
def gov_sources(world: World, body: str, on: Any, kind: str, has: list[str], lacks: list[str]) -> None:
    """Which sorts of members a body has and lacks on a day."""
    found = governance.member_sources(governance.shipped(kind), world.bodies[body], instant(on).date())
    same(sorted(one.id for one, count in found if count), sorted(has), "sources present")
    same(sorted(one.id for one, count in found if not count), sorted(lacks), "sources absent")


@then
def gov_crossing(world: World, kind: str, on: Any, is_: str, of: int = 1) -> None:
    """The direction of every pair of community and branch."""
    found = governance.pairs(governance.shipped(kind), [world.places["street"]], instant(on).date())
    same([pair.direction for pair in found], [is_] * of, "directions")


@then
def gov_on_loan(
    world: World, kind: str, body: str, on: Any, groups: list[int], total: int | None, exclusive: bool = False
) -> None:
    """People on loan by rank, and the sum where the ranks are declared exclusive."""
    day = instant(on).date()
    piece = governance.shipped(kind)
    if exclusive:
        piece = dataclasses.replace(
            piece, exclusive=Dated((DatedEntry(instant("2017-01-01").date(), True, "report"),))
        )
    found = governance.headcount(piece, world.bodies[body], day)
    same(list(found.groups.values()), groups, "groups")
    same(found.total, total, "sum")


@then
def gov_still_home(world: World, group: str, body: str, on: Any) -> None:
    """Everybody of a group keeps a main post in his own body."""
    people = set(world.things[f"governance.people.{group}"])
    held = Appointment.objects.filter(
        on_day(instant(on).date()), person_id__in=people, kind=AppointmentKind.MAIN,
        post__organization_id=world.bodies[body],
    )  # fmt: skip
    same(set(held.values_list("person_id", flat=True)), people, "people at home")


@then
def gov_posts_people(world: World, kind: str, on: Any, posts: list[int], people: int) -> None:
    """Posts of each part and the distinct people in all of them."""
    found, every = governance.posts_and_people(
        governance.shipped(kind), [world.places["street"]], instant(on).date()
    )
    same([one.posts for one in found], posts, "posts")
    same(every.people, people, "people")
