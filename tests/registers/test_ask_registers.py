"""What an address asks of a register: days, several values, what lacks; and what the next search keeps of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from linli.domain.access import SYSTEM
from linli.records.time import frozen
from linli.registers import services as registers
from linli.registers.models import RegisterItem
from tests.office import AT, Office
from tests.registers.rows import house

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> object:
    with frozen(AT):
        yield


def test_an_address_asks_for_days_several_values_and_what_lacks(town: Office) -> None:
    old, new = house(town, name="旧平房", danger="c"), house(town, name="新平房", danger="d")
    RegisterItem.objects.filter(pk=old.pk).update(added_on=AT.date() - timedelta(days=30))
    registers.clear_item(item_id=new.pk, state="sealed", basis="门窗已封", actor=SYSTEM, at=AT)
    client, day = town.client("clerk"), AT.date().isoformat()
    for query, shown in (
        (f"added_from={day}", {"新平房"}),
        (f"added_to={(AT.date() - timedelta(days=1)).isoformat()}", {"旧平房"}),
        (f"cleared_from={day}&cleared_to={day}", {"新平房"}),
        ("state=found,sealed", {"旧平房", "新平房"}),
        ("f_danger=a,c", {"旧平房"}),
        ("f_households=2,3", {"旧平房", "新平房"}),
        ("f_households=3", set()),
        ("lacks=danger", set()),
        ("has=danger", {"旧平房", "新平房"}),
        # What is no day, no number and no field asks for nothing; what is personal cannot be asked.
        ("added_from=gestern&f_households=x&lacks=nothing,owner&has=phone", {"旧平房", "新平房"}),
    ):
        text = client.get(reverse("registers:list", args=["hazard_house"]) + f"?{query}").content.decode()
        assert {name for name in ("旧平房", "新平房") if name in text} == shown, query


def test_the_next_search_keeps_what_a_figure_asked_for(town: Office) -> None:
    place = town.city.areas["lake"]
    address = reverse("registers:list", args=["hazard_house"])
    asked = f"?place={place}&f_danger=c,d&state=found&f_households=1,2&cleared_from=2026-01-01"
    page = town.client("clerk").get(address + asked)
    form = page.context["form"]
    hidden = {bound.name: bound.value() for bound in form.hidden_fields()}
    assert hidden == {"place": str(place), "f_danger": "c,d", "f_households": "1,2"}
    assert not form.errors
    assert form["state"].value() == "found"
    assert set(form.folded) == {"added_from", "added_to", "cleared_from", "cleared_to"}
