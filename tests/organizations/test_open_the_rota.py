"""Pages of the duty rota: who may keep it, the sheet sent twice or from an old version, the paper, the search."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.domain.access import SYSTEM
from linli.organizations import services
from linli.organizations.models import Rota, Turn
from linli.organizations.services import NewTurn
from linli.records.time import frozen
from tests import cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _clock() -> object:
    with frozen(AT):
        yield


def at_page(city: cast.City, name: str, body: str = "east_office") -> str:
    return reverse(f"organizations:{name}", args=[city.bodies[body].pk])


def sheet(city: cast.City, version: int = 0, **more: object) -> dict[str, object]:
    hours = {"starts_at": "08:00", "noon_at": "12:00", "evening_at": "18:00"}
    key = {"request_key": uuid.uuid4().hex}
    return {"version": version, "pattern": "whole", "person-2026-11-21-whole": city.people["clerk"].pk, **hours,
            **key, **more}  # fmt: skip


def planned(city: cast.City, body: str = "east_office", post: str = "clerk") -> Rota:
    turns = [NewTurn(DAY + timedelta(days=n), "whole", city.people[post].pk) for n in range(-3, 4)]
    return services.save_month(
        organization_id=city.bodies[body].pk, month=DAY, turns=turns, actor=SYSTEM, at=AT
    )


def test_a_month_is_saved_and_read_within_a_dozen_queries(city: cast.City) -> None:
    client = city.client("clerk", at=AT)
    page = at_page(city, "rota_sheet") + "?month=2026-11"
    assert client.post(page, sheet(city)).status_code == 302
    client.get(page)
    for name in ("rota_of", "rota_sheet", "rota_swap", "rota_print", "rota_people"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at_page(city, name), {"month": "2026-11"}).status_code == 200
        assert len(asked) <= 12, (name, len(asked))
    text = client.get(at_page(city, "rota_of")).content.decode()
    assert city.people["clerk"].name in text
    assert "没有排人" in text
    assert "排了2026-11的值班" in client.get(at_page(city, "rota_of") + "?history=1").content.decode()


def test_a_sheet_sent_twice_acts_once_and_an_old_one_is_answered_409(city: cast.City) -> None:
    client = city.client("clerk", at=AT)
    page, sent = at_page(city, "rota_sheet"), sheet(city)
    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent).status_code == 302
    assert Rota.objects.get().event_seq == 1
    late = client.post(page, sheet(city, **{"person-2026-11-21-whole": city.people["leader"].pk}))
    assert late.status_code == 409
    text = late.content.decode()
    assert "您填的" in text
    assert city.people["leader"].name in text  # what was typed is still there
    assert Turn.objects.get().person_id == city.people["clerk"].pk
    # After comparing, the same form goes on from what stands now.
    assert f'name="version" value="{Rota.objects.get().version}"' in text


def test_names_may_be_typed_and_slips_keep_what_was_typed(city: cast.City) -> None:
    client = city.client("clerk", at=AT)
    typed = {"person-2026-11-21-whole": "", "person-2026-11-21-whole__text": city.people["leader"].name}
    assert client.post(at_page(city, "rota_sheet"), sheet(city, **typed)).status_code == 302
    assert Turn.objects.get().person_id == city.people["leader"].pk
    wrong = {"person-2026-11-22-whole__text": "查无此人", "phone-2026-11-23-whole": "0990-8420001"}
    answer = client.post(at_page(city, "rota_sheet"), sheet(city, 1, **wrong))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "查无此人" in text
    assert "这一班还没有选值班人员" in text


def test_a_rotation_fills_the_sheet_without_saving(city: cast.City) -> None:
    client = city.client("clerk", at=AT)
    asked = {"month": "2026-12", "pattern": "day_night", "fill": "rotate",
             "worked": [city.people["clerk"].pk], "rested": [city.people["leader"].pk]}  # fmt: skip
    with CaptureQueriesContext(connection) as queries:
        text = client.get(at_page(city, "rota_sheet"), asked).content.decode()
    assert len(queries) <= 12
    assert (
        text.count(f'value="{city.people["clerk"].name}"') == 23 * 2
    )  # workdays of December 2026, two parts each
    assert text.count(f'value="{city.people["leader"].name}"') == 8 * 2
    assert not Rota.objects.exists()


def test_only_the_clerks_of_the_body_and_of_the_one_above_keep_it(city: cast.City) -> None:
    planned(city, "lake_committee", "secretary")
    may = {
        "secretary": True,
        "worker": True,
        "clerk": True,
        "officer": True,
        "west_clerk": False,
        "handler": False,
    }
    for post, allowed in may.items():
        client = city.client(post, at=AT)
        shown = client.get(at_page(city, "rota_of", "lake_committee"))
        assert shown.status_code == 200  # who is on duty is public work data
        assert ("对调" in shown.content.decode()) is allowed, post
        for name in ("rota_sheet", "rota_swap"):
            status = client.get(at_page(city, name, "lake_committee")).status_code
            assert (status == 200) is allowed, (post, name, status)


def test_a_swap_is_offered_on_each_line_and_kept_in_the_history(city: cast.City) -> None:
    planned(city)
    client = city.client("clerk", at=AT)
    services.save_month(
        organization_id=city.bodies["east_office"].pk, month=DAY, actor=SYSTEM, at=AT,
        turns=[NewTurn(DAY, "whole", city.people["clerk"].pk),
               NewTurn(date(2026, 11, 22), "whole", city.people["leader"].pk)],
    )  # fmt: skip
    page = at_page(city, "rota_swap")
    assert "2026-11-21-whole" in client.get(page).content.decode()
    sent = {"version": Rota.objects.get().version, "one": "2026-11-21-whole", "other": "2026-11-22-whole",
            "reason": "家里有事", "request_key": uuid.uuid4().hex}  # fmt: skip
    assert client.post(page, sent).status_code == 302
    assert Turn.objects.get(day=DAY).person_id == city.people["leader"].pk
    assert "家里有事" in client.get(at_page(city, "rota_of") + "?history=1").content.decode()
    assert client.post(page, sent | {"request_key": uuid.uuid4().hex}).status_code == 409


def test_the_search_finds_only_people_of_the_body(city: cast.City) -> None:
    client = city.client("clerk", at=AT)
    found = client.get(at_page(city, "rota_people"), {"q": city.people["leader"].name[:1]}).json()["items"]
    assert [one["id"] for one in found] == [city.people["leader"].pk]
    assert client.get(at_page(city, "rota_people"), {"q": city.people["handler"].name}).json()["items"] == []


def test_a_month_nobody_planned_says_so_and_nonsense_is_not_found(city: cast.City) -> None:
    client = city.client("clerk", at=AT)
    assert "这个月还没有排班" in client.get(at_page(city, "rota_of")).content.decode()
    for month in ("x", "2026-13", "1999-01", "9999-12"):
        assert client.get(at_page(city, "rota_of"), {"month": month}).status_code == 404
    assert client.get(reverse("organizations:rota")).url == at_page(city, "rota_of")


def test_the_month_is_filtered_by_name_and_by_what_is_amiss(city: cast.City) -> None:
    planned(city)
    client = city.client("clerk", at=AT)

    def rows(**asked: str) -> int:
        return client.get(at_page(city, "rota_of"), asked).content.decode().count('data-label="值班人员"')

    assert rows() == 30
    assert rows(q=city.people["clerk"].name) == 7
    assert rows(only="empty") == 23
    assert rows(q="没有这个人") == 0


def entered(client: Client) -> str:
    return client.get(reverse("desk:today")).content.decode()


def test_the_head_of_today_names_who_is_on_duty_with_a_number_to_dial(city: cast.City) -> None:
    services.change_person(person_id=city.people["clerk"].pk, work_phone="0990-8420001", actor=SYSTEM, at=AT)
    planned(city)
    client = city.client("leader", at=AT)
    entered(client)
    with CaptureQueriesContext(connection) as asked:
        own = entered(client)
    assert len(asked) <= 12
    assert sum("organizations_rota" in one["sql"] for one in asked) == 1
    assert "今天值班：" in own
    assert city.people["clerk"].name in own
    assert 'href="tel:0990-8420001"' in own
    below = entered(city.client("secretary", at=AT))
    assert "今天值班（东湖街道办事处）" in below
    assert "没有排人值班" not in below


def test_without_anybody_the_keeper_alone_gets_a_quiet_line(city: cast.City) -> None:
    keeper = entered(city.client("clerk", at=AT))
    assert "今天没有排人值班" in keeper
    assert "今天值班：" not in keeper
    planned(city, "lake_committee", "secretary")
    with frozen(AT + timedelta(days=5)):
        assert "今天没有排人值班" in entered(city.client("worker", at=AT))
        reader = entered(city.client("leader", at=AT))
        assert "今天值班：" not in reader
