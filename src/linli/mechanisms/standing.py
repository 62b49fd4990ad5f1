"""How mechanisms stand at a place, for the cards and pages of the library."""

from __future__ import annotations

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
    until: date | None = None
    #: Decided at this very place, not taken over from above.
    own: bool = False
    #: Places inside that try it, and that have it in use by a decision of their own.
    trials: int = 0
    in_use: int = 0


def last_day(row: Adoption) -> date | None:
    """The last day it holds, for people (rows are half-open); None: until further notice."""
    if row.valid_to >= FOREVER:
        return None
    return max(row.valid_to - timedelta(days=1), row.valid_from)


def standings(area_id: int | None, on: date) -> dict[str, Standing]:
    """State of every mechanism at a place, and how many places inside it have it; five queries at most."""
    deciding = adoptions(area_id, on) if area_id else {}
    ended = Adoption.objects.filter(area_id=area_id or 0, state=State.STOPPED)
    stopped = set(ended.values_list("mechanism", flat=True))
    below = _below(area_id, on) if area_id else []
    return {
        name: _standing(
            deciding.get(name),
            area_id,
            stopped=name in stopped,
            trials=below.count((name, State.TRIAL)),
            in_use=below.count((name, State.ON)),
        )
        for name in get_library().mechanisms
    }


def _below(area_id: int, on: date) -> list[tuple[str, str]]:
    """(mechanism, state) of the adoptions of places inside."""
    rows = Adoption.objects.filter(state__in=[State.TRIAL, State.ON], valid_from__lte=on, valid_to__gt=on)
    found = list(rows.exclude(area_id=area_id).values_list("area_id", "mechanism", "state"))
    inside = places.inside(area_id, {row[0] for row in found})
    return [(mechanism, state) for place, mechanism, state in found if place in inside]


def _standing(
    row: Adoption | None, area_id: int | None, *, stopped: bool, trials: int, in_use: int
) -> Standing:
    state = row.state if row else State.OFF
    if state == State.OFF and (stopped or row is not None):
        state = State.STOPPED
    elif state == State.OFF and trials:
        state = State.TRIAL
    return Standing(
        state=state,
        label=str(State(state).label),
        until=last_day(row) if row and row.state == State.TRIAL else None,
        own=row is not None and row.area_id == area_id,
        trials=trials,
        in_use=in_use,
    )


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
    """Where a mechanism is or was in use: at a place, above it and inside it, newest first."""
    rows = list(Adoption.objects.filter(mechanism=mechanism).order_by("-valid_from", "-pk")[:1000])
    seen = (
        set(places.ancestors(area_id)) | places.inside(area_id, {row.area_id for row in rows})
        if area_id
        else set()
    )
    found = [row for row in rows if row.area_id in seen][:most]
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
