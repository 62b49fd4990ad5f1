"""The pages of rolls: who sees what, what each button does, bad input."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from linli.records import time
from linli.rolls import services
from linli.rolls.models import Feedback, Item, Membership, Service
from tests.rolls.conftest import AT, DAY, Rolled
from tests.rolls.entered import enter, leave_all, text

pytestmark = pytest.mark.django_db
CANARY = "金丝雀鸣"


@pytest.fixture(autouse=True)
def _clock() -> Any:
    leave_all()
    with time.frozen(AT):
        yield


def test_a_unit_reports_in_with_three_fields_and_the_community_receives_with_one_tap(rolled: Rolled) -> None:
    unit, secretary = enter(rolled, "liaison"), enter(rolled, "secretary")
    asked = text(unit, "rolls:new")
    shown = [line for line in ("area_id", "contact", "phone") if f'name="{line}' in asked]
    assert len(shown) == 3
    sent = {
        "kind": "unit_roll",
        "organization_id": rolled.finance.pk,
        "area_id": rolled.city.areas["lake"],
        "contact": "李同志",
        "phone": "0393-4416100",
        "request_key": "one",
    }
    first = unit.post(reverse("rolls:new"), sent)
    assert first.status_code == 302, first.content.decode()[:2000]
    assert unit.post(reverse("rolls:new"), sent)["Location"] == first["Location"]
    row = Membership.objects.get()
    today = secretary.get(reverse("desk:today") + "?late=1").content.decode()
    assert reverse("rolls:receive", args=[row.pk]) in today
    secretary.post(reverse("rolls:receive", args=[row.pk]), {"version": row.version})
    row.refresh_from_db()
    assert row.state == "on_roll"
    assert "已报到" in text(unit, "rolls:page", row.pk)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"phone": "打我手机"}, "电话只能填"),
        ({"area_id": "text:没有这里"}, "没有找到"),
        ({"area_id": "999999999"}, "没有"),
        ({"contact": ""}, "必填"),
        ({"organization_id": "abc"}, "请从列表中选择"),
        ({"organization_id": "1"}, "只能为本单位"),
    ],
)
def test_bad_input_gives_a_sentence_and_keeps_what_was_typed(
    rolled: Rolled, values: dict[str, str], words: str
) -> None:
    sent = {
        "kind": "unit_roll",
        "organization_id": rolled.finance.pk,
        "area_id": rolled.city.areas["lake"],
        "contact": "李同志",
        "phone": "0393-4416100",
    } | values
    answer = enter(rolled, "liaison").post(reverse("rolls:new"), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page or (words == "必填" and "填" in page)
    if "contact" not in values:
        assert "李同志" in page
    assert not Membership.objects.exists()


def test_the_overview_opens_every_number(rolled: Rolled) -> None:
    rolled.on_roll()
    rolled.member()
    page = text(enter(rolled, "officer"), "rolls:overview")
    assert "1/3" in page
    assert "没有单位报到的社区" in page
    assert f"?area={rolled.city.areas['lake']}&amp;state=on_roll" in page
    assert "打卡" not in page


def test_members_are_seen_by_their_community_only(rolled: Rolled) -> None:
    rolled.member(CANARY, area="willow")
    rows = {"secretary": 0, "willow_secretary": 1}
    for post, number in rows.items():
        page = text(enter(rolled, post), "rolls:list", holder="member")
        assert page.count(CANARY) == number, post
    for post in ("clerk", "supervisor", "leader"):
        answer = enter(rolled, post).get(reverse("rolls:list"), {"holder": "member"})
        assert answer.status_code == 403, post


def test_a_home_is_read_by_the_community_and_nobody_else(rolled: Rolled) -> None:
    row = rolled.member("党员甲", organization_id=rolled.finance.pk, home=f"{CANARY}3号楼")
    assert CANARY in text(enter(rolled, "secretary"), "rolls:page", row.pk)
    assert CANARY not in text(enter(rolled, "liaison"), "rolls:page", row.pk)
    assert CANARY not in text(enter(rolled, "secretary"), "rolls:slip", row.pk)
    assert enter(rolled, "willow_secretary").get(reverse("rolls:page", args=[row.pk])).status_code == 404
    assert enter(rolled, "clerk").get(reverse("rolls:page", args=[row.pk])).status_code == 404


def test_a_service_is_written_once_and_confirmed_by_the_community_only(rolled: Rolled) -> None:
    row = rolled.on_roll()
    unit, secretary = enter(rolled, "liaison"), enter(rolled, "secretary")
    unit.post(reverse("rolls:act", args=[row.pk, "serve"]), {"title": "清理楼道", "minutes": "90"})
    one = Service.objects.get()
    assert one.state == "waiting"
    assert unit.post(reverse("rolls:confirm", args=[one.pk])).status_code == 403
    assert (
        reverse("rolls:confirm", args=[one.pk])
        in secretary.get(reverse("desk:today") + "?late=1").content.decode()
    )
    secretary.post(reverse("rolls:confirm", args=[one.pk]))
    one.refresh_from_db()
    assert one.state == "confirmed"
    assert "社区已确认" in text(unit, "rolls:page", row.pk)
    secretary.post(reverse("rolls:act", args=[row.pk, "serve"]), {"title": "社区写的"})
    assert Service.objects.get(title="社区写的").state == "confirmed"


def test_not_confirming_asks_for_a_reason(rolled: Rolled) -> None:
    row = rolled.on_roll()
    one = services.record_service(membership_id=row.pk, title="清理楼道", actor=rolled.liaison, at=AT)
    secretary = enter(rolled, "secretary")
    assert secretary.post(reverse("rolls:decline", args=[one.pk]), {"reason": ""}).status_code == 422
    secretary.post(reverse("rolls:decline", args=[one.pk]), {"reason": "当天没有来"})
    one.refresh_from_db()
    assert (one.state, one.reason) == ("declined", "当天没有来")


def test_only_the_opinion_is_typed_and_the_unit_reads_it(rolled: Rolled) -> None:
    row = rolled.on_roll(on=DAY - timedelta(days=120))
    services.record_service(
        membership_id=row.pk,
        title="义诊",
        minutes=120,
        on=DAY - timedelta(days=60),
        confirmed=True,
        actor=rolled.secretary,
        at=AT,
    )
    secretary, unit = enter(rolled, "secretary"), enter(rolled, "liaison")
    page = text(secretary, "rolls:page", row.pk)
    assert "2026年第3季度" in page
    address = reverse("rolls:feedback", args=[row.pk, "2026-quarter-3"])
    asked = secretary.get(address).content.decode()
    assert "已确认服务1次、2小时" in asked
    assert secretary.post(address, {"opinion": "good", "text": "来得及时"}).status_code == 302
    made = Feedback.objects.get()
    assert (made.services, made.minutes, made.opinion) == (1, 120, "good")
    assert "社区评价：好" in unit.get(reverse("desk:today") + "?late=1").content.decode()
    unit.post(reverse("rolls:seen", args=[made.pk]))
    made.refresh_from_db()
    assert made.seen_at == AT
    assert unit.post(address, {"opinion": "good"}).status_code == 403


def test_a_quarter_that_is_over_asks_for_its_opinions_until_they_are_written(rolled: Rolled) -> None:
    row = rolled.on_roll(on=DAY - timedelta(days=120))
    secretary = enter(rolled, "secretary")
    today = reverse("desk:today") + "?late=1"
    asked = secretary.get(today).content.decode()
    assert "2026年第3季度还有1个单位没有反馈" in asked
    assert f"{reverse('rolls:reports')}?period=2026-quarter-3" in asked
    assert "没有反馈" not in enter(rolled, "liaison").get(today).content.decode()
    secretary.post(reverse("rolls:feedback", args=[row.pk, "2026-quarter-3"]), {"opinion": "good"})
    assert "没有反馈" not in secretary.get(today).content.decode()


@pytest.mark.parametrize("code", ["2026-quarter-9", "nonsense", "2026-quarter-4"])
def test_a_period_that_is_none_or_not_over_is_refused(rolled: Rolled, code: str) -> None:
    row = rolled.on_roll()
    address = reverse("rolls:feedback", args=[row.pk, code])
    assert enter(rolled, "secretary").post(address, {"opinion": "good"}).status_code in {404, 422}
    assert not Feedback.objects.exists()


def test_the_three_lists_are_kept_by_both(rolled: Rolled) -> None:
    row = rolled.on_roll()
    unit, secretary = enter(rolled, "liaison"), enter(rolled, "secretary")
    add = reverse("rolls:act", args=[row.pk, "item"])
    secretary.post(add, {"list_name": "need", "title": "老人助浴椅"})
    unit.post(add, {"list_name": "service", "title": "会议室周末可用"})
    need = Item.objects.get(list="need")
    unit.post(
        reverse("rolls:item", args=[need.pk, "take"]),
        {"membership_id": row.pk, "what": "捐2把", "version": need.version},
    )
    need.refresh_from_db()
    assert need.state == "taken"
    assert "捐2把" in text(secretary, "rolls:page", row.pk)
    secretary.post(reverse("rolls:item", args=[need.pk, "done"]), {"version": need.version})
    need.refresh_from_db()
    assert need.state == "done"
    again = secretary.post(reverse("rolls:item", args=[need.pk, "done"]), {"version": need.version})
    assert again.status_code == 422
    outside = enter(rolled, "willow_secretary")
    assert outside.get(reverse("rolls:item", args=[need.pk, "drop"])).status_code == 404


def test_moving_and_ending_from_the_page(rolled: Rolled) -> None:
    row = rolled.on_roll(on=DAY - timedelta(days=30))
    secretary = enter(rolled, "secretary")
    move = reverse("rolls:act", args=[row.pk, "move"])
    sent = {"area_id": rolled.city.areas["willow"], "reason": "搬家", "version": row.version}
    assert secretary.post(move, sent | {"version": 1}).status_code == 422
    assert secretary.post(move, sent).status_code == 302
    row.refresh_from_db()
    assert row.state == "moved"


def test_a_floating_member_is_held_and_released(rolled: Rolled) -> None:
    row = rolled.member("流动党员")
    assert enter(rolled, "secretary").get(reverse("rolls:act", args=[row.pk, "hold"])).status_code == 200
    floating = rolled.on_roll(kind="floating_roll", person_id=row.person_id, contact="", phone="")
    secretary = enter(rolled, "secretary")
    hold = reverse("rolls:act", args=[floating.pk, "hold"])
    sent = {"backstop": "backstop_block", "host_id": rolled.city.bodies["lake_committee"].pk}
    assert secretary.post(hold, sent).status_code == 302
    made = floating.backstops.get()
    secretary.post(reverse("rolls:release", args=[made.pk]))
    made.refresh_from_db()
    assert made.until == DAY


def test_what_units_say_of_their_members_stands_line_by_line_behind_the_tile(rolled: Rolled) -> None:
    row = rolled.on_roll()
    Membership.objects.filter(pk=row.pk).update(said_members=43)
    officer, lake = enter(rolled, "officer"), rolled.city.areas["lake"]
    overview = officer.get(reverse("rolls:overview"), {"area": lake}).content.decode()
    behind = f"{reverse('rolls:list')}?state=on_roll&amp;kind=unit_roll&amp;area={lake}"
    assert "单位自报党员数" in overview
    assert overview.count(f'href="{behind}"') == 2  # the units, and what they say
    page = officer.get(unescape(behind)).content.decode()
    assert "自报党员数" in page
    assert page.count(">43<") == 2  # the sum above, and the line
