"""The old Excel container (.xls, .et): just enough of it to look inside before a reader loads it.

The reader builds a full rectangle from the first to the last cell of every sheet; two cells in opposite
corners would make it take 16 million cells. So the extent, a password and macros are found here first.
Sources: [MS-CFB] and [MS-XLS], the published descriptions of the two formats.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA  # this and above: not a sector number
_CELL_RECORDS = {0x0006, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x00D6, 0x027E}
_MULRK, _MULBLANK, _BOF, _FILEPASS = 0x00BD, 0x00BE, 0x0809, 0x002F


class UnreadableError(Exception):
    """The container contradicts itself."""


@dataclass
class Extent:
    """The rectangle of cells seen in one sheet; empty until ``add``."""

    top: int = 1 << 30
    left: int = 1 << 30
    bottom: int = -1
    right: int = -1

    def add(self, row: int, first: int, last: int) -> None:
        """Takes a run of cells of one row in."""
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, first), max(self.right, last)

    @property
    def rows(self) -> int:
        """Rows from the first line of the sheet to the last cell."""
        return self.bottom + 1

    @property
    def columns(self) -> int:
        """Columns from the first of the sheet to the last cell."""
        return self.right + 1

    @property
    def cells(self) -> int:
        """Cells of the rectangle a reader would build."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)


@dataclass
class Look:
    """What a look into the container found."""

    names: frozenset[str]
    encrypted: bool = False
    sheets: list[Extent] = field(default_factory=list)

    @property
    def is_workbook(self) -> bool:
        """Is there a workbook inside (BIFF8 "Workbook", BIFF5 "Book")?"""
        return bool(self.names & {"Workbook", "Book", "WORKBOOK", "BOOK"})

    @property
    def has_macros(self) -> bool:
        """Is there a macro project inside?"""
        return any(name.upper() in {"_VBA_PROJECT_CUR", "VBA", "MACROS"} for name in self.names)


class _Container:
    """Sectors, their chain, and the directory of one compound file."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise UnreadableError
        self.data = data
        self.size = 1 << struct.unpack_from("<H", data, 30)[0]
        if self.size not in (512, 4096):
            raise UnreadableError
        self.fat = self._read_fat()
        self.entries = self._read_directory(struct.unpack_from("<I", data, 48)[0])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if number >= _FREE or start >= len(self.data):
            raise UnreadableError
        return self.data[start : start + self.size]

    def _read_fat(self) -> list[int]:
        difat = list(struct.unpack_from("<109I", self.data, 76))
        following, hops = struct.unpack_from("<I", self.data, 68)[0], 0
        while following < _FREE:
            block = self._sector(following)
            numbers = struct.unpack(f"<{len(block) // 4}I", block)
            difat.extend(numbers[:-1])
            following, hops = numbers[-1], hops + 1
            if hops > 1_000:
                raise UnreadableError
        fat: list[int] = []
        for number in difat:
            if number < _FREE:
                block = self._sector(number)
                fat.extend(struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4]))
        return fat

    def chain(self, start: int) -> bytes:
        """The bytes of one chain of sectors; a chain longer than the file is a circle."""
        parts: list[bytes] = []
        number, longest = start, len(self.data) // self.size + 2
        while number < _FREE:
            if len(parts) > longest or number >= len(self.fat):
                raise UnreadableError
            parts.append(self._sector(number))
            number = self.fat[number]
        return b"".join(parts)

    def _read_directory(self, start: int) -> dict[str, tuple[int, int]]:
        found = {}
        block = self.chain(start)
        for at in range(0, len(block) - 127, 128):
            length = struct.unpack_from("<H", block, at + 64)[0]
            if not 2 <= length <= 64 or block[at + 66] == 0:
                continue
            name = block[at : at + length - 2].decode("utf-16-le", "replace")
            first, size = struct.unpack_from("<II", block, at + 116)
            found[name] = (first, size)
        return found


def look(data: bytes) -> Look:
    """Names inside, whether a password locks it, and the extent of every sheet. Raises ``UnreadableError``."""
    container = _Container(data)
    result = Look(names=frozenset(container.entries))
    if {"EncryptedPackage", "EncryptionInfo"} & result.names:
        result.encrypted = True
        return result
    for name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
        if name in container.entries:
            start, size = container.entries[name]
            # A workbook below 4,096 bytes would lie in the mini stream; Excel never writes one so small.
            if size >= 4_096:
                _scan_records(container.chain(start)[:size], result)
            break
    return result


def _scan_records(stream: bytes, result: Look) -> None:
    """Walks the records of a workbook stream and notes extents and a password."""
    at, end, extent = 0, len(stream) - 4, Extent()
    header = struct.Struct("<HH")
    place = struct.Struct("<HH")
    while at <= end:
        kind, length = header.unpack_from(stream, at)
        at += 4
        if kind in _CELL_RECORDS and length >= 4:
            row, column = place.unpack_from(stream, at)
            extent.add(row, column, column)
        elif kind in (_MULRK, _MULBLANK) and length >= 6:
            row, column = place.unpack_from(stream, at)
            extent.add(row, column, struct.unpack_from("<H", stream, at + length - 2)[0])
        elif kind == _BOF:
            extent = Extent()
            result.sheets.append(extent)
        elif kind == _FILEPASS:
            result.encrypted = True
            return
        at += length
