"""Paragraphs, runs, borders and tables with exact fonts and lines; the only place that touches raw XML."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from linli.papers.docx import measures as m

#: Around the words of a cell, in twips.
CELL_AIR = {"top": 40, "left": 80, "bottom": 40, "right": 80}

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def element(tag: str, **attributes: Any) -> Any:
    """A ``w:`` element with ``w:`` attributes."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def set_font(run: Any, font: str, size: float, color: str = "") -> Any:
    """Gives a run its font for Han and Latin alike, its size in points and its colour."""
    run.font.size = Pt(size)
    run.font.name = font
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for part in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{part}"), font)
    if color:
        run.font.color.rgb = RGBColor.from_string(color)
    return run


def paragraph(
    place: Any,
    text: str = "",
    *,
    font: str = m.FANG_SONG,
    size: float = m.SIZE_3,
    align: str = "both",
    first: float = 0,
    left: float = 0,
    right: float = 0,
    hanging: float = 0,
    line: int = m.LINE,
    color: str = "",
    keep_next: bool = False,
) -> Any:
    """A paragraph on lines of exactly ``line`` twips; indents are counted in characters of 3号."""
    made = place.add_paragraph()
    made.alignment = ALIGN[align]
    properties = made._p.get_or_add_pPr()
    if keep_next:
        made.paragraph_format.keep_with_next = True
    # The pitch is that of the runs: programs read a grid narrower than its characters in different ways.
    spacing = properties.get_or_add_spacing()
    spacing.addprevious(element("snapToGrid", val=0))
    for name, value in {"before": 0, "after": 0, "line": line, "lineRule": "exact"}.items():
        spacing.set(qn(f"w:{name}"), str(value))
    if first or left or right or hanging:
        _indent(properties, first=first, left=left, right=right, hanging=hanging)
    if printed := m.plain(text):
        set_font(made.add_run(printed), font, size, color)
    return made


def _indent(properties: Any, **characters: float) -> None:
    """Indents both in characters (for Word) and in twips of 3号 (for whoever cannot count characters)."""
    names = {"first": "firstLine", "left": "left", "right": "right", "hanging": "hanging"}
    indent = properties.get_or_add_ind()
    for name, count in characters.items():
        if count:
            indent.set(qn(f"w:{names[name]}Chars"), str(round(count * 100)))
            indent.set(qn(f"w:{names[name]}"), str(round(count * 320)))


def blank(place: Any, count: int = 1, line: int = m.LINE, *, keep_next: bool = False) -> None:
    """Empty lines."""
    for _ in range(count):
        paragraph(place, line=line, keep_next=keep_next)


def border(made: Any, **sides: tuple[str, int, int, str]) -> None:
    """Borders of a paragraph: side = (style, eighths of a point, distance in points, colour)."""
    properties = made._p.get_or_add_pPr()
    borders = element("pBdr")
    for side in ("top", "bottom"):
        if side in sides:
            style, size, space, color = sides[side]
            borders.append(element(side, val=style, sz=size, space=space, color=color))
    # pBdr stands before spacing, indent and alignment in a valid file.
    for tag in ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"):
        following = properties.find(qn(tag))
        if following is not None:
            following.addprevious(borders)
            return
    properties.append(borders)


def field(made: Any, code: str, font: str, size: float) -> None:
    """A field that the reader computes, such as PAGE."""
    for kind in ("begin", None, "separate", "text", "end"):
        run = set_font(made.add_run(), font, size)
        if kind is None:
            instruction = element("instrText")
            instruction.text = f" {code} "
            instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run._element.append(instruction)
        elif kind == "text":
            run.text = "1"
        else:
            run._element.append(element("fldChar", fldCharType=kind))


def table(
    place: Any,
    rows: list[list[str]],
    widths: list[int],
    *,
    head_rows: int = 1,
    size: float = m.SIZE_SMALL_4,
    height: int = 0,
) -> Any:
    """A ruled table of ``widths`` twips; its first rows repeat on every page, rows do not break.

    A short one stays on one page. ``height`` is the least of a row in twips.
    """
    together = len(rows) <= m.KEEP_TOGETHER and not height
    made = place.add_table(rows=0, cols=len(widths))
    made.style = "Table Grid"
    made.autofit = False
    for at, texts in enumerate(rows):
        row = made.add_row()
        row_properties = row._tr.get_or_add_trPr()
        row_properties.append(element("cantSplit"))
        if height:
            row_properties.append(element("trHeight", val=height, hRule="atLeast"))
        if at < head_rows:
            row_properties.append(element("tblHeader"))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            fill_cell(cell, text, width, font=m.HEI if at < head_rows else m.FANG_SONG, size=size)
            if together and at < len(rows) - 1:
                for line in cell.paragraphs:
                    line.paragraph_format.keep_with_next = True
    _table_widths(made, widths)
    _centre(made)
    return made


def _centre(made: Any) -> None:
    """In the middle of the type area (left alone its cells' margins stand out of it), with air around its words."""
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = element("tblCellMar")
    for side, width in CELL_AIR.items():
        margins.append(element(side, w=width, type="dxa"))
    look = made._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(margins)


def keep_with_signature(made: Any) -> None:
    """The last lines of the text go to the next page together with the signature: it never stands on a page alone."""
    last = made.element.body[-2] if made.element.body[-1].tag == qn("w:sectPr") else made.element.body[-1]
    rows = last.findall(qn("w:tr"))
    for line in (rows[-1] if rows else last).iter(qn("w:p")):
        properties = line.get_or_add_pPr()
        if properties.find(qn("w:keepNext")) is None:
            properties.get_or_add_keepNext()


def _table_widths(made: Any, widths: list[int]) -> None:
    for column, width in zip(made._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width))
    set_table_width(made, sum(widths))


def set_table_width(made: Any, width: int) -> None:
    """The width of a whole table in twips; the element keeps its place in the order Word asks for."""
    found = made._tbl.tblPr.find(qn("w:tblW"))
    found.set(qn("w:w"), str(width))
    found.set(qn("w:type"), "dxa")


def fill_cell(
    cell: Any, text: str, width: int, *, font: str, size: float, align: str = "center", line: int = 420
) -> None:
    """Text of one cell, a paragraph for each of its lines."""
    cell.width = width * 635
    cell.vertical_alignment = 1
    clear_cell(cell)
    for part in text.split("\n"):
        paragraph(cell, part, font=font, size=size, align=align, line=line)


def clear_cell(cell: Any) -> None:
    """Takes all paragraphs out of a cell; at least one must be written next."""
    for old in list(cell.paragraphs):
        cell._tc.remove(old._p)


def cell_rules(cell: Any, *, top: int, bottom: int) -> None:
    """Rules above and below a cell, in eighths of a point (0.35 mm is 8, 0.25 mm is 6)."""
    rules = element("tcBorders")
    rules.append(element("top", val="single", sz=top, space=0, color="000000"))
    rules.append(element("bottom", val="single", sz=bottom, space=0, color="000000"))
    cell._tc.get_or_add_tcPr().append(rules)


def float_at_bottom(made: Any) -> None:
    """Moves a table to the foot of the type area of its page."""
    properties = made._tbl.tblPr
    place = element(
        "tblpPr", vertAnchor="margin", horzAnchor="margin", tblpXSpec="center", tblpYSpec="bottom"
    )
    style = properties.find(qn("w:tblStyle"))
    if style is not None:
        style.addnext(place)
    else:
        properties.insert(0, place)
    set_table_width(made, m.TEXT_WIDTH)
