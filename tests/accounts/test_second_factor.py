"""The second factor of administrators: bound at the first entry, asked at every later one, never taken twice."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.accounts import outside, second, services
from linli.accounts.models import SecondFactor, User
from linli.domain.access import SYSTEM, Actor
from linli.records.models import Event
from linli.records.time import frozen
from tests import cast

pytestmark = pytest.mark.django_db
AT = cast.AT + timedelta(hours=2)
LOGIN, CODE, SET = "/accounts/login/", "/accounts/second/", "/accounts/second/set/"
#: RFC 6238, appendix B, SHA-1: the secret of the vectors and the last six digits of three of them.
RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture(autouse=True)
def asked(settings: Any) -> None:
    """As an installation asks for it."""
    settings.LINLI_ADMIN_SECOND_FACTOR = True


@pytest.fixture
def guard(db: None) -> User:
    return services.create_user(
        username="guard", admin_role="security_admin", password=f"{cast.PASSWORD}-longer", must_change=False,
        actor=SYSTEM, at=cast.AT,
    )  # fmt: skip


@pytest.fixture
def bound(guard: User) -> str:
    """The guard's phone, bound an hour ago."""
    secret, at = second.new_secret(), AT - timedelta(hours=1)
    code = second.code_at(secret, at)
    services.set_second(user_id=guard.pk, secret=secret, code=code, actor=SYSTEM, at=at)
    return secret


