"""Who one may be in the demonstration: the logins called ``demo-…``, and short walks that begin at a page.

The demonstration's builder makes the logins and registers its walks; nothing here exists for others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from linli.accounts import acting, queries
from linli.accounts.models import User
from linli.domain.calendar import SHANGHAI
from linli.organizations.models import Appointment
from linli.records.errors import Sentence

#: Login names that may be entered without a password, all begin like this.
PREFIX = "demo-"


@dataclass(frozen=True)
class Card:
    """One login to choose: the person, the post and the body."""

    user: User
    act: Appointment | None


@dataclass(frozen=True)
class Walk:
    """One link of the first minute: enter as a login and land on a page."""

    order: int
    label: Sentence
    note: Sentence
    username: str
    url: Callable[[], str | None]


_walks: dict[int, Walk] = {}


def register_walk(walk: Walk) -> None:
    """Add a link to the entry page; the same ``order`` again replaces it."""
    _walks[walk.order] = walk


def links() -> list[dict[str, Sentence]]:
    """The walks whose login exists and whose page is there."""
    found = []
    for _order, walk in sorted(_walks.items()):
        login, url = user(walk.username), walk.url()
        if login is not None and url:
            found.append({"label": walk.label, "note": walk.note, "user": login.username, "url": url})
    return found


def cards(at: datetime) -> list[Card]:
    """The logins to choose from, in the order they were made."""
    day = at.astimezone(SHANGHAI).date()
    return [
        Card(login, acting.pick(acting.acts_of(login, day), login.last_post_id))
        for login in queries.demo_users()
    ]


def user(username: str) -> User | None:
    """A login of the demonstration by its name; no other login can be entered this way."""
    if not username.startswith(PREFIX):
        return None
    return next((login for login in queries.demo_users() if login.username == username), None)
