"""The request as views of this room see it."""

from __future__ import annotations

from django.http import HttpRequest

from linli.domain.access import Actor, Scope


class StaffRequest(HttpRequest):
    """A request with ``actor`` and ``scope``, put there by the middleware of ``accounts``."""

    actor: Actor
    scope: Scope
