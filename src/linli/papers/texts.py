"""A text as people type it becomes blocks: numbered lines are headings of their level, the rest paragraphs."""

from __future__ import annotations

import re

from linli.papers.document import Block, Heading, Paragraph

_LEVELS = (
    (1, re.compile(r"^[一二三四五六七八九十]{1,3}、")),
    (2, re.compile(r"^（[一二三四五六七八九十]{1,3}）")),
    (3, re.compile(r"^\d{1,2}[.\uff0e]\D")),
    (4, re.compile(r"^（\d{1,2}）")),
)
#: A numbered line longer than this is a paragraph that begins with a number, not a heading.
LONGEST_HEADING = 40


def to_blocks(text: str) -> tuple[Block, ...]:
    """Blocks of a typed text; empty lines only separate. Half-width brackets of numbers become full-width."""
    blocks: list[Block] = []
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = re.sub(r"^\((\d{1,2}|[一二三四五六七八九十]{1,3})\)", r"（\1）", raw.strip().strip("\u3000"))
        if not line:
            continue
        level = next((level for level, shape in _LEVELS if shape.match(line)), 0)
        if level and len(line) <= LONGEST_HEADING and not line.endswith(("。", "；", "：")):
            blocks.append(Heading(line, level))
        else:
            blocks.append(Paragraph(line))
    return tuple(blocks)


def to_text(blocks: tuple[Block, ...]) -> str:
    """The typed text of headings and paragraphs, for editing; other blocks are left out."""
    return "\n".join(block.text for block in blocks if isinstance(block, Heading | Paragraph))
