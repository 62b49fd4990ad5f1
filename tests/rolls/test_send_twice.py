"""A form sent twice over a bad line makes one row."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from linli.records import time
from linli.rolls.models import Item, Service
from tests.rolls.conftest import AT, DAY, Rolled
from tests.rolls.entered import enter, leave_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Any:
    leave_all()
    with time.frozen(AT):
        yield


@pytest.mark.parametrize(
    ("verb", "sent", "model"),
    [
        ("serve", {"title": "清扫楼道", "on": DAY.isoformat()}, Service),
        ("item", {"list_name": "need", "title": "会议室"}, Item),
    ],
)
def test_a_form_sent_twice_makes_one_row(
    rolled: Rolled, verb: str, sent: dict[str, str], model: type[Service] | type[Item]
) -> None:
    row = rolled.on_roll()
    secretary = enter(rolled, "secretary")
    url = reverse("rolls:act", args=[row.pk, verb])
    assert 'name="request_key"' in secretary.get(url).content.decode()
    given = {**sent, "version": row.version, "request_key": f"twice-{verb}"}
    assert secretary.post(url, given).status_code == secretary.post(url, given).status_code == 302
    assert model.objects.count() == 1
