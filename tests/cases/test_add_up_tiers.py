"""A tier is the sum of those below it; places in two lines count once; who does not view the place sees nothing."""

from __future__ import annotations

from datetime import datetime

import pytest

from linli.cases import panels, services, tiers
from linli.cases.queries import Filters, listed
from linli.cases.services.register import Voice
from linli.domain.access import AreaRef, Scope
from linli.domain.calendar import SHANGHAI
from tests.mechanisms.situations.acts_tiers import body_under, party_tree
from tests.mechanisms.situations.world import World

AT = datetime(2017, 10, 12, 9, tzinfo=SHANGHAI)
ROLES = frozenset({"district_officer"})


@pytest.fixture
def world(db: None) -> World:
    """Three communities with their Party organisations; four cases, one of them at the sub-district itself."""
    made = World()
    made.build(3)
    party_tree(made, 3)
    for place in ("community", "community", "community 3", "street"):
        voice = Voice(text="路灯不亮", area_id=made.places[place], channel="staff_form")
        services.register_case(voice=voice, actor=made.actor("worker"), at=AT)
    return made


def _tier(world: World, body: str) -> tiers.Tier:
    found = tiers.of(world.bodies[body], (AreaRef("city", world.places["city"]),), AT.date())
    assert found is not None
    return found


@pytest.mark.databases
def test_the_whole_is_the_lines_and_what_lies_at_the_tier_itself(world: World) -> None:
    street = _tier(world, "street党组织")
    assert [line.work.cases for line in street.lines] == [2, 0, 1]
    assert (street.whole.cases, street.rest.cases, street.twice.cases) == (4, 1, 0)
    assert (_tier(world, "city党组织").whole.cases, _tier(world, "city党组织").rest.cases) == (4, 0)


def test_a_place_in_two_lines_counts_once_in_the_whole(world: World) -> None:
    body_under(world, "联合党组织", "party_org", "community", "party", "street党组织")
    street = _tier(world, "street党组织")
    assert sum(line.work.cases for line in street.lines) == 5
    assert (street.whole.cases, street.rest.cases, street.twice.cases) == (4, 1, 2)


def test_each_number_leads_to_its_rows(world: World) -> None:
    scope = Scope(view=(AreaRef("city", world.places["city"]),), roles=ROLES)
    street = _tier(world, "street党组织")
    for place, work in [(street.place, street.whole), *((line.place, line.work) for line in street.lines)]:
        assert listed(scope, Filters(place=str(place), state="counted"), AT).count() == work.cases
        assert listed(scope, Filters(place=str(place), state="open"), AT).count() == work.open


def test_nobody_else_reads_a_tier_and_a_body_alone_has_none(world: World) -> None:
    elsewhere = (AreaRef("community", world.places["community 2"]),)
    assert tiers.of(world.bodies["street党组织"], elsewhere, AT.date()) is None
    assert (
        tiers.of(world.bodies["第1社区党组织"], (AreaRef("city", world.places["city"]),), AT.date()) is None
    )


def test_a_line_that_answers_for_a_place_elsewhere_tells_nobody_its_number(world: World) -> None:
    street = (AreaRef("street", world.places["street"]),)
    assert tiers.of(world.bodies["street党组织"], street, AT.date()) is not None
    body_under(world, "外派党组织", "party_org", "district", "party", "street党组织")
    assert tiers.of(world.bodies["street党组织"], street, AT.date()) is None
    assert _tier(world, "street党组织").lines[-1].work.cases == 4


def test_panels_of_a_tier_keep_their_budget(
    world: World, django_assert_max_num_queries: pytest.fixture
) -> None:
    scope = Scope(view=(AreaRef("city", world.places["city"]),), roles=ROLES)
    with django_assert_max_num_queries(9):
        assert panels.of_tier(scope, world.bodies["street党组织"], AT) is not None
    with django_assert_max_num_queries(9):
        assert panels.of_tier_gaps(scope, world.bodies["city党组织"], AT) is None
