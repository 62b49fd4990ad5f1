"""Personal data of cases goes on schedule: names and phones six months after the case ended (practice D3).

Ended is closed, refused or withdrawn; a case joined to another ends with that one. Of wishes and household needs the
whole text goes as well, with events, files and the search entry (``whole``): such a text tells a household's life. Other
narratives stay, since they name places and things.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from linli.cases.models import (
    Answer,
    Case,
    Contact,
    Exclusion,
    Extension,
    Follower,
    HelpAction,
    ReturnRequest,
    Suspension,
    Task,
    Wish,
    WishClaim,
)
from linli.domain.caseflow import State
from linli.records import registry
from linli.records.models import Span
from linli.records.time import FOREVER

#: Six months after the end.
KEEP_CONTACT = timedelta(days=183)
CHUNK = 500
#: Kinds whose text itself is personal.
PERSONAL_KINDS = ("micro_wish", "household_need", "hardship_job_need", "care_request")


def register() -> None:
    """Called at start."""
    basis = "retention:contact_6_months"
    registry.register_eraser(registry.Eraser("case", "contact", due, erase, basis=basis, whole=False))
    registry.register_eraser(
        registry.Eraser("case", "followers", due_followers, erase_followers, basis=basis, whole=False)
    )
    registry.register_eraser(
        registry.Eraser("case", "text", due_text, erase_text, basis="retention:wish_text_6_months")
    )


def _over(at: datetime, prefix: str = "") -> Q:
    """Ended long enough. What never closed has no date of its own: its state's span says since when."""
    limit = at - KEEP_CONTACT
    left = Span.objects.filter(
        kind="case",
        field="state",
        value__in=(State.REFUSED, State.WITHDRAWN),
        valid_to=FOREVER,
        valid_from__lt=limit,
    ).values("subject_id")
    return Q(**{f"{prefix}closed_at__lt": limit}) | Q(**{f"{prefix}pk__in": left})


def due(at: datetime) -> Iterable[int]:
    """Cases ended long enough whose contact still stands."""
    over = _over(at, "case__") | _over(at, "case__duplicate_of__")
    rows = Contact.objects.filter(over, erased_at__isnull=True)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])


def erase(case_id: int, at: datetime) -> None:
    """Clear how to reach the reporter; safe to run twice (a restored backup replays it)."""
    Contact.objects.filter(pk=case_id).update(
        name="", phone="", phone_index="", address="", on_behalf_of="", parties="", personal="", erased_at=at
    )
    erase_followers(case_id, at)
    Case.objects.filter(pk=case_id).update(reachable=False)


def due_followers(at: datetime) -> Iterable[int]:
    """Cases ended long enough that others follow with their telephone, whether the reporter left his or not."""
    over = _over(at, "case__") | _over(at, "case__duplicate_of__")
    rows = Follower.objects.filter(over).exclude(phone="")
    return list(rows.order_by("case_id").values_list("case_id", flat=True).distinct()[:CHUNK])


def erase_followers(case_id: int, at: datetime) -> None:
    """Clear their telephones; that they shared the problem still counts. Safe to run twice."""
    del at
    Follower.objects.filter(case_id=case_id).update(phone="")


def due_text(at: datetime) -> Iterable[int]:
    """Wishes and household needs ended long enough whose text still stands."""
    over = _over(at) | _over(at, "duplicate_of__")
    rows = Case.objects.filter(over, kind__in=PERSONAL_KINDS).exclude(text="")
    return list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])


def erase_text(case_id: int, at: datetime) -> None:
    """Clear the text; kind, place, dates and result stay for the figures. Safe to run twice."""
    del at
    Case.objects.filter(pk=case_id).update(text="", title="—", spot="", fields={})
    Answer.objects.filter(case_id=case_id).update(text="", note="", decided_text="")
    # A helper is asked with the title of the case, and requests tell why.
    Task.objects.filter(case_id=case_id).update(ask="", answer="")
    for asked in (Exclusion, Extension, ReturnRequest, Suspension):
        asked.objects.filter(case_id=case_id).update(text="", decided_text="")
    HelpAction.objects.filter(case_id=case_id).update(text="")
    Wish.objects.filter(pk=case_id).update(text="", thanks="", thanks_public=False, shown=False)
    WishClaim.objects.filter(wish_id=case_id).update(group="")
