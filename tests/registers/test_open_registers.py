"""Pages of registers: who sees what, forms made of fields, steps, conflicts, frozen books, the map, queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.domain.access import SYSTEM
from linli.records.time import frozen
from linli.registers import services as registers
from linli.registers.models import Freeze, RegisterItem
from linli.registers.services import New
from tests.canary import WORD
from tests.office import AT, Office
from tests.registers.rows import house, veteran

pytestmark = pytest.mark.django_db
PAGES = ("list", "map", "print", "duplicates", "freezes")


@pytest.fixture(autouse=True)
def _day() -> object:
    with frozen(AT):
        yield


def test_a_list_shows_rows_below_the_post_and_masks_what_is_personal(town: Office) -> None:
    house(town)
    text = town.client("clerk").get(reverse("registers:list", args=["hazard_house"])).content.decode()
    assert "一号平房" in text
    assert "120.5" in text
    assert "13800138000" not in text
    assert "王某某" not in text


@pytest.mark.parametrize("page", PAGES)
def test_no_page_shows_a_row_of_another_street(town: Office, page: str) -> None:
    house(town, "willow", f"{WORD}平房")
    house(town, "willow", f"{WORD}平房")
    item = house(town, "willow", f"{WORD}小屋")
    client = town.client("clerk")
    for query in ("", f"?q={WORD}", "?state=found", f"?place={town.city.areas['willow']}"):
        answer = client.get(reverse(f"registers:{page}", args=["hazard_house"]) + query)
        assert answer.status_code == 200
        assert WORD not in answer.content.decode().replace(f'value="{WORD}"', "")
    for name in ("item", "edit"):
        assert client.get(reverse(f"registers:{name}", args=[item.pk])).status_code == 404


def test_a_sensitive_register_opens_for_its_viewers_only_and_small_counts_are_hidden(town: Office) -> None:
    items = [veteran(town, f"{WORD}{number}") for number in range(3)]
    viewer, leader = town.client("worker"), town.client("leader")
    address = reverse("registers:list", args=["veteran"])
    assert WORD[0] in viewer.get(address).content.decode()
    closed = leader.get(address).content.decode()
    assert WORD[0] + "**" not in closed
    assert "&lt;5" in closed
    assert leader.get(reverse("registers:item", args=[items[0].pk])).status_code == 404
    assert WORD not in leader.get(reverse("registers:print", args=["veteran"])).content.decode()
    home = leader.get(reverse("registers:home")).content.decode()
    assert "&lt;5" in home


def test_a_name_is_unmasked_with_a_reason_by_viewers_only(town: Office) -> None:
    item = veteran(town)
    address = reverse("accounts:unmask", args=["register_item", item.pk, "name"])
    asked = town.client("clerk").post(address, {"reason": "电话核对身份信息"})
    assert asked.status_code in (200, 302)
    assert town.client("leader").post(address, {"reason": "想看看是谁家的"}).status_code in (403, 404, 422)


def test_an_item_is_registered_through_the_form_and_a_double_send_makes_one(town: Office) -> None:
    client = town.client("clerk")
    address = reverse("registers:new", args=["hazard_house"])
    sent = {
        "area": town.city.areas["lake"],
        "name": "三号平房",
        "f_households": "2",
        "f_area": "88.25",
        "f_danger": "c",
        "request_key": "abc-1",
    }
    first = client.post(address, sent)
    assert first.status_code == 302
    assert client.post(address, sent)["Location"] == first["Location"]
    item = RegisterItem.objects.get(kind="hazard_house")
    assert (item.values["area"], item.number) == (8_825, "FW00001")


def test_bad_input_comes_back_with_its_sentence_and_what_was_typed(town: Office) -> None:
    client = town.client("clerk")
    sent = {"area": town.city.areas["willow"], "name": "三号平房", "f_households": "两户", "f_area": "2亩"}
    answer = client.post(reverse("registers:new", args=["hazard_house"]), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "不在可以选的范围内" in text
    assert "这里只写数字" in text
    assert "单位写的是「亩」" in text
    assert 'value="两户"' in text
    assert not RegisterItem.objects.exists()


def test_an_older_form_gets_409_with_both_texts(town: Office) -> None:
    item = house(town)
    client = town.client("clerk")
    address = reverse("registers:edit", args=[item.pk])
    registers.change_item(item_id=item.pk, given={"households": 5}, actor=SYSTEM, at=AT)
    sent = {
        "version": item.version,
        "area": item.area_id,
        "name": item.name,
        "f_households": "7",
        "f_area": "120.5",
    }
    answer = client.post(address, sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="7"' in text
    assert ">5<" in text
    item.refresh_from_db()
    assert item.values["households"] == 5
    assert item.personal


def test_saving_an_unmasked_form_keeps_the_personal_values(town: Office) -> None:
    item = house(town)
    client = town.client("clerk")
    sent = {
        "version": item.version,
        "area": item.area_id,
        "name": "改名平房",
        "f_households": "3",
        "f_area": "120.5",
    }
    assert client.post(reverse("registers:edit", args=[item.pk]), sent).status_code == 302
    item.refresh_from_db()
    assert (item.name, item.values["households"]) == ("改名平房", 3)
    assert "13800138000" in item.personal
    page = client.get(reverse("registers:item", args=[item.pk])).content.decode()
    assert "改名平房" in page
    assert "13800138000" not in page


def test_steps_of_an_item_through_its_page(town: Office) -> None:
    item = house(town)
    client = town.client("clerk")

    def do(verb: str, **sent: object) -> int:
        return client.post(reverse("registers:act", args=[item.pk, verb]), sent).status_code

    assert do("move", state="measured") == 302
    assert do("clear", state="demolished", basis="", on="2026-11-10") == 422
    assert do("clear", state="demolished", basis="已拆除，照片存档", on="2026-11-10") == 302
    assert do("reopen", reason="还剩半间") == 302
    assert do("keeper", name="网格员老李") == 302
    assert do("end", reason="登记错了") == 302
    assert do("nothing") == 404
    item.refresh_from_db()
    assert item.ended_on is not None
    text = client.get(reverse("registers:item", args=[item.pk])).content.decode()
    for word in ("拆除销号", "还剩半间", "已退出台账"):
        assert word in text


def test_a_post_without_the_verb_is_refused(town: Office) -> None:
    item = house(town)
    client = town.client("worker")
    address = reverse("registers:act", args=[item.pk, "clear"])
    sent = {"state": "demolished", "basis": "已拆除", "on": "2026-11-10"}
    assert client.post(address, sent).status_code == 403


def test_many_rows_are_changed_at_once_and_the_changed_one_is_told(town: Office) -> None:
    made = [house(town, name=f"{number}号") for number in range(3)]
    registers.change_item(item_id=made[0].pk, given={"households": 9}, actor=SYSTEM, at=AT)
    client = town.client("clerk")
    address = reverse("registers:many", args=["hazard_house"])
    picked = [f"{item.pk}.{item.version}" for item in made]
    assert client.post(address, {"pick": picked}).status_code == 200
    answer = client.post(address, {"pick": picked, "apply": "1", "to": "measured"})
    assert answer.status_code == 422
    assert "别人改过" in answer.content.decode()
    states = list(RegisterItem.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["found", "measured", "measured"]


def test_a_frozen_book_shows_then_and_now(town: Office) -> None:
    kept, gone = house(town, name="甲"), house(town, name="乙")
    client = town.client("clerk")
    sent = {"area": town.city.areas["east"], "on": "2026-11-10", "title": "年底底数"}
    answer = client.post(reverse("registers:freezes", args=["hazard_house"]), sent)
    assert answer.status_code == 302
    made = Freeze.objects.get()
    assert (made.rows, made.sums) == (2, {"households": 4, "area": 24_100})
    quiet = client.get(answer["Location"]).content.decode()
    assert "锁定以后没有变动" in quiet
    assert "+0" not in quiet
    assert "新增0条" not in quiet
    later = AT + timedelta(days=3)
    registers.change_item(item_id=kept.pk, given={"households": 3}, actor=SYSTEM, at=later)
    registers.end_item(item_id=gone.pk, reason="误登", actor=SYSTEM, at=later)
    registers.add_item(
        kind="hazard_house",
        new=New(town.city.areas["reed"], "丙", {"households": 1, "area": 5_000}),
        actor=SYSTEM,
        at=later,
    )
    text = client.get(answer["Location"]).content.decode()
    for word in ("甲", "乙", "丙", "户数 2 → 3"):
        assert word in text
    made.refresh_from_db()
    assert (made.rows, made.sums["households"]) == (2, 4)


def test_the_map_takes_the_worst_colour_and_counts(town: Office) -> None:
    first = house(town)
    house(town, "reed")
    registers.clear_item(item_id=first.pk, state="demolished", basis="已拆除", actor=SYSTEM, at=AT)
    text = town.client("clerk").get(reverse("registers:map", args=["hazard_house"])).content.decode()
    assert "tile--good" in text
    assert "tile--bad" in text


def test_the_public_list_holds_public_fields_of_granted_plates_only(town: Office) -> None:
    given = {"market": "湖滨商圈", "spot": "店门右侧", "member": "李某某", "granted_on": "2026-01-10"}
    shop = registers.add_item(
        kind="honest_shop",
        new=New(town.city.areas["lake"], "老李粮油", given, state="granted"),
        actor=SYSTEM,
        at=AT,
    )
    address = reverse("registers:public", args=["honest_shop"])
    text = Client().get(address).content.decode()
    assert "老李粮油" in text
    assert "李某某" not in text
    registers.clear_item(item_id=shop.pk, state="revoked", basis="被投诉属实", actor=SYSTEM, at=AT)
    assert "老李粮油" not in Client().get(address).content.decode()
    assert Client().get(reverse("registers:public", args=["veteran"])).status_code == 404


@pytest.mark.parametrize("page", ["home", "list", "map", "item"])
def test_pages_take_few_queries(town: Office, page: str) -> None:
    made = [house(town, name=f"{number}号") for number in range(30)]
    client = town.client("clerk")
    arguments = {"home": [], "item": [made[0].pk]}.get(page, ["hazard_house"])
    address = reverse(f"registers:{page}", args=arguments)
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    limit = 12
    assert len(seen) <= limit, "\n".join(query["sql"][:150] for query in seen.captured_queries)
