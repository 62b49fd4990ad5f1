"""The request as views see it after the accounts room put on it who acts and what he may see."""

from __future__ import annotations

from django.http import HttpRequest

from linli.areas.models import AreaSpan
from linli.domain.access import Actor, Scope
from linli.organizations.models import Appointment


class StaffRequest(HttpRequest):
    """A request with ``actor`` and ``scope`` (set by ``accounts.middleware``)."""

    actor: Actor
    scope: Scope
    #: The appointment acted in, and all that this person may switch to.
    acting: Appointment | None
    acts: list[Appointment]
    #: The place a page is about, where it was read already; the head need not ask for it again.
    read_place: AreaSpan | None
    #: The session ended on this request because it was idle too long.
    timed_out: bool
