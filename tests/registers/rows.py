"""Rows of two registers as the tests of the pages keep them."""

from __future__ import annotations

from linli.domain.access import SYSTEM
from linli.registers import services as registers
from linli.registers.models import RegisterItem
from linli.registers.services import New
from tests.office import AT, Office


def house(town: Office, place: str = "lake", name: str = "一号平房", **values: object) -> RegisterItem:
    given = {"households": 2, "area": 12_050, "owner": "王某某", "phone": "13800138000", **values}
    return registers.add_item(
        kind="hazard_house", new=New(town.city.areas[place], name, given), actor=SYSTEM, at=AT
    )


def veteran(town: Office, name: str = "王小明", place: str = "lake") -> RegisterItem:
    given = {"phone": "13800138000", "category": "demobilised"}
    return registers.add_item(
        kind="veteran", new=New(town.city.areas[place], name, given), actor=SYSTEM, at=AT
    )
