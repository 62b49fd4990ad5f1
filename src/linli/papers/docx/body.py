"""The text of a paper, block by block, in fonts by level of heading (GB/T 9704 7.3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from linli.papers.document import Block, Chart, Facts, Heading, Paragraph, ReplySlip, Table
from linli.papers.docx import measures as m
from linli.papers.docx import text as t

HEADING_FONTS = {1: m.HEI, 2: m.KAI, 3: m.FANG_SONG, 4: m.FANG_SONG}
#: Between a form and the table below it: without a line between them Word makes one table of both.
_BETWEEN = 200
#: The least height of a line of a form, in twips (9.5 mm).
_FACT = 540
#: A line to write on by pen, in twips (9 mm).
BY_HAND = 510


def write_blocks(made: Any, blocks: Sequence[Block]) -> None:
    """Writes all blocks in their order."""
    before: Block | None = None
    for block in (one for one in blocks if not isinstance(one, Chart)):  # its table says the same
        if isinstance(before, Table | Facts) and isinstance(block, Table | Facts):
            t.blank(made, 1, line=_BETWEEN)
        before = block
        if isinstance(block, Heading):
            font = HEADING_FONTS.get(block.level, m.FANG_SONG)
            t.paragraph(made, block.text, font=font, first=2, keep_next=True)
        elif isinstance(block, Paragraph):
            for part in block.text.split("\n"):
                t.paragraph(made, part, first=2 if block.indent else 0)
        elif isinstance(block, Table):
            _write_table(made, block)
        elif isinstance(block, Facts):
            write_facts(made, block.pairs)
        else:
            _write_reply(made, block)


def _write_table(made: Any, block: Table) -> None:
    if block.caption:
        t.paragraph(made, block.caption, font=m.HEI, align="center", keep_next=True)
    shares = block.widths or (1,) * len(block.columns)
    widths = [m.TEXT_WIDTH * share // sum(shares) for share in shares]
    rows = [list(block.columns), *[list(row) for row in block.rows]]
    t.table(made, rows, widths, height=BY_HAND if block.by_hand else 0)


def write_facts(made: Any, pairs: Sequence[tuple[str, str]]) -> None:
    """Label and value, two pairs a line where both are short, a long value over the whole width."""
    if not pairs:
        return  # a table without rows is no valid file
    value = (m.TEXT_WIDTH - 2 * m.LABEL) // 2
    widths = [m.LABEL, value, m.LABEL, m.TEXT_WIDTH - 2 * m.LABEL - value]
    form = t.table(made, [], widths, head_rows=0)
    for line in m.fact_lines(pairs):
        row = form.add_row()
        row._tr.get_or_add_trPr().append(t.element("cantSplit"))
        row._tr.get_or_add_trPr().append(t.element("trHeight", val=_FACT, hRule="atLeast"))
        cells = row.cells
        last_label, last_value = line[-1]
        if len(line) == 1:
            joined = cells[1].merge(cells[3])
            _fact(cells[0], joined, last_label, last_value, sum(widths[1:]))
        else:
            _fact(cells[0], cells[1], *line[0], widths[1])
            _fact(cells[2], cells[3], last_label, last_value, widths[3])


def _fact(label_cell: Any, value_cell: Any, label: str, value: str, width: int) -> None:
    t.fill_cell(label_cell, m.label_text(label), m.LABEL, font=m.HEI, size=m.SIZE_SMALL_4)
    t.fill_cell(value_cell, value, width, font=m.FANG_SONG, size=m.SIZE_SMALL_4, align="left")


def _write_reply(made: Any, block: ReplySlip) -> None:
    t.blank(made, 1, line=300)
    cut = t.paragraph(made, "✂　沿此线剪下寄回", size=10.5, align="center", line=320)
    t.border(cut, bottom=("dashed", 6, 1, "000000"))
    t.blank(made, 1, line=200)
    t.paragraph(made, block.title, font=m.SONG_TITLE, size=18, align="center", keep_next=True)
    write_facts(made, block.pairs)
