"""A document as typst source: the page of GB/T 9704—2012, form by form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from linli.papers import charts
from linli.papers.document import Block, Chart, Document, Facts, Heading, Paragraph, ReplySlip, Table
from linli.papers.docx import measures as m
from linli.papers.docx.measures import KEEP_TOGETHER, fact_lines, plain
from linli.papers.titles import width_in_characters

#: Open fonts in the place of those the standard names: a serif for 仿宋, 楷体 and 小标宋, a sans for 黑体.
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"

_PREAMBLE = f"""
#set document(title: TITLE, author: ())
#let serif = "{SERIF}"
#let sans = "{SANS}"
#let red = rgb("#{m.RED}")
#set page(paper: "a4", margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm),
  header: context [#align(right, text(font: sans, size: 12pt, MARKS))],
  footer: context {{
    let n = here().page()
    if SKIP_FIRST and n == 1 {{ none }} else {{
      align(if calc.odd(n) {{ right }} else {{ left }}, pad(x: 14pt, text(size: 14pt, "— " + str(n) + " —")))
    }}
  }}, footer-descent: 7mm)
#set text(font: serif, size: 16pt, lang: "zh", region: "cn", cjk-latin-spacing: none)
#set par(justify: true, leading: 12.95pt, spacing: 12.95pt)
#let body(s) = par(first-line-indent: (amount: 2em, all: true), s)
#let flush(s) = par(first-line-indent: 0em, s)
#let titled(s) = align(center, par(leading: 12pt, text(size: 22pt, stroke: .4pt + black, s)))
#let cell(s) = table.cell(inset: (x: 5pt, y: 8pt), par(justify: false, leading: 7pt, text(size: 12pt, s)))
#let headcell(s) = table.cell(inset: (x: 5pt, y: 8pt), par(justify: false, leading: 7pt, text(size: 12pt, font: sans, s)))
#let value(s, span) = table.cell(colspan: span, inset: (x: 5pt, y: 8pt), align: left + horizon,
  par(justify: false, leading: 7pt, text(size: 12pt, s)))
