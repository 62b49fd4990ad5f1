"""A small invented city for tests of bodies and logins: the cast of tests/cast.py as a fixture."""

from __future__ import annotations

import pytest

from linli.accounts.models import User
from tests import cast


@pytest.fixture
def city(db: None) -> cast.City:
    """Two streets of one district, with bodies, posts and people."""
    return cast.build()


@pytest.fixture
def secretary(city: cast.City) -> User:
    """The login of a community's secretary."""
    return city.login("secretary")
