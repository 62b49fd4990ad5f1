"""What clocks show on the page of a subject: each step's date, light, and why that date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from linli.clocks import queries
from linli.clocks.words import step_word
from linli.domain.access import Scope
from linli.domain.clock_words import say_instant


def of_case(scope: Scope, subject_id: int, at: datetime) -> Mapping[str, Any] | None:
    """The clocks of a case; None when it has none."""
    rows = queries.shown(queries.for_subject("case", subject_id), at)
    return {"rows": rows, "at": at} if rows else None


def inbox(request: HttpRequest) -> Mapping[str, Any] | None:
    """The bell in the head: how many messages are unread; nothing for who acts in no post."""
    if not acts(request):
        return None
    return {"url": reverse("clocks:inbox"), "count": queries.unread(request.scope)}  # type: ignore[attr-defined]


def acts(request: HttpRequest) -> bool:
    """Is this somebody with a post?"""
    scope = getattr(request, "scope", None)
    return scope is not None and scope.post_id is not None


def instants(values: set[Any]) -> Mapping[Any, str]:
    """ISO instants in event data as people say them; what is no instant stays as it is."""
    return {value: _said(value) for value in values if isinstance(value, str)}


def steps(values: set[Any]) -> Mapping[Any, str]:
    """Step ids in event data as words."""
    return {value: step_word(str(value)) for value in values}


def _said(value: str) -> str:
    try:
        return say_instant(datetime.fromisoformat(value))
    except ValueError:
        return value
