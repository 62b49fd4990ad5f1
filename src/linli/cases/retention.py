"""Personal data of cases goes on schedule: names and phones six months after closing (practice D3).

Of wishes and household needs the whole text goes as well, with events, files and the search entry (``whole``): such a
text tells a household's life. Other narratives stay, since they name places and things.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from linli.cases.models import Answer, Case, Contact, Follower, Wish, WishClaim
from linli.records import registry

#: Six months after closing.
KEEP_CONTACT = timedelta(days=183)
CHUNK = 500
#: Kinds whose text itself is personal.
PERSONAL_KINDS = ("micro_wish", "household_need", "hardship_job_need", "care_request")


def register() -> None:
    """Called at start."""
    registry.register_eraser(
        registry.Eraser("case", "contact", due, erase, basis="retention:contact_6_months", whole=False)
    )
    registry.register_eraser(
        registry.Eraser("case", "text", due_text, erase_text, basis="retention:wish_text_6_months")
    )


def due(at: datetime) -> Iterable[int]:
    """Cases closed long enough whose contact still stands."""
    rows = Contact.objects.filter(erased_at__isnull=True, case__closed_at__lt=at - KEEP_CONTACT)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])


def erase(case_id: int, at: datetime) -> None:
    """Clear how to reach the reporter; safe to run twice (a restored backup replays it)."""
    Contact.objects.filter(pk=case_id).update(
        name="", phone="", phone_index="", address="", on_behalf_of="", parties="", personal="", erased_at=at
    )
    Follower.objects.filter(case_id=case_id).update(phone="")
    Case.objects.filter(pk=case_id).update(reachable=False)


def due_text(at: datetime) -> Iterable[int]:
    """Wishes and household needs closed long enough whose text still stands."""
    rows = Case.objects.filter(kind__in=PERSONAL_KINDS, closed_at__lt=at - KEEP_CONTACT).exclude(text="")
    return list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])


def erase_text(case_id: int, at: datetime) -> None:
    """Clear the text; kind, place, dates and result stay for the figures. Safe to run twice."""
    del at
    Case.objects.filter(pk=case_id).update(text="", title="—", spot="", fields={})
    Answer.objects.filter(case_id=case_id).update(text="", note="")
    Wish.objects.filter(pk=case_id).update(text="", thanks="", thanks_public=False, shown=False)
    WishClaim.objects.filter(wish_id=case_id).update(group="")
