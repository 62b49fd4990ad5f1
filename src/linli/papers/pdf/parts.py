"""Words, blocks and forms as typst source; every text goes in as a quoted string."""

from __future__ import annotations

from collections.abc import Sequence

from linli.papers import charts
from linli.papers.document import Block, Chart, Facts, Heading, Paragraph, ReplySlip, Table
from linli.papers.docx import measures as m
from linli.papers.docx.measures import KEEP_TOGETHER, fact_lines, plain

#: A line of the grid in points: 22 of them fill the type area.
LINE = m.LINE / 20
#: Open fonts in the place of those the standard names: a serif for 仿宋, 楷体 and 小标宋, a sans for 黑体.
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"


def quote(text: str) -> str:
    """A text as a typst string: nothing in it is markup."""
    escaped = plain(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def blank(lines: float = 1) -> str:
    """Empty lines of the grid."""
    return f"#v({lines * LINE:.2f}pt)"


def blocks(given: Sequence[Block], *, stay: bool = False) -> list[str]:
    """All blocks in their order; ``stay`` keeps the last paragraph on the page of what follows (the signature)."""
    lines: list[str] = []
    before: Block | None = None
    for block in given:
        if isinstance(before, Table | Facts) and isinstance(block, Table | Facts):
            lines.append("#v(6pt)")
        before = block
        if isinstance(block, Heading):
            font = "sans" if block.level == 1 else "serif"
            lines.append(f"#block(sticky: true, body(text(font: {font}, {quote(block.text)})))")
        elif isinstance(block, Paragraph):
            name = "body" if block.indent else "flush"
            lines += [f"#{name}({quote(part)})" for part in block.text.split("\n") if part]
        elif isinstance(block, Table):
            lines.append(_table(block))
        elif isinstance(block, Chart):
            lines.append(f'#image(bytes({quote(charts.draw(block))}), format: "svg", width: 100%)')
        else:
            lines += _form(block)
    if stay and lines and lines[-1].startswith(("#body(", "#flush(")):
        lines[-1] = f"#block(sticky: true, width: 100%, {lines[-1][1:]})"
    return lines


def _table(block: Table) -> str:
    widths = ", ".join(f"{share}fr" for share in (block.widths or (1,) * len(block.columns)))
    head = ", ".join(f"headcell({quote(title)})" for title in block.columns)
    cells = "\n".join(", ".join(f"cell({quote(text)})" for text in row) + "," for row in block.rows)
    caption = (
        f"#block(sticky: true, width: 100%, align(center, text(font: sans, {quote(block.caption)})))\n"
        if block.caption
        else ""
    )
    rows = f"rows: (auto, ) + (26pt, ) * {len(block.rows)}, " if block.by_hand else ""
    table = f"#table(columns: ({widths},), {rows}align: center + horizon, stroke: .5pt, table.header({head}),\n{cells})"
    short = len(block.rows) < KEEP_TOGETHER and not block.by_hand
    return f"{caption}#block(breakable: false, width: 100%)[{table}]" if short else f"{caption}{table}"


def _form(block: Facts | ReplySlip) -> list[str]:
    lines = []
    if isinstance(block, ReplySlip):
        lines.append(
            '#v(2pt)\n#align(center, text(size: 10.5pt, "✂　沿此线剪下寄回"))\n#v(-10pt)\n'
            '#line(length: 100%, stroke: (dash: "dashed"))'
        )
        lines.append(f"#align(center, text(size: 18pt, {quote(block.title)}))")
    if not block.pairs:
        return lines
    cells = []
    for line in fact_lines(block.pairs):
        for label, value in line:
            cells.append(
                f"headcell({quote(m.label_text(label))}), value({quote(value)}, {3 if len(line) == 1 else 1})"
            )
    wide = m.LABEL / 20
    lines.append(
        f"#table(columns: ({wide}pt, 1fr, {wide}pt, 1fr), align: center + horizon, stroke: .5pt,\n"
        + ",\n".join(cells)
        + ")"
    )
    return lines
