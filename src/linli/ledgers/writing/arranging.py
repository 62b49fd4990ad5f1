"""The office's own layout laid over a ledger: its columns, their names and heads, a fixed order of the lines.

A layout changes how a ledger is printed and never what stands in it: a column it does not know is left out, and no
value is made up.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import IO, Any

from linli.definitions.layouts import LayoutColumn, SheetLayout
from linli.ledgers.writing.layout import Col, Layout

#: Lines held in memory for each name of a fixed order; more go to a file of their own.
_IN_MEMORY = 1 << 20


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

    Within a name the order of the ledger stays. A name fits its whole text or a part of it. Constant memory: what has to
    wait waits in temporary files that have no name.
    """
    if not order:
        yield from rows
        return
    with ExitStack() as stack:
        waiting: list[IO[bytes] | None] = [None] * (len(order) + 1)
        counts = [0] * (len(order) + 1)
        for row in rows:
            place = _place(str(row.get(key) or ""), order)
            file = waiting[place]
            if file is None:
                file = waiting[place] = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
            pickle.dump(dict(row), file, pickle.HIGHEST_PROTOCOL)
            counts[place] += 1
        for file, count in zip(waiting, counts, strict=True):
            if file is not None:
                file.seek(0)
                # Our own lines of a moment ago: nobody else writes there.
                yield from (pickle.load(file) for _line in range(count))  # noqa: S301


def _place(text: str, order: Sequence[str]) -> int:
    if text in order:
        return order.index(text)
    return next((at for at, name in enumerate(order) if name and name in text), len(order))
