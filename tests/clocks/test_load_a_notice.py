"""The notice of a year on its page: first what moves, then confirmed; a mistake is said in its place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from linli.clocks.models import CalendarChange, Deadline
from linli.domain.access import PUBLIC
from linli.records.time import frozen
from tests import cast, office

pytestmark = pytest.mark.django_db
URL = "/clocks/calendar/load/"
#: 31 December 2026, an afternoon before the New Year nobody has a notice of yet.
EVE = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)
NOTICE = """year: 2027
source:
  title: 关于2027年部分节假日安排的通知（测试用）
  number: 测试〔2026〕1号
holidays:
  - name: 元旦
    statutory: [2027-01-01]
    rest: [2027-01-02, 2027-01-03, 2027-01-04]
    workdays: [2027-01-09]
"""


@pytest.fixture
def desk(db: None) -> office.Office:
    with frozen(EVE):
        return office.build()


def administrator() -> Client:
    from linli.accounts import services

    services.create_user(
        username="keeper",
        admin_role="system_admin",
        password=cast.PASSWORD,
        must_change=False,
        actor=PUBLIC,
        at=EVE,
    )
    client = Client()
    client.post("/accounts/login/", {"username": "keeper", "password": cast.PASSWORD})
    return client


def test_the_notice_is_tried_then_loaded_and_the_year_is_no_longer_presumed(desk: office.Office) -> None:
    with frozen(EVE):
        desk.dispatched(EVE)
        held = {row.pk: row.due_at for row in Deadline.objects.filter(working=True, due_at__year=2027)}
        assert held
        client = administrator()
        assert "推定" in client.get("/clocks/calendar/2027/").content.decode()
        tried = client.post(URL, {"text": NOTICE})
        body = tried.content.decode()
        assert "到期时间会变" in body
        assert not CalendarChange.objects.exists()
        assert {row.pk: row.due_at for row in Deadline.objects.filter(pk__in=held)} == held
        assert client.post(URL, {"text": NOTICE, "confirmed": "yes"}).status_code == 302
        assert CalendarChange.objects.get().number == "测试〔2026〕1号"
        assert "测试" in client.get("/clocks/calendar/2027/").content.decode()


def test_a_mistake_in_the_notice_is_said_in_its_place(desk: office.Office) -> None:
    with frozen(EVE):
        answer = administrator().post(URL, {"text": "year: 2027\nholidays: no"})
    assert answer.status_code == 422
    assert "year: 2027" in answer.content.decode()
    assert not CalendarChange.objects.exists()


def test_only_the_system_administrator_loads_it(desk: office.Office) -> None:
    with frozen(EVE):
        assert desk.client("clerk").get(URL).status_code == 403
