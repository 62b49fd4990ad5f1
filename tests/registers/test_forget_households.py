"""Half a year after a household was cleared or left, nothing tells any more who it was; the counts stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from linli.domain.access import SYSTEM
from linli.records import erasure, registry
from linli.records.models import EventBody
from linli.records.time import frozen, now
from linli.registers import kinds, measures, retention
from linli.registers import services as registers
from linli.registers.models import Clearance, RegisterItem
from linli.registers.services import New
from tests import cast
from tests.office import Office

AT = cast.AT
pytestmark = pytest.mark.django_db


def household(town: Office, name: str = "王大林") -> RegisterItem:
    given = {"persons": 3, "cause": "illness", "phone": "13800138000", "measure": "每月送药"}
    return registers.add_item(
        kind="hardship_household", new=New(town.city.areas["lake"], name, given), actor=SYSTEM, at=AT
    )


def clear(item: RegisterItem, at: datetime) -> None:
    registers.clear_item(
        item_id=item.pk, state="lifted", basis="王大林的孩子已就业", actor=SYSTEM, at=at, verifier_name="李四"
    )


def run_the_job() -> None:
    """What the worker does once a day for this kind."""
    for eraser in registry.erasers("register_item"):
        for pk in eraser.due(now()):
            erasure.erase(
                kind="register_item",
                subject_id=pk,
                actor=SYSTEM,
                at=now(),
                basis=eraser.basis,
                what=eraser.what,
            )


@pytest.mark.parametrize("way", ["cleared", "ended"])
def test_after_half_a_year_the_household_is_nobody_and_still_counts(town: Office, way: str) -> None:
    item, day = household(town), AT + timedelta(days=10)
    if way == "cleared":
        clear(item, day)
    else:
        registers.end_item(item_id=item.pk, reason="王大林迁往外地", actor=SYSTEM, at=day)
    before = measures.figures("hardship_household", town.city.areas["lake"], day - timedelta(days=1))
    with frozen(day + timedelta(days=183)):
        run_the_job()
    item.refresh_from_db()
    assert item.personal
    with frozen(day + timedelta(days=184)):
        run_the_job()
        run_the_job()
    item.refresh_from_db()
    assert (item.name, item.personal, item.same) == ("—", "", "")
    assert item.values == {"persons": 3, "cause": "illness"}
    assert not Clearance.objects.filter(basis__contains="王").exists()
    bodies = EventBody.objects.filter(event__kind="register_item", event__subject_id=item.pk)
    assert all(not body.text for body in bodies)
    after = measures.figures("hardship_household", town.city.areas["lake"], day - timedelta(days=1))
    assert (after, after["persons"]) == (before, 3)


def test_a_household_that_still_stands_is_left_alone(town: Office) -> None:
    item = household(town)
    with frozen(AT + timedelta(days=900)):
        assert list(retention.due(now())) == []
    item.refresh_from_db()
    assert "13800138000" in item.personal


def test_a_shop_keeps_its_owner(town: Office) -> None:
    shop = registers.add_item(
        kind="shop_frontage",
        new=New(town.city.areas["lake"], "老李粮油", {"road": "湖滨路", "owner": "李某某"}),
        actor=SYSTEM,
        at=AT,
    )
    registers.end_item(item_id=shop.pk, reason="停业", actor=SYSTEM, at=AT)
    assert list(retention.due(AT + timedelta(days=400))) == []


def test_what_was_written_after_the_first_time_goes_too(town: Office) -> None:
    """Opened again for a visit and cleared once more: only free texts tell of anybody now."""
    item, day = household(town), AT + timedelta(days=10)
    clear(item, day)
    with frozen(day + timedelta(days=184)):
        run_the_job()
        registers.reopen_item(item_id=item.pk, reason="王大林的孩子又失业了", actor=SYSTEM, at=now())
    again = day + timedelta(days=200)
    clear(item, again)
    item.refresh_from_db()
    assert item.personal == ""
    with frozen(again + timedelta(days=184)):
        run_the_job()
        assert list(retention.due(now())) == []
    assert not Clearance.objects.exclude(basis="—", reason="", verifier_name="").exists()
    bodies = EventBody.objects.filter(event__kind="register_item", event__subject_id=item.pk)
    assert all(not body.text for body in bodies)


def test_a_sensitive_row_with_nothing_but_a_free_text_is_due(
    town: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A register that keeps no personal field by design, and somebody wrote a name into the remarks."""
    shop = kinds.shipped("shop_frontage")
    open_only = replace(
        shop, sensitive=True, fields=tuple(replace(one, personal=False) for one in shop.fields)
    )
    given = {"road": "湖滨路"}
    made = registers.add_item(
        kind="shop_frontage", new=New(town.city.areas["lake"], "老李粮油", given), actor=SYSTEM, at=AT
    )
    registers.end_item(item_id=made.pk, reason="停业", actor=SYSTEM, at=AT)
    EventBody.objects.all().update(erased_at=AT, text="")
    RegisterItem.objects.filter(pk=made.pk).update(same="", personal="", keeper_name="")
    monkeypatch.setattr(kinds, "shipped_kinds", lambda: [open_only])
    monkeypatch.setattr(kinds, "shipped", lambda _kind: open_only)
    with frozen(AT + timedelta(days=400)):
        assert list(retention.due(now())) == [made.pk]
        run_the_job()
        assert list(retention.due(now())) == []
    made.refresh_from_db()
    assert "road" not in made.values
