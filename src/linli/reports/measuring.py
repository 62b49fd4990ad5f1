"""What our own records say for an item: the registry of measures of the kernel, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

#: measure id → value(body_id, area_id, first day, first day after)
Measured = Callable[[int, int, date, date], int | None]
_own: dict[str, Measured] = {}


def provide(name: str, value: Measured) -> None:
    """Make a measure known for prefilling (rooms below, tests)."""
    _own[name] = value


def forget(name: str) -> None:
    """Take it away (tests)."""
    _own.pop(name, None)


def value(name: str, body_id: int, area_id: int, start: date, end: date) -> int | None:
    """The figure of a measure for a body's place and a half-open period; None when nobody can count it here."""
    own = _own.get(name)
    return own(body_id, area_id, start, end) if own else None
