"""The page of an estate draws its buildings and entrances, each a way to its own page."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from linli.areas import panels, services
from linli.domain.access import NOBODY
from linli.records import time
from linli.ui.panels import collect
from tests import office as offices
from tests.areas.town import ACTOR, AT, Town


def test_houses_and_doors_stand_in_the_order_of_the_tree_and_cost_two_queries(
    town: Town, django_assert_num_queries: Any
) -> None:
    for number in range(1, 5):
        town.add(f"{number}单元", "entrance", "10号楼", key=f"10-{number}")
    with django_assert_num_queries(2):
        drawn = panels.of_houses(NOBODY, town["丽景苑"], AT)
    assert drawn is not None
    assert [house["name"] for house in drawn["rows"]] == ["2号楼", "10号楼", "12号楼"]
    ten = drawn["rows"][1]
    assert [door["name"] for door in ten["doors"]] == [f"{number}单元" for number in range(1, 5)]
    assert ten["doors"][2]["url"] == reverse("desk:place", args=[town["10-3"]])
    assert (drawn["buildings"], drawn["entrances"], drawn["more"]) == (3, 5, False)


def test_a_building_taken_down_is_drawn_no_more(town: Town) -> None:
    services.end(area_id=town["2号楼"], actor=ACTOR, at=AT, on=AT.date())
    drawn = panels.of_houses(NOBODY, town["丽景苑"], AT)
    assert drawn is not None
    assert [house["name"] for house in drawn["rows"]] == ["10号楼", "12号楼"]


def test_a_very_large_estate_says_where_the_rest_is(town: Town, monkeypatch: Any) -> None:
    monkeypatch.setattr(panels, "_HOUSES", 2)
    drawn = panels.of_houses(NOBODY, town["丽景苑"], AT)
    assert drawn is not None
    assert (len(drawn["rows"]), drawn["buildings"], drawn["more"]) == (2, 2, True)


def test_no_building_is_listed_twice_and_no_estate_drawn_without_any(town: Town) -> None:
    assert panels.of_children(NOBODY, town["丽景苑"], AT) is None
    assert panels.of_houses(NOBODY, town["阳光花园"], AT) is None
    community = panels.of_children(NOBODY, town["滨河社区"], AT)
    assert community is not None
    assert "丽景苑" in [row["name"] for row in community["rows"]]
    assert "areas.houses" in [panel.name for panel in collect("area", NOBODY, town["丽景苑"], AT)]


def test_the_page_of_an_estate_leads_to_a_door_within_its_queries(
    db: None, django_assert_max_num_queries: Any
) -> None:
    with time.frozen(offices.AT):
        office = offices.build()
        estate = office.city.areas["garden"]
        made = {}
        for number in range(1, 7):
            building = services.create_place(
                parent_id=estate,
                level="building",
                name=f"{90 + number}号楼",
                actor=ACTOR,
                at=AT,
                on=AT.date(),
            )
            for door in range(1, 4):
                entrance = services.create_place(
                    parent_id=building.pk,
                    level="entrance",
                    name=f"{door}单元",
                    actor=ACTOR,
                    at=AT,
                    on=AT.date(),
                )
                made[number, door] = entrance.pk
        client = office.client("secretary")
        client.get(reverse("desk:place", args=[estate]))
        with django_assert_max_num_queries(12):
            page = client.get(reverse("desk:place", args=[estate])).content.decode()
        assert "楼栋示意图" in page
        door = reverse("desk:place", args=[made[3, 2]])
        assert re.search(rf'href="{door}" aria-label="93号楼2单元"', page)
        assert "2单元" in client.get(door).content.decode()
