"""One wait for the disk for all who committed before it began (group commit)."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

#: What is needed to read the file again, its length included; dates may wait. Not every system has it.
_to_disk: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


def sync_file(path: Path) -> None:
    """Everything written to the file is on the disk. Raises OSError.

    Opened anew each time: the log is deleted and made again when its last connection closes, and an old number would
    name the old file. SQLite holds no lock on it that closing could drop (its locks are on the database and the shm).
    """
    number = os.open(path, os.O_RDWR)
    try:
        _to_disk(number)
    finally:
        os.close(number)


class SharedSync:
    """Callers of :meth:`wait` come back after a sync that began after they called; several share one.

    Whoever finds none running runs the next one, the others wait for it. An error is raised to the one who ran it; who
    waited tries for himself.
    """

    def __init__(self, run: Callable[[], None]) -> None:
        self._run = run
        self._turn = threading.Condition()
        self._begun = self._ended = 0
        self._running = False

    def wait(self) -> None:
        """Until what was written before this call is on the disk. Raises OSError."""
        with self._turn:
            wanted = self._begun + 1
            while self._running and self._ended < wanted:
                self._turn.wait()
            if self._ended >= wanted:
                return
            self._begun = mine = self._begun + 1
            self._running = True
        done = False
        try:
            self._run()
            done = True
        finally:
            with self._turn:
                self._running = False
                if done:
                    self._ended = mine
                self._turn.notify_all()
