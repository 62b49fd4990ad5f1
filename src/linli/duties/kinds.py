"""Kinds of duties in use at a place, and the kind as a duty's own definition says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from linli.definitions import get_library
from linli.definitions.dated import Dated
from linli.definitions.duties import DutyKind
from linli.duties.errors import NoSuchKind
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Definition


@dataclass(frozen=True)
class Limits:
    """The numbers of a kind in force on a day; None where the mechanism sets none."""

    least: int
    most: int | None
    load: int | None
    usual_load: int | None
    doubles: int | None


@cache
def _homes() -> dict[str, str]:
    return {
        kind.id: one.id
        for one in get_library().mechanisms.values()
        for kind in one.duty_kinds
        if kind.capability is None
    }


def _brings() -> list[str]:
    return sorted(set(_homes().values()))


def in_use(
    area_id: int, on: date, *, chain: Sequence[int] | None = None
) -> list[tuple[DutyKind, Definition]]:
    """Kinds of duties in use at a place on a day, in the order of their mechanisms.

    ``chain``: the ids from the nation down to the place, if the caller has them.
    """
    found = mechanisms.active(area_id, on, only=_brings(), chain=chain) if _brings() else {}
    return [
        (kind, definition)
        for definition in found.values()
        for kind in mechanisms.content(definition).duty_kinds
        if kind.capability is None
    ]


def at_place(kind_id: str, area_id: int, on: date) -> tuple[DutyKind, Definition]:
    """A kind and the definition under which a duty of it begins at a place. Raises :class:`NoSuchKind`."""
    home = _homes().get(kind_id)
    found = mechanisms.active(area_id, on, only=[home]) if home else {}
    for definition in found.values():
        for kind in mechanisms.content(definition).duty_kinds:
            if kind.id == kind_id and kind.capability is None:
                return kind, definition
    raise NoSuchKind()


def of_definition(definition: Definition, kind_id: str) -> DutyKind | None:
    """The kind under which a duty began; None when the definition does not know it (never in a sound database)."""
    found = mechanisms.content(definition).duty_kinds
    return next((kind for kind in found if kind.id == kind_id), None)


def shipped(kind_id: str) -> DutyKind | None:
    """The kind as the shipped library says it, for labels and filters."""
    home = _homes().get(kind_id)
    pieces = get_library().mechanisms[home].duty_kinds if home else ()
    return next((kind for kind in pieces if kind.id == kind_id), None)


def every() -> list[str]:
    """Ids of all kinds the library brings."""
    return list(_homes())


def word(kind_id: str) -> str:
    """The name of a kind in the reader's language."""
    kind = shipped(kind_id)
    return mechanisms.label(kind.term if kind else kind_id)


def _value(dated: Dated[int] | None, on: date) -> int | None:
    return dated.at(on) if dated is not None else None


def limits(kind: DutyKind, on: date) -> Limits:
    """The limits of a kind on a day; at least one holder unless the mechanism says otherwise."""
    least = _value(kind.least, on)
    return Limits(
        least=1 if least is None else least,
        most=_value(kind.most, on),
        load=_value(kind.load, on),
        usual_load=_value(kind.usual_load, on),
        doubles=_value(kind.doubles, on),
    )
