"""Notes of visits tell of households: they go half a year after the visit; that it took place stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from linli.domain.calendar import local_day
from linli.records import registry
from linli.visits.models import Visit

KEEP = timedelta(days=183)
CHUNK = 500


def register() -> None:
    """Called at start."""
    registry.register_eraser(
        registry.Eraser("visit", "text", due, erase, basis="retention:visit_note_6_months")
    )


def due(at: datetime) -> Iterable[int]:
    """Visits long enough ago whose note still stands."""
    rows = Visit.objects.filter(erased_at__isnull=True, on__lt=local_day(at) - KEEP)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])


def erase(visit_id: int, at: datetime) -> None:
    """Clear the note; safe to run twice."""
    Visit.objects.filter(pk=visit_id).update(note="", erased_at=at)
