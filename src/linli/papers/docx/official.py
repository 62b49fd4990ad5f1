"""The ordinary paper and its letter form: head, number, title, text, signature, imprint (GB/T 9704 7, 10.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Twips

from linli.papers.document import Document
from linli.papers.docx import measures as m
from linli.papers.docx import page
from linli.papers.docx import text as t
from linli.papers.docx.body import write_blocks
from linli.papers.titles import width_in_characters

#: Right end of the lower line of the imprint: one blank from the edge, the cell's own margins left out.
_IMPRINT_TAB = m.TEXT_WIDTH - 280 - 216


def write_official(made: Any, document: Document) -> None:
    """The form with 发文机关标志, number, red line."""
    section = page.set_page(made)
    page.number_pages(made, section)
    _write_head(made, document)
    t.blank(made, 2)
    _write_text(made, document)
    write_imprint(made, [*document.foot_lines, imprint_line(document)])


def write_letter(made: Any, document: Document) -> None:
    """信函格式: the mark 30 mm from the paper's edge between double red lines; page 1 carries no number."""
    section = page.set_page(made)
    page.number_pages(made, section, first_page=False)
    section.header_distance = m.LETTER_TOP * 635
    head = section.first_page_header
    head.is_linked_to_previous = False
    _clear(head)
    size = m.mark_size(document.head, 30)
    mark = t.paragraph(
        head, document.head, font=m.SONG_TITLE, size=size, align="center", color=m.RED, line=700
    )
    _overhang(mark)
    t.border(mark, bottom=("thickThinSmallGap", 24, 11, m.RED))
    foot = section.first_page_footer
    foot.is_linked_to_previous = False
    _clear(foot)
    # The lower line stands 20 mm from the paper's edge, below where page numbers stand: these are lifted on later pages.
    section.footer_distance = m.LETTER_FOOT * 635
    line = t.paragraph(foot, align="center", line=20)
    _overhang(line)
    t.border(line, bottom=("thinThickSmallGap", 24, 0, m.RED))
    for numbered in (section.footer, section.even_page_footer):
        t.paragraph(numbered, line=m.FOOTER - m.LETTER_FOOT)
    # 10.1: at the very right edge of the type area; one blank is the rule of the ordinary paper only.
    t.paragraph(made, document.number, align="right")
    t.blank(made, 2)
    _write_text(made, document)
    write_imprint(made, document.foot_lines, ruled=False)


def _clear(place: Any) -> None:
    for old in list(place.paragraphs):
        place._element.remove(old._p)


def _overhang(made: Any) -> None:
    made.paragraph_format.left_indent = -m.LETTER_OVERHANG * 635
    made.paragraph_format.right_indent = -m.LETTER_OVERHANG * 635


def _write_head(made: Any, document: Document) -> None:
    drop = m.HEAD_DROP
    if document.urgency:
        t.paragraph(made, document.urgency, font=m.HEI, align="left")
        drop -= m.LINE
    write_mark(made, document.head or document.issuer, drop)
    t.blank(made, 2)
    if document.signer:
        # Blanks and a tab instead of indents: an indent would shorten the red line below.
        line = t.paragraph(made, f"　{document.number}", align="left")
        line.paragraph_format.tab_stops.add_tab_stop(Twips(m.TEXT_WIDTH - 320), WD_TAB_ALIGNMENT.RIGHT)
        t.set_font(line.add_run("\t签发人："), m.FANG_SONG, m.SIZE_3)
        t.set_font(line.add_run(m.plain(document.signer)), m.KAI, m.SIZE_3)
    else:
        line = t.paragraph(made, document.number, align="center")
    t.border(line, bottom=("single", 12, 11, m.RED))


def write_mark(made: Any, head: str, drop: int) -> None:
    """The red mark: the top of its characters ``drop`` twips below what stands above (7.2.4: 35 mm into the type area)."""
    size = m.mark_size(head)
    line = round(size * 20 * 1.15)
    # A line higher than its characters sets them at its foot.
    t.blank(made, 1, line=drop - (line - round(size * 20)))
    t.paragraph(made, head, font=m.SONG_TITLE, size=size, align="center", color=m.RED, line=line)


def _write_text(made: Any, document: Document) -> None:
    for part in document.title_lines:
        t.paragraph(made, part, font=m.SONG_TITLE, size=m.SIZE_2, align="center", line=660, keep_next=True)
    t.blank(made)
    if document.addressee:
        t.paragraph(made, f"{document.addressee.rstrip('：:')}：", align="left")
    write_blocks(made, document.main_blocks)
    write_attachments(made, document.attachments)
    _write_signature(made, document)
    if document.annotation:
        t.paragraph(made, document.annotation_line, first=2)
    write_blocks(made, document.slips)


def write_attachments(made: Any, names: tuple[str, ...]) -> None:
    """附件说明 below the text; wrapped lines align with the name."""
    if not names:
        return
    t.blank(made)
    for at, name in enumerate(names, start=1):
        number = f"{at}." if len(names) > 1 else ""
        lead = "附件：" if at == 1 else ""
        # Wrapped lines align with the name: the hanging part is as wide as what stands before it.
        hang = width_in_characters(f"附件：{number}")
        indent = hang - width_in_characters(f"{lead}{number}")
        t.paragraph(made, f"{lead}{number}{name}", align="left", left=2 + hang, hanging=hang - indent)


def _write_signature(made: Any, document: Document) -> None:
    day = document.date_text
    if not document.issuer:
        return
    right, date_right = m.signature_indents(document.issuer, day, sealed=document.sealed)
    t.keep_with_signature(made)
    # Room for the seal above the signature; it must stand within a line of the text (7.3.5.1).
    t.blank(made, 2 if document.sealed else 1, keep_next=True)
    t.paragraph(made, document.issuer, align="right", right=right, keep_next=True)
    t.paragraph(made, day, align="right", right=date_right, keep_next=bool(document.annotation))


def imprint_line(document: Document) -> str:
    """Who printed it at the left, the day at the right."""
    return f"{document.printed_by}\t{document.printed_day}" if document.printed_line else ""


def write_imprint(made: Any, rows: Sequence[str], *, ruled: bool = True) -> None:
    """版记 at the foot of the last page; names that need more lines go on under the first of them (7.4.2)."""
    rows = [text for text in rows if text]
    if not rows:
        return
    made_table = made.add_table(rows=0, cols=1)
    made_table.autofit = False
    for at, text in enumerate(rows):
        cell = made_table.add_row().cells[0]
        cell.width = m.TEXT_WIDTH * 635
        t.clear_cell(cell)
        lead = width_in_characters(text.partition("：")[0]) + 1 if "：" in text[:4] else 0
        # Indents are counted in characters of 3号, these are of 4号.
        hanging = lead * m.SIZE_4 / m.SIZE_3
        line = t.paragraph(
            cell, text, size=m.SIZE_4, align="left", left=1 + hanging, hanging=hanging, right=1, line=480
        )
        line.paragraph_format.tab_stops.add_tab_stop(Twips(_IMPRINT_TAB), WD_TAB_ALIGNMENT.RIGHT)
        if ruled:
            t.cell_rules(cell, top=8 if at == 0 else 6, bottom=8 if at == len(rows) - 1 else 6)
    t.float_at_bottom(made_table)
    # A floating table hangs on the paragraph after it; without one it would not be printed.
    t.blank(made, 1, line=20)
