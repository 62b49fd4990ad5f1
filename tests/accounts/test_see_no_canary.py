"""No listed address shows a word that lies outside the reader's scope, as any role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.accounts import services
from linli.domain.access import SYSTEM
from linli.records.time import frozen
from tests import canary, cast

pytestmark = pytest.mark.django_db
AT = cast.AT + timedelta(hours=1)
POSTS = ("secretary", "worker", "clerk", "handler", "manager")


@canary.plants("user")
def _in_logins(city: cast.City, word: str) -> Mapping[str, Iterable[Any]]:
    """Reasons on a login's stream are the administrators' own."""
    user = services.create_user(username="stranger", actor=SYSTEM, at=cast.AT)
    services.disable_user(user_id=user.pk, actor=SYSTEM, at=cast.AT, reason=word)
    return {"user_id": [user.pk], "subject_id": [user.pk]}


@pytest.mark.parametrize("post", POSTS)
def test_no_post_meets_a_canary(client: Client, city: cast.City, post: str) -> None:
    city.login(post)
    planted = canary.plant(city)
    with frozen(AT):
        client.post("/accounts/login/", {"username": post, "password": cast.PASSWORD})
        assert canary.walk(client, planted) == []


def test_a_stranger_meets_no_canary(client: Client, city: cast.City) -> None:
    assert canary.walk(client, canary.plant(city)) == []


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_no_administrator_meets_a_case(client: Client, city: cast.City, role: str) -> None:
    services.create_user(
        username="the-admin", admin_role=role, password=cast.PASSWORD, must_change=False, actor=SYSTEM, at=AT
    )
    planted = canary.plant(city, only=["case"])
    with frozen(AT):
        client.post("/accounts/login/", {"username": "the-admin", "password": cast.PASSWORD})
        assert canary.walk(client, planted) == []


def test_who_is_in_scope_meets_the_case(client: Client, city: cast.City) -> None:
    """The walk would be worthless if nobody could meet the word."""
    city.login("willow_secretary")
    planted = canary.plant(city, only=["case"])
    with frozen(AT):
        client.post("/accounts/login/", {"username": "willow-secretary", "password": cast.PASSWORD})
        met = {leak.split()[0] for leak in canary.walk(client, planted)}
    assert {"cases:page", "cases:list"} <= met


def test_the_walk_sees_a_canary_that_sings(client: Client, city: cast.City) -> None:
    services.create_user(
        username="auditor",
        admin_role="audit_admin",
        password=cast.PASSWORD,
        must_change=False,
        actor=SYSTEM,
        at=AT,
    )
    planted = canary.plant(city, only=["user"])
    with frozen(AT):
        client.post("/accounts/login/", {"username": "auditor", "password": cast.PASSWORD})
        assert any(leak.startswith("accounts:user ") for leak in canary.walk(client, planted))
