"""Coverage and gaps as of any day; distinct objects, holders and assignments."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.definitions.duties import DutyKind
from linli.domain.access import SYSTEM
from linli.duties import kinds, queries, services
from linli.organizations import services as organizations
from linli.organizations.models import Appointment
from tests import cast
from tests.duties.conftest import Town

LATER = cast.AT + timedelta(days=30)
LATER_DAY = cast.DAY + timedelta(days=30)


def kind(name: str = "duty_cadre_courtyard") -> DutyKind:
    found = kinds.shipped(name)
    assert found is not None
    return found


@pytest.fixture
def covered(town: Town) -> Town:
    town.courtyard("三号院", "willow")
    town.courtyard("四号院", "reed")
    town.post("王建")
    town.post("李明")
    town.assign("王建", "一号院")
    town.assign("王建", "二号院")
    town.assign("李明", "三号院", until=LATER_DAY)
    return town


def test_objects_holders_and_assignments_are_three_counts(covered: Town) -> None:
    # The cast has a courtyard of its own? It has an estate only by name; so four courtyards stand in the tree.
    found = queries.cover(kind(), covered.city.areas["city"], cast.DAY)
    assert (found.objects, found.covered, found.uncovered) == (4, 3, 1)
    assert (found.assignments, found.people, found.doubles, found.overloaded) == (3, 2, 1, 0)


def test_a_place_counts_only_what_lies_in_it(covered: Town) -> None:
    found = queries.cover(kind(), covered.city.areas["west"], cast.DAY)
    assert (found.objects, found.uncovered, found.people) == (1, 0, 1)


def test_the_day_decides(covered: Town) -> None:
    city = covered.city.areas["city"]
    later = queries.cover(kind(), city, LATER_DAY)
    assert (later.uncovered, later.expired) == (2, 1)
    reasons = {row.name: row.reason for row in queries.gap_rows(kind(), city, LATER_DAY)}
    assert reasons == {"三号院": "到期未续", "四号院": "没有责任人"}
    assert queries.cover(kind(), city, cast.DAY).uncovered == 1


def test_a_holder_who_left_shows_by_name(covered: Town) -> None:
    act = Appointment.objects.get(person=covered.people["王建"])
    organizations.end_appointment(appointment_id=act.pk, on=LATER_DAY, actor=SYSTEM, at=LATER)
    city = covered.city.areas["city"]
    found = queries.cover(kind(), city, LATER_DAY)
    assert (found.gone, found.uncovered) == (2, 4)
    rows = queries.gap_rows(kind(), city, LATER_DAY)
    assert [row.reason for row in rows if row.name == "一号院"] == ["责任人空缺"]
    assert any("王建" in row.detail for row in rows)


def test_tiles_add_up_to_the_whole(covered: Town) -> None:
    city = covered.city.areas["city"]
    for area in (city, covered.city.areas["district"], covered.city.areas["east"]):
        found = queries.cover(kind(), area, cast.DAY)
        tiles = queries.tiles(kind(), area, cast.DAY)
        assert sum(tile.objects for tile in tiles) == found.objects
        assert sum(tile.uncovered for tile in tiles) == found.uncovered


def test_tiles_of_households_group_by_today_s_columns(town: Town) -> None:
    homes = services.add_charges(
        kind="duty_five_guarantees",
        area_id=town.city.areas["lake"],
        names=["1号", "2号"],
        actor=SYSTEM,
        at=cast.AT,
    )
    town.post("王建")
    services.assign(
        kind="duty_five_guarantees",
        object_id=homes[0].pk,
        post_id=town.posts["王建"].pk,
        actor=SYSTEM,
        at=cast.AT,
    )
    tiles = queries.tiles(kind("duty_five_guarantees"), town.city.areas["east"], cast.DAY)
    assert [(tile.name, tile.objects, tile.uncovered) for tile in tiles if tile.objects] == [
        ("湖光社区", 2, 1)
    ]


def test_a_page_of_gaps_needs_few_queries(covered: Town, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    city = covered.city.areas["city"]
    with django_assert_max_num_queries(12):
        queries.cover(kind(), city, cast.DAY)
    with django_assert_max_num_queries(6):
        queries.gap_rows(kind(), city, cast.DAY)
    with django_assert_max_num_queries(3):
        queries.tiles(kind(), city, cast.DAY)


def test_who_answers_for_a_matter_is_the_nearest_holder_with_a_reason(town: Town) -> None:
    town.grid("第一网格")
    town.post("片长", "community_worker")
    services.assign(
        kind="duty_cadre_area",
        object_id=town.places["第一网格"],
        post_id=town.posts["片长"].pk,
        actor=SYSTEM,
        at=cast.AT,
    )
    found = queries.answering(town.places["第一网格"], "sanitation_street", "public_need", cast.DAY)
    assert [one.post for one in found] == [town.posts["片长"]]
    assert "片长" in found[0].reason
    assert "第一网格" in found[0].reason
    assert queries.answering(town.places["第一网格"], "utilities_heat", "public_need", cast.DAY) == []
    assert queries.answering(town.city.areas["willow"], "sanitation_street", "public_need", cast.DAY) == []
