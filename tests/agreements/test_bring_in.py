"""Excel rows of courtyards and of signatures, as the engine hands them to the targets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.agreements import ledger, services
from linli.agreements.models import Agreement
from linli.areas import services as areas
from linli.domain.access import SYSTEM
from linli.ledgers.registry import Context, Row
from linli.ledgers.targets import courtyards
from linli.organizations import governance
from linli.organizations.models import Organization
from tests import cast

LATER = cast.AT + timedelta(days=30)


def row(city: cast.City, **values: Any) -> Row:
    scope = city.scope("clerk")
    context = Context(import_id=1, fill=scope.fill, body_id=None, options={}, cache={}, scope=scope)
    return Row(2, values, context)


@pytest.fixture
def courts(city: cast.City) -> cast.City:
    for number in (1, 2):
        areas.create_place(
            parent_id=city.areas["lake"], level="estate", kind="courtyard", name=f"{number}号院",
            actor=SYSTEM, at=cast.AT, invented=True,
        )  # fmt: skip
    return city


def test_two_rows_of_one_branch_make_it_joint(courts: cast.City) -> None:
    for name in ("1号院", "2号院"):
        line = row(courts, area=name, branch="联合支部", committee=f"{name}自管会")
        assert list(courtyards.check(line)) == []
        assert courtyards.apply(line, SYSTEM, LATER).how == "created"
    branch = Organization.objects.get(name="联合支部")
    assert branch.kind == "joint_branch"
    found = governance.read(
        governance.shipped("courtyard_branch_coverage"), [courts.areas["lake"]], LATER.date()
    )
    assert len(found.total.covered) == 2
    assert courtyards.apply(row(courts, area="1号院", branch="联合支部"), SYSTEM, LATER).how != "created"


def test_an_empty_row_and_a_foreign_courtyard_are_told(courts: cast.City) -> None:
    assert list(courtyards.check(row(courts, area="1号院")))
    assert list(courtyards.check(row(courts, area="柳荫社区", branch="甲")))


def test_a_signature_comes_in_and_a_new_signer_is_listed(city: cast.City) -> None:
    made = services.draft(
        kind="co_building_pledge",
        area_id=city.areas["east"],
        issuer_id=city.bodies["east_office"].pk,
        actor=SYSTEM,
        at=cast.AT,
    )
    line = row(city, title=made.title, name="甲物业", on=LATER.date().isoformat(), signer="周经理")
    assert list(ledger.check(line))
    services.offer(agreement_id=made.pk, actor=SYSTEM, at=cast.AT)
    assert list(ledger.check(line)) == []
    assert ledger.apply(line, SYSTEM, LATER).how == "created"
    party = Agreement.objects.get().parties.get(name="甲物业")
    assert (party.signed_on, party.signer) == (LATER.date(), "周经理")
    assert ledger.apply(line, SYSTEM, LATER).how == "unchanged"


def test_the_ledger_out_names_the_unsigned(city: cast.City) -> None:
    made = services.draft(
        kind="co_building_pledge",
        area_id=city.areas["east"],
        issuer_id=city.bodies["east_office"].pk,
        actor=SYSTEM,
        at=cast.AT,
    )
    services.offer(agreement_id=made.pk, actor=SYSTEM, at=cast.AT)
    scope = city.scope("clerk")
    rows = list(ledger.OUTLET.rows(scope, {}, LATER))
    assert [one["state"] for one in rows] == ["未签"]
    assert list(ledger.OUTLET.rows(city.scope("west_clerk"), {}, LATER)) == []