"""


def quote(text: str) -> str:
    """A text as a typst string: nothing in it is markup."""
    escaped = plain(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def source(document: Document) -> str:
    """The whole source of a paper."""
    flags = (
        ("演示数据", document.demo),
        ("代拟稿", document.draft),
        ("内部资料　注意保存", document.internal),
    )
    marks = "　".join(word for word, on in flags if on)
    head = (
        _PREAMBLE.replace("TITLE", quote(document.title.replace("\n", "")), 1)
        .replace("MARKS", quote(marks), 1)
        .replace("SKIP_FIRST", "true" if document.form == "letter" else "false", 1)
    )
    return head + "\n".join(_FORMS[document.form](document))


def _official(document: Document) -> list[str]:
    lines = [f"#v({m.HEAD_DROP / 20}pt - 8mm)"]
    if document.urgency:
        lines = [
            f"#flush(text(font: sans, {quote(document.urgency)}))",
            f"#v({m.HEAD_DROP / 20}pt - 8mm - 29pt)",
        ]
    lines.append(_mark(document.head or document.issuer, 48))
    lines.append("#v(29pt)")
    if document.signer:
        lines.append(
            f"#grid(columns: (1fr, auto), pad(left: 16pt, {quote(document.number)}), "
            f"pad(right: 16pt, {quote('签发人：' + document.signer)}))"
        )
    else:
        lines.append(f"#align(center, {quote(document.number)})")
    lines += ["#v(-2pt)", "#line(length: 100%, stroke: 1.5pt + red)", "#v(29pt)"]
    return lines + _text(document) + _signature(document) + _slips(document) + _imprint(document)


def _letter(document: Document) -> list[str]:
    rules = (
        "#place(top + center, dy: -7mm - 37mm + 30mm + 34pt, box(width: 170mm, stack(spacing: 1.5pt, "
        "line(length: 170mm, stroke: 2.2pt + red), line(length: 170mm, stroke: .7pt + red))))"
    )
    mark = f"#place(top + center, dy: -14mm, text(size: {_size(document.head, 30)}pt, fill: red, stroke: .6pt + red, {quote(document.head)}))"
    foot = (
        "#place(bottom + center, dy: 15mm, box(width: 170mm, stack(spacing: 1.5pt, "
        "line(length: 170mm, stroke: .7pt + red), line(length: 170mm, stroke: 2.2pt + red))))"
    )
    number = f"#v(10mm)\n#align(right, pad(right: 16pt, {quote(document.number)}))"
    copies = [document.copies_line] if document.copies_line else []
    return [
        mark, rules, foot, number, "#v(29pt)", *_text(document), *_signature(document), *_slips(document),
        *_foot(copies, ruled=False),
    ]  # fmt: skip


def _minutes(document: Document) -> list[str]:
    head = document.head or f"{document.issuer}会议纪要"
    lines = [f"#v({m.HEAD_DROP / 20}pt - 8mm)", _mark(head, 48), "#v(14pt)"]
    lines += [
        f"#align(center, {quote(document.number)})",
        "#line(length: 100%, stroke: 1.5pt + red)",
        "#v(29pt)",
    ]
    lines += _text(document)
    for label, names in document.people_lines:
        lines.append(f"#body(text(font: sans, {quote(label + '：')}) + {quote(names)})")
    return lines + _imprint(document)


def _briefing(document: Document) -> list[str]:
    lines = [_mark(document.head or document.issuer, 48), "#v(10pt)"]
    lines.append(f"#align(center, {quote(document.issue_line)})")
    lines.append(
        f"#grid(columns: (1fr, auto), pad(left: 16pt, {quote(document.issuer)}), pad(right: 16pt, {quote(document.date_text)}))"
    )
    lines += ["#v(-4pt)", "#line(length: 100%, stroke: 1.5pt + red)", "#v(14pt)"]
    lines += _text(document)
    rows = [f"{label}：{names.rstrip('。')}。" for label, names in document.circulation_lines]
    return lines + _foot([*rows, *_printed(document)])


def _working(document: Document) -> list[str]:
    lines = [f"#titled({quote(part)})" for part in document.title_lines] + ["#v(6pt)"]
    if document.number:
        lines.append(f"#align(right, text(size: 14pt, {quote(document.number)}))")
    if document.addressee:
        lines.append(f"#flush({quote(document.addressee.rstrip('：:') + '：')})")
    lines += _blocks(document.main_blocks)
    lines += _signature(document)
    if document.annotation:
        lines.append(f"#flush(text(size: 14pt, {quote(document.annotation)}))")
    return lines + _slips(document)


def _slips(document: Document) -> list[str]:
    """What is cut off, below the signature and in one piece."""
    return [f"#block(breakable: false, width: 100%)[\n{line}\n]" for line in _blocks(document.slips)]


_FORMS: dict[str, Callable[[Document], list[str]]] = {
    "official": _official,
    "letter": _letter,
    "minutes": _minutes,
    "briefing": _briefing,
    "working": _working,
}


def _size(text: str, largest: float) -> float:
    return round(max(min(largest, 440 / max(width_in_characters(text), 1)), 18), 1)


def _mark(text: str, largest: float) -> str:
    return (
        f"#align(center, text(size: {_size(text, largest)}pt, fill: red, stroke: .6pt + red, {quote(text)}))"
    )


def _text(document: Document) -> list[str]:
    lines = [f"#titled({quote(part)})" for part in document.title_lines]
    lines.append("#v(14pt)")
    if document.addressee:
        lines.append(f"#flush({quote(document.addressee.rstrip('：:') + '：')})")
    lines += _blocks(document.main_blocks)
    for at, line in enumerate(document.attachment_lines):
        lines.append(("#v(14pt)\n" if at == 0 else "") + f"#body({quote(line)})")
    return lines


def _blocks(blocks: Sequence[Block]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
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
            '#v(10pt)\n#align(center, text(size: 10.5pt, "沿此线剪下寄回"))\n#v(-8pt)\n#line(length: 100%, stroke: (dash: "dashed"))'
        )
        lines.append(f"#align(center, text(size: 18pt, {quote(block.title)}))")
    cells = []
    for line in fact_lines(block.pairs):
        for label, value in line:
            cells.append(f"headcell({quote(label)}), value({quote(value)}, {3 if len(line) == 1 else 1})")
    lines.append(
        "#table(columns: (84pt, 1fr, 84pt, 1fr), align: center + horizon, stroke: .5pt,\n"
        + ",\n".join(cells)
        + ")"
    )
    return lines


def _signature(document: Document) -> list[str]:
    if not document.issuer:
        return []
    right, date_right = m.signature_indents(document.issuer, document.date_text, sealed=document.sealed)
    return [
        f"#v({2 if document.sealed else 1}em)",
        f"#block(breakable: false, width: 100%, {{ align(right, pad(right: {right * 16}pt, {quote(document.issuer)})); "
        f"align(right, pad(right: {date_right * 16}pt, {quote(document.date_text)})) }})",
        *([f"#body({quote('（' + document.annotation.strip('（）') + '）')})"]
          if document.annotation and document.form != "working" else []),
    ]  # fmt: skip


def _imprint(document: Document) -> list[str]:
    copies = [document.copies_line] if document.copies_line else []
    return _foot([*copies, *_printed(document)])


def _printed(document: Document) -> list[tuple[str, str]]:
    """Who printed it at the left, the day at the right."""
    if not document.printed_line:
        return []
    return [(document.printed_by, document.printed_day)]


def _foot(rows: Sequence[str | tuple[str, str]], *, ruled: bool = True) -> list[str]:
    if not rows:
        return []
    if not ruled:
        return [
            f"#place(bottom, float: true, pad(x: 14pt, text(size: 14pt, {quote(str(row))})))" for row in rows
        ]
    thick, thin = "line(length: 100%, stroke: .35mm)", "line(length: 100%, stroke: .25mm)"
    parts = [thick]
    for at, row in enumerate(rows):
        parts += [
            f"pad(x: 14pt, y: 5pt, text(size: 14pt, {_foot_line(row)}))",
            thick if at == len(rows) - 1 else thin,
        ]
    return [f"#place(bottom, float: true, clearance: 1em, stack({', '.join(parts)}))"]


def _foot_line(row: str | tuple[str, str]) -> str:
    if isinstance(row, str):
        return quote(row)
    return f"grid(columns: (1fr, auto), {quote(row[0])}, {quote(row[1])})"
