"""A document as typst source: the page of GB/T 9704—2012 on the grid of 22 × 28, form by form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from linli.papers.document import Document
from linli.papers.docx import measures as m
from linli.papers.pdf.parts import SANS, SERIF, blank, blocks, quote
from linli.papers.titles import width_in_characters

#: A character's box is its em, so that 16 pt and the leading make a line of the grid; the pitch is 15.75 pt as in Word.
_PREAMBLE = f"""
#set document(title: TITLE, author: ())
#let serif = "{SERIF}"
#let sans = "{SANS}"
#let red = rgb("#{m.RED}")
#set page(paper: "a4", margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm),
  header: context [#if not (SKIP_FIRST and here().page() == 1) {{ align(right, text(font: sans, size: 12pt, MARKS)) }}],
  footer: context {{
    let n = here().page()
    if SKIP_FIRST and n == 1 {{ none }} else {{
      align(if calc.odd(n) {{ right }} else {{ left }}, pad(x: 14pt, text(size: 14pt, "— " + str(n) + " —")))
    }}
  }}, footer-descent: 7mm)
#set text(font: serif, size: 16pt, lang: "zh", region: "cn", cjk-latin-spacing: none, tracking: {m.PITCH / 20}pt,
  top-edge: .88em, bottom-edge: -.12em)
#set par(justify: true, leading: {m.LINE / 20 - 16:.2f}pt, spacing: {m.LINE / 20 - 16:.2f}pt)
#let body(s) = par(first-line-indent: (amount: 2em, all: true), s)
#let flush(s) = par(first-line-indent: 0em, s)
#let hang(first, rest, s) = par(first-line-indent: (amount: first, all: true), hanging-indent: rest, justify: false, s)
#let titled(..parts) = align(center, stack(spacing: 11pt, ..parts.pos().map(s => text(size: 22pt, stroke: .4pt + black, s))))
#let cell(s) = table.cell(inset: (x: 4pt, y: 6pt), par(justify: false, leading: 8pt, text(size: 12pt, s)))
#let headcell(s) = table.cell(inset: (x: 4pt, y: 6pt), par(justify: false, leading: 8pt, text(size: 12pt, font: sans, s)))
#let value(s, span) = table.cell(colspan: span, inset: (x: 4pt, y: 8pt), align: left + horizon,
  par(justify: false, leading: 8pt, text(size: 12pt, s)))
"""


def source(document: Document) -> str:
    """The whole source of a paper."""
    head = (
        _PREAMBLE.replace("TITLE", quote(document.title.replace("\n", "")), 1)
        .replace("MARKS", quote(_marks(document)), 1)
        .replace("SKIP_FIRST", "true" if document.form == "letter" else "false")
    )
    return head + "\n".join(_FORMS[document.form](document))


def _marks(document: Document) -> str:
    """What stands in the head of every page; a briefing and a working paper say 内部资料 in a line of their own."""
    secret = document.internal and document.form in {"official", "letter", "minutes"}
    flags = (("演示数据", document.demo), ("代拟稿", document.draft), ("内部资料　注意保存", secret))
    return "　".join(word for word, on in flags if on)


def _official(document: Document) -> list[str]:
    lines, drop = [], m.HEAD_DROP / 20
    if document.urgency:
        lines.append(f"#flush(text(font: sans, {quote(document.urgency)}))")
        drop -= 16 + 12.95
    lines += [f"#v({drop:.2f}pt)", _mark(document.head or document.issuer), blank(2)]
    if document.signer:
        number = (
            f"grid(columns: (1fr, auto), pad(left: 16pt, {quote(document.number)}), "
            f"pad(right: 16pt, {quote(document.signer_line)}))"
        )
    else:
        number = f"align(center, {quote(document.number)})"
    lines += [_over_red_line(number, "4mm"), blank(2)]
    return lines + _text(document) + _signature(document) + _slips(document) + _imprint(document)


def _letter(document: Document) -> list[str]:
    # 10.1: the mark's top 30 mm below the paper's edge, the double line 4 mm below it, the number 7/8 of a character lower.
    size = m.mark_size(document.head, 30)
    below = f"30mm - 37mm + {size}pt + 4mm"
    mark = f"#place(top + center, dy: 30mm - 37mm, text(size: {size}pt, fill: red, stroke: .6pt + red, {quote(document.head)}))"
    rules = (
        f"#place(top + center, dy: {below}, box(width: 170mm, stack(spacing: 1.5pt, "
        "line(length: 170mm, stroke: 2.2pt + red), line(length: 170mm, stroke: .7pt + red))))"
    )
    told = f"#place(top + left, dy: {below} + 18pt, text(font: sans, size: 12pt, {quote(_marks(document))}))"
    foot = (
        "#place(bottom + center, dy: 15mm, box(width: 170mm, stack(spacing: 1.5pt, "
        "line(length: 170mm, stroke: .7pt + red), line(length: 170mm, stroke: 2.2pt + red))))"
    )
    number = f"#v({below} + 18.4pt)\n#align(right, {quote(document.number or '　')})"
    return [
        mark, rules, told, foot, number, blank(2), *_text(document), *_signature(document), *_slips(document),
        *_foot(document.foot_lines, ruled=False),
    ]  # fmt: skip


def _minutes(document: Document) -> list[str]:
    head = document.head or f"{document.issuer}会议纪要"
    number = f"align(center, {quote(document.number)})"
    lines = [f"#v({m.HEAD_DROP / 20}pt)", _mark(head), blank(), _over_red_line(number, "4mm"), blank(2)]
    lines += _text(document)
    for at, (label, names) in enumerate(document.people_lines):
        hang = f"{2 + width_in_characters(label + '：')}em"
        lines.append(
            (blank() + "\n" if at == 0 else "")
            + f"#hang(2em, {hang}, text(font: sans, {quote(label + '：')}) + {quote(names)})"
        )
    return lines + _imprint(document)


def _briefing(document: Document) -> list[str]:
    lines = (
        [f"#flush(text(font: sans, size: 14pt, {quote('内部资料　注意保存')}))"] if document.internal else []
    )
    lines += [blank(), _mark(document.head or document.issuer), "#v(4pt)"]
    lines.append(f"#align(center, {quote(document.issue_line)})")
    line = (
        f"grid(columns: (1fr, auto), pad(left: 16pt, {quote(document.issuer)}), "
        f"pad(right: 16pt, {quote(document.date_text)}))"
    )
    lines += [_over_red_line(line, "6pt"), blank(), *_text(document)]
    if document.annotation:
        lines.append(_annotation(document))
    return lines + _imprint(document)


def _working(document: Document) -> list[str]:
    lines = (
        [f"#flush(text(font: sans, size: 14pt, {quote('内部资料　注意保存')}))"] if document.internal else []
    )
    lines += ["#v(6pt)", _title(document), "#v(4pt)"]
    if document.number:
        lines.append(f"#align(right, text(size: 14pt, {quote(document.number)}))")
    if document.addressee:
        lines.append(f"#flush({quote(document.addressee.rstrip('：:') + '：')})")
    lines += blocks(document.main_blocks, stay=bool(document.issuer))
    lines += _signature(document)
    if document.annotation:
        lines.append(f"#flush(text(size: 14pt, {quote(document.annotation)}))")
    return lines + _slips(document)


_FORMS: dict[str, Callable[[Document], list[str]]] = {
    "official": _official,
    "letter": _letter,
    "minutes": _minutes,
    "briefing": _briefing,
    "working": _working,
}


def _mark(text: str) -> str:
    """The red mark in the size it has in the Word file."""
    return f"#align(center, text(size: {m.mark_size(text)}pt, fill: red, stroke: .6pt + red, {quote(text)}))"


def _over_red_line(content: str, below: str) -> str:
    """A line of text with the red line of the type area's width ``below`` it."""
    return f"#stack(spacing: {below}, {content}, line(length: 100%, stroke: 1.5pt + red))"


