"""Reading the whole database as it stood at one instant, without stopping those who write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


def _in_memory() -> bool:
    return connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"])


@contextmanager
def snapshot() -> Iterator[None]:
    """Within it this thread reads one instant only, on a connection of its own; nothing may be written.

    SQLite in WAL mode and PostgreSQL at REPEATABLE READ both let writers go on meanwhile. Inside a
    transaction (tests) the current connection is used.
    """
    if connection.in_atomic_block or _in_memory():
        with transaction.atomic():
            yield
        return
    usual: Any = connections["default"]
    own = _second(usual)
    connections["default"] = own
    try:
        with transaction.atomic():
            if own.vendor == "postgresql":
                with own.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        connections["default"] = usual
        own.close()


def _second(usual: Any) -> BaseDatabaseWrapper:
    settings = {**usual.settings_dict, "OPTIONS": {**usual.settings_dict.get("OPTIONS", {})}}
    settings["OPTIONS"].pop("pool", None)
    if usual.vendor == "sqlite":
        settings["OPTIONS"]["transaction_mode"] = "DEFERRED"  # a reader must not hold the writers' lock
    made: BaseDatabaseWrapper = type(usual)(settings, "default")
    return made
