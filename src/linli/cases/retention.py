"""Personal data of cases goes on schedule: names and phones six months after closing (practice D3).

Text of cases and events is cleared with them by ``records`` (``whole``) for wishes and household needs only; other
narratives stay, since they name places and things.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from linli.cases.models import Case, Contact, Follower
from linli.records import registry

#: Six months after closing.
KEEP_CONTACT = timedelta(days=183)
CHUNK = 500


def register() -> None:
    """Called at start."""
    registry.register_eraser(
        registry.Eraser(
            "case", "contact", due, erase, basis="practice D3: 6 months after closing", whole=False
        )
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
