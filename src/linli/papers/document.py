"""A paper as a value: one model behind the Word file, the web page and the PDF.

Everything is plain text; the layout (GB/T 9704—2012) is the writers' matter, never the drafter's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any, Literal

from linli.domain.papers import chinese_date
from linli.papers.titles import break_title

#: Words that put units in an order of merit.
_RANKS = re.compile(
    r"由高到低|由低到高|(?:排名|位居|位列|名列)(?:第|前|后|末|靠|全|倒)|倒数第|第[一二三四五六七八九十\d]+名"
)
#: Who was there (纪要) and where it goes (简报), in the order they are printed.
ATTENDANCE = ("出席", "请假", "列席")
CIRCULATION = ("报", "送", "发")

Form = Literal["official", "letter", "minutes", "briefing", "working"]


@dataclass(frozen=True)
class Heading:
    """A heading with its number already in it, of level 1 to 4: 一、 （一） 1. （1）."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text, indented by two characters unless it is an address or a list."""

    text: str
    indent: bool = True


@dataclass(frozen=True)
class Table:
    """A table with one header row; ``widths`` are relative."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    caption: str = ""
    #: To be filled in by pen: its lines are high enough to write on.
    by_hand: bool = False


@dataclass(frozen=True)
class Facts:
    """The form of a working paper: label and value side by side; long values take the whole width."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReplySlip:
    """The part to cut off and send back; signed for by the unit, never by a person (trade.md 14)."""

    title: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chart:
    """A drawing of a table's figures: drawn on the page and in the PDF; a Word file has the table above it.

    ``series``: name and its values as decimal texts, one for each label.
    """

    kind: Literal["bars", "lines", "small_multiples"]
    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[str, ...]], ...]


Block = Heading | Paragraph | Table | Facts | ReplySlip | Chart

_BLOCKS: dict[str, type[Heading | Paragraph | Table | Facts | ReplySlip | Chart]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "table": Table,
    "facts": Facts,
    "reply": ReplySlip,
    "chart": Chart,
}
_NAMES = {cls: name for name, cls in _BLOCKS.items()}


