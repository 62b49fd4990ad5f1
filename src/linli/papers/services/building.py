"""From a kind and its fields to a document: the form of a working paper, without a word that orders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.conf import settings

from linli.papers.document import Block, Document, Facts, Paragraph, ReplySlip, Table
from linli.papers.kinds import KINDS, Kind, pairs

_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Text without controls and directional marks."""
    return _UNWANTED.sub("", text).replace("\r\n", "\n").strip()


def build_working(
    *,
    kind: str,
    fields: Mapping[str, str],
    addressee: str = "",
    issuer: str = "",
    issued_on: date | None = None,
    number: str = "",
    text: str = "",
) -> Document:
    """The document of a working paper; ``text`` replaces the opening sentence where somebody wrote his own.

    Also used without storing anything, e.g. for the slip a resident takes home. Raises KeyError for a kind
    nobody knows.
    """
    made = KINDS[kind]
    plain = {key: clean(value) for key, value in fields.items()}
    return Document(
        form=made.form,
        title=_title(made, plain),
        head=issuer if made.form != "working" else "",
        number=number,
        addressee=clean(addressee),
        blocks=_blocks(made, plain, clean(text), number),
        issuer=issuer,
        issued_on=issued_on,
        sealed=made.sealed and not made.to_resident,
        demo=bool(getattr(settings, "LINLI_DEMO", False)),
    )


def _title(kind: Kind, fields: Mapping[str, str]) -> str:
    """Forms are called by their kind; a letter and a public notice say what they are about."""
    if kind.form != "working":
        return _letter_title(kind, fields)
    matter = re.sub(r"\s+", "", fields.get("matter", ""))[:40] if kind.id == "public_notice" else ""
    return f"关于{matter}的{kind.title}" if matter else kind.title


def _letter_title(kind: Kind, fields: Mapping[str, str]) -> str:
    return f"关于{about(fields.get('text', ''))}的{kind.title}"


def about(text: str) -> str:
    """What a text is about, for a title: its first clause; one too long is cut."""
    return re.split(r"[，。；！？,;!?]", re.sub(r"\s+", "", clean(text)))[0][:18] or "有关事项"


def _blocks(kind: Kind, fields: Mapping[str, str], text: str, number: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if text or kind.opening:
        blocks.append(Paragraph(text or kind.opening))
    form = pairs(kind, fields)
    if form:
        blocks.append(Facts(form))
    if kind.closing:
        blocks.append(Paragraph(kind.closing))
    if kind.sheet:
        blank = ("",) * (len(kind.sheet) - 1)
        lines = tuple((str(line), *blank) for line in range(1, kind.sheet_lines + 1))
        blocks.append(Table(kind.sheet, lines, kind.sheet_widths, by_hand=True))
    if kind.reply:
        blocks.append(reply_slip(kind.title, number or fields.get("case", "")))
    return tuple(blocks)


def head_of(kind: Kind, name: str) -> str:
    """What stands in red: ××文件, ××会议纪要, ××简报, or the name alone on a letter."""
    tails = {"official": "文件", "minutes": "会议纪要", "briefing": kind.title}
    return f"{name}{tails.get(kind.form, '')}"


def signer_of(kind: Kind) -> str:
    """The empty place for 签发人 beside the number of what goes up; the office automation fills it in."""
    return "　　　" if kind.upward else ""


def reply_slip(title: str, number: str = "") -> ReplySlip:
    """The slip to send back, signed for by the unit."""
    pairs = (
        ("编号", number),
        ("收到单位（盖章）", ""),
        ("收到日期", ""),
        ("处理情况", "\n\n"),
    )
    return ReplySlip(f"{title[:20]}回执", pairs)


def number_slips(document: Document, number: str) -> Document:
    """The slip names the paper it answers."""
    blocks = tuple(
        replace(block, pairs=tuple((k, v or number) if k == "编号" else (k, v) for k, v in block.pairs))
        if isinstance(block, ReplySlip)
        else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks)
