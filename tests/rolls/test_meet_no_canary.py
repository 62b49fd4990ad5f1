"""The pages of rolls and activities show nothing of another street's rolls; those of the street itself do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from linli.mechanisms.services import syncing
from linli.records.time import frozen
from tests import canary, cast

pytestmark = pytest.mark.django_db
ROOMS = ("rolls:", "activities:")


@pytest.fixture
def city(db: None) -> cast.City:
    return cast.build()


def _met(client: Client, city: cast.City, post: str) -> set[str]:
    """Names of the addresses of both rooms where the word is met."""
    city.login(post)
    syncing.sync(at=cast.AT)
    planted = canary.plant(city, only=["roll", "activity"])
    with frozen(cast.AT + timedelta(hours=1)):
        client.post("/accounts/login/", {"username": post.replace("_", "-"), "password": cast.PASSWORD})
        return set(_leaks(client, planted))


def _leaks(client: Client, planted: canary.Planted) -> Iterator[str]:
    more = (
        {"holder": "member"},
        {"view": "calendar"},
        {"q": canary.WORD[:2]},
        {"as": "word"},
        {"history": "1"},
    )
    for name, route in canary.addresses():
        if name.startswith(ROOMS):
            for path in canary.filled(route.replace("<slug:verb>", "change"), planted):
                for asked in ({}, *more):
                    text = client.get(f"/{path}", asked).content.decode("utf-8", "replace")
                    if canary.WORD in text:
                        yield name


@pytest.mark.parametrize("post", ["secretary", "clerk", "handler"])
def test_no_post_of_another_street_meets_the_roll(client: Client, city: cast.City, post: str) -> None:
    assert _met(client, city, post) == set()


def test_the_community_itself_meets_it(client: Client, city: cast.City) -> None:
    found = _met(client, city, "willow_secretary")
    assert {"rolls:list", "rolls:page", "rolls:slip", "activities:list", "activities:page"} <= found
