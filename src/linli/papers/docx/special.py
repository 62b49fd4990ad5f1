"""Minutes (GB/T 9704 10.3) and briefings, which are no 公文 and carry a head of their own (trade.md 5)."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Twips

from linli.domain.papers import chinese_date
from linli.papers.document import Document
from linli.papers.docx import measures as m
from linli.papers.docx import page
from linli.papers.docx import text as t
from linli.papers.docx.body import write_blocks
from linli.papers.docx.official import write_attachments, write_imprint
from linli.papers.titles import width_in_characters


def write_minutes(made: Any, document: Document) -> None:
    """纪要格式: a red ××××纪要, number, text, who was there; no seal."""
    section = page.set_page(made)
    page.number_pages(made, section)
    t.blank(made, 1, line=m.HEAD_DROP)
    head = document.head or f"{document.issuer}会议纪要"
    t.paragraph(made, head, font=m.SONG_TITLE, size=_fit(head), align="center", color=m.RED, line=1_100)
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
        written = t.paragraph(made, f"{label}：", font=m.HEI, first=2)
        t.set_font(written.add_run(m.plain(names)), m.FANG_SONG, m.SIZE_3)
    write_imprint(made, document, ruled=True)


def write_briefing(made: Any, document: Document) -> None:
    """简报: its own head, 第×期（总第×期）, issuer left and date right over a red line; 报, 送, 发 at the foot."""
    section = page.set_page(made)
    page.number_pages(made, section)
    if document.internal:
        t.paragraph(made, "内部资料　注意保存", font=m.HEI, size=m.SIZE_4, align="left", line=400)
    t.blank(made)
    head = document.head or document.issuer
    t.paragraph(made, head, font=m.SONG_TITLE, size=_fit(head), align="center", color=m.RED, line=1_200)
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
        t.paragraph(made, f"（{document.annotation.strip('（）')}）", first=2)
    _circulation(made, document)


def _title(made: Any, document: Document) -> None:
    for part in document.title_lines:
        t.paragraph(made, part, font=m.SONG_TITLE, size=m.SIZE_2, align="center", line=660, keep_next=True)
    t.blank(made)


def _fit(head: str) -> float:
    """48 pt for eight characters, less for longer ones, never below 22."""
    wide = max(width_in_characters(head), 1)
    return round(max(min(48.0, 48.0 * 8 / wide), 22) * 2) / 2


def _circulation(made: Any, document: Document) -> None:
    rows = [f"{label}：{names.rstrip('。')}。" for label, names in document.circulation_lines]
    if document.printed_by or document.printed_on:
        day = f"{chinese_date(document.printed_on)}印发" if document.printed_on else ""
        rows.append(f"{document.printed_by}　　{day}".strip())
    if not rows:
        return
    table = made.add_table(rows=0, cols=1)
    table.autofit = False
    for at, text in enumerate(rows):
        cell = table.add_row().cells[0]
        cell.width = m.TEXT_WIDTH * 635
        t.clear_cell(cell)
        t.paragraph(cell, text, size=m.SIZE_4, align="left", left=1, right=1, line=480)
        t.cell_rules(cell, top=8 if at == 0 else 6, bottom=8 if at == len(rows) - 1 else 6)
    t.float_at_bottom(table)
    t.blank(made, 1, line=20)
