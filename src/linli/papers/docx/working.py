"""Working papers: title, number at the right, a form, a few sentences, the unit's signature line."""

from __future__ import annotations

from typing import Any

from linli.papers.document import Document
from linli.papers.docx import measures as m
from linli.papers.docx import page
from linli.papers.docx import text as t
from linli.papers.docx.body import write_blocks


def write_working(made: Any, document: Document) -> None:
    """No red, no mark, no seal by rule: this is a paper of daily work, not a 公文 (trade.md 5)."""
    section = page.set_page(made)
    page.number_pages(made, section)
    if document.internal:
        t.paragraph(made, "内部资料　注意保存", font=m.HEI, size=m.SIZE_4, align="left", line=400)
    for part in document.title_lines:
        t.paragraph(made, part, font=m.SONG_TITLE, size=m.SIZE_2, align="center", line=700, keep_next=True)
    t.blank(made, 1, line=200)
    if document.number:
        t.paragraph(made, document.number, size=m.SIZE_4, align="right", line=480)
    if document.addressee:
        t.paragraph(made, f"{document.addressee.rstrip('：:')}：", align="left")
    write_blocks(made, document.main_blocks)
    if document.issuer:
        day = document.date_text
        right, date_right = m.signature_indents(document.issuer, day, sealed=document.sealed)
        t.keep_with_signature(made)
        t.blank(made, keep_next=True)
        t.paragraph(made, document.issuer, align="right", right=right, keep_next=True)
        t.paragraph(made, day, align="right", right=date_right)
    if document.annotation:
        t.paragraph(made, document.annotation, size=m.SIZE_4, align="left", line=440)
    write_blocks(made, document.slips)
