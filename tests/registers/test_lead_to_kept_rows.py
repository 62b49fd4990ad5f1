"""The counts on the pages of a body and of a person lead to exactly the rows they look after."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from linli.domain.access import SYSTEM
from linli.registers import panels
from linli.registers import services as registers
from linli.registers.services import New
from tests import cast
from tests.office import Office

AT = cast.AT
pytestmark = pytest.mark.django_db


def add(town: Office, name: str, **kept: int) -> None:
    new = New(town.city.areas["court"], name, {"households": 1, "area": 5_000}, **kept)
    registers.add_item(kind="hazard_house", new=new, actor=SYSTEM, at=AT)


def names(reader: Client, address: str) -> list[str]:
    text = reader.get(address).content.decode()
    return sorted(set(re.findall(r"[东西]院\d号", text)))


def test_each_count_of_the_panels_opens_its_rows(town: Office) -> None:
    worker, urban = town.city.posts["worker"], town.city.bodies["urban"]
    add(town, "东院1号", keeper_post_id=worker.pk)
    add(town, "东院2号", keeper_post_id=worker.pk)
    add(town, "西院3号", keeper_body_id=urban.pk)
    add(town, "西院4号")
    scope, reader = town.city.scope("clerk"), town.client("clerk")
    person = worker.appointments.get().person_id
    for panel, kept in (
        (panels.of_body(scope, urban.pk, AT), ["西院3号"]),
        (panels.of_person(scope, person, AT), ["东院1号", "东院2号"]),
    ):
        assert panel is not None
        (row,) = panel["rows"]
        assert row["count"] == str(len(kept))
        assert names(reader, f"/registers/{row['id']}/?{panel['query']}") == kept


def test_the_list_says_whose_rows_it_shows_and_keeps_it_while_searching(town: Office) -> None:
    urban = town.city.bodies["urban"]
    add(town, "西院3号", keeper_body_id=urban.pk)
    reader = town.client("clerk")
    text = reader.get(f"/registers/hazard_house/?by_body={urban.pk}").content.decode()
    assert f"专管：{urban}" in text
    assert re.search(rf'<input type="hidden" name="by_body" value="{urban.pk}"', text)
    for wrong in ("x", "999999999", "9" * 40, "1,,"):
        assert reader.get(f"/registers/hazard_house/?by_body={wrong}").status_code == 200
