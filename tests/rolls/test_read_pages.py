"""What the pages of rolls show: slips, what is owed, panels elsewhere, and how many queries a page costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from linli.domain.rolls import read_period
from linli.records import time
from linli.rolls import services
from tests.rolls.conftest import AT, DAY, Rolled
from tests.rolls.entered import enter, late_parts, leave_all, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Any:
    leave_all()
    with time.frozen(AT):
        yield


@pytest.mark.parametrize("kind", ["page", "word"])
def test_the_slip_is_a_page_and_a_word_file(rolled: Rolled, kind: str) -> None:
    row = rolled.on_roll()
    answer = enter(rolled, "secretary").get(reverse("rolls:slip", args=[row.pk]), {"as": kind})
    assert answer.status_code == 200
    if kind == "word":
        assert answer.content[:2] == b"PK"
    else:
        assert "湖滨区财政局" in answer.content.decode()


def test_reports_list_what_is_owed(rolled: Rolled) -> None:
    row = rolled.on_roll(on=DAY - timedelta(days=120))
    rolled.member("党员甲", organization_id=rolled.finance.pk, on=DAY - timedelta(days=120))
    for post in ("secretary", "liaison"):
        page = text(enter(rolled, post), "rolls:reports", period="2026-quarter-3")
        assert "党员甲" in page, post
    assert str(row) in text(enter(rolled, "clerk"), "rolls:reports", period="nonsense")
    assert read_period("2026-quarter-3").end > row.applied_on


PAGES = ("rolls:overview", "rolls:list", "rolls:reports", "rolls:doubles")


@pytest.mark.parametrize("name", PAGES)
def test_lists_stay_within_their_queries(
    rolled: Rolled, name: str, django_assert_max_num_queries: Any
) -> None:
    rolled.on_roll()
    for number in range(5):
        rolled.member(f"党员{number}")
    client = enter(rolled, "secretary")
    client.get(reverse(name))
    with django_assert_max_num_queries(12 + 4):  # four are session, login, post and clock of every page
        client.get(reverse(name))


def test_a_page_of_one_stays_within_its_queries(rolled: Rolled, django_assert_max_num_queries: Any) -> None:
    row = rolled.on_roll()
    for number in range(4):
        one = services.add_item(
            list_name="need", title=f"需求{number}", membership_id=row.pk, actor=rolled.secretary, at=AT
        )
        services.take_item(item_id=one.pk, membership_id=row.pk, actor=rolled.liaison, at=AT)
        services.record_service(membership_id=row.pk, title="服务", actor=rolled.liaison, at=AT)
    client = enter(rolled, "secretary")
    client.get(reverse("rolls:page", args=[row.pk]))
    with django_assert_max_num_queries(12 + 4):
        client.get(reverse("rolls:page", args=[row.pk]))


def test_panels_show_where_units_report(rolled: Rolled) -> None:
    rolled.on_roll()
    client = enter(rolled, "secretary")
    answer = client.get(reverse("organizations:page", args=[rolled.finance.pk]), {"late": "1"})
    assert "湖光社区" in answer.content.decode()
    assert "湖滨区财政局" in late_parts(client, reverse("desk:place", args=[rolled.city.areas["lake"]]))
