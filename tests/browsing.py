"""A test browser that is logged in as the holder of a post, with its session begun as a real log-in does."""

from __future__ import annotations

from django.test import Client

from linli.accounts import sessions
from linli.records.time import now
from tests import cast


def client_of(city: cast.City, post: str) -> Client:
    """Logged in and lately confirmed by password, as after :func:`linli.accounts.entering.enter`."""
    made = Client()
    made.force_login(city.login(post, password=None))
    session = made.session
    sessions.begin(session, now(), city.posts[post].pk)
    sessions.step_up(session, now())
    session.save()
    return made
