"""The page: paper, margins, grid of 22 × 28, page numbers — 1 — outside right and left."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn
from docx.shared import Twips

from linli.papers.docx import measures as m
from linli.papers.docx import text as t


def set_page(made: Any) -> Any:
    """Sets the only section up and answers it."""
    section = made.sections[0]
    section.page_width, section.page_height = Twips(m.PAGE_WIDTH), Twips(m.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Twips(m.TOP), Twips(m.BOTTOM)
    section.left_margin, section.right_margin = Twips(m.LEFT), Twips(m.RIGHT)
    section.header_distance, section.footer_distance = Twips(850), Twips(m.FOOTER)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(
        t.element("docGrid", type="linesAndChars", linePitch=m.LINE, charSpace=m.CHAR_SPACE)
    )
    return section


def set_styles(made: Any) -> None:
    """The body: 3号 仿宋, no widow control (it would break the 22 lines), no space of its own between Han and digits.

    The language is Chinese for Han: line breaks and quotation marks follow it.
    """
    style = made.styles["Normal"]
    t.set_font(style, m.FANG_SONG, m.SIZE_3)
    style.paragraph_format.widow_control = False
    style.element.rPr.find(qn("w:sz")).addprevious(t.element("spacing", val=m.PITCH))
    widows = style.element.pPr.find(qn("w:widowControl"))
    for name in ("autoSpaceDN", "autoSpaceDE"):
        widows.addnext(t.element(name, val=0))
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for theme in made.settings.element.iter(qn("w:themeFontLang")):
        theme.set(qn("w:eastAsia"), "zh-CN")
    made.core_properties.author = ""
    made.core_properties.comments = ""
    made.core_properties.language = "zh-CN"


def number_pages(made: Any, section: Any, *, first_page: bool = True) -> None:
    """— 1 — in 4号 half-width 宋体, odd pages right, even left, one blank from the edge."""
    made.settings.odd_and_even_pages_header_footer = True
    section.different_first_page_header_footer = not first_page
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        _page_number(footer, align)


def _page_number(footer: Any, align: str) -> None:
    for old in list(footer.paragraphs):
        footer._element.remove(old._p)
    edge = float(align == "right")
    line = t.paragraph(footer, align=align, line=280, right=edge, left=1 - edge)
    t.set_font(line.add_run("— "), m.SONG, m.SIZE_4)
    t.field(line, "PAGE", m.SONG, m.SIZE_4)
    t.set_font(line.add_run(" —"), m.SONG, m.SIZE_4)


def mark_header(section: Any, text: str) -> None:
    """A mark in the head of every page (演示数据, 代拟稿)."""
    for header in (section.header, section.even_page_header, section.first_page_header):
        header.is_linked_to_previous = False
        # The first page of the letter form has its red head here: what is marked stands left below the upper line.
        if header.paragraphs and header.paragraphs[0].text:
            t.paragraph(header, text, font=m.HEI, size=m.SIZE_SMALL_4, align="left", line=400)
            continue
        for old in list(header.paragraphs):
            header._element.remove(old._p)
        t.paragraph(header, text, font=m.HEI, size=m.SIZE_SMALL_4, align="right", line=280)
