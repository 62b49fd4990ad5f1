"""A person of the cast at the pages of rolls: entered once a test, reading pages as text."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from tests.rolls.conftest import AT, Rolled

_entered: dict[str, Client] = {}


def leave_all() -> None:
    """Nobody is entered: before each test."""
    _entered.clear()


def enter(rolled: Rolled, post: str) -> Client:
    """The browser of a post's holder."""
    if post not in _entered:
        _entered[post] = rolled.city.client(post, at=AT)
    return _entered[post]


def text(client: Client, name: str, *args: object, **query: str) -> str:
    """A page that opens, as text."""
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def late_parts(client: Client, address: str) -> str:
    """All parts a browser loads after a page, one after the other."""
    found, number = "", "1"
    while number:
        answer = client.get(address, {"late": number}, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.status_code
        part = answer.content.decode()
        found += part
        after = re.search(r'hx-get="\?late=(\d+)"', part)
        number = after.group(1) if after else ""
    return found
