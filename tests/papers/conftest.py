"""The invented city, and actors of its posts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from linli.domain.access import Actor
from tests import cast
from tests.browsing import client_of


@pytest.fixture
def city(db: None) -> cast.City:
    """Two streets of one district, with bodies, posts and people."""
    return cast.build()


@pytest.fixture
def act(city: cast.City) -> Callable[[str], Actor]:
    """The actor of a post by its name in the cast."""

    def actor(post: str) -> Actor:
        row = city.posts[post]
        return Actor(user_id=1, post_id=row.pk, channel="page", body_id=row.organization_id)

    return actor


@pytest.fixture
def enter(city: cast.City) -> Callable[[str], Client]:
    """A browser logged in as the holder of a post."""

    return lambda post: client_of(city, post)
