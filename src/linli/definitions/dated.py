"""Values with a date: every value that can change says since when it holds and who said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class DatedEntry(Generic[T]):
    """A value from a day on (that day included), with the id of the source it comes from."""

    from_: date
    value: T
    source: str


@dataclass(frozen=True)
class Dated(Generic[T]):
    """The values of one rule through time, oldest first. A correction adds an entry and never edits the past."""

    entries: tuple[DatedEntry[T], ...]

    def entry_at(self, on: date) -> DatedEntry[T] | None:
        """The entry in force on a day; None before the first one."""
        found = None
        for entry in self.entries:
            if entry.from_ <= on:
                found = entry
        return found

    def at(self, on: date) -> T | None:
        """The value in force on a day; None before the first one."""
        entry = self.entry_at(on)
        return None if entry is None else entry.value

    @property
    def latest(self) -> T:
        """The newest value, also one that begins in the future."""
        return self.entries[-1].value
