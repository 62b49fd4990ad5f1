"""The measures of GB/T 9704—2012 in the units of a Word file (twips: 1/20 point, 1 mm = 56.69).

Page: A4; top 37, left 28, right 26, bottom 35 mm; 22 lines of 28 characters of size 3 (16 pt).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from linli.papers.titles import width_in_characters

PAGE_WIDTH, PAGE_HEIGHT = 11_906, 16_838
TOP, BOTTOM, LEFT, RIGHT = 2_098, 1_984, 1_587, 1_474
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
TEXT_HEIGHT = PAGE_HEIGHT - TOP - BOTTOM

#: 22 × 579 = 12,738 fits the 12,756 twips of the type area; with 580 Word would set 21 lines.
LINE = 579
LINES, CHARACTERS = 22, 28
#: Correction of the 16 pt pitch in 1/4096 pt, so that 28 characters fill 156 mm (442.25 pt).
CHAR_SPACE = -848
#: The same on the runs, in twips: 28 × 15.75 pt fit, 29 do not, in every office program.
PITCH = -5

#: Sizes in points: 2号, 3号, 4号, and that of small print in tables (小4号).
SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4 = 22.0, 16.0, 14.0, 12.0

SONG_TITLE, FANG_SONG, KAI, HEI, SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
RED = "FF0000"

#: The middle of the page number's line lies 7 mm below the type area, its line being 14 pt high.
FOOTER = 1_446

#: Red head of an ordinary paper: its top edge 35 mm below the top of the type area.
HEAD_DROP = 1_984
#: Letter form: mark 30 mm below the paper's edge, lines of 170 mm, i.e. 7 mm beyond the text at each side.
LETTER_TOP, LETTER_FOOT, LETTER_OVERHANG = 1_701, 1_134, 397

#: Tables of at most so many rows are not broken over pages.
KEEP_TOGETHER = 16
#: A value wider than this, in characters, takes a line of the form for itself.
LONG_VALUE = 11
#: Labels of a form in twips: six characters of small 4 and the cell's margins.
LABEL, LABEL_CHARACTERS = 1_600, 6
#: Characters an XML file may not hold, and directional marks that could turn a line around.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def signature_indents(issuer: str, day: str, *, sealed: bool) -> tuple[float, float]:
    """Blank characters right of the issuer and right of the date (GB/T 9704 7.3.5.1 and 7.3.5.2).

    With a seal: the date keeps 4, the issuer is centred over it. Without: the issuer keeps 2 and the date
    begins 2 right of the issuer; a date longer than the issuer keeps 2 and the issuer moves.
    """
    wide, date_wide = width_in_characters(issuer), width_in_characters(day)
    if sealed:
        return max(0.0, 4 + (date_wide - wide) / 2), 4.0
    if date_wide > wide:
        return 4 + date_wide - wide, 2.0
    return 2.0, wide - date_wide


def mark_size(head: str, largest: float = 48.0) -> float:
    """Size of the red mark in points: 384 pt for the whole of it, so that it stays inside the type area; never below 22."""
    wide = max(width_in_characters(head), 1)
    return round(max(min(largest, 48.0 * 8 / wide), 22) * 2) / 2


def plain(text: str) -> str:
    """``text`` without what a Word file may not hold."""
    return _ILLEGAL.sub("", text)


def label_text(label: str) -> str:
    """A label of a form; what stands in brackets takes a line of its own where one line is too short."""
    return label.replace("（", "\n（") if width_in_characters(label) > LABEL_CHARACTERS else label


def fact_lines(pairs: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Pairs of a form by line: two short ones side by side, a long one alone."""
    lines: list[list[tuple[str, str]]] = []
    open_line = False
    for label, value in pairs:
        short = width_in_characters(value) <= LONG_VALUE and "\n" not in value
        if short and open_line:
            lines[-1].append((label, value))
            open_line = False
        else:
            lines.append([(label, value)])
            open_line = short
    return lines
