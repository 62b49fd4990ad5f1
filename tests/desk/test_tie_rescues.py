"""A rescue and the house it was for: written down, tied with one click, told in the order of time on both pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases import services as cases
from linli.cases.models import Case, HelpAction
from linli.cases.services import Reporter, Voice
from linli.desk import rescue
from linli.domain.access import SYSTEM
from linli.mechanisms import services as mechanisms
from linli.records.models import Event
from linli.records.time import frozen
from linli.registers import access
from linli.registers import services as registers
from linli.registers.errors import NoSuchItem, Refused
from linli.registers.models import ItemTie, RegisterItem
from linli.registers.services import New
from tests import cast, office
from tests.browsing import client_of

AT = cast.AT


@pytest.fixture
def town(db: None) -> office.Office:
    """The cast with houses and households registered."""
    made = office.build()
    for mechanism in ("emergency_help", "household_ledger"):
        mechanisms.roll_out(
            mechanism=mechanism, area_id=made.city.areas["city"], basis="测试用依据", actor=SYSTEM, at=AT
        )
    return made


def house(town: office.Office, name: str = "一号平房", place: str = "lake") -> RegisterItem:
    new = New(town.city.areas[place], name, {"households": 1, "area": 9_000})
    return registers.add_item(kind="hazard_house", new=new, actor=SYSTEM, at=AT)


def household(town: office.Office) -> RegisterItem:
    new = New(town.city.areas["lake"], "高大伟", {"persons": 4})
    return registers.add_item(kind="hardship_household", new=new, actor=SYSTEM, at=AT)


def storm(town: office.Office) -> Case:
    voice = Voice(
        area_id=town.city.areas["lake"], text="暴雨，改造中的房屋进水", kind="emergency", channel="phone",
        category="safety_house_danger", urgency="emergency", reporter=Reporter(),
    )  # fmt: skip
    return cases.register_case(voice=voice, actor=SYSTEM, at=AT)


def enter(town: office.Office, post: str) -> Client:
    """The browser of a post, the same one again."""
    held: dict[str, Client] = town.__dict__.setdefault("browsers", {})
    if post not in held:
        held[post] = client_of(town.city, post)
    return held[post]


def page(town: office.Office, post: str, name: str, *args: object) -> str:
    with frozen(AT + timedelta(days=9)):
        return enter(town, post).get(reverse(name, args=args)).content.decode()


def test_what_was_done_is_written_down_once_and_told_in_the_order_of_time(town: office.Office) -> None:
    case, client = storm(town), enter(town, "secretary")
    address = reverse("cases:help", args=[case.code])
    with frozen(AT + timedelta(days=9)):
        for kind, hours, yuan in (("repair", 120, "30000"), ("drain", 1, ""), ("hospital", 5, "1200")):
            moment = (AT + timedelta(hours=8 + hours)).strftime("%Y-%m-%dT%H:%M")
            sent = {
                "kind": kind,
                "text": f"{kind}记录",
                "happened_at": moment,
                "yuan": yuan,
                "request_key": kind,
            }
            assert client.post(address, sent).status_code == 302
            # The same click again.
            client.post(address, sent)
    assert HelpAction.objects.filter(case=case).count() == 3
    text = page(town, "secretary", "cases:late", case.code)
    assert text.index("drain记录") < text.index("hospital记录") < text.index("repair记录")
    assert "3万多元" in text
    assert "31,200元" in text


def test_what_has_not_happened_yet_is_not_written_down(town: office.Office) -> None:
    case = storm(town)
    moment = (AT + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    with frozen(AT):
        answer = enter(town, "secretary").post(
            reverse("cases:help", args=[case.code]), {"kind": "drain", "text": "排水", "happened_at": moment}
        )
    assert answer.status_code == 422
    assert "时间还没有到" in answer.content.decode()
    assert not HelpAction.objects.exists()


def test_one_click_ties_a_house_and_its_page_tells_the_rescue(town: office.Office) -> None:
    case, item, elsewhere = storm(town), house(town), house(town, "柳荫平房", "willow")
    cases.record_help_action(
        case_id=case.pk, kind="shelter", text="住进旅馆", cost=40_000, actor=SYSTEM, at=AT
    )
    offered = page(town, "secretary", "cases:tie", case.code)
    assert item.name in offered
    assert elsewhere.name not in offered
    with frozen(AT):
        client = enter(town, "secretary")
        address = reverse("cases:tie", args=[case.code])
        assert client.post(address, {"item": item.pk}).status_code == 302
        assert client.post(address, {"item": elsewhere.pk}).status_code == 404
        assert client.post(address, {"item": "x"}).status_code == 404
    assert ItemTie.objects.get().item == item
    told = page(town, "secretary", "registers:item", item.pk)
    assert "住进旅馆" in told
    assert "400元" in told
    assert reverse("cases:page", args=[case.code]) in told
    assert reverse("registers:item", args=[item.pk]) in page(town, "secretary", "cases:late", case.code)


def test_a_row_brought_together_with_another_tells_its_rescues_there(town: office.Office) -> None:
    case, kept, gone = storm(town), house(town), house(town, "登记重了的")
    registers.tie_item(item_id=gone.pk, kind="case", subject_id=case.pk, actor=SYSTEM, at=AT)
    registers.merge_items(keep_id=kept.pk, gone_ids=[gone.pk], reason="同一处", actor=SYSTEM, at=AT)
    assert case.title in page(town, "secretary", "registers:item", kept.pk)


def test_a_household_is_named_only_to_those_who_may_open_it(town: office.Office) -> None:
    case, item = storm(town), household(town)
    registers.tie_item(item_id=item.pk, kind="case", subject_id=case.pk, actor=SYSTEM, at=AT)
    assert item.name in page(town, "secretary", "cases:late", case.code)
    leader = page(town, "leader", "cases:late", case.code)
    assert item.name not in leader
    assert "另有1户的档案您的岗位不能看" in leader


def test_another_street_neither_reads_nor_writes(town: office.Office) -> None:
    case, item = storm(town), house(town)
    client = enter(town, "west_clerk")
    with frozen(AT):
        for name in ("help", "tie"):
            assert client.get(reverse(f"cases:{name}", args=[case.code])).status_code == 404
        assert client.post(reverse("cases:tie", args=[case.code]), {"item": item.pk}).status_code == 404
    assert not ItemTie.objects.exists()


def test_a_tie_is_opened_by_its_own_case_and_by_who_may_see_the_item(town: office.Office) -> None:
    case, other, item = storm(town), storm(town), household(town)
    tie = registers.tie_item(item_id=item.pk, kind="case", subject_id=case.pk, actor=SYSTEM, at=AT)
    scope = town.city.scope("secretary")
    assert access.get_tie_for(scope, tie.pk, kind="case", subject_id=case.pk) == tie
    for kind, subject in (("case", other.pk), ("person", case.pk)):
        with pytest.raises(NoSuchItem):
            access.get_tie_for(scope, tie.pk, kind=kind, subject_id=subject)
    with pytest.raises(NoSuchItem):  # a sensitive kind the leader's post may not open
        access.get_tie_for(town.city.scope("leader"), tie.pk, kind="case", subject_id=case.pk)


def test_a_wrong_tie_is_taken_back_with_a_reason_and_both_stand_in_the_history(town: office.Office) -> None:
    case, item = storm(town), house(town)
    tie = registers.tie_item(item_id=item.pk, kind="case", subject_id=case.pk, actor=SYSTEM, at=AT)
    again = registers.tie_item(item_id=item.pk, kind="case", subject_id=case.pk, actor=SYSTEM, at=AT)
    assert again == tie
    address = reverse("cases:untie", args=[case.code, tie.pk])
    with frozen(AT):
        client = enter(town, "secretary")
        assert client.post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "点错了一户"}).status_code == 302
        assert client.post(address, {"reason": "点错了一户"}).status_code == 404
        assert client.get(reverse("cases:untie", args=[storm(town).code, tie.pk])).status_code == 404
    with pytest.raises(Refused, match="已经取消关联"):
        registers.untie_item(tie_id=tie.pk, reason="再取消", actor=SYSTEM, at=AT)
    names = Event.objects.filter(kind="register_item", subject_id=item.pk).order_by("seq")
    assert list(names.values_list("name", flat=True)) == [
        "register.added",
        "register.tied",
        "register.untied",
    ]
    assert "险情救助" not in page(town, "secretary", "registers:item", item.pk)


def test_the_page_of_an_item_stays_within_its_queries(town: office.Office) -> None:
    item = house(town)
    for _ in range(3):
        case = storm(town)
        cases.record_help_action(case_id=case.pk, kind="drain", text="排水", actor=SYSTEM, at=AT)
        registers.tie_item(item_id=item.pk, kind="case", subject_id=case.pk, actor=SYSTEM, at=AT)
    client, address = enter(town, "secretary"), reverse("registers:item", args=[item.pk])
    with frozen(AT):
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
    assert len(seen) <= 12, [query["sql"][:160] for query in seen.captured_queries]


@pytest.mark.parametrize(
    ("fen", "said"),
    [(3_120_000, "3万多元"), (3_000_000, "3万元"), (999_900, "9,999元"), (31_250, "312.50元"), (0, "0元")],
)
def test_a_cost_prints_as_people_say_it(fen: int, said: str) -> None:
    assert rescue.say_cost(fen) == said
