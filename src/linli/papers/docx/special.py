"""Minutes (GB/T 9704 10.3) and briefings, which are no 公文 and carry a head of their own (trade.md 5)."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Twips

from linli.papers.document import Document
from linli.papers.docx import measures as m
from linli.papers.docx import page
from linli.papers.docx import text as t
from linli.papers.docx.body import write_blocks
from linli.papers.docx.official import imprint_line, write_attachments, write_imprint, write_mark
from linli.papers.titles import width_in_characters


def write_minutes(made: Any, document: Document) -> None:
    """纪要格式: a red ××××纪要, number, text, who was there; no seal."""
    section = page.set_page(made)
    page.number_pages(made, section)
    write_mark(made, document.head or f"{document.issuer}会议纪要", m.HEAD_DROP)
    t.blank(made)
    line = t.paragraph(made, document.number, align="center")
    t.border(line, bottom=("single", 12, 11, m.RED))
    t.blank(made, 2)
    _title(made, document)
    write_blocks(made, document.blocks)
    write_attachments(made, document.attachments)
    if document.people_lines:
        t.blank(made)
    for label, names in document.people_lines:
        # Names that need more lines go on under the first of them (10.3).
        hang = width_in_characters(f"{label}：")
        written = t.paragraph(made, f"{label}：", font=m.HEI, left=2 + hang, hanging=hang)
        t.set_font(written.add_run(m.plain(names)), m.FANG_SONG, m.SIZE_3)
    write_imprint(made, [*document.foot_lines, imprint_line(document)])


def write_briefing(made: Any, document: Document) -> None:
    """简报: its own head, 第×期（总第×期）, issuer left and date right over a red line; 报, 送, 发 at the foot."""
    section = page.set_page(made)
    page.number_pages(made, section)
    if document.internal:
        t.paragraph(made, "内部资料　注意保存", font=m.HEI, size=m.SIZE_4, align="left", line=400)
    t.blank(made)
    head = document.head or document.issuer
    t.paragraph(
        made, head, font=m.SONG_TITLE, size=m.mark_size(head), align="center", color=m.RED, line=1_200
    )
    t.paragraph(made, document.issue_line, align="center", line=700)
    # Blanks and a tab instead of indents: an indent would shorten the red line below.
    line = t.paragraph(made, f"　{document.issuer}", align="left")
    line.paragraph_format.tab_stops.add_tab_stop(Twips(m.TEXT_WIDTH - 320), WD_TAB_ALIGNMENT.RIGHT)
    t.set_font(line.add_run(f"\t{document.date_text}"), m.FANG_SONG, m.SIZE_3)
    t.border(line, bottom=("single", 12, 6, m.RED))
    t.blank(made)
    _title(made, document)
    write_blocks(made, document.blocks)
    write_attachments(made, document.attachments)
    if document.annotation:
        t.paragraph(made, document.annotation_line, first=2)
    write_imprint(made, [*document.foot_lines, imprint_line(document)])


def _title(made: Any, document: Document) -> None:
    for part in document.title_lines:
        t.paragraph(made, part, font=m.SONG_TITLE, size=m.SIZE_2, align="center", line=660, keep_next=True)
    t.blank(made)
