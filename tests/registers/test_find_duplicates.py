"""The same thing entered twice: found, shown side by side, merged by one who chooses which stays."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.domain.access import SYSTEM
from linli.records.time import frozen
from linli.registers import services as registers
from linli.registers.models import RegisterItem
from linli.registers.services import New
from tests.office import AT, Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> object:
    with frozen(AT):
        yield


def house(town: Office, place: str = "lake", name: str = "一号平房", **values: object) -> RegisterItem:
    given = {"households": 2, "area": 12_050, "owner": "王某某", "phone": "13800138000", **values}
    return registers.add_item(
        kind="hazard_house", new=New(town.city.areas[place], name, given), actor=SYSTEM, at=AT
    )


def test_duplicates_are_found_and_merged(town: Office) -> None:
    first, second = house(town), house(town)
    registers.change_item(item_id=second.pk, given={"households": 77}, actor=SYSTEM, at=AT)
    client = town.client("clerk")
    page = client.get(reverse("registers:duplicates", args=["hazard_house"])).content.decode()
    assert "一号平房" in page
    # What tells the two apart stands beside them, so that the right one is kept.
    assert '<td data-label="户数' in page
    assert ">77</td>" in page
    address = reverse("registers:merge", args=["hazard_house"])
    client.post(address, {"row": [first.pk, second.pk], "keep": first.pk})
    second.refresh_from_db()
    assert second.merged_into_id == first.pk


def test_many_groups_of_duplicates_take_no_more_queries_than_one(town: Office) -> None:
    for name in ("甲号平房", "乙号平房", "丙号平房", "丁号平房"):
        for _time in range(2):
            house(town, name=name)
    client, address = town.client("clerk"), reverse("registers:duplicates", args=["hazard_house"])
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(address).content.decode()
    assert page.count("合并，保留选中的") == 4
    assert len(seen) <= 12, [query["sql"][:90] for query in seen.captured_queries]


@pytest.mark.parametrize("keep", ["", "abc", "²", "٣", "9" * 30, "9" * 5000])
def test_a_strange_number_of_the_row_to_keep_is_refused_in_words(town: Office, keep: str) -> None:
    made = [house(town), house(town)]
    client = town.client("clerk")
    sent = {"row": [row.pk for row in made], "keep": keep}
    answer = client.post(reverse("registers:merge", args=["hazard_house"]), sent, follow=True)
    assert answer.status_code == 200
    assert "请选择保留哪一条" in answer.content.decode()
    assert not RegisterItem.objects.exclude(merged_into=None).exists()
    # Nor do other addresses break that name a row by number.
    assert client.get(reverse("clocks:inbox"), {"before": keep}).status_code == 200
    assert client.get(reverse("duties:assign"), {"place": keep, "object": keep}).status_code == 200
    assert client.get(reverse("organizations:governance"), {"area": keep}).status_code == 200