def password(client: Client) -> str:
    answer = client.post(LOGIN, {"username": "guard", "password": f"{cast.PASSWORD}-longer"})
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")]
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    from datetime import UTC, datetime

    at = datetime.fromtimestamp(seconds, UTC)
    assert second.code_at(RFC, at) == code
    assert second.step_of(RFC, f"{code[:3]} {code[3:]}", at, after=0) == seconds // 30
    assert second.step_of(RFC, code, at + timedelta(seconds=30), after=0) == seconds // 30
    assert second.step_of(RFC, code, at + timedelta(seconds=95), after=0) is None
    assert second.step_of(RFC, code, at, after=seconds // 30) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef"])
def test_what_is_no_code_is_never_right(typed: str) -> None:
    assert second.step_of(RFC, typed, AT, after=0) is None


def test_the_first_entry_of_an_administrator_ends_at_binding(client: Client, guard: User) -> None:
    with frozen(AT):
        assert password(client) == "/"
        for url in ("/accounts/", "/accounts/users/"):
            assert client.get(url)["Location"] == SET
        page = client.get(SET).content.decode()
        secret = client.session["second_new"]
        assert secret[:4] in page
        assert "<svg" in page
        assert client.post(SET, {"code": "000000"}).status_code == 422
        assert client.post(SET, {"code": second.code_at(secret, AT)}).status_code == 302
        assert client.get("/accounts/users/").status_code == 200
    assert SecondFactor.objects.get(user=guard).secret == secret
    assert Event.objects.filter(name="user.second_set", user_id=guard.pk).count() == 1


def test_the_password_alone_opens_nothing(client: Client, bound: str) -> None:
    with frozen(AT):
        assert password(client) == CODE
        assert client.get("/accounts/users/").status_code == 302
        assert "_auth_user_id" not in client.session
        assert client.post(CODE, {"code": second.code_at(bound, AT)})["Location"] == "/"
        assert client.get("/accounts/users/").status_code == 200
    assert Event.objects.get(name="user.entered").data["way"] == "password_code"


def test_a_code_counts_once(client: Client, bound: str) -> None:
    with frozen(AT):
        code = second.code_at(bound, AT)
        password(client)
        assert client.post(CODE, {"code": code}).status_code == 302
        other = Client()
        password(other)
        answer = other.post(CODE, {"code": code})
        assert answer.status_code == 422
        assert "已经用过" in answer.content.decode()


def test_five_wrong_codes_lock_and_the_sixth_right_one_waits(client: Client, bound: str) -> None:
    with frozen(AT):
        password(client)
        for _try in range(5):
            assert client.post(CODE, {"code": "000000"}).status_code == 422
        answer = client.post(CODE, {"code": second.code_at(bound, AT)})
        assert "已锁定30分钟" in answer.content.decode()
    assert Event.objects.filter(name="user.second_locked").count() == 1
    later = AT + timedelta(minutes=31)
    with frozen(later):
        password(client)
        assert client.post(CODE, {"code": second.code_at(bound, later)}).status_code == 302


def test_the_second_step_waits_five_minutes(client: Client, bound: str) -> None:
    with frozen(AT):
        password(client)
    later = AT + timedelta(minutes=6)
    with frozen(later):
        answer = client.post(CODE, {"code": second.code_at(bound, later)})
        assert answer["Location"] == LOGIN
        assert Client().get(CODE)["Location"] == LOGIN


def test_a_lost_phone_is_unbound_by_another_administrator(client: Client, guard: User, bound: str) -> None:
    other = services.create_user(username="guard2", admin_role="security_admin", actor=SYSTEM, at=AT)
    services.admin.reset_password(user_id=guard.pk, actor=Actor(other.pk, None, "page"), at=AT)
    assert not SecondFactor.objects.filter(user=guard).exists()
    assert Event.objects.filter(name="user.second_dropped", user_id=other.pk).count() == 1


def test_the_secret_stands_encrypted(bound: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_secondfactor")
        held = cursor.fetchone()[0]
    assert bound not in held


def test_the_field_needs_no_second_factor(client: Client, city: cast.City) -> None:
    city.login("secretary")
    with frozen(AT):
        assert client.post(LOGIN, {"username": "secretary", "password": cast.PASSWORD}).status_code == 302
        assert client.get("/accounts/").status_code == 200
        assert client.get(reverse("accounts:second_set"))["Location"] == "/accounts/"


def test_who_took_long_over_binding_confirms_the_password_and_goes_on(client: Client, guard: User) -> None:
    with frozen(AT):
        password(client)
    later = AT + timedelta(minutes=8)
    with frozen(later):
        confirm = client.get(SET)["Location"]
        assert confirm == f"/accounts/confirm/?next={SET.replace('/', '%2F')}"
        assert client.get(confirm).status_code == 200
        back = client.post(confirm, {"password": f"{cast.PASSWORD}-longer"})
        assert back["Location"] == SET
        assert client.get(SET).status_code == 200


def test_made_an_administrator_while_logged_in_binds_before_acting(client: Client, guard: User) -> None:
    new = services.create_user(
        username="fresh", admin_role="", password=f"{cast.PASSWORD}-longer", must_change=False, actor=SYSTEM,
        at=cast.AT,
    )  # fmt: skip
    with frozen(AT):
        client.post(LOGIN, {"username": "fresh", "password": f"{cast.PASSWORD}-longer"})
        services.admin.make_admin(
            user_id=new.pk, admin_role="audit_admin", actor=Actor(guard.pk, None, "page"), at=AT
        )
        chosen = "Linden-7-tree-by-river"
        sent = {"old": f"{cast.PASSWORD}-longer", "password": chosen, "again": chosen}
        assert client.post("/accounts/password/", sent).status_code == 302
        assert client.get("/accounts/audit/")["Location"] == SET


def test_the_auditor_reads_of_codes_bound_dropped_and_locked(
    client: Client, guard: User, bound: str, settings: Any
) -> None:
    settings.LINLI_ADMIN_SECOND_FACTOR = False
    with frozen(AT):
        password(client)
        for _try in range(5):
            client.post(CODE, {"code": "000000"})
        other = services.create_user(username="guard2", admin_role="security_admin", actor=SYSTEM, at=AT)
        services.admin.reset_password(user_id=guard.pk, actor=Actor(other.pk, None, "page"), at=AT)
        services.create_user(
            username="auditor", admin_role="audit_admin", password=f"{cast.PASSWORD}-longer", must_change=False,
            actor=SYSTEM, at=AT,
        )  # fmt: skip
        auditor = Client()
        auditor.post(LOGIN, {"username": "auditor", "password": f"{cast.PASSWORD}-longer"})
        admin = auditor.get("/accounts/audit/?tab=admin").content.decode()
        assert "绑定了动态码" in admin
        assert "解除了动态码绑定" in admin
        assert "动态码连续输错" in auditor.get("/accounts/audit/?tab=entry").content.decode()


def test_an_outside_identity_of_an_administrator_is_asked_for_the_code_too(
    client: Client, guard: User, bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = SimpleNamespace(finish=lambda _request: ("https://id.example", "0001"))
    monkeypatch.setattr(outside, "provider", lambda: provider)
    services.link_identity(user_id=guard.pk, issuer="https://id.example", subject="0001", actor=SYSTEM, at=AT)
    with frozen(AT):
        assert client.get("/accounts/outside/back/")["Location"] == "/accounts/second/"
        assert client.get("/accounts/").status_code == 302
        assert client.post(CODE, {"code": second.code_at(bound, AT)}).status_code == 302
        assert client.get("/accounts/").status_code == 200
        SecondFactor.objects.all().delete()
        fresh = Client()
        fresh.get("/accounts/outside/back/")
        assert fresh.get("/accounts/users/")["Location"] == SET
