"""One sheet as rows of text, read through the guard and python-calamine."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import python_calamine
from django.utils.translation import gettext as _

from linli.ledgers import errors
from linli.ledgers.reading.cells import Cell, Texts, cell_text, label_key
from linli.ledgers.reading.guard import Checked, check_file
from linli.ledgers.reading.header import LOOK_AT, Header, Merge, find_header, is_foot, likely_columns
from linli.ledgers.reading.limits import Limits
from linli.ledgers.reading.matching import Wanted
from linli.ledgers.reading.parts import Told


@dataclass(frozen=True)
class SheetName:
    """A sheet of the workbook that can be chosen."""

    index: int
    name: str


@dataclass(frozen=True)
class DataRow:
    """One record of the sheet: its line as Excel numbers it (from 1), and its cells as text."""

    number: int
    cells: tuple[str, ...]
    #: Columns whose text stands in a merged cell that begins further up.
    merged: tuple[int, ...] = ()


class OpenSheet:
    """A sheet after the guard: names of all sheets, the header, and its rows one by one."""

    def __init__(
        self,
        *,
        name: str,
        data: bytes,
        columns: tuple[Wanted, ...],
        limits: Limits,
        sheet: int | None = None,
        checked: Checked | None = None,
    ) -> None:
        # ``checked`` is what the guard said when these very bytes came in: no need to ask it twice.
        self.checked = checked or check_file(name=name, data=data, limits=limits)
        self._limits = limits
        try:
            self._book = python_calamine.load_workbook(io.BytesIO(data))
            self.sheets = _visible(self._book)
            self.index, self._sheet = self._choose(sheet)
            self._merges: list[Merge] = list(self._sheet.merged_cell_ranges or [])
        except python_calamine.PasswordError as problem:
            raise errors.locked() from problem
        except (python_calamine.CalamineError, OSError, ValueError, IndexError) as problem:
            raise errors.broken() from problem
        if self._sheet.end is None:
            raise errors.empty()
        # Rows and merges are counted from the first filled cell; lines are named as Excel numbers them.
        start = self._sheet.start or (0, 0)
        self._top, self._left = start
        self._merges = [_moved(merge, self._top, self._left) for merge in self._merges]
        self.header = self._find_header(columns)

    @property
    def told(self) -> Told:
        """What has to be told of this sheet."""
        return self.checked.of(self.index)

    @property
    def top(self) -> int:
        """First line that holds anything, counted from 0 as Excel's lines."""
        return self._top

    @property
    def left(self) -> int:
        """First column that holds anything, counted from 0."""
        return self._left

    def above_header(self) -> list[str]:
        """Texts above the header: the title, 单位（盖章）：…"""
        head = islice(self._values(), self.header.row)
        return [text for row in head for value in row if (text := cell_text(value))]

    def _choose(self, wanted: int | None) -> tuple[int, python_calamine.CalamineSheet]:
        """The sheet asked for, or the first that holds anything. It is read here, once: that is most of the time."""
        if wanted is not None and any(sheet.index == wanted for sheet in self.sheets):
            return wanted, self._book.get_sheet_by_index(wanted)
        for sheet in self.sheets:
            read = self._book.get_sheet_by_index(sheet.index)
            if read.end is not None:
                return sheet.index, read
        raise errors.empty()

    def _find_header(self, columns: tuple[Wanted, ...]) -> Header:
        head = [[cell_text(value) for value in row] for row in islice(self._values(), LOOK_AT)]
        # A sheet that is no target of ours (收表汇总): its own names are looked for.
        found = find_header(head, self._merges, columns or likely_columns(head, self._merges))
        if found is None:
            raise errors.FileRefused("no_header", _("没有找到表头。"), _("请保留写有各列名称的那一行。"))
        return found

    def _values(self) -> Iterator[Sequence[Cell]]:
        # The reader leaves empty columns on the left out, but not the empty rows above.
        return islice(self._sheet.iter_rows(), self._top, None)

    def rows(self) -> Iterator[DataRow]:
        """The records below the header: blank and foot lines left out, merged cells filled down."""
        fills = _downward(self._merges, self.header.first_data_row)
        carried: dict[int, tuple[int, str]] = {}
        values: Sequence[Cell]
        texts = Texts()
        # Forms are handed out with their lines numbered in advance: such a line is still empty.
        numbered = {at for at, label in enumerate(self.header.labels) if label_key(label) in {"序号", "编序"}}
        width = len(self.header.labels)
        for at, values in enumerate(self._values()):
            if at < self.header.first_data_row:
                continue
            cells = texts.of(values)
            for column, last in fills.get(at, ()):
                if column < len(cells):
                    carried[column] = (last, cells[column])
            filled = any(cells)
            below = []
            for column, (last, text) in carried.items():
                if at <= last and filled and not cells[column]:
                    cells[column] = text
                    below.append(column)
            kept = tuple(cells[:width])
            if _written(kept, numbered) and not is_foot(cells):
                yield DataRow(self._top + at + 1, kept, tuple(one for one in below if one < width))


def _visible(book: python_calamine.CalamineWorkbook) -> list[SheetName]:
    return [
        SheetName(index, sheet.name)
        for index, sheet in enumerate(book.sheets_metadata)
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible
        and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]


def _written(cells: Sequence[str], numbered: set[int]) -> bool:
    """Does anything stand in a row beside its number?"""
    if not numbered:
        return any(cells)
    return any(cell for at, cell in enumerate(cells) if at not in numbered)


def _moved(merge: Merge, top: int, left: int) -> Merge:
    (first, begin), (last, end) = merge
    return (max(first - top, 0), max(begin - left, 0)), (last - top, end - left)


def _downward(merges: list[Merge], first_row: int) -> dict[int, list[tuple[int, int]]]:
    """For each row where a tall merged area begins: the columns it covers and its last row."""
    found: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _right) in merges:
        if bottom > top >= first_row:
            found.setdefault(top, []).append((left, bottom))
    return found
