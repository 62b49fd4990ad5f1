"""Reading the whole database as it stood at one instant, without stopping those who write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction

#: Name of the second connection; it exists only while a snapshot is open.
ALIAS = "snapshot"


def _in_memory() -> bool:
    return connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"])


@contextmanager
def snapshot() -> Iterator[str]:
    """The alias of a connection that sees one instant only; read with ``.using(alias)``.

    SQLite in WAL mode and PostgreSQL at REPEATABLE READ both let writers go on meanwhile. Inside a
    transaction (tests) the current connection is used.
    """
    if connection.in_atomic_block or _in_memory():
        with transaction.atomic():
            yield "default"
        return
    settings = {**connections.settings["default"]}
    options = {**settings.get("OPTIONS", {})}
    options.pop("pool", None)
    if connection.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"  # a reader must not hold the lock of the writers
    settings["OPTIONS"] = options
    settings["NAME"] = connection.settings_dict["NAME"]
    connections.settings[ALIAS] = settings
    try:
        with transaction.atomic(using=ALIAS):
            if connection.vendor == "postgresql":
                with connections[ALIAS].cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]
