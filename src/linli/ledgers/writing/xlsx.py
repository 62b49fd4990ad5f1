"""Writes a ledger in constant memory: records go out as they come, what stands around them is cut from a shell.

XlsxWriter makes the shell (``sheets``); ``lines`` writes the records as XML, for a record's cells are of seven kinds only
and XlsxWriter takes six times as long for them.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from linli.ledgers.writing.layout import Layout
from linli.ledgers.writing.lines import Lines
from linli.ledgers.writing.sheets import Filled, Shell, lines_around, shell, write_empty

#: Excel's own limit.
MOST_ROWS = 1_048_576
#: Bytes of one sheet: past two gigabytes a file needs the large form of ZIP, which some spreadsheets offer to repair.
MOST_BYTES = 1_900_000_000
PROGRESS_EVERY = 500
#: Records handed to the compressor at once.
_AT_ONCE = 64
#: Level 1 takes a third of the time of level 6 for a file a fifth larger.
_LEVEL = 1

Progress = Callable[[int], None]


def write_ledger(
    out: str | os.PathLike[str] | IO[bytes],
    layout: Layout,
    rows: Iterable[Mapping[str, Any]],
    *,
    progress: Progress | None = None,
    most_rows: int = MOST_ROWS,
    most_bytes: int = MOST_BYTES,
) -> int:
    """Write ``rows`` in ``layout`` to a path or a stream; answers how many rows were written.

    ``progress(n)`` is called every 500 rows. More rows or bytes than a sheet holds go on in another sheet.
    """
    target: Any = str(out) if isinstance(out, str | Path) else out
    source = iter(rows)
    first = next(source, None)
    if first is None:
        write_empty(target, layout)
        if progress:
            progress(0)
        return 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        writer = _Writer(archive, layout, most_rows, most_bytes)
        try:
            writer.add(first)
            for row in source:
                writer.add(row)
                if progress and writer.lines.count % PROGRESS_EVERY == 0:
                    progress(writer.lines.count)
            writer.finish()
        finally:
            # An archive cannot be closed over an open part, and what went wrong would be hidden by that.
            writer.close()
    if progress:
        progress(writer.lines.count)
    return writer.lines.count


class _Writer:
    """The sheets of one ledger while its rows arrive."""

    def __init__(self, archive: zipfile.ZipFile, layout: Layout, most_rows: int, most_bytes: int) -> None:
        self.archive, self.layout = archive, layout
        self._most_bytes = most_bytes
        self._most_records = max(1, most_rows - lines_around(layout))
        self._full: list[Filled] = []
        made = shell(layout, [Filled(1)])
        self.lines = Lines(layout, made.styles())
        # Programs that look at the first names of an archive know a workbook by these.
        for name in ("_rels/.rels", "docProps/core.xml"):
            self.archive.writestr(name, made.parts[name])
        self._open(made)

    def _open(self, made: Shell) -> None:
        """A sheet begins: what stands above its records goes out."""
        before, _after = made.halves(len(self._full))
        self._sheet = self.archive.open(made.sheets[len(self._full)], "w")
        self._line, self._here, self._bytes = made.first, 0, 0
        self._waiting: list[str] = [before]

    def add(self, row: Mapping[str, Any]) -> None:
        """Writes one record."""
        if self._here >= self._most_records or self._bytes >= self._most_bytes:
            self._close(Filled(self._here))
            self._open(shell(self.layout, [*self._full, Filled(1)]))
        self._waiting.append(self.lines.xml(row, self._line))
        self._line += 1
        self._here += 1
        if len(self._waiting) >= _AT_ONCE:
            self._send()

    def _send(self) -> None:
        data = "".join(self._waiting).encode()
        self._waiting.clear()
        self._bytes += len(data)
        self._sheet.write(data)

    def _close(self, filled: Filled) -> Shell:
        """A sheet ends: what stands below its records goes out."""
        made = shell(self.layout, [*self._full, filled])
        _before, after = made.halves(len(self._full))
        self._waiting.append(after)
        self._send()
        self.close()
        self._full.append(filled)
        return made

    def close(self) -> None:
        """Lets the sheet go, written to its end or not."""
        self._sheet.close()

    def finish(self) -> None:
        """Totals and signatures of the last sheet, and the parts that know how many there are."""
        made = self._close(Filled(self._here, self.lines.totals))
        there = set(self.archive.namelist())
        for name, data in made.parts.items():
            if name not in there:
                self.archive.writestr(name, data)
