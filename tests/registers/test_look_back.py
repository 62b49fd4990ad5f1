"""A register as of a past day: list, counts, sums, print and Excel tell the state of that day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.areas import queries as areas
from linli.areas import services as places
from linli.domain.access import SYSTEM, AreaRef, Scope
from linli.records.time import frozen
from linli.registers import kinds, queries, then
from linli.registers import services as registers
from linli.registers.ledger import outgoing
from linli.registers.models import RegisterItem
from linli.registers.services import New
from tests import cast
from tests.office import Office

AT = cast.AT
LATER, NOW = AT + timedelta(days=20), AT + timedelta(days=60)
DAY = {"on": (AT + timedelta(days=5)).date().isoformat()}
pytestmark = pytest.mark.django_db


@pytest.fixture
def houses(town: Office) -> list[RegisterItem]:
    """Three houses: one cleared since, one moved to another community and grown, one gone; a fourth came later."""
    rows = [
        New(town.city.areas["lake"], f"{number}号平房", {"households": 2, "area": 10_000})
        for number in range(1, 4)
    ]
    made = registers.add_items(kind="hazard_house", rows=rows, actor=SYSTEM, at=AT)
    registers.clear_item(
        item_id=made[0].pk, state="demolished", basis="已拆除，照片存档", actor=SYSTEM, at=LATER
    )
    registers.change_item(
        item_id=made[1].pk, given={"households": 7}, area_id=town.city.areas["reed"], actor=SYSTEM, at=LATER
    )
    registers.end_item(item_id=made[2].pk, reason="登记错了", actor=SYSTEM, at=LATER)
    late = New(town.city.areas["lake"], "后来的", {"households": 1, "area": 5_000})
    return [*made, registers.add_item(kind="hazard_house", new=late, actor=SYSTEM, at=LATER)]


@pytest.mark.databases
def test_counts_and_sums_are_those_of_the_day(town: Office, houses: list[RegisterItem]) -> None:
    kind, day = kinds.shipped("hazard_house"), date.fromisoformat(DAY["on"])
    rows = queries.filtered(RegisterItem.objects.filter(kind=kind.id), kind, DAY, day=day)
    assert queries.sums(rows, kind, day=day) == (3, [("households", 6), ("area", 30_000)])
    assert queries.states_of(rows, kind, column="then_state")["found"] == 3
    today = queries.filtered(RegisterItem.objects.filter(kind=kind.id), kind, {})
    assert queries.sums(today, kind) == (3, [("households", 10), ("area", 25_000)])
    assert queries.states_of(today, kind)["demolished"] == 1


def test_the_place_of_the_day_counts_not_todays(town: Office, houses: list[RegisterItem]) -> None:
    kind, day = kinds.shipped("hazard_house"), date.fromisoformat(DAY["on"])
    lake = {**DAY, "place": str(town.city.areas["lake"])}
    rows = queries.filtered(RegisterItem.objects.filter(kind=kind.id), kind, lake, day=day)
    assert rows.count() == 3
    elsewhere = {**DAY, "place": str(town.city.areas["reed"])}
    assert not queries.filtered(RegisterItem.objects.filter(kind=kind.id), kind, elsewhere, day=day).exists()


@pytest.mark.parametrize("number", ["²", "9" * 30])
def test_a_strange_number_in_the_address_finds_nothing_and_breaks_nothing(
    town: Office, houses: list[RegisterItem], number: str
) -> None:
    client, address = town.client("clerk"), reverse("registers:list", args=["hazard_house"])
    with frozen(NOW):
        for asked in ({"parent": number}, {"place": number}, {**DAY, "place": number}):
            answer = client.get(address, asked)
            assert answer.status_code == 200
            assert "号平房" not in answer.content.decode()


def test_the_list_shows_the_day_and_nothing_can_be_ticked(town: Office, houses: list[RegisterItem]) -> None:
    client, address = town.client("clerk"), reverse("registers:list", args=["hazard_house"])
    with frozen(NOW):
        client.get(address, DAY)
        with CaptureQueriesContext(connection) as seen:
            text = client.get(address, DAY).content.decode()
        today = client.get(address).content.decode()
    assert "3号平房" in text
    assert "后来的" not in text
    assert "3号平房" not in today
    assert 'name="pick"' not in text
    assert f"这是{DAY['on']}当天结束时的台账" in text
    assert len(seen) <= 12, [query["sql"][:90] for query in seen.captured_queries]


def test_a_day_to_come_or_no_day_is_today(town: Office) -> None:
    assert then.day_of({"on": "2099-01-01"}, AT) is None
    assert then.day_of({"on": AT.date().isoformat()}, AT) is None
    assert then.day_of({"on": "昨天"}, AT) is None


def test_excel_takes_the_same_day_out(town: Office, houses: list[RegisterItem]) -> None:
    kind = kinds.shipped("hazard_house")
    ref = AreaRef("city", town.city.areas["city"])
    scope = Scope(
        view=(ref,),
        fill=(ref,),
        roles=frozenset({"street_clerk"}),
        bodies=frozenset(),
        user_id=None,
        post_id=None,
    )
    rows = list(outgoing.outlet_of(kind, 1).rows(scope, DAY, NOW))
    assert [row["f_households"] for row in rows] == [2, 2, 2]
    assert {row["state"] for row in rows} == {"待整治"}
    assert all(areas.names([town.city.areas["lake"]])[town.city.areas["lake"]] in row["area"] for row in rows)


@pytest.mark.databases
def test_the_map_shows_the_day_as_the_list_does(town: Office, houses: list[RegisterItem]) -> None:
    client, address = town.client("clerk"), reverse("registers:map", args=["hazard_house"])
    lake, reed = town.city.areas["lake"], town.city.areas["reed"]
    with frozen(NOW):
        client.get(address, {**DAY, "level": "community"})
        with CaptureQueriesContext(connection) as seen:
            text = client.get(address, {**DAY, "level": "community"}).content.decode()
        today = client.get(address, {"level": "community"}).content.decode()
    listed = reverse("registers:list", args=["hazard_house"])
    # Then all three stood by the lake, found and unmended; since, one is cleared, one lies elsewhere, one is gone.
    assert f'href="{listed}?place={lake}&amp;on={DAY["on"]}"' in text
    assert f"place={reed}" not in text
    assert "3 条" in text
    assert "tile--good" not in text
    assert f"这是{DAY['on']}当天结束时的示意图" in text
    assert f"?level=street&amp;on={DAY['on']}" in text
    assert f'href="{listed}?place={reed}"' in today
    assert len(seen) <= 12, [query["sql"][:90] for query in seen.captured_queries]


def test_a_community_whose_rows_stand_in_no_estate_sees_its_own_tile(
    town: Office, houses: list[RegisterItem]
) -> None:
    client, address = town.client("secretary"), reverse("registers:map", args=["hazard_house"])
    with frozen(NOW):
        first = client.get(address).content.decode()
        estates = client.get(address, {"level": "estate"}).content.decode()
    assert f"place={town.city.areas['lake']}" in first
    assert "这一级还没有条目。" in estates


def test_the_map_of_a_day_counts_by_the_tree_of_that_day(town: Office, houses: list[RegisterItem]) -> None:
    city, day = town.city.areas, date.fromisoformat(DAY["on"])
    places.move(area_id=city["lake"], parent_id=city["west"], actor=SYSTEM, at=LATER)
    assert then.above({city["lake"], city["court"]}, "street", day) == {
        city["lake"]: city["east"],
        city["court"]: city["east"],
    }
    assert then.above({city["lake"]}, "street", NOW.date()) == {city["lake"]: city["west"]}
    assert then.above({city["lake"]}, "estate", day) == {}


def test_the_map_of_a_day_names_places_as_they_were_named(town: Office, houses: list[RegisterItem]) -> None:
    client, address = town.client("clerk"), reverse("registers:map", args=["hazard_house"])
    places.rename(area_id=town.city.areas["lake"], name="新名社区", on=LATER.date(), actor=SYSTEM, at=LATER)
    with frozen(NOW):
        text = client.get(address, {**DAY, "level": "community"}).content.decode()
        today = client.get(address, {"level": "community"}).content.decode()
    assert "湖光社区" in text
    assert "新名社区" not in text
    assert "新名社区" in today


def test_few_rows_are_hidden_by_the_stricter_of_two_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = kinds.shipped("hardship_household")
    assert kind.hidden_below is not None
    day, on = date(2026, 2, 1), date(2026, 11, 1)
    for early, late in ((5, 3), (3, 5), (0, 5), (5, 0)):
        rule = {day: early, on: late}
        monkeypatch.setattr(type(kind.hidden_below), "at", lambda _self, asked, rule=rule: rule[asked])
        assert queries.hidden_below(kind, on, day) == 5
        assert queries.hidden_below(kind, on) == late
