"""挂图作战: open points in the colour of who has to see to them (S3-21), beside the map of places."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.domain.access import SYSTEM
from linli.records.time import frozen
from linli.registers import kinds, planning
from linli.registers import services as registers
from linli.registers.models import RegisterItem
from linli.registers.services import New
from tests import cast
from tests.office import Office

AT = cast.AT
NOW = AT + timedelta(days=20)
pytestmark = pytest.mark.django_db
ADDRESS = reverse("registers:map", args=["street_lamp"])


def lamps(town: Office, keeper: str, count: int, place: str = "lake") -> list[RegisterItem]:
    rows = [
        New(town.city.areas[place], f"{keeper or '无人'}的灯{number}", {"spot": "路口"}, keeper_name=keeper)
        for number in range(1, count + 1)
    ]
    return registers.add_items(kind="street_lamp", rows=rows, actor=SYSTEM, at=AT)


def test_each_keeper_has_a_colour_and_nobody_stands_first(town: Office) -> None:
    lamps(town, "甲组", 1)
    lamps(town, "乙组", 2)
    lamps(town, "", 1)
    gone = lamps(town, "丙组", 1)
    registers.clear_item(item_id=gone[0].pk, state="removed", basis="已拆", actor=SYSTEM, at=NOW)
    wrong = lamps(town, "丁组", 1)
    registers.end_item(item_id=wrong[0].pk, reason="登记错了", actor=SYSTEM, at=NOW)
    kind = kinds.shipped("street_lamp")
    owners, counts = planning.by_owner(RegisterItem.objects.filter(kind=kind.id), kind)
    assert [(one.name, len(one.items)) for one in owners] == [("", 1), ("乙组", 2), ("甲组", 1), ("丙组", 0)]
    assert owners[0].colour == 0
    assert [one.every for one in owners] == [1, 2, 1, 1]
    assert len({one.colour for one in owners}) == 4
    assert counts == {"planned": 4, "lit": 0, "out": 0, "removed": 1}


def test_a_keeper_keeps_his_colour_when_another_clears_more(town: Office) -> None:
    lamps(town, "甲组", 1)
    second = lamps(town, "乙组", 2)
    kind = kinds.shipped("street_lamp")

    def colours() -> dict[str, int]:
        found, _counts = planning.by_owner(RegisterItem.objects.filter(kind=kind.id), kind)
        return {one.name: one.colour for one in found}

    before = colours()
    for item in second:
        registers.clear_item(item_id=item.pk, state="removed", basis="已拆", actor=SYSTEM, at=NOW)
    assert colours() == before
    lamps(town, "丙组", 1)  # sorts before the two others, and comes after them
    assert colours() == before | {"丙组": 3}


def test_the_page_leads_from_a_point_to_its_row_in_twelve_queries(town: Office) -> None:
    made = lamps(town, "甲组", 30)
    elsewhere = lamps(town, "西边组", 1, place="reed")
    with frozen(NOW):
        client = town.client("secretary")
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(ADDRESS, {"by": "keeper"}).content.decode()
        assert "按责任人" in client.get(ADDRESS).content.decode()
    assert len(asked) <= 12, [one["sql"] for one in asked]
    assert reverse("registers:item", args=[made[0].pk]) in page
    assert "甲组" in page
    assert reverse("registers:item", args=[elsewhere[0].pk]) not in page
    assert "西边组" not in page
    assert f"{reverse('registers:list', args=['street_lamp'])}?state=planned" in page


def test_a_register_without_keepers_has_no_map_by_owner(town: Office) -> None:
    with frozen(NOW):
        page = town.client("secretary").get(
            reverse("registers:map", args=["shop_frontage"]), {"by": "keeper"}
        )
    assert page.status_code == 200
    assert "按责任人" not in page.content.decode()
