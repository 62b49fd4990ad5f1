"""Words of tiers: bodies under bodies in a tree, with heads and places; every tier is the sum of those below it."""

from __future__ import annotations

from typing import Any

from linli.cases import tiers
from linli.domain.access import AreaRef
from linli.domain.calendar import local_day
from linli.organizations import services as organizations
from linli.organizations.models import Tree
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import given, then
from tests.mechanisms.situations.world import BUILDER, FOUNDED, World, instant


@given
def body_under(
    world: World, name: str, kind: str, place: str, tree: str, under: str = "", head: str = "", role: str = "",
    covers: list[str] | None = None,
) -> None:  # fmt: skip
    """A body of a kind that answers for places, with its head, under another in a tree."""
    body = organizations.create_organization(
        name=name, kind=kind, area_id=world.places[place], actor=BUILDER, at=FOUNDED
    )
    world.bodies[name] = body.pk
    for one in covers or [place]:
        organizations.link_area(
            organization_id=body.pk, area_id=world.places[one], kind="responsible", actor=BUILDER, at=FOUNDED
        )
    if under:
        organizations.put_under(
            child_id=body.pk, parent_id=world.bodies[under], tree=tree, actor=BUILDER, at=FOUNDED
        )
    if head:
        post = organizations.create_post(
            organization_id=body.pk, title="负责人", role=role, actor=BUILDER, at=FOUNDED
        )
        person = organizations.create_person(name=head, actor=BUILDER, at=FOUNDED)
        organizations.appoint(person_id=person.pk, post_id=post.pk, actor=BUILDER, at=FOUNDED)


@given
def party_tree(world: World, communities: int, skip: list[int] | None = None) -> None:
    """The Party organisations of city, district, sub-district and of each community, one under the other."""
    above = ""
    for place in ("city", "district", "street"):
        body_under(world, f"{place}党组织", "party_org", place, Tree.PARTY, above)
        above = f"{place}党组织"
    for number in range(1, communities + 1):
        if number in (skip or []):
            continue
        place = "community" if number == 1 else f"community {number}"
        body_under(world, f"第{number}社区党组织", "party_org", place, Tree.PARTY, above)


def _tier(world: World, body: str, at: Any) -> tiers.Tier:
    view = (AreaRef("city", world.places["city"]),)
    found = tiers.of(world.bodies[body], view, local_day(instant(at)))
    assert found is not None, f"nothing stands under {body}"
    return found


@then
def tier(
    world: World, body: str, at: Any, lines: int, cases: int, open_: int | None = None, kept: int | None = None,
    itself: int = 0,
) -> None:  # fmt: skip
    """What a tier shows: so many bodies below, its total, and that the total is their sum and what lies at itself."""
    found = _tier(world, body, at)
    same((len(found.lines), found.whole.cases, found.rest.cases), (lines, cases, itself), f"tier of {body}")
    same(
        sum(line.work.cases for line in found.lines) + found.rest.cases, found.whole.cases, "sum of the lines"
    )
    same(
        sum(line.work.open for line in found.lines) + found.rest.open, found.whole.open, "sum of what is open"
    )
    if open_ is not None:
        same(found.whole.open, open_, "open")
    if kept is not None:
        same(found.whole.kept, kept, "rows kept")
        same(sum(line.work.kept for line in found.lines) + found.rest.kept, kept, "sum of the rows kept")


@then
def tier_lines(world: World, body: str, at: Any, are: list[list[Any]]) -> None:
    """Each line of a tier: [body, head, places, rows kept]."""
    found = _tier(world, body, at)
    same(
        [[line.body.name, line.head, line.places, line.work.kept] for line in found.lines],
        are,
        f"under {body}",
    )


@then
def tier_outside(world: World, body: str, at: Any, are: list[str]) -> None:
    """Communities for which no body of the tree answers."""
    found = tiers.outside(world.bodies[body], local_day(instant(at)))
    same([span.name for span in found], are, f"outside the tree of {body}")
