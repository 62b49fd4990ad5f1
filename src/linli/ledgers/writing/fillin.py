"""Fills somebody's blank .xlsx without touching its format: only cells of the sheet's own XML are written.

No library takes part that would lose what it does not know (pictures, print set-up, conditional formats). Values are
inline texts or numbers, never formulas. When the ruled lines do not suffice, what stands below moves down: rows,
merged areas and the sums that end above it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from xml.sax.saxutils import escape

from linli.domain.calendar import SHANGHAI
from linli.ledgers import errors
from linli.ledgers.reading.cells import clean

_ROW = re.compile(r"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_REF = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d{1,7})")
_ATTR = re.compile(r'(\w+(?::\w+)?)="([^"]*)"')
LONGEST = 32_767


@dataclass
class _Cell:
    column: int
    attrs: dict[str, str]
    inner: str

    def text(self, row: int) -> str:
        attrs = {**self.attrs, "r": f"{letters(self.column)}{row}"}
        head = " ".join(f'{key}="{value}"' for key, value in attrs.items())
        return f"<c {head}>{self.inner}</c>" if self.inner else f"<c {head}/>"

    @property
    def filled(self) -> bool:
        return bool(re.search(r"<v>|<is>|<f\b", self.inner))


@dataclass
class _Row:
    number: int
    attrs: dict[str, str]
    cells: dict[int, _Cell]

    def text(self) -> str:
        attrs = {key: value for key, value in self.attrs.items() if key != "spans"} | {"r": str(self.number)}
        head = " ".join(f'{key}="{value}"' for key, value in attrs.items())
        return f"<row {head}>{''.join(self.cells[at].text(self.number) for at in sorted(self.cells))}</row>"


def letters(column: int) -> str:
    """0 → A, 26 → AA."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(ref: str) -> int:
    """A1 → 0, AA7 → 26."""
    number = 0
    for char in re.sub(r"[^A-Z]", "", ref):
        number = number * 26 + ord(char) - 64
    return number - 1


def fill_in(
    data: bytes,
    *,
    sheet: int,
    first_row: int,
    columns: Mapping[int, str],
    rows: Sequence[Mapping[str, Any]],
    serial: int | None = None,
) -> bytes:
    """The workbook with ``rows`` written from ``first_row`` (from 0) on; ``columns``: sheet column → key of a row.

    Raises FileRefused when the sheet cannot be found or written.
    """
    source = zipfile.ZipFile(io.BytesIO(data))
    path = _sheet_path(source, sheet)
    xml = source.read(path).decode("utf-8")
    if "<!DOCTYPE" in xml[:2048] or "<sheetData" not in xml:
        raise errors.broken()
    changed = {path: _filled(xml, first_row + 1, columns, rows, serial).encode("utf-8")}
    return _repacked(source, changed)


def _sheet_path(source: zipfile.ZipFile, sheet: int) -> str:
    book = source.read("xl/workbook.xml").decode("utf-8")
    links = source.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    sheets = re.findall(r"<(?:\w+:)?sheet\b([^>]*)/?>", book)
    if sheet >= len(sheets):
        raise errors.broken()
    wanted = dict(_ATTR.findall(sheets[sheet])).get("r:id", "")
    for link in re.findall(r"<Relationship\b([^>]*)/?>", links):
        attrs = dict(_ATTR.findall(link))
        if attrs.get("Id") == wanted:
            target = attrs["Target"].lstrip("/")
            return target if target.startswith("xl/") else f"xl/{target}"
    raise errors.broken()


def _filled(
    xml: str, first: int, columns: Mapping[int, str], rows: Sequence[Mapping[str, Any]], serial: int | None
) -> str:
    body = re.search(r"<sheetData\s*/>|<sheetData[^>]*>(.*)</sheetData>", xml, re.DOTALL)
    if body is None:
        raise errors.broken()
    held = _rows(body[1] or "")
    foot = min((n for n, row in held.items() if n >= first and _holds(row, columns, serial)), default=None)
    shift = max(0, len(rows) - (foot - first)) if foot is not None else 0
    pattern = held.get(first)
    moved = {(n + shift if foot is not None and n >= foot else n): row for n, row in held.items()}
    for number, row in moved.items():
        row.number = number
    for offset, values in enumerate(rows):
        number = first + offset
        row = moved.setdefault(number, _like(pattern, number))
        if serial is not None:
            _put(row, serial, offset + 1, pattern)
        for column, key in columns.items():
            _put(row, column, values.get(key), pattern)
    text = "".join(moved[n].text() for n in sorted(moved))
    if shift and foot is not None:
        text = re.sub(
            r"(<f\b[^>]*>)(.*?)(</f>)(?:<v>.*?</v>)?",
            lambda f: f[1] + _shifted(f[2], foot, shift) + f[3],
            text,
        )
    xml = f"{xml[: body.start()]}<sheetData>{text}</sheetData>{xml[body.end() :]}"
    xml = re.sub(r"<dimension\b[^>]*/>", "", xml)
    if shift and foot is not None:
        xml = re.sub(
            r'(<mergeCell\b[^>]*ref=")([^"]+)(")', lambda m: m[1] + _moved_area(m[2], foot, shift) + m[3], xml
        )
    return xml


