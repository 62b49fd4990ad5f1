"""A shop front with a new owner: what the former one signed lapses, the rate falls, the unsigned are named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.agreements import queries, services
from linli.agreements.models import Agreement
from linli.agreements.services import Signer
from linli.domain.access import SYSTEM
from linli.mechanisms import services as mechanisms
from linli.registers import services as registers
from linli.registers.models import RegisterItem
from linli.registers.services import New
from tests import cast

SIGNED, SOLD = cast.AT + timedelta(days=5), cast.AT + timedelta(days=40)


@pytest.fixture
def street(city: cast.City) -> tuple[Agreement, list[RegisterItem]]:
    """Three shops of the east street, all signed."""
    mechanisms.roll_out(
        mechanism="frontage_duties", area_id=city.areas["city"], basis="街道批准", actor=SYSTEM, at=cast.AT
    )
    rows = [
        New(
            city.areas["lake"],
            name,
            {"road": "湖滨路", "owner": "李某某", "signed_on": SIGNED.date().isoformat()},
            state="signed",
        )
        for name in ("甲记面馆", "乙记粮油", "丙记五金")
    ]
    shops = registers.add_items(kind="shop_frontage", rows=rows, actor=SYSTEM, at=cast.AT)
    sheet = services.draft(
        kind="frontage_pledge", area_id=city.areas["east"], issuer_id=city.bodies["east_office"].pk,
        basis="门前责任制办法", signers=[Signer("register_item", shop.pk, shop.name) for shop in shops],
        actor=SYSTEM, at=cast.AT,
    )  # fmt: skip
    services.offer(agreement_id=sheet.pk, actor=SYSTEM, at=cast.AT)
    ids = list(sheet.parties.values_list("pk", flat=True))
    services.sign_many(agreement_id=sheet.pk, party_ids=ids, actor=SYSTEM, at=SIGNED)
    return sheet, shops


@pytest.mark.databases
def test_a_new_owner_has_to_sign_anew_and_is_named(street: tuple[Agreement, list[RegisterItem]]) -> None:
    sheet, shops = street
    registers.change_item(
        item_id=shops[1].pk, given={"owner": "赵某某"}, name="赵记粮油", actor=SYSTEM, at=SOLD
    )
    before = queries.progress([sheet], (SOLD - timedelta(days=1)).date())[sheet.pk]
    after = queries.progress([sheet], SOLD.date())[sheet.pk]
    assert (before.signed.signed, before.signed.expected) == (3, 3)
    assert (after.signed.signed, after.signed.expected) == (2, 3)
    assert after.missing_names == "赵记粮油"
    shops[1].refresh_from_db()
    assert (shops[1].state, "signed_on" in shops[1].values) == ("unsigned", False)


def test_other_changes_of_a_shop_leave_its_signature(street: tuple[Agreement, list[RegisterItem]]) -> None:
    sheet, shops = street
    registers.change_item(item_id=shops[0].pk, given={"length": 450}, actor=SYSTEM, at=SOLD)
    assert queries.progress([sheet], SOLD.date())[sheet.pk].signed.signed == 3


def test_the_letter_lists_the_open_shops_of_its_place_by_itself(
    street: tuple[Agreement, list[RegisterItem]], city: cast.City
) -> None:
    _sheet, shops = street
    registers.clear_item(item_id=shops[2].pk, state="closed", basis="停业", actor=SYSTEM, at=SIGNED)
    fresh = services.draft(
        kind="frontage_pledge", area_id=city.areas["east"], issuer_id=city.bodies["east_office"].pk,
        basis="门前责任制办法", actor=SYSTEM, at=SOLD,
    )  # fmt: skip
    listed = list(fresh.parties.order_by("pk").values_list("kind", "ref", "name"))
    assert listed == [("register_item", shop.pk, shop.name) for shop in shops[:2]]


def test_a_signature_is_written_into_the_register_and_taken_back_out(
    street: tuple[Agreement, list[RegisterItem]], city: cast.City
) -> None:
    sheet, shops = street
    shop = shops[0]
    party = sheet.parties.get(ref=shop.pk)
    shop.refresh_from_db()
    assert (shop.state, shop.values["signed_on"]) == ("signed", SIGNED.date().isoformat())
    services.take_back(party_id=party.pk, on=SOLD.date(), reason="店主要求", actor=SYSTEM, at=SOLD)
    shop.refresh_from_db()
    assert (shop.state, "signed_on" in shop.values) == ("unsigned", False)


def test_a_shop_closed_meanwhile_stays_closed_though_its_letter_is_signed(city: cast.City) -> None:
    mechanisms.roll_out(
        mechanism="frontage_duties", area_id=city.areas["city"], basis="街道批准", actor=SYSTEM, at=cast.AT
    )
    shop = registers.add_item(
        kind="shop_frontage",
        new=New(city.areas["lake"], "丁记茶庄", {"road": "湖滨路"}),
        actor=SYSTEM,
        at=cast.AT,
    )
    sheet = services.draft(
        kind="frontage_pledge", area_id=city.areas["east"], issuer_id=city.bodies["east_office"].pk,
        basis="门前责任制办法", actor=SYSTEM, at=cast.AT,
    )  # fmt: skip
    services.offer(agreement_id=sheet.pk, actor=SYSTEM, at=cast.AT)
    registers.clear_item(item_id=shop.pk, state="closed", basis="停业", actor=SYSTEM, at=SIGNED)
    services.sign(party_id=sheet.parties.get().pk, actor=SYSTEM, at=SIGNED)
    shop.refresh_from_db()
    assert (shop.state, "signed_on" in shop.values) == ("closed", False)


def test_a_vow_ends_on_its_own_day_and_not_before_it_begins(city: cast.City) -> None:
    from linli.agreements.errors import Refused

    def sheet(days: int) -> Agreement:
        until = (cast.AT + timedelta(days=days)).date()
        return services.draft(
            kind="frontage_pledge", area_id=city.areas["east"], issuer_id=city.bodies["east_office"].pk,
            basis="门前责任制办法", until=until, signers=[Signer("person", 0, "某书记")], actor=SYSTEM, at=cast.AT,
        )  # fmt: skip

    assert sheet(16).valid_to == (cast.AT + timedelta(days=16)).date()
    with pytest.raises(Refused, match="结束日期"):
        sheet(0)
