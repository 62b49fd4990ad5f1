"""The wall on the pages of staff and in the window: taken and done in few taps, and nobody can be found by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.cases import services as cases
from linli.cases.ledger import wishes as ledger
from linli.cases.ledger.wishes import OUTLET
from linli.cases.models import Case, Wish
from linli.desk.views import wishes as wall
from linli.domain.access import SYSTEM
from linli.mechanisms import services as mechanisms
from linli.records.time import now
from tests import cast
from tests.browsing import client_of


@pytest.fixture
def city(db: None) -> cast.City:
    made = cast.build()
    mechanisms.sync(actor=SYSTEM, at=cast.AT)
    mechanisms.roll_out(mechanism="resident_needs", area_id=made.areas["city"], actor=SYSTEM, at=cast.AT)
    return made


def wish(city: cast.City, text: str = "孙大爷想要一台收音机") -> Case:
    voice = cases.Voice(
        text=text, area_id=city.areas["garden"], kind="micro_wish", channel="visit",
        reporter=cases.Reporter(name="孙大爷", phone="10012345678", address="3单元12号"),
    )  # fmt: skip
    return cases.register_case(voice=voice, actor=SYSTEM, at=now())


def test_from_the_case_to_the_wall_to_the_taker_and_back_to_the_resident(
    city: cast.City, client: Client
) -> None:
    case = wish(city)
    secretary, manager = client_of(city, "secretary"), client_of(city, "manager")
    assert "核实上墙" in secretary.get(f"/cases/{case.code}/late/").content.decode()
    bad = secretary.post(f"/cases/{case.code}/hang/", {"text": "孙大爷想要一台收音机", "consent": "on"})
    assert bad.status_code == 422
    assert "姓名" in bad.content.decode()
    good = {"text": "一位老人想要一台收音机", "consent": "on", "yuan": "120", "version": ""}
    assert secretary.post(f"/cases/{case.code}/hang/", good).status_code == 302
    public = client.get("/w/wishes/").content.decode()
    assert "一位老人想要一台收音机" in public
    assert "湖光社区" in public
    assert "孙大爷" not in public
    assert "湖光花园" not in public
    assert "一位老人" in manager.get("/cases/wishes/").content.decode()
    address = f"/cases/wishes/{case.code}/"
    assert manager.get(address).status_code == 200
    assert manager.post(address, {"do": "claim"}).status_code == 302
    assert manager.post(address, {"do": "claim"}).status_code == 422
    empty = manager.post(address, {"do": "done", "text": ""})
    assert empty.status_code == 422
    assert manager.post(address, {"do": "done", "text": "已送到家"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "to_review"
    cases.review(case_id=case.pk, approve=True, actor=SYSTEM, at=now())
    client.post(f"/w/f/{case.receipt}/answer/", {"solved": "yes"})
    assert "想对圆梦的人说句话" in client.get(f"/w/f/{case.receipt}/").content.decode()
    named = client.post(f"/w/f/{case.receipt}/thank/", {"text": "孙大爷谢谢你", "public": "1"})
    assert named.status_code == 422
    assert "孙大爷谢谢你" in named.content.decode()
    assert client.post(f"/w/f/{case.receipt}/thank/", {"text": "谢谢", "public": "1"}).status_code == 302
    assert Wish.objects.get().thanks == "谢谢"
    assert "谢谢" in client.get("/w/wishes/?state=done").content.decode()
    assert client.post(f"/w/f/{case.receipt}/thank/", {"text": ""}).status_code == 422


def test_a_resident_tells_a_wish_and_it_is_not_on_the_wall(city: cast.City, client: Client) -> None:
    missing = client.post("/w/wishes/new/", {"text": "想学用手机", "place": city.areas["garden"]})
    assert missing.status_code == 422
    assert "想学用手机" in missing.content.decode()
    sent = {"text": "想学用手机", "place": city.areas["garden"], "phone": "13800138000"}
    assert client.post("/w/wishes/new/", sent).status_code == 302
    assert Case.objects.get().kind == "micro_wish"
    assert "想学用手机" not in client.get("/w/wishes/").content.decode()


def test_a_wish_that_is_not_on_the_wall_is_not_found(city: cast.City) -> None:
    case = wish(city)
    assert client_of(city, "manager").get(f"/cases/wishes/{case.code}/").status_code == 404
    assert client_of(city, "west_clerk").get(f"/cases/{case.code}/hang/").status_code in (403, 404)


def test_the_walls_cost_few_queries(
    city: cast.City, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        case = wish(city, f"第{number}个心愿")
        cases.publish_wish(
            case_id=case.pk, text=f"第{number}位老人的心愿", consent=True, actor=_desk(city), at=now()
        )
    manager = client_of(city, "manager")
    manager.get("/cases/wishes/")
    with django_assert_max_num_queries(14):
        manager.get("/cases/wishes/")
    client.get("/w/wishes/")
    with django_assert_max_num_queries(8):
        client.get("/w/wishes/")


def _desk(city: cast.City) -> Any:
    from linli.domain.access import Actor

    return Actor(
        user_id=None, post_id=city.posts["secretary"].pk, channel="page",
        body_id=city.bodies["lake_committee"].pk,
    )  # fmt: skip


def test_the_wall_is_searched_put_in_order_and_exported_in_its_public_words(city: cast.City) -> None:
    secretary = client_of(city, "secretary")
    for said, yuan in (("一位老人想要一台收音机", "120"), ("一位孩子想要一盏台灯", "60")):
        good = {"text": said, "consent": "on", "yuan": yuan, "version": ""}
        assert secretary.post(f"/cases/{wish(city).code}/hang/", good).status_code == 302
    wall = "/cases/wishes/"
    found = secretary.get(wall, {"q": "台灯"}).content.decode()
    assert "一盏台灯" in found
    assert "收音机" not in found
    assert "没有找到这样的心愿" in secretary.get(wall, {"q": "轮椅"}).content.decode()
    cheap = secretary.get(wall, {"order": "cost"}).content.decode()
    assert cheap.index("台灯") < cheap.index("收音机")
    early = secretary.get(wall, {"order": "old"}).content.decode()
    assert early.index("收音机") < early.index("台灯")
    scope = city.scope("secretary")
    rows = list(OUTLET.rows(scope, {"state": "free", "q": "台灯"}, cast.AT))
    assert [(row["text"], row["cost"], row["state"]) for row in rows] == [
        ("一位孩子想要一盏台灯", "60", "待认领")
    ]
    assert OUTLET.count(scope, {}, cast.AT) == 2
    assert len(OUTLET.layout(scope, {}, cast.AT.date()).columns) == 8
    assert "孙大爷" not in str(rows)


def test_a_wish_of_unknown_cost_hangs_behind_the_priced_and_the_ledger_keeps_the_order(
    city: cast.City, monkeypatch: pytest.MonkeyPatch
) -> None:
    secretary = client_of(city, "secretary")
    for said, yuan in (
        ("一位老人想要一台收音机", "120"),
        ("一位孩子想学下棋", ""),
        ("一位老人想要一床被子", "60"),
    ):
        sent = {"text": said, "consent": "on", "yuan": yuan, "version": ""}
        assert secretary.post(f"/cases/{wish(city).code}/hang/", sent).status_code == 302
    cheap = secretary.get("/cases/wishes/", {"order": "cost"}).content.decode()
    words = ["被子", "收音机", "下棋"]
    assert sorted(words, key=cheap.index) == words
    assert '<input type="hidden" name="order" value="cost">' in cheap
    scope = city.scope("secretary")
    monkeypatch.setattr(ledger, "_PART", 2)
    for order, wanted in (
        ("cost", words),
        ("old", ["收音机", "下棋", "被子"]),
        ("", ["被子", "下棋", "收音机"]),
    ):
        texts = [str(row["text"]) for row in OUTLET.rows(scope, {"order": order}, cast.AT)]
        assert [next(word for word in words if word in one) for one in texts] == wanted
    monkeypatch.setattr(wall, "_SIZE", 2)
    first = secretary.get("/cases/wishes/", {"order": "cost"})
    second = secretary.get(
        "/cases/wishes/", {"order": "cost", "after": first.context["page"].next}
    ).content.decode()
    assert "下棋" in second
    assert "被子" not in second
