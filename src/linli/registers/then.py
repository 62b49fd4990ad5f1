"""A register as of a past day: states, places and figures as they stood; names of rows and spots as written now.

What counted at an instant is read from the versions (``ItemSpan``), as every figure is; nothing is replayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import F, FilteredRelation, Q, QuerySet

from linli.areas import paths
from linli.areas import queries as areas
from linli.definitions.registers import RegisterKind
from linli.domain.calendar import day_start, local_day
from linli.domain.codes import record_id
from linli.registers.models import TOTALS, RegisterItem

Items = QuerySet[RegisterItem]


def day_of(params: Mapping[str, str], at: datetime) -> date | None:
    """The past day a page asks for; None for today, for days to come and for what is no day."""
    try:
        day = date.fromisoformat(params.get("on", ""))
    except ValueError:
        return None
    return day if day < local_day(at) else None


def as_of(rows: Items, day: date) -> Items:
    """The rows that stood on the register at the end of a day, with ``then_state``, ``then_area`` and the figures."""
    last = day_start(day + timedelta(days=1)) - timedelta(microseconds=1)
    held = FilteredRelation("spans", condition=Q(spans__valid_from__lte=last, spans__valid_to__gt=last))
    found = rows.annotate(version_then=held).filter(version_then__isnull=False)
    figures = {f"then_{name}": F(f"version_then__{name}") for name in TOTALS}
    return found.annotate(
        then_state=F("version_then__state"), then_area=F("version_then__area_id"), **figures
    )


def in_place(rows: Items, place: str, day: date) -> Items:
    """Rows that lay in a place then, by the tree of that day."""
    top = record_id(place)
    if top is None:
        return rows.none()
    below = areas.subtree(top, day).order_by().values("area_id")
    return rows.filter(Q(then_area__in=below))


def above(places: Iterable[int], level: str, day: date) -> dict[int, int]:
    """The place of a level in which each of these lay on a day, itself perhaps; what lay in none is left out."""
    chains = {place: paths.ids(span.path) for place, span in areas.spans(places, day).items()}
    wanted = {step for chain in chains.values() for step in chain}
    heads = {step for step, span in areas.spans(wanted, day).items() if span.level == level}
    found = {place: next((step for step in chain if step in heads), None) for place, chain in chains.items()}
    return {place: head for place, head in found.items() if head is not None}


def names(places: Iterable[int], day: date | None) -> dict[int, str]:
    """Names as they were on a day, or as they are; of what was not yet or is no more, the last."""
    wanted = set(places)
    held = {place: span.name for place, span in areas.spans(wanted, day).items()}
    gone = wanted - held.keys()
    return held | (areas.names(gone) if gone else {})


def overlay(items: Iterable[RegisterItem], kind: RegisterKind) -> list[RegisterItem]:
    """The rows as they stood, for showing only: never save one of these."""
    made = []
    for item in items:
        item.state, item.area_id, item.ended_on = item.then_state, item.then_area, None  # type: ignore[attr-defined]
        values = dict(item.values)
        for column, one in zip(TOTALS, kind.totals, strict=False):
            if one.total == "sum":
                values[one.id] = getattr(item, f"then_{column}")
        item.values = values
        made.append(item)
    return made
