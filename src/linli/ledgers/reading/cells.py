"""One cell as text: what a clerk would read on the screen, and what comes back out as the same text."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

Cell = int | float | str | bool | time | date | datetime | timedelta | None

#: Characters no sheet should bring in: controls, directional marks, zero-width joiners, byte order mark.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile(r"\r\n?|_x000D_\n?")
#: From here on Excel has already changed the last digits of a number.
EXACT_UP_TO = 10**15


def clean(text: str) -> str:
    """Text without control and directional characters, line ends as \\n, blanks at both ends removed."""
    if text.isprintable() and "_x000D_" not in text:
        # Printable text holds no control, format or directional character: nine cells of ten.
        return text.strip()
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text)).strip()


def cell_text(value: Cell) -> str:  # noqa: PLR0911 - one line for each type a reader gives
    """A cell as canonical text: 4.0 → 4, dates as 2026-11-21, a number past 15 digits in E notation."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return _number_text(value)


#: Texts of cells that are remembered while a sheet is read.
_REMEMBERED = 20_000


class Texts:
    """Turns the cells of many rows into text; places, categories and small numbers repeat, and are turned once."""

    def __init__(self) -> None:
        # Apart by type: to a dictionary 1, 1.0 and TRUE are one key.
        self._texts: dict[str, str] = {"": ""}
        self._numbers: dict[float, str] = {}

    def of(self, values: Sequence[Cell]) -> list[str]:
        """The canonical text of each cell, as :func:`cell_text` gives it."""
        texts, numbers = self._texts, self._numbers
        found = []
        for value in values:
            text: str | None
            if type(value) is str:
                text = texts.get(value)
                if text is None:
                    text = clean(value)
                    if len(texts) < _REMEMBERED:
                        texts[value] = text
            elif type(value) is float:
                text = numbers.get(value)
                if text is None:
                    text = _number_text(value)
                    if len(numbers) < _REMEMBERED:
                        numbers[value] = text
            else:
                text = cell_text(value)
            found.append(text)
        return found


def _number_text(value: int | float) -> str:
    if not math.isfinite(value):
        return ""
    if abs(value) >= EXACT_UP_TO:
        return f"{value:.14e}"
    whole = int(value)
    # 15 significant digits are what Excel itself shows; more would print 0.1 + 0.2 as 0.30000000000000004.
    return str(whole) if whole == value else f"{value:.15g}"


def label_key(text: str) -> str:
    """A column title reduced for comparison: NFKC, without blanks, marks, units in brackets and 必填 stars."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[(\[【〔][^)\]】〕]*[)\]】〕]", "", plain)
    return re.sub(r"[\s*:：、,，。.·/\\\-_—|\"'“”]+", "", plain).lower()
