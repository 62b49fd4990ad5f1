"""Coming in: password, lock-out, session limits, phones, the switcher, the demonstration."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.accounts import queries, services, sessions
from linli.accounts.models import Device, User
from linli.domain.access import SYSTEM
from linli.organizations import services as organizations
from linli.records.models import Event
from linli.records.time import frozen
from tests import cast
from tests.accounts.entering import AT, LOGIN, log_in

pytestmark = pytest.mark.django_db


def test_the_right_password_opens_and_tells(client: Client, secretary: User) -> None:
    with frozen(AT):
        assert log_in(client) == 302
        assert client.get("/accounts/").status_code == 200
    entered = Event.objects.get(kind="user", name="user.entered")
    assert (entered.data["way"], entered.user_id, entered.at) == ("password", secretary.pk, AT)
    assert entered.body_id is not None


def test_a_wrong_password_says_so_and_keeps_the_name(client: Client, secretary: User) -> None:
    answer = client.post(LOGIN, {"username": "secretary", "password": "nope"})
    assert answer.status_code == 422
    assert "用户名或密码不对" in answer.content.decode()
    assert 'value="secretary"' in answer.content.decode()


def test_five_failures_lock_and_the_administrator_unlocks(
    client: Client, city: cast.City, secretary: User
) -> None:
    for _try in range(4):
        assert log_in(client, password="wrong") == 422
    assert log_in(client, password="wrong") == 429
    assert log_in(client) == 429
    assert (
        "已锁定30分钟"
        in client.post(LOGIN, {"username": "secretary", "password": cast.PASSWORD}).content.decode()
    )
    from linli.records.time import now

    assert queries.is_locked("secretary", now())
    guard = services.create_user(username="guard", admin_role="security_admin", actor=SYSTEM, at=AT)
    from linli.domain.access import Actor

    services.unlock(user_id=secretary.pk, actor=Actor(guard.pk, None, "page"), at=AT)
    assert Event.objects.filter(name="user.unlocked", user_id=guard.pk).exists()
    assert log_in(client) == 302


def test_another_address_is_not_locked_out(client: Client, secretary: User) -> None:
    for _try in range(6):
        log_in(client, password="wrong")
    other = Client(REMOTE_ADDR="10.1.1.9")
    assert log_in(other) == 302


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_half_an_hour_idle_ends_the_session(
    client: Client, secretary: User, minutes: int, stays: bool
) -> None:
    with frozen(AT):
        log_in(client)
    with frozen(AT + timedelta(minutes=minutes)):
        answer = client.get("/accounts/")
    assert (answer.status_code == 200) is stays
    if not stays:
        assert answer.headers["Location"].startswith(LOGIN)


def test_an_administrator_has_a_quarter_of_an_hour(client: Client, db: None) -> None:
    services.create_user(
        username="root-one",
        admin_role="system_admin",
        password=cast.PASSWORD,
        must_change=False,
        actor=SYSTEM,
        at=AT,
    )
    with frozen(AT):
        assert log_in(client, "root-one") == 302
    with frozen(AT + timedelta(minutes=16)):
        assert client.get("/accounts/").status_code == 302


def test_eight_hours_are_the_most_however_busy(client: Client, secretary: User) -> None:
    with frozen(AT):
        log_in(client)
    for step in range(1, 24):
        with frozen(AT + timedelta(minutes=20 * step)):
            assert client.get("/accounts/").status_code == 200
    with frozen(AT + timedelta(hours=8, minutes=1)):
        assert client.get("/accounts/").status_code == 302


def test_a_remembered_phone_re_enters_silently_until_it_is_unbound(client: Client, secretary: User) -> None:
    with frozen(AT):
        log_in(client, keep="on")
    with frozen(AT + timedelta(days=2)):
        assert client.get("/accounts/").status_code == 200
        assert Event.objects.filter(name="user.entered").count() == 2
        device = Device.objects.get()
        client.post(reverse("accounts:revoke_device", args=[device.pk]))
    with frozen(AT + timedelta(days=3)):
        assert client.get("/accounts/").status_code == 302


def test_leaving_forgets_the_phone(client: Client, secretary: User) -> None:
    with frozen(AT):
        log_in(client, keep="on")
        token = client.cookies["linli_device"].value
        client.post("/accounts/logout/")
        client.cookies["linli_device"] = token
        assert client.get("/accounts/").status_code == 302


def test_an_administrator_is_never_remembered(client: Client, db: None) -> None:
    services.create_user(
        username="root-one",
        admin_role="system_admin",
        password=cast.PASSWORD,
        must_change=False,
        actor=SYSTEM,
        at=AT,
    )
    with frozen(AT):
        log_in(client, "root-one", keep="on")
    assert "linli_device" not in client.cookies


def test_a_closed_login_is_out_at_once(client: Client, secretary: User) -> None:
    with frozen(AT):
        log_in(client, keep="on")
        services.disable_user(user_id=secretary.pk, actor=SYSTEM, at=AT)
        assert client.get("/accounts/").status_code == 302


def test_one_post_at_a_time_with_a_switcher(client: Client, city: cast.City, secretary: User) -> None:
    extra = organizations.create_post(
        organization_id=city.bodies["east_office"].pk,
        title="党建办干事",
        role="street_clerk",
        actor=SYSTEM,
        at=cast.AT,
    )
    organizations.appoint(
        person_id=city.people["secretary"].pk, post_id=extra.pk, kind="part_time", actor=SYSTEM, at=cast.AT
    )
    with frozen(AT):
        log_in(client)
        answer = client.get("/orgs/")
        assert answer.wsgi_request.scope.roles == {"community_secretary"}
        client.post("/accounts/post/", {"post": extra.pk})
        answer = client.get("/orgs/")
        assert answer.wsgi_request.scope.roles == {"street_clerk"}
        assert answer.wsgi_request.actor.post_id == extra.pk
        client.post("/accounts/post/", {"post": city.posts["handler"].pk})
        assert client.get("/orgs/").wsgi_request.actor.post_id == extra.pk


def test_a_login_without_a_post_sees_nothing_but_itself(client: Client, city: cast.City) -> None:
    person = organizations.create_person(name="待岗", actor=SYSTEM, at=cast.AT)
    services.create_user(
        username="idle",
        person_id=person.pk,
        password=cast.PASSWORD,
        must_change=False,
        actor=SYSTEM,
        at=cast.AT,
    )
    with frozen(AT):
        log_in(client, "idle")
        answer = client.get("/orgs/")
        assert answer.status_code == 403
        assert "没有任职岗位" in answer.content.decode()
        assert client.get("/accounts/").status_code == 200


def test_unmasking_and_exports_want_the_password_again_after_five_minutes(
    client: Client, city: cast.City
) -> None:
    city.login("clerk")
    page = "/ledgers/exports/987654/file/"
    with frozen(AT):
        log_in(client, "clerk")
        assert client.get(page).status_code == 404
    with frozen(AT + timedelta(minutes=6)):
        answer = client.get(f"{page}?q=x")
        assert (
            answer.headers["Location"]
            == "/accounts/confirm/?next=%2Fledgers%2Fexports%2F987654%2Ffile%2F%3Fq%3Dx"
        )
        assert client.post("/accounts/confirm/", {"password": "wrong"}).status_code == 422
        answer = client.post("/accounts/confirm/", {"password": cast.PASSWORD, "next": page})
        assert answer.headers["Location"] == page
        assert client.get(page).status_code == 404


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_no_open_redirect(client: Client, secretary: User, target: str) -> None:
    answer = client.post(LOGIN, {"username": "secretary", "password": cast.PASSWORD, "next": target})
    assert answer.headers["Location"] == "/"


def test_the_entry_page_exists_only_in_the_demonstration(
    client: Client, city: cast.City, settings: pytest.fixture
) -> None:
    settings.LINLI_DEMO = False
    assert client.get("/accounts/enter/").status_code == 404
    assert client.post("/accounts/enter/", {"user": "demo-secretary"}).status_code == 404
    settings.LINLI_DEMO = True
    services.create_user(
        username="demo-secretary", person_id=city.people["secretary"].pk, actor=SYSTEM, at=cast.AT
    )
    city.login("clerk")
    with frozen(AT):
        assert "社区党组织书记" in client.get("/accounts/enter/").content.decode()
        assert client.post("/accounts/enter/", {"user": "clerk"}).status_code == 404
        assert client.post("/accounts/enter/", {"user": "demo-secretary"}).status_code == 302
        assert client.get("/accounts/").status_code == 200
        assert client.session[sessions.ENTERED]


def test_three_queries_find_out_who_acts(
    client: Client, secretary: User, django_assert_max_num_queries: pytest.fixture
) -> None:
    with frozen(AT):
        log_in(client)
        client.get("/orgs/people/find/?q=zz")
        with django_assert_max_num_queries(4):  # session, login, posts; the fourth is the search itself
            client.get("/orgs/people/find/?q=zz")
