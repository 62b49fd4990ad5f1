"""The office's own Excel layout as data: merged headers, totals, fixed order, print set-up (trade.md 23).

One shape for the layout of a report form and for the file by which an office arranges a ledger of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from linli.definitions.text import Text


@dataclass(frozen=True)
class LayoutColumn:
    """A column: the key it takes its values from, its title, the merged titles above, its width in Han characters."""

    key: str
    title: Text
    above: tuple[Text, ...] = ()
    width: int = 8
    kind: Literal["text", "whole", "decimal", "percent", "day", "moment"] = "text"
    total: bool = False


@dataclass(frozen=True)
class SheetLayout:
    """How a sheet is printed. ``order``: names in the fixed order of the first column; the others follow."""

    title: Text
    columns: tuple[LayoutColumn, ...] = ()
    order: tuple[str, ...] = ()
    order_by: str | None = None
    paper: Literal["A4", "A3"] = "A4"
    landscape: bool = True
    serial: bool = False
    totals: bool = True
    attachment: Text | None = None
    note: Text | None = None
