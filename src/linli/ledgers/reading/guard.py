"""Looks at an uploaded file before any reader does: type, password, macros, bombs, and its true extent.

Everything here is bounded: nothing is unpacked beyond the limits, nothing is trusted that the file says about
itself (declared sizes and the ``dimension`` element may lie).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from linli.ledgers import errors
from linli.ledgers.reading import ole
from linli.ledgers.reading.extent import SheetExtent
from linli.ledgers.reading.limits import Limits
from linli.ledgers.reading.parts import RELATIONS, WORKBOOK, Told, most_of, told_of

#: Endings people may choose; what is inside decides.
SUFFIXES = frozenset({".xlsx", ".xls", ".et", ".xlsm", ".xltx", ".ett"})
_CHUNK = 1 << 18
#: The list of sheets is never longer.
_BOOK = 1 << 22
_TEXT_START = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<", re.DOTALL)


@dataclass(frozen=True)
class Checked:
    """A file that may be read: its container, the rows of its largest sheet, and what has to be told of it."""

    container: str  # "zip" | "ole"
    rows: int
    #: By sheet; a single entry stands for all of them.
    told: tuple[Told, ...] = ()

    def of(self, sheet: int) -> Told:
        """What has to be told of the sheet with this index."""
        return self.told[sheet] if sheet < len(self.told) else most_of(self.told)


def check_file(*, name: str, data: bytes, limits: Limits) -> Checked:
    """Raises :class:`errors.FileRefused` with a clear sentence unless ``data`` is a workbook within ``limits``."""
    if len(data) > limits.bytes:
        raise errors.too_big(limits.bytes // (1024 * 1024))
    if PurePath(name).suffix.lower() not in SUFFIXES:
        raise errors.wrong_type()
    if not data.strip(b"\x00"):
        raise errors.empty() if not data else errors.broken()
    if data.startswith(ole.MAGIC):
        return _check_ole(data, limits)
    if data.startswith(b"PK"):
        return _check_zip(data, limits)
    if _TEXT_START.match(data[:4096]) or _is_text(data[:4096]):
        raise errors.disguised()
    raise errors.wrong_type()


def _is_text(head: bytes) -> bool:
    if head.startswith(b"%PDF"):
        return False
    marked = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8", "gb18030"):
        try:
            text = head[: len(head) // 2 * 2].decode(encoding, "strict")
        except UnicodeDecodeError as problem:
            # A cut character at the very end of the sample is no sign against text.
            if problem.start < len(head) - 4:
                continue
            text = head[: problem.start].decode(encoding)
        return all(char.isprintable() or char in "\r\n\t" for char in text)
    return False


def _check_ole(data: bytes, limits: Limits) -> Checked:
    try:
        found = ole.look(data)
    except (ole.UnreadableError, struct.error, IndexError) as problem:
        raise errors.broken() from problem
    if found.encrypted:
        raise errors.locked()
    if not found.is_workbook:
        raise errors.wrong_type()
    if found.has_macros:
        raise errors.macros()
    # The reader loads every sheet of an old file at once, so the sum counts.
    _check_extent(
        rows=max((sheet.rows for sheet in found.sheets), default=0),
        columns=max((sheet.columns for sheet in found.sheets), default=0),
        cells=sum(sheet.cells for sheet in found.sheets),
        limits=limits,
    )
    return Checked("ole", max((sheet.rows for sheet in found.sheets), default=0))


def _check_zip(data: bytes, limits: Limits) -> Checked:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as problem:
        raise errors.broken() from problem
    _check_names(entries, limits)
    left = limits.unpacked
    sheets: dict[str, SheetExtent] = {}
    books = {WORKBOOK: b"", RELATIONS: b""}
    for entry in entries:
        low = entry.filename.lower()
        extent = SheetExtent() if low.startswith("xl/worksheets/") and low.endswith(".xml") else None
        size = 0
        for piece in _unpacked(data, entry):
            size += len(piece)
            if size > left or (low.endswith("sharedstrings.xml") and size > limits.strings):
                raise errors.bomb()
            if extent is not None:
                extent.feed(piece)
            elif low in books and size <= _BOOK:
                books[low] += piece
        left -= size
        if extent is not None:
            extent.close()
            sheets[low] = extent
    most = {
        name: max((getattr(sheet, name) for sheet in sheets.values()), default=0)
        for name in ("rows", "columns", "cells")
    }
    _check_extent(rows=most["rows"], columns=most["columns"], cells=most["cells"], limits=limits)
    return Checked("zip", most["rows"], told_of(sheets, books[WORKBOOK], books[RELATIONS]))


def _check_names(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = {entry.filename.lower() for entry in entries}
    if len(entries) > limits.parts:
        raise errors.bomb()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise errors.locked()
    if any(name.endswith("vbaproject.bin") or "macrosheets/" in name for name in names):
        raise errors.macros()
    if "xl/workbook.xml" not in names:
        raise errors.wrong_type()


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of one entry in pieces, by our own count: the sizes written in the archive may lie."""
    try:
        name_length, extra_length = struct.unpack_from("<HH", data, entry.header_offset + 26)
        start = entry.header_offset + 30 + name_length + extra_length
        packed = memoryview(data)[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            yield from (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
            return
        if entry.compress_type != zipfile.ZIP_DEFLATED:
            raise errors.broken()
        inflate = zlib.decompressobj(-15)
        for at in range(0, len(packed), _CHUNK):
            rest = bytes(packed[at : at + _CHUNK])
            while rest:
                yield inflate.decompress(rest, _CHUNK * 4)
                rest = inflate.unconsumed_tail
        while not inflate.eof and (piece := inflate.decompress(inflate.unconsumed_tail, _CHUNK * 4)):
            yield piece
    except (zlib.error, struct.error) as problem:
        raise errors.broken() from problem


def _check_extent(*, rows: int, columns: int, cells: int, limits: Limits) -> None:
    if rows > limits.rows:
        raise errors.too_many_rows(limits.rows)
    if columns > limits.columns:
        raise errors.too_many_columns(limits.columns)
    if cells > limits.cells:
        raise errors.bomb()
