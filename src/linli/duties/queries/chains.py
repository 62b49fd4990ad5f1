"""Layers: from a household up to the leader, and what hangs below somebody who leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from linli.definitions.duties import DutyKind
from linli.domain import duties as rules
from linli.duties import objects
from linli.duties.models import Duty, in_force

#: Layers are few; this only stops a damaged row from reading for ever.
_DEEPEST = 12


@dataclass(frozen=True)
class Link:
    """One step of a chain; ``missing`` when the holder has left or the duty is over."""

    duty: Duty
    name: str
    holder: str
    missing: bool


def chain_of(duty: Duty, on: date) -> list[Link]:
    """From a duty upwards to the top, itself first; one query a layer and two for names."""
    rows: dict[int, Duty] = {duty.pk: duty}
    step: Duty | None = duty
    while step is not None and step.above_id and step.above_id not in rows and len(rows) < _DEEPEST:
        step = Duty.objects.select_related("person", "body", "post").get(pk=step.above_id)
        rows[step.pk] = step
    order = rules.chain(duty.pk, {pk: row.above_id for pk, row in rows.items()})
    kept = [rows[pk] for pk in order if pk in rows]
    names = objects.names((row.object_kind, row.object_id) for row in kept)
    return [
        Link(row, names.get((row.object_kind, row.object_id), ""), holder_of(row), not row.in_force(on))
        for row in kept
    ]


def holder_of(row: Duty) -> str:
    """The name of who answers."""
    return row.person.name if row.person else str(row.body)


def below_of(duty_id: int, on: date, among: QuerySet[Duty] | None = None) -> list[Duty]:
    """Everything below a duty that is in force, layer by layer; ``among``: only of these (what a post may see)."""
    every = Duty.objects.all() if among is None else among
    found: list[Duty] = []
    layer = [duty_id]
    for _step in range(_DEEPEST):
        rows = list(
            every.filter(in_force(on), above_id__in=layer).select_related("person", "body").order_by("pk")
        )
        if not rows:
            break
        found += rows
        layer = [row.pk for row in rows]
    return found


def families_without(kind: DutyKind, area_id: int, on: date) -> list[Duty]:
    """Duties of a layer in force whose chain is broken just above: nobody, or one who has left."""
    rows = Duty.objects.filter(objects.below(area_id, on), in_force(on), kind=kind.id)
    rows = rows.select_related("above", "person", "body").order_by("pk")
    return [row for row in rows if row.above is None or not row.above.in_force(on)]
