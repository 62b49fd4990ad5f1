"""Writes a ledger with XlsxWriter in constant memory: row after row, each cell once, top to bottom.

Text is written as text and never as a formula, a link or a number, whatever it begins with; such cells also
carry the quote prefix, so that editing them in a spreadsheet does not turn them into formulas.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from linli.domain.calendar import SHANGHAI
from linli.ledgers.reading.cells import clean
from linli.ledgers.writing.formats import Formats
from linli.ledgers.writing.layout import Col, Layout, sheet_name

#: Excel's own limits.
MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767
#: Characters that make a spreadsheet read a typed text as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PROGRESS_EVERY = 500

Progress = Callable[[int], None]


def write_ledger(
    out: str | os.PathLike[str] | IO[bytes],
    layout: Layout,
    rows: Iterable[Mapping[str, Any]],
    *,
    progress: Progress | None = None,
    most_rows: int = MOST_ROWS,
) -> int:
    """Write ``rows`` in ``layout`` to a path or a stream; answers how many rows were written.

    ``progress(n)`` is called every 500 rows. More rows than a sheet holds go on in another sheet.
    """
    target: Any = str(out) if isinstance(out, str | Path) else out
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    try:
        writer = _Writer(book, layout, most_rows)
        for row in rows:
            writer.add(row)
            if progress and writer.count % PROGRESS_EVERY == 0:
                progress(writer.count)
        writer.finish()
    finally:
        book.close()
    if progress:
        progress(writer.count)
    return writer.count


class _Writer:
    """The sheets of one ledger while its rows arrive."""

    def __init__(self, book: Any, layout: Layout, most_rows: int) -> None:
        self.book, self.layout = book, layout
        self.formats = Formats(book, layout)
        self.count = 0
        self._sheets = 0
        self._totals: dict[str, Fraction] = {}
        # Room for the totals and the signature line below the rows.
        self._most_rows = most_rows - 4
        self._open_sheet()

    def _open_sheet(self) -> None:
        self._sheets += 1
        self.sheet = self.book.add_worksheet(sheet_name(self.layout, self._sheets))
        self._row = 0
        self._set_columns()
        self._write_head()
        self._first_row = self._row

    @property
    def _last_column(self) -> int:
        return max(len(self.layout.columns) + int(self.layout.serial) - 1, 0)

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

    def add(self, row: Mapping[str, Any]) -> None:
        """Writes one record."""
        if self._row >= self._most_rows:
            self._close_sheet(with_totals=False)
            self._open_sheet()
        self.count += 1
        shift = int(self.layout.serial)
        if shift:
            self.sheet.write_number(self._row, 0, self.count, self.formats.of("whole"))
        for at, column in enumerate(self.layout.columns):
            self._write_value(at + shift, column, row.get(column.key))
        self._row += 1

    def _write_value(self, at: int, column: Col, value: Any) -> None:
        looks, sheet, row = self.formats, self.sheet, self._row
        if value is None or value == "":
            sheet.write_blank(row, at, None, looks.of(column.kind))
        elif isinstance(value, bool):
            sheet.write_string(row, at, "是" if value else "否", looks.of("text"))
        elif isinstance(value, int | Decimal | Fraction | float):
            if column.total:
                self._totals[column.key] = self._totals.get(column.key, Fraction(0)) + Fraction(value)
            # Excel keeps 15 digits: a longer number is printed as text, whole.
            if isinstance(value, int) and abs(value) >= 10**15:
                sheet.write_string(row, at, str(value), looks.of("text"))
            else:
                sheet.write_number(row, at, float(value), looks.of(column.kind))
        elif isinstance(value, datetime):
            local = value.astimezone(SHANGHAI).replace(tzinfo=None) if value.tzinfo else value
            sheet.write_datetime(row, at, local, looks.of("moment" if column.kind != "day" else "day"))
        elif isinstance(value, date):
            sheet.write_datetime(row, at, datetime(value.year, value.month, value.day), looks.of("day"))  # noqa: DTZ001
        else:
            text = clean(str(value))[:LONGEST_TEXT]
            look = looks.quoted if text.startswith(FORMULA_STARTS) else looks.of("text")
            sheet.write_string(row, at, text, look)

    def finish(self) -> None:
        """Totals, signature line, print set-up of the last sheet."""
        self._close_sheet(with_totals=self.layout.has_totals)

    def _close_sheet(self, *, with_totals: bool) -> None:
        if with_totals:
            self._write_totals()
        last_table_row = self._row - 1
        if self.layout.note:
            self._merge(self._row, 0, self._row, self._last_column)
            self._line({0: (self.layout.note, self.formats.left)})
        self._write_foot()
        self._set_print(max(last_table_row, self._row - 1))

    def _write_totals(self) -> None:
        looks, shift = self.formats, int(self.layout.serial)
        columns = self.layout.columns
        amounts = {
            at + shift: float(self._totals.get(column.key, Fraction(0)))
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
        sheet.set_footer("&C第 &P 页  共 &N 页")
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
