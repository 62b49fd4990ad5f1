"""The office's own layout laid over a ledger: its columns, their names and heads, a fixed order of the lines.

A layout changes how a ledger is printed and never what stands in it: a column it does not know is left out, and no
value is made up.
"""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from linli.definitions.layouts import LayoutColumn, SheetLayout
from linli.ledgers.writing.layout import Col, Layout

#: Bytes of waiting lines held in memory; more go to a file.
_IN_MEMORY = 1 << 24


def arranged(layout: Layout, shape: SheetLayout) -> Layout:
    """``layout`` as the office prints it: only the columns the shape names, in its order; none named: all as they are."""
    known = {column.key: column for column in layout.columns}
    chosen = tuple(_column(known[one.key], one) for one in shape.columns if one.key in known)
    return replace(
        layout,
        title=shape.title.zh or layout.title,
        columns=chosen or layout.columns,
        paper=shape.paper,
        landscape=shape.landscape,
        serial=shape.serial,
        attachment=shape.attachment.zh if shape.attachment else layout.attachment,
        note=shape.note.zh if shape.note else layout.note,
    )


def _column(own: Col, shape: LayoutColumn) -> Col:
    return replace(
        own, title=shape.title.zh or own.title, above=tuple(text.zh for text in shape.above), width=shape.width,
        kind=own.kind if shape.kind == "text" else shape.kind, total=shape.total,
    )  # fmt: skip


def ordered(rows: Iterable[Mapping[str, Any]], order: Sequence[str], key: str) -> Iterator[Mapping[str, Any]]:
    """Lines whose ``key`` names the first of ``order`` come first, and so on; the others follow as they came.

    Within a name the order of the ledger stays. A name fits its whole text or a part of it. What has to wait waits in one
    temporary file that has no name, however many names there are; in memory stays where each line lies.
    """
    if not order:
        yield from rows
        return
    lies = [array("q") for _name in range(len(order) + 1)]
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        for row in rows:
            lies[_place(str(row.get(key) or ""), order)].append(file.tell())
            pickle.dump(dict(row), file, pickle.HIGHEST_PROTOCOL)
        for at in chain.from_iterable(lies):
            file.seek(at)
            # Our own line of a moment ago: nobody else writes there.
            yield pickle.load(file)  # noqa: S301


def _place(text: str, order: Sequence[str]) -> int:
    if text in order:
        return order.index(text)
    return next((at for at, name in enumerate(order) if name and name in text), len(order))
