"""A text as people type it becomes blocks: numbered lines are headings of their level, the rest paragraphs."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from linli.domain.papers import LENGTH_LIMITS, text_length
from linli.papers.document import Block, Chart, Document, Facts, Heading, Paragraph, ReplySlip, Table

_LEVELS = (
    (1, re.compile(r"^[一二三四五六七八九十]{1,3}、")),
    (2, re.compile(r"^（[一二三四五六七八九十]{1,3}）")),
    (3, re.compile(r"^\d{1,2}[.\uff0e]\D")),
    (4, re.compile(r"^（\d{1,2}）")),
)
#: What holds the place of a block that is not typed.
_KEPT = {Table: "表格", Chart: "图表", Facts: "表单", ReplySlip: "回执"}
_PLACE = re.compile(r"^〔(?:表格|图表|表单|回执)(\d{1,3})〕$")
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
    """The typed text of headings and paragraphs, for editing; a line 〔表格1〕 holds the place of what is not typed."""
    lines, place = [], 0
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            lines.append(block.text)
        else:
            place += 1
            lines.append(f"〔{_KEPT[type(block)]}{place}〕")
    return "\n".join(lines)


def from_text(text: str, old: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks of an edited text, with the tables and forms of ``old`` where their lines stand; none is lost."""
    kept = [block for block in old if not isinstance(block, Heading | Paragraph)]
    left = dict(enumerate(kept, start=1))
    found: list[Block] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        place = _PLACE.match(line.strip())
        block = left.pop(int(place[1]), None) if place else None
        if block is not None:
            found.append(block)
        elif not place:
            found.extend(to_blocks(line))
    return (*found, *left.values())


def length_warning(document: Document) -> str:
    """A sentence when the text is longer than offices may write (4,000 characters, 5,000 for a comprehensive paper)."""
    count, (special, whole) = text_length(document.texts), LENGTH_LIMITS.values()
    if count <= special:
        return ""
    told = {"count": count, "special": special, "whole": whole}
    if count <= whole:
        told["over"] = count - special
        return (
            _(
                "全文%(count)s字。专项工作的文件不超过%(special)s字，多了%(over)s字，请精简；综合性的文件可到%(whole)s字。"
            )
            % told
        )
    told["over"] = count - whole
    return _("全文%(count)s字，比综合性文件%(whole)s字的上限还多%(over)s字，请精简。") % told