def _rows(text: str) -> dict[int, _Row]:
    found: dict[int, _Row] = {}
    number = 0
    for match in _ROW.finditer(text):
        attrs = dict(_ATTR.findall(match[1]))
        number = int(attrs.get("r", number + 1))
        cells: dict[int, _Cell] = {}
        at = -1
        for cell in _CELL.finditer(match[2] or ""):
            own = dict(_ATTR.findall(cell[1]))
            at = column_of(own["r"]) if "r" in own else at + 1
            cells[at] = _Cell(at, own, cell[2] or "")
        found[number] = _Row(number, attrs, cells)
    return found


def _holds(row: _Row, columns: Mapping[int, str], serial: int | None) -> bool:
    """Does the line hold anything of its own? Lines that are only numbered in advance are empty."""
    return any(cell.filled for at, cell in row.cells.items() if at != serial)


def _like(pattern: _Row | None, number: int) -> _Row:
    if pattern is None:
        return _Row(number, {}, {})
    cells = {
        at: _Cell(at, {key: value for key, value in cell.attrs.items() if key == "s"}, "")
        for at, cell in pattern.cells.items()
    }
    return _Row(number, {key: value for key, value in pattern.attrs.items() if key != "r"}, cells)


def _put(row: _Row, column: int, value: Any, pattern: _Row | None) -> None:
    held = row.cells.get(column)
    style = (held.attrs if held else {}).get("s")
    if style is None and pattern is not None and column in pattern.cells:
        style = pattern.cells[column].attrs.get("s")
    attrs = {"s": style} if style is not None else {}
    if value is None or value == "":
        row.cells[column] = _Cell(column, attrs, "")
    elif isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction | float):
        said = clean(_as_text(value))[:LONGEST]
        inner = f'<is><t xml:space="preserve">{escape(said)}</t></is>'
        row.cells[column] = _Cell(column, {**attrs, "t": "inlineStr"}, inner)
    elif isinstance(value, int) and abs(value) >= 10**15:
        row.cells[column] = _Cell(column, {**attrs, "t": "inlineStr"}, f"<is><t>{value}</t></is>")
    else:
        number = value if isinstance(value, int) else float(value)
        row.cells[column] = _Cell(column, attrs, f"<v>{number}</v>")


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        local = value.astimezone(SHANGHAI) if value.tzinfo else value
        return f"{local:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _shifted(formula: str, foot: int, shift: int) -> str:
    """References at or below the foot move; a range that ends just above it grows with the lines."""

    def ref(match: re.Match[str]) -> str:
        row = int(match[2])
        ends_above = row == foot - 1 and formula[: match.start()].endswith(":")
        return f"{match[1]}{row + shift if row >= foot or ends_above else row}"

    return _REF.sub(ref, formula)


def _moved_area(area: str, foot: int, shift: int) -> str:
    return _REF.sub(lambda m: f"{m[1]}{int(m[2]) + shift if int(m[2]) >= foot else m[2]}", area)


def _repacked(source: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """The archive anew; the chain of calculations is left out, programs make it again."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if entry.filename == "xl/calcChain.xml":
                continue
            content = changed.get(entry.filename) or source.read(entry.filename)
            if entry.filename == "[Content_Types].xml":
                content = re.sub(rb"<Override[^>]*calcChain[^>]*/>", b"", content)
            elif entry.filename == "xl/_rels/workbook.xml.rels":
                content = re.sub(rb"<Relationship[^>]*calcChain[^>]*/>", b"", content)
            target.writestr(entry.filename, content)
    return out.getvalue()


def texts(rows: Iterable[Mapping[str, Any]], keys: Sequence[str]) -> list[list[str]]:
    """The first lines as they would stand in the sheet, for the confirmation page."""
    return [["" if row.get(key) is None else _as_text(row[key]) for key in keys] for row in rows]
