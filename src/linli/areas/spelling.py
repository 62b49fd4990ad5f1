"""How names are compared: folded text, the core without words every place carries, pinyin initials.

The initials of a character come from ``library/places/initials.txt`` (made by tools/build_places.py),
so that no pinyin library with its 57 MB stays in the server's memory.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

#: Words that nearly every name of a level ends with; they find nothing, so they are not indexed.
#: The longest first. A name that consists of such words only is kept whole.
_ENDINGS = (
    "社区居民委员会",
    "社区居委会",
    "社区村委会",
    "居民委员会",
    "村民委员会",
    "居委会",
    "村委会",
    "街道办事处",
    "社区",
    "街道",
)
_DIGITS = re.compile(r"\d+")


def fold(text: str) -> str:
    """One spelling for comparison: half-width, lower case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def core(text: str) -> str:
    """What tells a name apart: 「多福巷社区居委会」 → 「多福巷」. Expects folded text."""
    for ending in _ENDINGS:
        if text.endswith(ending) and len(text) > len(ending):
            return text[: -len(ending)]
    return text


#: Official names name the committee; people name the place.
_COMMITTEES = (
    ("居民委员会", ""),
    ("社区居委会", "社区"),
    ("居委会", ""),
    ("村民委员会", "村"),
    ("村委会", "村"),
    ("街道办事处", "街道"),
)


def short_name(name: str) -> str:
    """The place without its committee: 「京东社区居民委员会」 → 「京东社区」, 「北胡村委会」 → 「北胡村」."""
    for ending, word in _COMMITTEES:
        if name.endswith(ending) and len(name) > len(ending):
            stem = name[: -len(ending)]
            return stem if not word or stem.endswith(word) else stem + word
    return name


@cache
def letter_table() -> dict[int, str]:
    """Character → pinyin initial, for ``str.translate``."""
    lines = resources.files("linli").joinpath("library/places/initials.txt").read_text("utf-8").splitlines()
    return {ord(char): line[0] for line in lines if line and not line.startswith("#") for char in line[1:]}


def initials(text: str) -> str:
    """Pinyin initials of the core of a folded name; letters and digits stay: 「滨河社区」 → ``bh``."""
    return "".join(c for c in core(text).translate(letter_table()) if c.isascii() and c.isalnum())[:60]


def natural_key(text: str) -> str:
    """Sorts 「2号楼」 before 「12号楼」: numbers padded to four digits, cut at 40 characters."""
    return _DIGITS.sub(lambda number: number.group().zfill(4), fold(text))[:40]
