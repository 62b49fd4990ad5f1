"""The first password, a new one, and guessing the old one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from linli.accounts import queries, services
from linli.accounts.models import User
from linli.domain.access import SYSTEM
from linli.records.time import frozen
from tests import cast
from tests.accounts.entering import AT, log_in

pytestmark = pytest.mark.django_db


def test_the_first_password_must_be_changed(client: Client, city: cast.City) -> None:
    services.create_user(
        username="fresh", person_id=city.people["clerk"].pk, password=cast.PASSWORD, actor=SYSTEM, at=cast.AT
    )
    with frozen(AT):
        log_in(client, "fresh")
        assert client.get("/orgs/").headers["Location"] == "/accounts/password/"
        new = {"old": cast.PASSWORD, "password": "Other-Lake8-Boats", "again": "Other-Lake8-Boats"}
        assert client.post("/accounts/password/", new).status_code == 302
        assert client.get("/orgs/").status_code == 200
    with frozen(AT + timedelta(days=91)):
        log_in(client, "fresh", "Other-Lake8-Boats")
        assert client.get("/orgs/").headers["Location"] == "/accounts/password/"


def test_a_new_password_unbinds_every_other_phone(secretary: User) -> None:
    mine, lost = Client(), Client()
    with frozen(AT):
        for phone in (lost, mine):
            log_in(phone, keep="on")
        new = {"old": cast.PASSWORD, "password": "Other-Lake8-Boats", "again": "Other-Lake8-Boats"}
        assert mine.post("/accounts/password/", new).status_code == 302
    with frozen(AT + timedelta(days=2)):
        assert mine.get("/accounts/").status_code == 200
        assert lost.get("/accounts/").status_code == 302


def test_a_password_set_anew_by_the_administrator_unbinds_all_phones(client: Client, secretary: User) -> None:
    with frozen(AT):
        log_in(client, keep="on")
        services.reset_password(user_id=secretary.pk, actor=SYSTEM, at=AT)
        assert client.get("/accounts/").status_code == 302


def test_guessing_the_old_password_inside_counts_towards_the_lock(client: Client, secretary: User) -> None:
    with frozen(AT):
        log_in(client)
        typed = {"old": "Wrong-Lake8-Boats", "password": "Other-Lake8-Boats", "again": "Other-Lake8-Boats"}
        assert client.post("/accounts/password/", typed).status_code == 422
        for _try in range(4):
            client.post("/accounts/password/", typed)
        assert queries.is_locked("secretary", AT)
        assert log_in(Client()) != 302
