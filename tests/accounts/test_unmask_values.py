"""A masked value is read with a reason, by those allowed, for a minute, and leaves its trace on the row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from linli.accounts import services
from linli.accounts.services.unmasking import Secret, register_secret
from linli.cases import secrets
from linli.domain.access import SYSTEM
from linli.organizations.models import Organization
from linli.records import queries as history
from linli.records import services as records
from linli.records.models import Event
from linli.records.time import frozen
from tests import cast

pytestmark = pytest.mark.django_db
AT = cast.AT + timedelta(hours=1)
NUMBER = "0393-4416 100"


@pytest.fixture(autouse=True)
def _secret() -> Iterator[None]:
    # A body's telephone stands in for a reporter's: the verb and the trace are what is proved here.
    register_secret(
        Secret(
            kind="case",
            field="phone",
            label="电话",
            subject=lambda pk: records.lock(Organization, pk),
            read=lambda row: row.phone,  # type: ignore[attr-defined]
            back=lambda pk: f"/orgs/{pk}/",
        )
    )
    yield
    secrets.register()


@pytest.fixture
def page(city: cast.City) -> str:
    body = city.bodies["urban"]
    Organization.objects.filter(pk=body.pk).update(phone=NUMBER)
    return f"/accounts/unmask/case/{body.pk}/phone/"


def enter(client: Client, city: cast.City, post: str) -> None:
    city.login(post)
    client.post("/accounts/login/", {"username": post, "password": cast.PASSWORD})


def test_reading_needs_a_reason_and_leaves_a_trace(client: Client, city: cast.City, page: str) -> None:
    with frozen(AT):
        enter(client, city, "handler")
        assert NUMBER not in client.get(page).content.decode()
        answer = client.post(page, {"reason": "看"})
        assert answer.status_code == 422
        assert "至少4个字" in answer.content.decode()
        answer = client.post(page, {"reason": "联系反映人核实楼栋号"})
    assert NUMBER in answer.content.decode()
    assert (
        answer.content.decode().count("胡立新 2026年1月5日 10:00") == 7
    )  # the watermark, and once to be read
    assert answer.headers["Refresh"].startswith("60; url=/orgs/")
    assert "no-store" in answer.headers["Cache-Control"]
    event = Event.objects.get(name="personal.unmasked")
    assert (event.post_id, event.data) == (city.posts["handler"].pk, {"field": "phone"})
    line = history.lines([event])[0]
    assert line.texts == (("理由", "联系反映人核实楼栋号"),)
    assert "电话" in line.sentence


def test_a_post_without_business_gets_neither_value_nor_trace(
    client: Client, city: cast.City, page: str
) -> None:
    with frozen(AT):
        enter(client, city, "manager")
        answer = client.post(page, {"reason": "就是想看看号码"})
    assert answer.status_code == 403
    assert NUMBER not in answer.content.decode()
    assert not Event.objects.filter(name="personal.unmasked").exists()


def test_the_password_is_asked_again_before(client: Client, city: cast.City, page: str) -> None:
    with frozen(AT):
        enter(client, city, "handler")
    with frozen(AT + timedelta(minutes=6)):
        answer = client.get(page)
    assert answer.headers["Location"].startswith("/accounts/confirm/?next=")


def test_an_unknown_field_is_not_found(client: Client, city: cast.City) -> None:
    with frozen(AT):
        enter(client, city, "handler")
        assert client.get("/accounts/unmask/case/1/shoe_size/").status_code == 404


def test_the_auditor_reads_who_read_what_and_nobody_else_does(
    client: Client, city: cast.City, page: str
) -> None:
    services.create_user(
        username="auditor",
        admin_role="audit_admin",
        password=cast.PASSWORD,
        must_change=False,
        actor=SYSTEM,
        at=AT,
    )
    with frozen(AT):
        enter(client, city, "handler")
        client.post(page, {"reason": "联系反映人核实楼栋号"})
        assert client.get("/accounts/audit/").status_code == 403
        auditor = Client()
        auditor.post("/accounts/login/", {"username": "auditor", "password": cast.PASSWORD})
        text = auditor.get("/accounts/audit/").content.decode()
        assert "联系反映人核实楼栋号" in text
        assert "胡立新" in text
        assert NUMBER not in text
        for tab in ("entry", "export", "admin", "locked"):
            assert auditor.get(f"/accounts/audit/?tab={tab}").status_code == 200
