"""Which registers are in use at a place, and what their items begin under."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from linli.definitions import get_library
from linli.definitions.registers import RegisterKind
from linli.domain.calendar import local_day
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Definition
from linli.registers.errors import NoSuchRegister

__all__ = ["RegisterKind", "at_place", "find", "home", "label", "of_definition", "shipped", "shipped_kinds"]


@cache
def _homes() -> dict[str, str]:
    """Register kind → the mechanism that brings it; announced kinds left out."""
    return {
        kind.id: one.id
        for one in get_library().mechanisms.values()
        for kind in one.register_kinds
        if kind.capability is None
    }


def home(kind_id: str) -> str | None:
    """The mechanism that brings a register."""
    return _homes().get(kind_id)


@cache
def _shipped() -> dict[str, RegisterKind]:
    return {
        kind.id: kind
        for one in get_library().mechanisms.values()
        for kind in one.register_kinds
        if kind.capability is None
    }


def shipped_kinds() -> list[RegisterKind]:
    """All registers of the library in the order of their ids."""
    return [kind for _id, kind in sorted(_shipped().items())]


def shipped(kind_id: str) -> RegisterKind:
    """A register as the library ships it. Raises :class:`NoSuchRegister`."""
    found = _shipped().get(kind_id)
    if found is None:
        raise NoSuchRegister
    return found


def at_place(area_id: int, on: date) -> list[RegisterKind]:
    """The registers in use at a place on a day."""
    found = mechanisms.active(area_id, on, only=set(_homes().values()))
    return [
        kind
        for definition in found.values()
        for kind in mechanisms.content(definition).register_kinds
        if kind.capability is None
    ]


def find(kind_id: str, area_id: int, at: datetime) -> tuple[RegisterKind, Definition]:
    """A register and the definition under which an item of it begins. Raises :class:`NoSuchRegister`."""
    mechanism = home(kind_id)
    if mechanism is None:
        raise NoSuchRegister
    for definition in mechanisms.active(area_id, local_day(at), only=[mechanism]).values():
        for kind in mechanisms.content(definition).register_kinds:
            if kind.id == kind_id:
                return kind, definition
    raise NoSuchRegister


def of_definition(definition: Definition, kind_id: str) -> RegisterKind:
    """The register as an item's own definition says it."""
    for kind in mechanisms.content(definition).register_kinds:
        if kind.id == kind_id:
            return kind
    return shipped(kind_id)


def label(kind_id: str) -> str:
    """The register's word in the language of the page."""
    found = _shipped().get(kind_id)
    return mechanisms.label(found.term if found else kind_id)
