"""Words in both languages and the sources they come from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Text:
    """A sentence in both interface languages; data files carry both, so nothing is left untranslated."""

    zh: str
    en: str

    def in_(self, lang: str = "zh-hans") -> str:
        """The text in a language (``en…`` English, everything else Chinese)."""
        return self.en if lang.startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh


@dataclass(frozen=True)
class Source:
    """Where a value comes from. A paper is named with place and date, never with the people in it."""

    title: Text
    kind: Literal["newspaper", "regulation", "standard", "practice", "default"]
    date: dt.date | None = None
    place: Text | None = None
    note: Text | None = None