@dataclass(frozen=True)
class Document:
    """A whole paper; empty texts are left out of the print.

    ``number`` is printed as given; ``sealed`` says whether place for a seal is kept; ``draft`` marks the
    draft for another system; ``demo`` prints 演示数据; ``internal`` prints 内部资料　注意保存.
    """

    form: Form
    title: str
    head: str = ""
    number: str = ""
    signer: str = ""
    urgency: str = ""
    addressee: str = ""
    blocks: tuple[Block, ...] = ()
    attachments: tuple[str, ...] = ()
    issuer: str = ""
    issued_on: date | None = None
    sealed: bool = True
    annotation: str = ""
    copies: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    openness: str = ""
    distribution: str = ""
    internal: bool = False
    draft: bool = False
    demo: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)

    def with_number(self, number: str, issued_on: date) -> Document:
        """This paper as issued."""
        return replace(self, number=number, issued_on=issued_on, draft=False)

    # The standing words of a printed paper. They are the paper's own and stay Chinese in any interface language.

    @property
    def title_lines(self) -> list[str]:
        """The title by line, whole words on each."""
        return break_title(self.title)

    @property
    def number_line(self) -> str:
        """Number, with the one who signs beside it where there is one."""
        return f"{self.number}　　{self.signer_line}" if self.signer else self.number

    @property
    def signer_line(self) -> str:
        """Who signs, or the empty place for it; stands to the right of the number."""
        return f"签发人：{self.signer}" if self.signer else ""

    @property
    def date_text(self) -> str:
        """成文日期, or its empty place."""
        return chinese_date(self.issued_on) if self.issued_on else "　　　年　月　日"

    @property
    def attachment_lines(self) -> list[str]:
        """附件说明: numbered when there are several."""
        many = len(self.attachments) > 1
        return [
            f"{'　　　' if at else '附件：'}{f'{at + 1}.' if many else ''}{name}"
            for at, name in enumerate(self.attachments)
        ]

    @property
    def annotation_line(self) -> str:
        """附注 in round brackets; below a working paper it is a remark without them."""
        words = self.annotation
        return words if not words or self.form == "working" else f"（{words.strip('（）')}）"

    @property
    def foot_lines(self) -> list[str]:
        """Who gets it, of the imprint: 抄送, or 报, 送 and 发 of a briefing."""
        if self.form == "briefing":
            return [f"{label}：{names.rstrip('。')}。" for label, names in self.circulation_lines]
        return [self.copies_line] if self.copies_line else []

    @property
    def copies_line(self) -> str:
        """抄送 of the imprint."""
        return f"抄送：{self.copies.rstrip('。')}。" if self.copies else ""

    @property
    def printed_line(self) -> str:
        """Who printed it and when, of the imprint."""
        return f"{self.printed_by}　{self.printed_day}".strip("　")

    @property
    def printed_day(self) -> str:
        """2026年11月21日印发."""
        return f"{chinese_date(self.printed_on)}印发" if self.printed_on else ""

    @property
    def ranks(self) -> bool:
        """Does it rank anybody? By a column of places or by its words; 不排名 is no ranking."""
        tables = (block for block in self.blocks if isinstance(block, Table))
        return any({"名次", "排名"} & set(one.columns) for one in tables) or any(
            map(_RANKS.search, self.texts)
        )

    @property
    def main_blocks(self) -> tuple[Block, ...]:
        """What stands above the signature."""
        return tuple(block for block in self.blocks if not isinstance(block, ReplySlip))

    @property
    def slips(self) -> tuple[ReplySlip, ...]:
        """What is cut off below the signature."""
        return tuple(block for block in self.blocks if isinstance(block, ReplySlip))

    @property
    def texts(self) -> list[str]:
        """All the words a reader reads, for length and for the lint of orders."""
        parts = [self.title]
        for block in self.blocks:
            if isinstance(block, Heading | Paragraph):
                parts.append(block.text)
            elif isinstance(block, Table):
                parts.extend(cell for row in block.rows for cell in row)
            elif isinstance(block, Facts | ReplySlip):
                parts.extend(f"{label}：{value}" for label, value in block.pairs)
        return parts

    @property
    def people_lines(self) -> list[tuple[str, str]]:
        """出席, 请假, 列席 of minutes, in the order of the standard (10.3)."""
        return [(name, self.extra[name]) for name in ATTENDANCE if self.extra.get(name)]

    @property
    def circulation_lines(self) -> list[tuple[str, str]]:
        """报, 送, 发 at the foot of a briefing."""
        return [(name, self.extra[name]) for name in CIRCULATION if self.extra.get(name)]

    @property
    def issue_line(self) -> str:
        """第×期（总第×期） of a briefing, or its empty place."""
        return self.number or "第　期（总第　期）"


def to_json(document: Document) -> dict[str, Any]:
    """``document`` as plain JSON."""
    plain = {item.name: getattr(document, item.name) for item in fields(document)}
    for name in ("issued_on", "printed_on"):
        plain[name] = plain[name].isoformat() if plain[name] else None
    plain["blocks"] = [{"type": _NAMES[type(block)], **asdict(block)} for block in document.blocks]
    plain["attachments"] = list(document.attachments)
    plain["extra"] = dict(document.extra)
    return plain


def from_json(plain: Mapping[str, Any]) -> Document:
    """The document that :func:`to_json` made; unknown keys of a newer program are left aside."""
    known = {item.name for item in fields(Document)}
    values = {name: value for name, value in plain.items() if name in known}
    for name in ("issued_on", "printed_on"):
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    values["blocks"] = tuple(_block(item) for item in plain.get("blocks", ()))
    values["attachments"] = tuple(plain.get("attachments", ()))
    return Document(**values)


def _block(plain: Mapping[str, Any]) -> Block:
    cls = _BLOCKS[plain["type"]]
    values = {name: _tuples(value) for name, value in plain.items() if name != "type"}
    return cls(**values)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list | tuple) else value
