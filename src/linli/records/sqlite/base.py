"""Django's SQLite, made for several who write at once on a disk that takes its time.

SQLite at ``synchronous=FULL`` waits for the disk while it holds the one lock of writing: with 5 ms a wait nobody can write
more than 200 times a second, whatever else is free. Here a transaction commits at ``NORMAL`` (its log is written, not yet on
the disk), the lock is free, and :class:`~linli.records.sqlite.syncing.SharedSync` waits outside of it, once for all who are
waiting. ``commit()`` comes back as late as before: what is acknowledged survives a power cut. Statements outside of a
transaction run at ``FULL`` as ever. Threads of one process take turns by a lock of their own instead of asking SQLite again
and again. See docs/adr/0010-shared-sync.md.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from linli.records.sqlite.syncing import SharedSync, sync_file

_FULL = 2


@dataclass(frozen=True)
class _File:
    """What the connections of this process to one database share."""

    sync: SharedSync
    turn: threading.Lock = field(default_factory=threading.Lock)


_files: dict[Path, _File] = {}
_lock = threading.Lock()


def _of_file(log: Path) -> _File:
    with _lock:
        if log not in _files:
            _files[log] = _File(SharedSync(lambda: sync_file(log)))
        return _files[log]


def _log_of(connection: Connection) -> Path | None:
    """The write-ahead log of a connection that waits for the disk at each commit; None for every other."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    (level,) = connection.execute("PRAGMA synchronous").fetchone()
    if mode != "wal" or level != _FULL:
        return None
    path = next(row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main")
    return Path(f"{path}-wal")


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. ``file`` is None where SQLite itself does all the waiting that was asked for."""

    file: _File | None = None
    #: From the begin of a transaction to its end: the turn is ours, what is committed waits outside of the lock.
    _writing = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """Opens the file and looks how it waits."""
        connection: Connection = super().get_new_connection(conn_params)
        # Asking one that is shared in memory takes a lock that its other users may hold.
        log = None if self.is_in_memory_db() else _log_of(connection)
        self.file = _of_file(log) if log else None
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        try:
            if self.file is not None:
                self._take_turn(self.file)
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn()  # somebody else writes; nothing was begun
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        if not self._writing or self.file is None:
            return
        self._give_turn()
        try:
            self.file.sync.wait()
        except OSError as error:
            # The words SQLite has for it. It is written and may not last: who asks again is answered by his key.
            raise OperationalError("disk I/O error") from error

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_turn(closed=True)

    def __del__(self) -> None:
        self._give_turn(closed=True)

    def _take_turn(self, file: _File) -> None:
        """Raises OperationalError, as SQLite does, where the turn does not come in the time that was set."""
        if not file.turn.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked")
        self._writing = True
        self.connection.execute("PRAGMA synchronous=NORMAL")

    def _give_turn(self, *, closed: bool = False) -> None:
        """The level changes only outside of a transaction, so after its end."""
        if not self._writing or self.file is None:
            return
        self._writing = False
        try:
            if not closed:
                self.connection.execute("PRAGMA synchronous=FULL")
        finally:
            self.file.turn.release()
