"""The one clock at the edge, and the switch that tests and the demonstration use.

Only views, commands and scheduled jobs call :func:`now`; everything below takes ``at``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("linli_frozen_clock", default=None)

#: "Until today": the open end of a period, on both engines.
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


def now() -> datetime:
    """The current instant in UTC, or the one set by :func:`frozen`."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock of this thread (or task) at ``at``.

    Raises ValueError for an instant without a time zone: it would be read differently on two machines.
    """
    if at.tzinfo is None:
        raise ValueError("frozen() needs an aware instant")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
