"""Widths of printed text, and where a long title breaks (GB/T 9704 7.3.1: whole words, lines of a balanced shape)."""

from __future__ import annotations

import re
import unicodedata

#: So many characters of 2号 (22 pt) fit the 156 mm of a line.
LINE = 20.0
#: Marks that may not begin a line, and little words that belong to what stands before them.
_NEVER_FIRST = "，。、；：？！）》〉」』】〕…—%的了等"
_NEVER_LAST = "（《〈「『【〔关"
#: Ends of words offices use in titles; a line may also end before 和 and 及.
_BREAKS = re.compile(
    r"[，、；：）》」]|通知|通报|情况|工作|问题|关于|办理|诉求|小区|街道|社区|改造|供暖|办公室|政府|整改|建设|服务|管理|治理|进展|居民|.(?=[和及])"
)


def width_in_characters(text: str) -> float:
    """How many full characters ``text`` takes; digits and Latin letters take half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def break_title(title: str, most: float = LINE) -> list[str]:
    """The lines of a title: as few as it needs, of about one length; a break the drafter typed is kept."""
    found: list[str] = []
    for part in title.split("\n"):
        rest, wide = part, width_in_characters(part)
        count = max(1, -(-int(wide * 2) // int(most * 2)))
        for left in range(count, 1, -1):
            at = _best(rest, width_in_characters(rest) / left, most)
            found.append(rest[:at])
            rest = rest[at:]
        found.append(rest)
    return found


def _best(text: str, target: float, most: float) -> int:
    """Where to break so that the first line is near ``target`` characters and no word is cut."""
    ends = {match.end() for match in _BREAKS.finditer(text)}
    best, cost = 0, float("inf")
    wide = 0.0
    for at in range(1, len(text)):
        wide += width_in_characters(text[at - 1])
        if wide > most:
            break
        before, after = text[at - 1], text[at]
        price = abs(wide - target) - (2.5 if at in ends else 0)
        if after in _NEVER_FIRST or before in _NEVER_LAST:
            price += 50
        if before.isascii() and before.isalnum() and (after.isascii() or after in "年月日号楼件个"):
            price += 50
        if price < cost:
            best, cost = at, price
    return best or len(text)
