"""What stands behind one figure of a bulletin: the rows as frozen with an edition, or as they are now in a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404

from linli.bulletins import access, assembling, rows
from linli.bulletins.counting import count
from linli.bulletins.models import Bulletin, Edition
from linli.domain.access import Scope


@dataclass(frozen=True)
class Behind:
    """A figure with its rows: what it is called, how it reads, how many rows it has, their kind and ids."""

    bulletin: Bulletin
    name: str
    label: str
    printed: str
    exact: str
    kind: rows.RowKind
    ids: Sequence[int]
    edition: Edition | None = None

    @property
    def total(self) -> int:
        """Rows counted, seen or not."""
        return len(self.ids)

    def visible(self, scope: Scope) -> Any:
        """Those the reader may see."""
        return rows.among(self.kind, scope, self.ids)


def frozen(scope: Scope, bulletin_id: int, number: int, name: str) -> Behind:
    """The rows that were counted for a figure of an edition. Raises Http404 for a figure without rows."""
    one = access.get_edition_for(scope, bulletin_id, number)
    held = one.rows.filter(figure=name).first()
    if held is None:
        raise Http404
    said = _said(one.figures, one.tables, name)
    return Behind(one.bulletin, name, *said, _kind(held.kind), held.ids, one)


def live(scope: Scope, bulletin_id: int, name: str, at: datetime) -> Behind:
    """The rows behind a figure of a draft, counted now. Raises Http404 for a figure without rows."""
    row = access.get_bulletin_for(scope, bulletin_id)
    answer = count(row, at).answers.get(name)
    ids = answer.row_ids() if answer else None
    if answer is None or ids is None:
        raise Http404
    return Behind(row, name, *_said(row.figures, row.tables, name), _kind(answer.kind), ids)


def _kind(name: str) -> rows.RowKind:
    known = rows.get(name)
    if known is None:
        raise Http404
    return known


def _said(figures: dict[str, Any], tables: dict[str, Any], name: str) -> tuple[str, str, str]:
    """Label, printed and exact of a figure or of a table's cell."""
    if name in figures:
        held = figures[name]
        return str(held["label"]), str(held["printed"]), assembling.hover(held)
    table, key, column = [*name.split("."), "", ""][:3]
    found = tables.get(table, {})
    cells = next((cells for row, cells in found.get("rows", ()) if row == key), None)
    if cells is None or column not in found.get("ids", ()):
        return name, "", ""
    at = found["ids"].index(column) + 1
    return f"{cells[0]} {found['columns'][at]}", str(cells[at]), ""