def _title(document: Document) -> str:
    return f"#titled({', '.join(quote(part) for part in document.title_lines)})"


def _text(document: Document) -> list[str]:
    lines = [_title(document), blank()]
    if document.addressee:
        lines.append(f"#flush({quote(document.addressee.rstrip('：:') + '：')})")
    last = bool(document.issuer) and not document.attachments
    lines += blocks(document.main_blocks, stay=last)
    many = len(document.attachments) > 1
    for at, name in enumerate(document.attachments):
        # Wrapped lines go on under the name, further names stand under the first.
        lead, number = "附件：" if at == 0 else "", f"{at + 1}." if many else ""
        first, rest = (2 if at == 0 else 5), 5 + width_in_characters(number)
        line = f"hang({first}em, {rest}em, {quote(lead + number + name)})"
        lines.append((blank() + "\n" if at == 0 else "") + f"#block(sticky: true, width: 100%, {line})")
    return lines


def _slips(document: Document) -> list[str]:
    """What is cut off, below the signature and in one piece."""
    return [f"#block(breakable: false, width: 100%)[\n{line}\n]" for line in blocks(document.slips)]


def _signature(document: Document) -> list[str]:
    if not document.issuer:
        return []
    right, date_right = m.signature_indents(document.issuer, document.date_text, sealed=document.sealed)
    lines = 2 if document.sealed and document.form != "working" else 1
    pitch = 16 + m.PITCH / 20
    signed = (
        f"align(right, pad(right: {right * pitch}pt, {quote(document.issuer)})), "
        f"align(right, pad(right: {date_right * pitch}pt, {quote(document.date_text)}))"
    )
    if document.annotation and document.form != "working":
        signed += f", {_annotation(document)[1:]}"
    gap = m.LINE / 20 - 16
    return [
        f"#block(breakable: false, width: 100%, stack(spacing: {gap:.2f}pt, v({lines * m.LINE / 20}pt), {signed}))"
    ]


def _annotation(document: Document) -> str:
    return f"#body({quote(document.annotation_line)})"


def _imprint(document: Document) -> list[str]:
    return _foot([*document.foot_lines, *_printed(document)])


def _printed(document: Document) -> list[tuple[str, str]]:
    """Who printed it at the left, the day at the right."""
    if not document.printed_line:
        return []
    return [(document.printed_by, document.printed_day)]


def _foot(rows: Sequence[str | tuple[str, str]], *, ruled: bool = True) -> list[str]:
    if not rows:
        return []
    thick, thin = "line(length: 100%, stroke: .35mm)", "line(length: 100%, stroke: .25mm)"
    parts = [thick] if ruled else []
    for at, row in enumerate(rows):
        parts.append(f"pad(x: 14pt, y: 5pt, text(size: 14pt, {_foot_line(row)}))")
        if ruled:
            parts.append(thick if at == len(rows) - 1 else thin)
    return [f"#place(bottom, float: true, clearance: 4pt, stack({', '.join(parts)}))"]


def _foot_line(row: str | tuple[str, str]) -> str:
    if isinstance(row, str):
        lead = width_in_characters(row.partition("：")[0]) + 1 if "：" in row[:4] else 0
        return f"hang(0em, {lead}em, {quote(row)})"
    return f"grid(columns: (1fr, auto), {quote(row[0])}, {quote(row[1])})"
