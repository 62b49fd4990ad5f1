"""What one page asks again and again, remembered for the time of the page only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

T = TypeVar("T")

#: What one page asks again and again (moved places, levels): remembered for the time of the page only.
held: ContextVar[dict[Any, Any] | None] = ContextVar("linli_figures", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Ask the tree once for all figures of a page; inside another one the memory is shared."""
    if held.get() is not None:
        yield
        return
    token = held.set({})
    try:
        yield
    finally:
        held.reset(token)


def remembered(key: Any, make: Callable[[], T]) -> T:
    """The answer of ``make``, from memory inside :func:`remembering`."""
    memory = held.get()
    if memory is None:
        return make()
    if key not in memory:
        memory[key] = make()
    return cast("T", memory[key])
