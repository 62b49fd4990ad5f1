"""A text as people type it becomes blocks: numbered lines are headings of their level, the rest paragraphs."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from linli.domain.papers import LENGTH_LIMITS, text_length
from linli.papers.document import Block, Document, Heading, Paragraph

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


def length_warning(document: Document) -> str:
    """A sentence when the text is longer than offices may write (4,000 characters, 5,000 for a comprehensive paper)."""
    count, (special, whole) = text_length(document.texts), LENGTH_LIMITS.values()
    if count <= special:
        return ""
    told = {"count": count, "special": special, "whole": whole}
    if count <= whole:
        told["over"] = count - special
        return _(
            "全文%(count)s字。专项工作的文件不超过%(special)s字，多了%(over)s字，请精简；综合性的文件可到%(whole)s字。"
        ) % told
    told["over"] = count - whole
    return _("全文%(count)s字，比综合性文件%(whole)s字的上限还多%(over)s字，请精简。") % told
