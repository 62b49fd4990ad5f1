"""Items ticked by their day: objects that are late with the holder's name, and the rate that counts only all of them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from linli.definitions.duties import DutyKind
from linli.duties import objects
from linli.duties.models import Duty, ItemState
from linli.duties.queries.coverage import held
from linli.duties.queries.lists import Line, lines, with_names


def late(kind: DutyKind, area_id: int, on: date) -> list[Line]:
    """Duties in force past their due day with an item not ticked (S0-27), by the holder's name."""
    rows = held(kind, area_id, on).filter(due_on__lt=on)
    rows = rows.annotate(done=_done(on)).filter(done__lt=len(kind.items)).order_by("pk")
    return lines(with_names(rows), on)


def all_done(kind: DutyKind, area_id: int, on: date) -> tuple[int, int]:
    """(objects whose every item is ticked by the day, all objects that need a holder)."""
    every = objects.source(kind.object).expected(kind, area_id, on).count()
    rows = held(kind, area_id, on).annotate(done=_done(on)).filter(done=len(kind.items))
    return rows.values("object_id").distinct().count(), every


def _done(on: date) -> Count:
    ticked = Q(item_states__state=ItemState.State.DONE, item_states__on__lte=on)
    return Count("item_states", filter=ticked, distinct=True)


def with_open(rows: list[Duty]) -> dict[int, int]:
    """How many items stand as not in order, by duty; one query."""
    found = ItemState.objects.filter(duty__in=rows, state=ItemState.State.FAILED)
    return dict(found.values_list("duty").annotate(n=Count("pk")).order_by())


__all__ = ["all_done", "late", "with_open"]
