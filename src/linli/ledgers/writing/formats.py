"""The looks of cells in a ledger, made once for each workbook."""

from __future__ import annotations

from typing import Any

from linli.ledgers.writing.layout import Layout

#: The fonts offices use; a machine without one shows its own (names only, nothing is bundled).
TITLE_FONT, HEAD_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"

_NUMBER_LOOKS = {
    "whole": "0",
    "decimal": "0.00",
    "percent": "0.0%",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "text": "@",
}

#: The looks of cells that hold records, in the order of :attr:`Formats.kinds`.
KINDS = (*_NUMBER_LOOKS, "quoted")


class Formats:
    """Title, header, the kinds of cells, totals, and the lines above and below."""

    def __init__(self, book: Any, layout: Layout) -> None:
        cell = {"font_name": BODY_FONT, "font_size": 11, "border": 1, "valign": "vcenter", "text_wrap": True}
        plain = {"font_name": BODY_FONT, "font_size": 12, "valign": "vcenter"}
        add = book.add_format
        self.title = add({"font_name": TITLE_FONT, "font_size": 20, "align": "center", "valign": "vcenter"})
        self.attachment = add({"font_name": HEAD_FONT, "font_size": 16, "valign": "vcenter"})
        self.left = add({**plain, "align": "left"})
        self.right = add({**plain, "align": "right"})
        self.header = add({**cell, "font_name": HEAD_FONT, "align": "center"})
        self.quoted = add({**cell, "num_format": "@", "quote_prefix": True})
        self.total = add({**cell, "bold": True, "align": "center"})
        decimal = any(column.total and column.kind == "decimal" for column in layout.columns)
        self.total_number = add({**cell, "bold": True, "num_format": "0.00" if decimal else "0"})
        self._kinds = {
            kind: add({**cell, "num_format": look, "align": "left" if kind == "text" else "center"})
            for kind, look in _NUMBER_LOOKS.items()
        }

    @property
    def kinds(self) -> list[Any]:
        """The looks of cells that hold records, in the order of ``KINDS``."""
        return [*self._kinds.values(), self.quoted]
