"""Items of registers have their people: seen on the item's page, found missing, let go when the item is cleared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.domain.access import SYSTEM
from linli.duties import services as duties
from linli.duties.errors import DutyRefused
from linli.duties.models import Duty
from linli.mechanisms import services as mechanisms
from linli.records.models import Event
from linli.registers import services as registers
from linli.registers.models import RegisterItem
from linli.registers.services import New
from tests import cast, office

AT = cast.AT


@pytest.fixture
def town(db: None) -> office.Office:
    """The cast with houses and bins registered."""
    made = office.build()
    for mechanism in ("emergency_help", "facility_ledger"):
        mechanisms.roll_out(
            mechanism=mechanism, area_id=made.city.areas["city"], basis="测试用依据", actor=SYSTEM, at=AT
        )
    return made


def house(town: office.Office, name: str = "一号平房", place: str = "lake") -> RegisterItem:
    return registers.add_item(
        kind="hazard_house",
        new=New(town.city.areas[place], name, {"households": 1, "area": 9_000}),
        actor=SYSTEM,
        at=AT,
    )


def keep(town: office.Office, item: RegisterItem, kind: str = "duty_house_contact") -> Duty:
    return duties.assign(
        kind=kind, object_id=item.pk, post_id=town.city.posts["worker"].pk, actor=SYSTEM, at=AT
    )


def test_the_item_shows_who_answers_for_it_in_few_queries(town: office.Office) -> None:
    item = house(town)
    duty = keep(town, item)
    client = town.client("clerk")
    address = reverse("registers:item", args=[item.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        text = client.get(address).content.decode()
    assert reverse("duties:page", args=[duty.pk]) in text
    assert str(duty.person) in text
    assert len(seen) <= 12, [query["sql"][:90] for query in seen.captured_queries]


def test_a_keeper_of_another_register_is_refused(town: office.Office) -> None:
    with pytest.raises(DutyRefused, match="不能分包到这个对象"):
        keep(town, house(town), "duty_bin_keeper")


@pytest.mark.parametrize("way", ["clear", "end"])
def test_an_item_cleared_or_ended_ends_its_duties_with_an_event(town: office.Office, way: str) -> None:
    item = house(town)
    duty = keep(town, item)
    later = AT + timedelta(days=3)
    if way == "clear":
        registers.clear_item(
            item_id=item.pk, state="demolished", basis="已拆除，照片存档", actor=SYSTEM, at=later
        )
    else:
        registers.end_item(item_id=item.pk, reason="登记错了", actor=SYSTEM, at=later)
    duty.refresh_from_db()
    assert duty.ended == ("done" if way == "clear" else "object_gone")
    told = Event.objects.filter(kind="duty", subject_id=duty.pk, name="duty.ended").get()
    assert told.data["post"] == town.city.posts["worker"].pk
    with pytest.raises(DutyRefused):
        duties.assign(
            kind="duty_house_contact", object_id=item.pk, post_id=town.city.posts["worker"].pk,
            actor=SYSTEM, at=later,
        )  # fmt: skip


def test_merging_lets_the_keeper_of_the_second_entry_go(town: office.Office) -> None:
    first, second = house(town), house(town)
    duty = keep(town, second)
    registers.merge_items(
        keep_id=first.pk, gone_ids=[second.pk], reason="重复登记", actor=SYSTEM, at=AT + timedelta(days=1)
    )
    duty.refresh_from_db()
    assert duty.ended == "object_gone"


def test_the_page_of_gaps_lists_items_nobody_answers_for(town: office.Office) -> None:
    kept, alone = house(town, "有人管"), house(town, "没人管")
    keep(town, kept)
    address = reverse("duties:gaps")
    text = town.client("clerk").get(address, {"kind": "duty_house_contact"}).content.decode()
    assert alone.name in text
    assert kept.name not in text
