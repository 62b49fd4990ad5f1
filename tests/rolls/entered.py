"""A person of the cast at the pages of rolls: entered once a test, reading pages as text."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from linli.accounts import services as accounts
from linli.domain.access import PUBLIC
from tests import cast
from tests.rolls.conftest import AT, Rolled

_entered: dict[str, Client] = {}


def leave_all() -> None:
    """Nobody is entered: before each test."""
    _entered.clear()


def enter(rolled: Rolled, post: str) -> Client:
    """The browser of a post's holder."""
    if post in _entered:
        return _entered[post]
    user = accounts.create_user(
        username=post.replace("_", "-"),
        person_id=rolled.city.people[post].pk,
        password=cast.PASSWORD,
        must_change=False,
        actor=PUBLIC,
        at=AT - timedelta(days=1),
    )
    client = Client()
    sent = {"username": user.username, "password": cast.PASSWORD}
    assert client.post(reverse("accounts:login"), sent).status_code == 302
    _entered[post] = client
    return client


def text(client: Client, name: str, *args: object, **query: str) -> str:
    """A page that opens, as text."""
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()
