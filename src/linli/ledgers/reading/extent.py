"""How far the cells of one sheet reach, found while its XML streams by, without building anything.

Only cells that hold something count: offices leave styled blank rows down to line 1,048,576.
"""

from __future__ import annotations

import re

_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br\s*=\s*["\']([A-Za-z]{1,3})(\d{1,7})["\'][^>]*>')
_FAST = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>/]*>')
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)[\s>/]")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_EDGE = re.compile(rb'\b(min|max)\s*=\s*["\'](\d{1,5})["\']')
_IS_HIDDEN = re.compile(rb'\bhidden\s*=\s*["\'](?:1|true)["\']')
#: A formula that no program has worked out yet: its cell ends without a value.
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*"
    rb"(?:<(?:\w+:)?v>\s*</(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?\s*</(?:\w+:)?c>"
)
#: … unless it says that its result is a text: an empty one, as of IF(A1="","",…), leaves no value either.
_CELL_TAG = re.compile(rb"<(?:\w+:)?c(?=[\s>])[^>]*>")
_IS_TEXT = re.compile(rb'\bt\s*=\s*["\']str["\']')
_HIDDEN = re.compile(rb'<(?:\w+:)?row\s[^>]*\bhidden\s*=\s*["\'](?:1|true)["\']')


class SheetExtent:
    """Feed it the pieces of a sheet's XML; then ``rows``, ``columns``, ``cells``, ``hidden`` are known."""

    def __init__(self) -> None:
        self.bottom = 0
        self.right = 0
        self.top = 0
        self.hidden = 0
        self.no_result = 0
        self._hidden_columns: list[tuple[int, int]] = []
        self._rows_seen = 0
        self._in_row = 0
        self._widest = 0  # of rows whose cells do not say where they stand
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        """Takes the next piece in; a tag cut at its end waits for the piece after it."""
        data = self._rest + piece
        # The last cell waits as a whole, so that a formula is seen together with its value.
        cut = data.rfind(b"<c ")
        if cut == -1:
            cut = _last_cell(data)
        if cut == -1 or len(data) - cut > 1 << 16:
            cut = data.rfind(b"<")
        # A single tag longer than a megabyte is no sheet; letting it grow would be the bomb.
        if cut == -1 or len(data) - cut > 1 << 20:
            self._rest = b""
            self._look(data)
            return
        self._rest = data[cut:]
        self._look(data[:cut])

    def close(self) -> None:
        """Takes what is left in."""
        self._look(self._rest)
        self._rest = b""

    def _look(self, data: bytes) -> None:
        places = _FAST.findall(data)
        plain = data.count(b'<c r="')
        # <cols> and the like make the first count larger: then it is counted more exactly.
        odd = data.count(b"<c") != plain and data.count(b"<c ") + data.count(b"<c>") != plain
        if odd or (not plain and _ANY_CELL.search(data)):
            found = list(_CELL.finditer(data))
            places = [(cell[1], cell[2]) for cell in found if not cell[0].endswith(b"/>")]
            if len(_ANY_CELL.findall(data)) > len(found):
                self._count_cells(data)
        if b"hidden" in data:
            self.hidden += len(_HIDDEN.findall(data))
            self._note_columns(data)
        if b"<f" in data or b":f" in data:
            self.no_result += _unsolved(data)
        # <rowBreaks> counts as one line more, which only matters where no cell says where it stands.
        lines = data.count(b"<row")
        self._rows_seen += lines if lines or b"row" not in data else len(_ROW.findall(data))
        if not places:
            return
        columns = {letters for letters, _digits in places}
        self.right = max(self.right, *(_column(letters) for letters in columns))
        rows = {digits for _letters, digits in places}
        numbers = [int(digits) for digits in rows]
        self.bottom = max(self.bottom, *numbers)
        self.top = min(self.top or min(numbers), *numbers)

    def _count_cells(self, data: bytes) -> None:
        for tag in _ROW_OR_CELL.finditer(data):
            self._in_row = 0 if tag[1] == b"row" else self._in_row + 1
            self._widest = max(self._widest, self._in_row)

    def _note_columns(self, data: bytes) -> None:
        for tag in _COLUMN.findall(data):
            edges = {name: int(number) for name, number in _EDGE.findall(tag)}
            if _IS_HIDDEN.search(tag) and len(edges) == 2:
                self._hidden_columns.append((edges[b"min"], edges[b"max"]))

    @property
    def hidden_columns(self) -> int:
        """Hidden columns of the table; the emptiness beside it, which offices hide too, does not count."""
        return sum(max(0, min(last, self.columns) - first + 1) for first, last in self._hidden_columns)

    @property
    def rows(self) -> int:
        """The last line that holds something (cells without a place are counted by their lines)."""
        return max(self.bottom, self._rows_seen if self._widest else 0)

    @property
    def columns(self) -> int:
        """The last column that holds something."""
        return max(self.right, self._widest)

    @property
    def cells(self) -> int:
        """Cells of the rectangle a reader would build."""
        return max(0, self.rows - max(self.top, 1) + 1) * self.columns


def _last_cell(data: bytes) -> int:
    """Where the last cell begins whose tag carries a prefix; -1 without one."""
    at = data.rfind(b":c ")
    begin = data.rfind(b"<", 0, at) if at != -1 else -1
    return begin if begin != -1 and b">" not in data[begin:at] else -1


def _unsolved(data: bytes) -> int:
    """Formulas without a result; one whose result is an empty text was worked out."""
    found = 0
    for end in _NO_RESULT.finditer(data):
        # Its own tag is the nearest before it; a cell holds no other.
        begin = max(data.rfind(b"<c ", 0, end.start()), data.rfind(b"<c>", 0, end.start()))
        if begin == -1:
            begin = _last_cell(data[: end.start()])
        tag = _CELL_TAG.match(data, begin) if begin != -1 else None
        found += not (tag and _IS_TEXT.search(tag[0]))
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
