"""Where the header of an office's sheet stands: title rows above it, one to three merged storeys, data below."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linli.ledgers.reading.cells import label_key
from linli.ledgers.reading.matching import Wanted, propose

#: (first row, first column), (last row, last column), counted from 0.
Merge = tuple[tuple[int, int], tuple[int, int]]

LOOK_AT = 30
MOST_STOREYS = 3
#: A label this close to one of our names counts when headers are compared.
SURE_FROM = 0.8
_FOOT = re.compile(
    r"^(?:合计|总计|小计|本页小计|填表人|填报人|制表人?|审核人|负责人签字|联系电话|填报日期|填报单位|单位\(盖章\)|备注[:：]|说明[:：]|注[:：])"
)

_TOTALS = frozenset({"合计", "合 计", "合　计", "合  计", "总计", "总 计", "小计", "小 计", "本页小计"})
_FOOT_STARTS = frozenset("合总小本填制审负联单备说注")


@dataclass(frozen=True)
class Header:
    """The header found: its first row, its storeys, one label a column, the first row of data (all from 0)."""

    row: int
    storeys: int
    labels: tuple[str, ...]
    first_data_row: int

    @property
    def digest(self) -> str:
        """Names this shape of header, so that a mapping confirmed once is found again."""
        text = "\x1f".join(label_key(label) for label in self.labels)
        return hashlib.sha256(text.encode()).hexdigest()


def spread(rows: Sequence[Sequence[str]], merges: Iterable[Merge]) -> list[list[str]]:
    """Copies the text of each merged area into all its cells, within the rows given."""
    grid = [list(row) for row in rows]
    for (top, left), (bottom, right) in merges:
        if top >= len(grid) or left >= len(grid[top]):
            continue
        text = grid[top][left]
        for row in grid[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = text
    return grid


def likely_columns(rows: Sequence[Sequence[str]], merges: Iterable[Merge]) -> tuple[Wanted, ...]:
    """The names a header of an unknown sheet would have: the first row with the most different texts.

    Lines with a colon (单位（盖章）：…) stand above or below the table and are none.
    """
    grid = spread(rows[:LOOK_AT], [merge for merge in merges if merge[0][0] < LOOK_AT])
    best: tuple[str, ...] = ()
    for row in grid:
        names = tuple(dict.fromkeys(text for text in row if text and not _is_value(text)))
        if len(names) > len(best) and not any(":" in name or "：" in name for name in names):
            best = names
    return tuple(Wanted(f"g{at}", (name.replace("\n", ""),)) for at, name in enumerate(best))


def find_header(
    rows: Sequence[Sequence[str]], merges: Sequence[Merge], columns: Sequence[Wanted]
) -> Header | None:
    """The likeliest header among the first rows: most of our columns found, then most filled, then shortest.

    ``rows`` are the first rows of the sheet as canonical text. None when no row looks like a header.
    """
    head = rows[:LOOK_AT]
    grid = spread(head, [merge for merge in merges if merge[0][0] < LOOK_AT])
    best: tuple[tuple[float, float, int, int], Header] | None = None
    for top in range(len(grid)):
        for storeys in range(1, min(MOST_STOREYS, len(grid) - top) + 1):
            if not _closed(top, storeys, merges):
                continue
            labels = _labels(grid[top : top + storeys])
            rank = _rank(labels, columns, top, storeys)
            if rank[:2] > (0, 0) and (best is None or rank > best[0]):
                first = _skip_number_row(grid, top + storeys)
                best = rank, Header(top, storeys, labels, first)
    return best[1] if best else None


def _closed(top: int, storeys: int, merges: Sequence[Merge]) -> bool:
    """No merged area may reach across the lower or upper edge of the header."""
    last = top + storeys - 1
    return not any(
        (first <= last < bottom and first >= top) or first < top <= bottom
        for (first, _left), (bottom, _right) in merges
    )


def _labels(storeys: Sequence[Sequence[str]]) -> tuple[str, ...]:
    labels = []
    for column in range(max(len(row) for row in storeys)):
        parts: list[str] = []
        for row in storeys:
            text = row[column].replace("\n", "") if column < len(row) else ""
            if text and (not parts or parts[-1] != text):
                parts.append(text)
        labels.append("·".join(parts))
    while labels and not labels[-1]:
        labels.pop()
    return tuple(labels)


def _rank(
    labels: tuple[str, ...], columns: Sequence[Wanted], top: int, storeys: int
) -> tuple[float, float, int, int]:
    filled = [label for label in labels if label]
    # A title merged over the whole width gives one text in every column: that is no header.
    if len(set(filled)) < max(2, len(filled) // 2) or len(filled) * 2 < len(labels):
        return (0, 0, 0, 0)
    matched = sum(match.score for match in propose(labels, columns) if match.score >= SURE_FROM)
    looks = sum(1 for label in filled if not _is_value(label)) / len(labels)
    return (round(matched, 3), round(looks, 3), -storeys, -top)


def _is_value(label: str) -> bool:
    return bool(re.fullmatch(r"[\d.,%:\-/ ]+", label)) or len(label) > 60


def _skip_number_row(grid: Sequence[Sequence[str]], row: int) -> int:
    """Offices number their columns below the header: 甲 乙 1 2 3 …; that line is no record."""
    if row >= len(grid):
        return row
    cells = [cell for cell in grid[row] if cell]
    digits = [int(cell) for cell in cells if _is_number(cell)]
    others = [cell for cell in cells if not _is_number(cell)]
    if (
        len(cells) >= 3
        and digits == list(range(1, len(digits) + 1))
        and len(digits) >= 2
        and all(cell in "甲乙丙丁戊" for cell in others)
    ):
        return row + 1
    return row


def _is_number(cell: str) -> bool:
    # isdigit() would take ¹ for a digit, which int() does not read.
    return cell.isascii() and cell.isdecimal() and len(cell) <= 3


def is_foot(cells: Sequence[str]) -> bool:
    """Is this a total or signature line (合计, 填表人：…) rather than a record?

    A line of figures whose only word is 合计 is one too: its first column may be added up itself.
    """
    first = next(filter(None, cells), "")
    if first[:1] in _FOOT_STARTS and _FOOT.match(
        re.sub(r"\s", "", first).replace("（", "(").replace("）", ")")
    ):
        return True
    # Asked of every line of a large file: only one that holds such a word is looked at closely.
    if _TOTALS.isdisjoint(cells):
        return False
    return len({cell for cell in cells if cell and not _is_value(cell)}) == 1
