"""Records as the XML of a sheet's rows: what a ledger of a million lines spends its time on, so nothing is done twice.

Text is written as text and never as a formula, a link or a number, whatever it begins with; such cells also
carry the quote prefix, so that editing them in a spreadsheet does not turn them into formulas.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from xml.sax.saxutils import escape

from linli.domain.calendar import SHANGHAI
from linli.ledgers.reading.cells import EXACT_UP_TO, clean
from linli.ledgers.writing.layout import Col, Layout

#: Excel's own limit.
LONGEST_TEXT = 32_767
#: Characters that make a spreadsheet read a typed text as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
#: Texts whose cell is remembered: places, categories and states repeat from line to line, remarks do not.
_REMEMBERED = 10_000
#: Excel reads _x0041_ inside a text as the character of that number; its first underscore is written so itself.
_NUMBERED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
#: Day 0 of Excel's calendar, and the last day before the 29 February 1900 that it alone knows.
_DAY_ZERO, _BEFORE_LEAP, _FIRST = date(1899, 12, 30).toordinal(), date(1900, 2, 28), date(1900, 1, 1)

Style = Mapping[str, int]
Number = int | float | Decimal | Fraction


class Lines:
    """Writes the records of one ledger, numbers them through and adds up what its layout adds up.

    ``styles`` are the numbers of the looks by kind of cell, and ``quoted``.
    """

    def __init__(self, layout: Layout, styles: Style) -> None:
        from xlsxwriter.utility import xl_col_to_name  # as in sheets: loaded with the first ledger

        self.count = 0
        self.totals: dict[str, Fraction] = {}
        self._styles = styles
        self._serial = layout.serial
        self._columns = [
            (column, column.key, f'<c r="{xl_col_to_name(at + int(layout.serial))}')
            for at, column in enumerate(layout.columns)
        ]
        self._texts: dict[str, str] = {}
        self._whole = {
            column.key: f'" s="{styles[column.kind]}"><v>' for column in layout.columns if not column.total
        }
        self._blank = {column.key: f'" s="{styles[column.kind]}"/>' for column in layout.columns}

    def xml(self, record: Mapping[str, Any], line: int) -> str:
        """``record`` as the row ``line`` (from 1), each cell once from left to right."""
        self.count += 1
        parts = [f'<row r="{line}">']
        if self._serial:
            parts.append(f'<c r="A{line}" s="{self._styles["whole"]}"><v>{self.count}</v></c>')
        texts, whole, blank = self._texts, self._whole, self._blank
        for column, key, start in self._columns:
            value = record.get(key)
            kind = type(value)
            if kind is str and value:
                end = texts.get(value) or self._text(value)
            elif kind is int and key in whole and -EXACT_UP_TO < value < EXACT_UP_TO:  # type: ignore[operator]
                end = f"{whole[key]}{value}</v></c>"
            elif value is None or value == "":
                end = blank[key]
            else:
                end = self._other(column, value)
            parts.append(f"{start}{line}{end}")
        parts.append("</row>")
        return "".join(parts)

    def _text(self, value: str) -> str:
        """The rest of a cell of text, behind its place."""
        text = clean(value)[:LONGEST_TEXT]
        look = self._styles["quoted" if text.startswith(FORMULA_STARTS) else "text"]
        if "_x" in text:
            text = _NUMBERED.sub("_x005F_", text)
        # ``clean`` left no blank at either end, so none has to be preserved.
        end = f'" s="{look}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        if len(self._texts) < _REMEMBERED:
            self._texts[value] = end
        return end

    def _other(self, column: Col, value: Any) -> str:
        if isinstance(value, bool):
            return self._text("是" if value else "否")
        if isinstance(value, int | Decimal | Fraction | float):
            return self._number(column, value)
        if isinstance(value, datetime):
            local = value.astimezone(SHANGHAI).replace(tzinfo=None) if value.tzinfo else value
            return self._moment("day" if column.kind == "day" else "moment", local)
        if isinstance(value, date):
            return self._moment("day", datetime(value.year, value.month, value.day))  # noqa: DTZ001
        return self._text(str(value))

    def _number(self, column: Col, value: Number) -> str:
        if isinstance(value, float) and not math.isfinite(value):
            return self._blank[column.key]
        if column.total:
            self.totals[column.key] = self.totals.get(column.key, Fraction(0)) + Fraction(value)
        # Excel keeps 15 digits: a longer number is printed as text, whole.
        if isinstance(value, int) and abs(value) >= EXACT_UP_TO:
            return self._text(str(value))
        plain = value if isinstance(value, int) else float(value)
        return f'" s="{self._styles[column.kind]}"><v>{plain!r}</v></c>'

    def _moment(self, kind: str, value: datetime) -> str:
        day = value.date()
        if day < _FIRST:
            # Excel has no day before 1900.
            return self._text(day.isoformat())
        number: float = day.toordinal() - _DAY_ZERO - (day <= _BEFORE_LEAP)
        if kind == "moment":
            number += (
                value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
            ) / 86_400
        return f'" s="{self._styles[kind]}"><v>{number!r}</v></c>'
