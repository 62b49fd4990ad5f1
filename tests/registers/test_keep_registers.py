"""Items on a register: numbers, states, keepers, clearing, sums of parts, merging, two people at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from linli.clocks import notices
from linli.clocks.models import Notice
from linli.domain.access import SYSTEM
from linli.records import queries as records
from linli.records import verify
from linli.records.errors import Conflict
from linli.registers import measures
from linli.registers import services as registers
from linli.registers.errors import Refused
from linli.registers.models import RegisterItem
from linli.registers.services import New
from tests.office import AT, Office

pytestmark = pytest.mark.django_db


def bins(town: Office, count: int, place: str = "lake") -> list[RegisterItem]:
    rows = [New(town.city.areas[place], f"垃圾箱{number}") for number in range(1, count + 1)]
    return registers.add_items(kind="litter_bin", rows=rows, actor=SYSTEM, at=AT)


@pytest.mark.databases
def test_numbers_of_a_community_have_neither_gap_nor_repeat(town: Office) -> None:
    made = bins(town, 12)
    assert [item.number for item in made] == [f"{number:03d}" for number in range(1, 13)]
    assert bins(town, 1)[0].number == "013"
    assert bins(town, 1, "willow")[0].number == "001"


@pytest.mark.databases
def test_a_refused_row_takes_no_number(town: Office) -> None:
    with pytest.raises(Refused):
        registers.add_items(
            kind="litter_bin",
            rows=[New(town.city.areas["lake"], "一号"), New(town.city.areas["lake"], "")],
            actor=SYSTEM,
            at=AT,
        )
    assert bins(town, 1)[0].number == "001"


def test_a_number_of_a_drawn_series_cannot_be_typed(town: Office) -> None:
    row = New(town.city.areas["lake"], "垃圾箱", number="009")
    with pytest.raises(Refused, match="编号由系统连续给出"):
        registers.add_item(kind="litter_bin", new=row, actor=SYSTEM, at=AT)


def test_a_register_that_is_not_in_use_takes_nothing(town: Office) -> None:
    with pytest.raises(Refused, match="没有启用这本台账"):
        registers.add_item(kind="no_such_kind", new=New(town.city.areas["lake"], "甲"), actor=SYSTEM, at=AT)


def test_a_bin_is_in_use_only_with_place_and_keeper(town: Office) -> None:
    item = bins(town, 1)[0]
    with pytest.raises(Refused) as refused:
        registers.move_state(item_id=item.pk, state="in_use", actor=SYSTEM, at=AT)
    assert set(refused.value.fields) == {"spot", "keeper"}
    registers.assign_keeper(item_id=item.pk, name="保洁员王姐", actor=SYSTEM, at=AT)
    registers.move_state(item_id=item.pk, state="in_use", given={"spot": "东门口"}, actor=SYSTEM, at=AT)
    found = RegisterItem.objects.get(pk=item.pk)
    assert (found.state, found.values["spot"], found.keeper_name) == ("in_use", "东门口", "保洁员王姐")
    with pytest.raises(Refused, match="必须有专管员"):
        registers.assign_keeper(item_id=item.pk, name="", actor=SYSTEM, at=AT)


def test_a_state_is_reached_only_from_where_its_kind_allows(town: Office) -> None:
    item = bins(town, 1)[0]
    with pytest.raises(Refused, match="不能从「未启用」改为「损坏待修」"):
        registers.move_state(item_id=item.pk, state="broken", actor=SYSTEM, at=AT)
    with pytest.raises(Refused, match="销号要写明依据"):
        registers.move_state(item_id=item.pk, state="scrapped", actor=SYSTEM, at=AT)


def test_clearing_needs_a_basis_and_can_be_taken_back_once(town: Office) -> None:
    item = bins(town, 1)[0]
    with pytest.raises(Refused, match="请写明销号依据"):
        registers.clear_item(item_id=item.pk, state="scrapped", basis=" ", actor=SYSTEM, at=AT)
    later = AT + timedelta(days=2)
    registers.clear_item(item_id=item.pk, state="scrapped", basis="锈穿，已拉走", actor=SYSTEM, at=later)
    found = RegisterItem.objects.get(pk=item.pk)
    assert (found.state, found.cleared_on) == ("scrapped", date(2026, 11, 12))
    with pytest.raises(Refused, match="已经销号"):
        registers.clear_item(item_id=item.pk, state="scrapped", basis="再销", actor=SYSTEM, at=later)
    registers.reopen_item(item_id=item.pk, reason="箱子还在原处", actor=SYSTEM, at=later)
    assert RegisterItem.objects.get(pk=item.pk).state == "bought"
    with pytest.raises(Refused, match="没有销号"):
        registers.reopen_item(item_id=item.pk, reason="又一次", actor=SYSTEM, at=later)
    sentences = [line.sentence for line in records.history("register_item", item.pk)]
    assert any("报废销号" in text for text in sentences)


def test_a_keeper_does_not_verify_his_own_house(town: Office) -> None:
    item = registers.add_item(
        kind="hazard_house",
        new=New(
            town.city.areas["court"],
            "纺织家属院3号",
            {"households": 2, "area": 12_000},
            keeper_post_id=town.city.posts["worker"].pk,
        ),
        actor=SYSTEM,
        at=AT,
    )
    with pytest.raises(Refused, match="不能核验自己"):
        registers.clear_item(
            item_id=item.pk, state="demolished", basis="已拆除，现场照片", actor=town.actor("worker"), at=AT
        )
    registers.clear_item(
        item_id=item.pk, state="demolished", basis="已拆除，现场照片", actor=town.actor("clerk"), at=AT
    )


def _kept(town: Office, number: str = "3号", **keeper: int) -> RegisterItem:
    given = {"households": 2, "area": 12_000}
    new = New(town.city.areas["court"], f"纺织家属院{number}", given, **keeper)
    return registers.add_item(kind="hazard_house", new=new, actor=SYSTEM, at=AT)


def test_the_keeper_hears_once_that_somebody_else_cleared_his_item(town: Office) -> None:
    worker = town.city.posts["worker"]
    item = _kept(town, keeper_post_id=worker.pk)
    done = {"item_id": item.pk, "state": "demolished", "basis": "已拆除，现场照片"}
    registers.clear_item(**done, actor=town.actor("clerk"), at=AT)
    with pytest.raises(Refused):
        registers.clear_item(**done, actor=town.actor("clerk"), at=AT)
    told = Notice.objects.get(code="register.cleared")
    assert (told.post_id, told.body_id, told.subject_id) == (worker.pk, None, item.pk)
    assert notices.url(told) == reverse("registers:item", args=[item.pk])
    said = notices.text(told)
    assert "已由别人核验销号" in said
    assert "纺织家属院" not in said


def test_a_body_hears_of_its_item_and_not_of_its_own_clearing(town: Office) -> None:
    clerk = town.city.posts["clerk"]
    own, other = _kept(town, keeper_body_id=clerk.organization_id), _kept(town, "4号")
    for item in (own, other):
        registers.clear_item(
            item_id=item.pk, state="demolished", basis="已拆除", actor=town.actor("clerk"), at=AT
        )
    assert not Notice.objects.filter(code="register.cleared").exists()
    theirs = _kept(town, "5号", keeper_body_id=town.city.bodies["urban"].pk)
    registers.clear_item(
        item_id=theirs.pk, state="demolished", basis="已拆除", actor=town.actor("clerk"), at=AT
    )
    told = Notice.objects.get(code="register.cleared")
    assert (told.post_id, told.body_id) == (None, town.city.bodies["urban"].pk)


def test_what_is_personal_is_not_readable_in_the_row_and_the_name_is_masked(town: Office) -> None:
    item = registers.add_item(
        kind="veteran",
        new=New(town.city.areas["lake"], "王小明", {"phone": "13800138000", "category": "demobilised"}),
        actor=SYSTEM,
        at=AT,
    )
    found = RegisterItem.objects.get(pk=item.pk)
    assert found.name == "王**"
    assert "phone" not in found.values
    assert '"name": "王小明"' in found.personal
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT personal FROM registers_registeritem WHERE id = %s", [item.pk])
        stored = cursor.fetchone()[0]
    assert "王小明" not in stored
    assert "138" not in stored


def test_wrong_values_are_told_all_at_once(town: Office) -> None:
    with pytest.raises(Refused) as refused:
        registers.add_item(
            kind="hazard_house",
            new=New(town.city.areas["court"], "", {"danger": "x", "area": "120亩", "colour": "red"}),
            actor=SYSTEM,
            at=AT,
        )
    assert set(refused.value.fields) >= {"name", "danger", "area", "colour", "households"}


def test_figures_of_a_courtyard_are_the_sums_of_its_buildings(town: Office) -> None:
    yard, houses = courtyard(town, [(20, 55), (31, 80), (12, 30)])
    yard.refresh_from_db()
    assert yard.values == {"buildings": 3, "households": 63, "persons": 165}
    registers.change_item(item_id=houses[0].pk, given={"households": 25}, actor=SYSTEM, at=AT)
    registers.end_item(item_id=houses[2].pk, reason="已拆除", actor=SYSTEM, at=AT)
    yard.refresh_from_db()
    assert (yard.n1, yard.n2, yard.n3) == (2, 56, 135)
    with pytest.raises(Refused, match="下级汇总"):
        registers.change_item(item_id=yard.pk, given={"households": 99}, actor=SYSTEM, at=AT)


def courtyard(
    town: Office, houses: list[tuple[int, int]], name: str = "棉纺厂家属院"
) -> tuple[RegisterItem, list[RegisterItem]]:
    place = town.city.areas["court"]
    yard = registers.add_item(kind="orderless_courtyard", new=New(place, name), actor=SYSTEM, at=AT)
    rows = [
        New(place, f"{name}{number}号楼", {"households": h, "persons": p}, parent_id=yard.pk)
        for number, (h, p) in enumerate(houses, start=1)
    ]
    return yard, registers.add_items(kind="orderless_building", rows=rows, actor=SYSTEM, at=AT)


@pytest.mark.databases
def test_merging_two_courtyards_leaves_the_sums_and_the_history(town: Office) -> None:
    first, _houses = courtyard(town, [(20, 55), (31, 80)])
    second, _others = courtyard(town, [(10, 30)], "棉纺厂东院")
    city, later = town.city.areas["city"], AT + timedelta(days=1)
    before = measures.figures("orderless_building", city, AT)
    registers.merge_items(keep_id=first.pk, gone_ids=[second.pk], reason="同一个院", actor=SYSTEM, at=later)
    assert measures.figures("orderless_courtyard", city, later).rows == 1
    assert measures.figures("orderless_courtyard", city, AT).rows == 2
    assert measures.figures("orderless_building", city, later) == before
    kept = measures.figures("orderless_courtyard", city, later).sums
    assert kept == {"buildings": 3, "households": 61, "persons": 165}
    second.refresh_from_db()
    assert second.merged_into_id == first.pk


def test_dividing_a_courtyard_moves_the_buildings_named(town: Office) -> None:
    yard, houses = courtyard(town, [(20, 55), (31, 80), (12, 30)])
    made = registers.split_item(
        item_id=yard.pk, name="棉纺厂西院", part_ids=[houses[2].pk], actor=SYSTEM, at=AT
    )
    yard.refresh_from_db()
    assert (yard.n1, made.n1) == (2, 1)
    with pytest.raises(Refused):
        registers.split_item(item_id=yard.pk, name="又一院", part_ids=[houses[2].pk], actor=SYSTEM, at=AT)


def test_a_shop_with_a_new_owner_has_not_signed(town: Office) -> None:
    shop = registers.add_item(
        kind="shop_frontage",
        new=New(
            town.city.areas["east"],
            "老李面馆",
            {"road": "湖滨路", "owner": "李某", "signed_on": "2026-11-01"},
            state="signed",
        ),
        actor=SYSTEM,
        at=AT,
    )
    registers.change_item(item_id=shop.pk, given={"owner": "赵某"}, actor=SYSTEM, at=AT)
    shop.refresh_from_db()
    assert (shop.state, shop.values.get("signed_on"), shop.n2) == ("unsigned", None, 0)


@pytest.mark.databases
def test_an_older_page_gets_a_conflict_and_nothing_is_lost(town: Office) -> None:
    item = bins(town, 1)[0]
    registers.change_item(item_id=item.pk, version=item.version, given={"spot": "东门"}, actor=SYSTEM, at=AT)
    with pytest.raises(Conflict):
        registers.change_item(
            item_id=item.pk, version=item.version, given={"spot": "西门"}, actor=SYSTEM, at=AT
        )
    assert RegisterItem.objects.get(pk=item.pk).values["spot"] == "东门"


def test_a_bulk_edit_does_what_it_can_and_says_why_not_the_rest(town: Office) -> None:
    made = bins(town, 3)
    registers.change_item(item_id=made[0].pk, given={"spot": "东门"}, actor=SYSTEM, at=AT)
    done, refused = registers.edit_many(
        picked={item.pk: item.version for item in made},
        given={"bought_on": "2026-10-01"},
        keeper={"name": "王姐"},
        actor=SYSTEM,
        at=AT,
    )
    assert done == [made[1].pk, made[2].pk]
    assert "别人改过" in refused[made[0].pk]


def test_every_written_event_passes_the_verification(town: Office) -> None:
    made = bins(town, 5)
    registers.end_item(item_id=made[0].pk, reason="登记错了", actor=SYSTEM, at=AT)
    assert verify.verify().problems == []


def test_the_tally_counts_what_the_records_say(town: Office) -> None:
    from linli.records import tallies

    made = bins(town, 5)
    registers.clear_item(item_id=made[0].pk, state="scrapped", basis="锈穿", actor=SYSTEM, at=AT)
    registers.end_item(item_id=made[1].pk, reason="登记错了", actor=SYSTEM, at=AT)
    lake = town.city.areas["lake"]
    assert records.tally("registers", kind="litter_bin", state="bought", area=lake) == 3
    assert tallies.rebuild("registers") == {}
