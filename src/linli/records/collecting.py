"""Long runs over rows: what is loaded for good need not be looked through for garbage again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects before the youngest are looked through. Rows are freed by counting; they make no circles.
_BETWEEN = (20_000, 20, 20)


@contextmanager
def few_collections() -> Iterator[None]:
    """Inside, the collector passes over what there was before and comes seldom: a sixth of an import was its work.

    Garbage in circles is still found, so a run may be as long as it likes.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_BETWEEN)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
