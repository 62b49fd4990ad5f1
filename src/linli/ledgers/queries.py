"""Reading imports for their pages: columns with samples, bad rows, who brought the same file before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from linli.ledgers import registry
from linli.ledgers.models import Import, ImportRow

#: Bad rows shown on the page; the rest is in the downloadable sheet.
SHOWN = 50


@dataclass(frozen=True)
class SheetColumn:
    """A column of the sheet as the mapping page shows it."""

    index: int
    label: str
    letter: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class BadCellView:
    """A bad cell: the column's title, what is written there, what is wrong, how to mend it."""

    title: str
    value: str
    message: str
    help: str


@dataclass(frozen=True)
class BadRowView:
    """A row with problems, by its line in Excel."""

    number: int
    cells: tuple[BadCellView, ...]


def letter(index: int) -> str:
    """The letter of a column as Excel shows it: 0 → A, 26 → AA."""
    text = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def sheet_columns(batch: Import, samples: int = 3) -> list[SheetColumn]:
    """The columns of the sheet with the first values below each."""
    rows = list(batch.rows.order_by("number")[:samples])
    return [
        SheetColumn(
            index,
            label.replace("·", " · ") or letter(index),
            letter(index),
            tuple(row.cells[index] for row in rows if index < len(row.cells) and row.cells[index]),
        )
        for index, label in enumerate(batch.labels)
    ]


def preview_rows(batch: Import, count: int = 5) -> list[list[str]]:
    """The first good rows, in the order of the target's columns that are mapped."""
    target = registry.target(batch.target)
    keys = [column.key for column in target.columns if column.key in batch.mapping]
    rows = batch.rows.filter(state=ImportRow.State.STAGED).order_by("number")[:count]
    return [[_cell(row, batch.mapping[key]) for key in keys] for row in rows]


def mapped_titles(batch: Import) -> list[str]:
    """Titles of the mapped columns in the target's order."""
    target = registry.target(batch.target)
    return [str(column.title) for column in target.columns if column.key in batch.mapping]


def _cell(row: ImportRow, index: int) -> str:
    return row.cells[index] if index < len(row.cells) else ""


def with_problems(batch: Import) -> QuerySet[ImportRow]:
    """Rows that are bad or were refused, by line."""
    states = (ImportRow.State.BAD, ImportRow.State.FAILED)
    return batch.rows.filter(state__in=states).order_by("number")


def bad_rows(batch: Import, limit: int = SHOWN) -> list[BadRowView]:
    """The first rows with problems, for the page."""
    target = registry.target(batch.target)
    return [_bad_row(target, batch, row) for row in with_problems(batch)[:limit]]


def _bad_row(target: registry.Target, batch: Import, row: ImportRow) -> BadRowView:
    cells = []
    for key, message, help_text in row.problems:
        title = str(target.column(key).title) if key else ""
        value = _cell(row, batch.mapping[key]) if key in batch.mapping else ""
        cells.append(BadCellView(title, value, message, help_text))
    return BadRowView(row.number, tuple(cells))


def error_rows(batch: Import) -> Iterator[dict[str, Any]]:
    """All rows with problems as the error sheet prints them: the sheet's own cells, then what is wrong."""
    target = registry.target(batch.target)
    for row in with_problems(batch).iterator(chunk_size=500):
        view = _bad_row(target, batch, row)
        problems = "；".join(
            f"{cell.title}：{cell.message}{cell.help}" if cell.title else cell.message for cell in view.cells
        )
        cells = {f"c{index}": text for index, text in enumerate(row.cells)}
        yield {"line": row.number, **cells, "problem": problems}


def same_file(batch: Import) -> Import | None:
    """An earlier import of the same file into the same target that was applied, if any."""
    states = (Import.State.DONE, Import.State.APPLYING)
    rows = Import.objects.filter(target=batch.target, file_digest=batch.file_digest, state__in=states)
    return rows.filter(compensates=None, pk__lt=batch.pk).order_by("-pk").first()


def hidden_refs(kind: str) -> QuerySet[ImportRow, int | None]:
    """Ids of subjects of a kind that an unfinished import has written: rooms leave them out until it is done."""
    rows = ImportRow.objects.filter(batch__state=Import.State.APPLYING, ref_kind=kind, how="created")
    return rows.values_list("ref_id", flat=True)
