"""What stands around the records of a ledger: title, header, totals, signatures, print set-up; made by XlsxWriter.

A shell is a whole workbook with one empty line where the records of each sheet go. It is cut at that line: the part
before goes out ahead of the records, the part after once they are counted.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from linli.ledgers.writing.formats import KINDS, Formats
from linli.ledgers.writing.layout import Col, Layout, sheet_name

_OPTIONS = {
    # In constant memory text stands in its cell, so that the two halves need no common list of strings.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_DIMENSION = re.compile(r"<dimension [^>]*/>")
_STYLE = re.compile(r'<c r="[A-Z]+\d+" s="(\d+)"/>')


@dataclass(frozen=True)
class Filled:
    """One sheet: how many records stand on it; its totals, where the line of totals is on it."""

    count: int
    totals: Mapping[str, Fraction] | None = None


@dataclass
class Shell:
    """A workbook without its records: its parts by name, and the line of the first record."""

    parts: dict[str, bytes]
    first: int
    sheets: list[str] = field(default_factory=list)

    def halves(self, sheet: int) -> tuple[str, str]:
        """The XML of a sheet before and after its records."""
        before, _marker, after = self._cut(sheet)
        # How far the cells reach is not known while they are written, and nobody needs it.
        return _DIMENSION.sub("", before), after

    def styles(self) -> dict[str, int]:
        """The numbers of the looks of cells by kind."""
        _before, marker, _after = self._cut(0)
        return dict(zip(KINDS, map(int, _STYLE.findall(marker)), strict=True))

    def _cut(self, sheet: int) -> tuple[str, str, str]:
        xml = self.parts[self.sheets[sheet]].decode()
        start = xml.index(f'<row r="{self.first}"')
        end = xml.index("</row>", start) + len("</row>")
        return xml[:start], xml[start:end], xml[end:]


def shell(layout: Layout, sheets: list[Filled]) -> Shell:
    """The workbook of ``layout`` with these sheets, each with one line that only carries the looks of its cells."""
    out = io.BytesIO()
    first = _build(out, layout, sheets)
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    return Shell(parts, first, names)


def write_empty(out: Any, layout: Layout) -> None:
    """A ledger without a single record: the shell itself."""
    _build(out, layout, [Filled(0, {})])


def lines_around(layout: Layout) -> int:
    """How many lines of a sheet are not records, at most."""
    return 3 + layout.storeys + 3


def _build(out: Any, layout: Layout, sheets: list[Filled]) -> int:
    import xlsxwriter  # loaded with the first ledger: a worker that writes none holds 2 MB less

    book = xlsxwriter.Workbook(out, _OPTIONS)
    formats, first = Formats(book, layout), 0
    for number, filled in enumerate(sheets, start=1):
        page = _Page(book.add_worksheet(sheet_name(layout, number)), layout, formats)
        first = page.write(filled)
    book.close()
    return first


class _Page:
    """One sheet, written from top to bottom."""

    def __init__(self, sheet: Any, layout: Layout, formats: Formats) -> None:
        self.sheet, self.layout, self.formats = sheet, layout, formats
        self._row = 0
        self._last_column = max(len(layout.columns) + int(layout.serial) - 1, 0)

    def write(self, filled: Filled) -> int:
        """Everything but the records; answers the line of the first, as Excel numbers it."""
        self._set_columns()
        self._write_head()
        first = self._row
        if filled.count:
            for at, look in enumerate(self.formats.kinds):
                self.sheet.write_blank(first, at, None, look)
        self._row += filled.count
        if filled.totals is not None and self.layout.has_totals:
            self._write_totals(filled.totals)
        if self.layout.note:
            self._merge(self._row, 0, self._row, self._last_column)
            self._line({0: (self.layout.note, self.formats.left)})
        self._write_foot()
        self._set_print(self._row - 1)
        return first + 1

    def _set_columns(self) -> None:
        shift = int(self.layout.serial)
        if shift:
            self.sheet.set_column(0, 0, 6)
        for at, column in enumerate(self.layout.columns):
            # One Han character takes about 2.1 units of Excel's column width at 11 pt.
            self.sheet.set_column(at + shift, at + shift, round(column.width * 2.1, 1))

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        # merge_range() writes cells of later rows first, which constant memory forbids: the cells are
        # written in their turn and only the merge itself is noted here.
        if (top, left) != (bottom, right):
            self.sheet.merge.append([top, left, bottom, right])

    def _line(self, texts: Mapping[int, tuple[str, Any]], height: float | None = None) -> None:
        """One row that is not a record: text and format by column."""
        if height:
            self.sheet.set_row(self._row, height)
        for column, (text, look) in sorted(texts.items()):
            if text:
                self.sheet.write_string(self._row, column, text, look)
            else:
                self.sheet.write_blank(self._row, column, None, look)
        self._row += 1

    def _write_head(self) -> None:
        layout, looks, last = self.layout, self.formats, self._last_column
        if layout.attachment:
            self._line({0: (layout.attachment, looks.attachment)})
        self._merge(self._row, 0, self._row, last)
        self._line({0: (layout.title, looks.title)}, 36)
        left = f"单位（盖章）：{layout.unit}"
        right = f"填报日期：{layout.date_text}"
        if layout.demo:
            left = f"【演示数据】　{left}"
        middle = last // 2
        if last >= 1:
            self._merge(self._row, 0, self._row, middle)
            self._merge(self._row, middle + 1, self._row, last)
            self._line({0: (left, looks.left), middle + 1: (right, looks.right)}, 22)
        else:
            self._line({0: (f"{left}　{right}", looks.left)}, 22)
        self._write_header()

    def _write_header(self) -> None:
        storeys = self.layout.storeys
        serial = Col("", "序号")
        columns = ((serial,) if self.layout.serial else ()) + self.layout.columns
        grid = [_storeys(column, storeys) for column in columns]
        areas = _rectangles(grid)
        for first, left, last, right in areas:
            # Only the upper left cell of a merged area holds its text.
            for column_at in range(left, right + 1):
                for level in range(first, last + 1):
                    if (level, column_at) != (first, left):
                        grid[column_at][level] = ""
        top = self._row
        for level in range(storeys):
            self._line({at: (grid[at][level], self.formats.header) for at in range(len(grid))}, 26)
        for first, left, last, right in areas:
            self._merge(top + first, left, top + last, right)
        self.sheet.repeat_rows(top, top + storeys - 1)
        self.sheet.freeze_panes(self._row, 0)

    def _write_totals(self, totals: Mapping[str, Fraction]) -> None:
        looks, shift = self.formats, int(self.layout.serial)
        columns = self.layout.columns
        amounts = {
            at + shift: float(totals.get(column.key, Fraction(0)))
            for at, column in enumerate(columns)
            if column.total
        }
        texts = {at: ("", looks.total) for at in range(self._last_column + 1) if at not in amounts}
        # The word stands in the first column that is not added up itself.
        texts[next(iter(texts), 0)] = ("合计", looks.total)
        if 0 in texts and 0 in amounts:
            # Every column is added up: the first says the word and its figure, or nobody would know the line.
            texts[0] = (f"合计{amounts.pop(0):.15g}", looks.total)
        for at, amount in amounts.items():
            self.sheet.write_number(self._row, at, amount, looks.total_number)
        self._line(texts)

    def _write_foot(self) -> None:
        layout = self.layout
        text = (
            f"填表人：{layout.filled_by}　　　　审核人：{layout.reviewed_by}　　　　联系电话：{layout.phone}"
        )
        self._merge(self._row, 0, self._row, self._last_column)
        self._line({0: (text, self.formats.left)}, 24)

    def _set_print(self, last_row: int) -> None:
        sheet = self.sheet
        sheet.set_paper(8 if self.layout.paper == "A3" else 9)
        if self.layout.landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.55, right=0.55, top=0.75, bottom=0.75)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, last_row, self._last_column)
        # A footer reads & as a command; 255 characters are all it holds.
        mark = self.layout.mark.replace("&", "&&")[:200]
        sheet.set_footer(f"&L{mark}&C第 &P 页  共 &N 页" if mark else "&C第 &P 页  共 &N 页")
        if self.layout.demo:
            sheet.set_header("&R演示数据")


def _storeys(column: Col, storeys: int) -> list[str]:
    """The titles of a column from top to bottom; a short one stands in the first row and reaches down."""
    titles = [*column.above, column.title]
    return titles + [""] * (storeys - len(titles))


def _rectangles(grid: list[list[str]]) -> list[tuple[int, int, int, int]]:
    """Merged areas of a header: equal titles side by side under equal parents, and titles that reach down."""
    found = []
    for left, titles in enumerate(grid):
        for level, title in enumerate(titles):
            if not title:
                continue
            path = titles[: level + 1]
            if level + 1 < len(titles) and titles[level + 1]:
                if left and grid[left - 1][: level + 1] == path and any(grid[left - 1][level + 1 :]):
                    continue
                right = left
                while right + 1 < len(grid) and grid[right + 1][: level + 1] == path:
                    right += 1
                found.append((level, left, level, right))
            else:
                found.append((level, left, len(titles) - 1, left))
    return [area for area in found if area[0] != area[2] or area[1] != area[3]]
