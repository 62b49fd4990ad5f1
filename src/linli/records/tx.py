"""One transaction per verb, tried again when the database asks for it."""

from __future__ import annotations

import functools
import random
import time as clock
from collections.abc import Callable
from types import TracebackType
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, DataError, InterfaceError, OperationalError, connection, transaction

from linli.records.errors import BadText, Busy, LinliError, StorageFull, StorageGone

T = TypeVar("T")
P = ParamSpec("P")

#: SQLSTATE of serialization failure, deadlock, lock not available.
_RETRY_STATES = {"40001", "40P01", "55P03"}
_FULL_STATES = {"53100"}
TRIES = 3


def is_transient(error: BaseException) -> bool:
    """True when the same transaction may well succeed a moment later."""
    state = getattr(error.__cause__, "sqlstate", None)
    if state in _RETRY_STATES:
        return True
    text = str(error).lower()
    return "database is locked" in text or "database table is locked" in text


def as_sentence(error: DatabaseError | InterfaceError) -> LinliError | None:
    """The sentence for a database that is locked, full or gone, or takes no such text; None for any other error."""
    if is_transient(error):
        return Busy()
    text = str(error).lower()
    if isinstance(error, DataError) and "nul (0x00)" in text:
        return BadText()
    state = getattr(error.__cause__, "sqlstate", None)
    if state in _FULL_STATES or "disk is full" in text or "disk i/o error" in text:
        return StorageFull()
    if isinstance(error, InterfaceError):
        return StorageGone()
    gone = ("unable to open database", "connection", "readonly database", "server closed", "pool")
    is_link = isinstance(error, OperationalError)
    return StorageGone() if is_link and any(word in text for word in gone) else None


def run(func: Callable[[], T]) -> T:
    """Run ``func`` in one transaction; only the outermost one is tried again.

    ``func`` may run up to three times, so it locks and reads its rows itself. Raises
    :class:`Busy`, :class:`StorageFull` or :class:`StorageGone` when the database gave up.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            return func()
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return func()
        except (DatabaseError, InterfaceError) as error:
            if is_transient(error) and attempt < TRIES:
                # Random, so that two who met once do not meet again.
                clock.sleep(random.uniform(0.005, 0.03) * attempt)  # noqa: S311
                continue
            sentence = as_sentence(error)
            if sentence is None:
                raise
            raise sentence from error
    raise AssertionError("unreachable")


class verb:  # noqa: N801 - reads as a word at the place of use: @verb()
    """``@verb()`` makes a service one transaction with three tries; ``with verb():`` the same without.

    A ``with`` block cannot be run twice, therefore services use the decorator.
    """

    def __call__(self, func: Callable[P, T]) -> Callable[P, T]:
        """Wrap ``func``."""

        @functools.wraps(func)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
            return run(lambda: func(*args, **kwargs))

        return wrapped

    def __enter__(self) -> verb:
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._atomic.__exit__(kind, error, trace)
