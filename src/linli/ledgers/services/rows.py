"""Staged rows on their way into the table and out of it, many at once; what people wrote stands encrypted there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from linli.ledgers.fields import encoded
from linli.ledgers.models import ImportRow
from linli.ledgers.reading.sheet import DataRow
from linli.records.fields import opener, sealer
from linli.records.inserting import insert_values

#: Rows of one transaction (data.md: at most 500).
CHUNK = 500


@dataclass(slots=True)
class Staged:
    """A staged row while it is dealt with; lighter than its model, of which a large file holds hundreds of thousands."""

    pk: int
    number: int
    cells: list[str]
    state: str
    problems: list[list[Any]] = field(default_factory=list)
    ref_kind: str = ""
    ref_id: int | None = None
    how: str = ""
    before: dict[str, Any] = field(default_factory=dict)


#: Asks nothing about the kind of text, as ``json.loads`` does for each.
_decoded = json.JSONDecoder().decode


def _context() -> str:
    return str(ImportRow._meta.get_field("cells").context)


def stage(import_id: int, rows: Sequence[DataRow], width: int) -> None:
    """Keep rows as they were read, by one prepared statement.

    One cell more behind the others names the columns filled from a merged cell above.
    """
    seal = sealer(_context())
    columns = ("batch_id", "number", "cells", "state", "problems", "ref_kind", "how", "before")
    empty = (str(ImportRow.State.STAGED), "", "", "", "")
    made = [(import_id, row.number, seal(encoded(_cells(row, width))), *empty) for row in rows]
    insert_values(ImportRow, columns, made)


def _cells(row: DataRow, width: int) -> Sequence[str]:
    if not row.merged:
        return row.cells
    return [*row.cells, *[""] * (width - len(row.cells)), ",".join(map(str, row.merged))]


def staged(import_id: int, *states: str, after: int = 0, most: int = CHUNK) -> list[Staged]:
    """The next rows of an import in these states, one transaction's worth."""
    rows = ImportRow.objects.filter(batch_id=import_id, number__gt=after, state__in=states)
    # As text the column is not opened one by one through the field.
    found = rows.annotate(sealed=Cast("cells", TextField())).order_by("number")
    open_ = opener(_context())
    return [
        Staged(pk, number, _decoded(text) if (text := open_(sealed)) else [], state)
        for pk, number, sealed, state in found.values_list("pk", "number", "sealed", "state")[:most]
    ]


def write_back(rows: Iterable[Staged], fields: Sequence[str]) -> None:
    """These fields of the rows, as they now stand."""
    made = [ImportRow(pk=row.pk, **{name: getattr(row, name) for name in fields}) for row in rows]
    ImportRow.objects.bulk_update(made, fields, batch_size=100)
