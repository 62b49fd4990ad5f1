"""The layout of an office's ledger as a value: what stands above, in, and below the table.

Source: ../field/trade.md 23 (title row, 单位（盖章）, 填表人/审核人/联系电话/填报日期, print area, file name).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from linli.domain.papers import chinese_date

Kind = Literal["text", "whole", "decimal", "percent", "day", "moment"]

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


@dataclass(frozen=True)
class Col:
    """A column: its key in the rows, its title, the merged titles above it, width in Han characters."""

    key: str
    title: str
    above: tuple[str, ...] = ()
    width: float = 8
    kind: Kind = "text"
    total: bool = False


@dataclass(frozen=True)
class Layout:
    """A ledger on paper; every text is printed as given, empty ones keep their place for the pen."""

    title: str
    columns: tuple[Col, ...]
    unit: str = ""
    filled_by: str = ""
    reviewed_by: str = ""
    phone: str = ""
    filled_on: date | None = None
    attachment: str = ""
    note: str = ""
    sheet: str = ""
    paper: Literal["A4", "A3"] = "A4"
    landscape: bool = True
    serial: bool = True
    demo: bool = False
    #: Who took it out and when, on every printed page (practice C12).
    mark: str = ""

    @property
    def storeys(self) -> int:
        """Rows of the header."""
        return 1 + max((len(column.above) for column in self.columns), default=0)

    @property
    def has_totals(self) -> bool:
        """Is a 合计 row printed?"""
        return any(column.total for column in self.columns)

    @property
    def date_text(self) -> str:
        """The day of filling in as printed, or an empty place for it."""
        return chinese_date(self.filled_on) if self.filled_on else ""


def safe_name(text: str, longest: int = 80) -> str:
    """``text`` as part of a file name on any system: no separators, controls or directional marks."""
    return _NOT_IN_NAMES.sub("", text).strip(" .")[:longest] or "台账"


def file_name(layout: Layout) -> str:
    """附件1：××台账（××街道）20261121.xlsx (trade.md 23)."""
    head = f"{layout.attachment}：" if layout.attachment else ""
    unit = f"（{layout.unit}）" if layout.unit else ""
    day = layout.filled_on.strftime("%Y%m%d") if layout.filled_on else ""
    mark = "（演示数据）" if layout.demo else ""
    return f"{safe_name(head + layout.title + unit)}{mark}{day}.xlsx"


def sheet_name(layout: Layout, number: int = 1) -> str:
    """A name Excel accepts: at most 31 characters, none of []:*?/\\ and no quote at an end."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "", layout.sheet or layout.title).strip("' ")
    plain = plain or "台账"
    return plain[:31] if number == 1 else f"{plain[:27]}({number})"
