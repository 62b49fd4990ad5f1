"""How mechanisms stand at a place, for the cards and pages of the library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from linli.definitions import get_library
from linli.mechanisms import places
from linli.mechanisms.models import FOREVER, Adoption
from linli.mechanisms.queries import adoptions

State = Adoption.State


@dataclass(frozen=True)
class Standing:
    """How a mechanism stands at a place, for its card."""

    state: str
    label: str
    area_id: int | None = None
    until: date | None = None
    own: bool = False
    trials: int = 0


def last_day(row: Adoption) -> date | None:
    """The last day it holds, for people (rows are half-open); None: until further notice."""
    if row.valid_to >= FOREVER:
        return None
    return max(row.valid_to - timedelta(days=1), row.valid_from)


def standings(area_id: int | None, below: Iterable[int], on: date) -> dict[str, Standing]:
    """State of every mechanism at a place; ``below`` are places inside it whose trials are counted."""
    deciding = adoptions(area_id, on) if area_id else {}
    rows = Adoption.objects.filter(state=State.TRIAL, valid_from__lte=on, valid_to__gt=on)
    trials: dict[str, int] = {}
    for mechanism in rows.filter(area_id__in=list(below)).values_list("mechanism", flat=True):
        trials[mechanism] = trials.get(mechanism, 0) + 1
    ended = Adoption.objects.filter(area_id=area_id or 0, state=State.STOPPED)
    stopped = set(ended.values_list("mechanism", flat=True))
    found = {}
    for name in get_library().mechanisms:
        row = deciding.get(name)
        state = row.state if row else State.OFF
        if state == State.OFF and (name in stopped or row is not None):
            state = State.STOPPED
        elif state == State.OFF and trials.get(name):
            state = State.TRIAL
        found[name] = Standing(
            state=state,
            label=str(State(state).label),
            area_id=row.area_id if row else None,
            until=last_day(row) if row and row.state == State.TRIAL else None,
            own=row is not None and row.area_id == area_id,
            trials=trials.get(name, 0),
        )
    return found


@dataclass(frozen=True)
class Use:
    """One adoption for the list on the mechanism's page."""

    place: str
    state: str
    label: str
    from_: date
    until: date | None
    basis: str


def uses(mechanism: str, area_id: int | None, most: int = 50) -> list[Use]:
    """Where a mechanism is or was in use, at a place, above it and in what its tree reaches, newest first."""
    rows = Adoption.objects.filter(mechanism=mechanism).order_by("-valid_from", "-pk")
    chain = places.ancestors(area_id) if area_id else []
    found = [row for row in rows[: most * 4] if row.area_id in chain or _below(row.area_id, area_id)][:most]
    known = places.names([row.area_id for row in found])
    return [
        Use(
            place=known[row.area_id],
            state=row.state,
            label=str(State(row.state).label),
            from_=row.valid_from,
            until=last_day(row),
            basis=row.basis,
        )
        for row in found
    ]


def _below(area_id: int, top: int | None) -> bool:
    return top is not None and top in places.ancestors(area_id)
