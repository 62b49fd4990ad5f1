"""Pages of the administrators: each button for the one who may press it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from linli.accounts import services
from linli.accounts.models import Identity, User
from linli.domain.access import SYSTEM
from linli.records.models import Event
from linli.records.time import frozen
from tests import cast

pytestmark = pytest.mark.django_db
AT = cast.AT + timedelta(hours=1)


def administrator(role: str) -> Client:
    name = role.replace("_", "-")
    services.create_user(
        username=name, admin_role=role, password=cast.PASSWORD, must_change=False, actor=SYSTEM, at=AT
    )
    client = Client()
    client.post("/accounts/login/", {"username": name, "password": cast.PASSWORD})
    return client


def test_the_system_administrator_makes_logins_shown_a_password_once(city: cast.City) -> None:
    with frozen(AT):
        client = administrator("system_admin")
        answer = client.post(
            "/accounts/users/new/", {"username": "clerk1", "person_id": city.people["clerk"].pk}
        )
        assert answer.status_code == 200
        made = User.objects.get(username="clerk1")
        assert made.must_change_password
        assert "clerk1" in client.get("/accounts/users/?q=clerk").content.decode()
        assert client.post("/accounts/users/new/", {"username": "clerk1"}).status_code == 422


def test_a_typed_name_finds_the_one_person_of_that_name(city: cast.City) -> None:
    with frozen(AT):
        client = administrator("system_admin")
        client.post("/accounts/users/new/", {"username": "clerk1", "person_id__text": "郑海涛"})
        assert User.objects.get(username="clerk1").person == city.people["clerk"]
        answer = client.post("/accounts/users/new/", {"username": "clerk2", "person_id__text": "没有的人"})
        assert "没有找到" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("system_admin", {"disable"}),
        ("security_admin", {"enable", "unlock", "make_admin", "reset_password"}),
        ("audit_admin", set()),
    ],
)
def test_each_administrator_presses_his_own_buttons(city: cast.City, role: str, allowed: set[str]) -> None:
    user = city.login("clerk")
    with frozen(AT):
        client = administrator(role)
        for verb in ("disable", "enable", "unlock", "make_admin", "reset_password"):
            answer = client.post(f"/accounts/users/{user.pk}/{verb}/", {"admin_role": ""})
            assert (answer.status_code != 403) is (verb in allowed), verb
        assert client.post(f"/accounts/users/{user.pk}/explode/").status_code == 404
        assert client.get(f"/accounts/users/{user.pk}/").status_code == 200


def test_nobody_of_the_field_opens_the_list_of_logins(client: Client, city: cast.City) -> None:
    city.login("leader")
    with frozen(AT):
        client.post("/accounts/login/", {"username": "leader", "password": cast.PASSWORD})
        for page in ("/accounts/users/", "/accounts/users/1/", "/accounts/users/new/", "/accounts/audit/"):
            assert client.get(page).status_code == 403


class FakeProvider:
    """Stands in for an outside identity provider."""

    who = ("https://id.example", "0001")

    @staticmethod
    def begin(request: object, back: str) -> object:
        from django.http import HttpResponseRedirect

        return HttpResponseRedirect(f"https://id.example/auth?back={back}")

    @classmethod
    def finish(cls, request: object) -> tuple[str, str]:
        return cls.who


def test_an_outside_identity_enters_only_when_linked(
    client: Client, city: cast.City, settings: pytest.fixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/accounts/outside/").status_code == 404
    from linli.accounts import outside

    monkeypatch.setattr(outside, "provider", lambda: FakeProvider)
    user = city.login("secretary")
    with frozen(AT):
        assert (
            client.get("/accounts/outside/?next=/orgs/").headers["Location"].startswith("https://id.example")
        )
        assert client.get("/accounts/outside/back/").headers["Location"] == "/accounts/login/"
        services.link_identity(
            user_id=user.pk, issuer="https://id.example", subject="0001", actor=SYSTEM, at=AT
        )
        client.get("/accounts/outside/?next=/orgs/")
        assert client.get("/accounts/outside/back/").headers["Location"] == "/orgs/"
        assert client.get("/orgs/").status_code == 200
    assert Identity.objects.count() == 1
    assert Event.objects.filter(name="user.entered").last().data["way"] == "outside"  # type: ignore[union-attr]
