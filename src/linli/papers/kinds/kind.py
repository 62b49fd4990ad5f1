"""What a kind of paper is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

from linli.papers.document import Form

Text = str | Promise
Style = Literal["own", "oa", "none"]


@dataclass(frozen=True)
class Kind:
    """A kind of paper.

    ``series`` is the word in its number (新桥街道交〔2026〕12号); ``style`` says who numbers it: own, oa, none.
    ``opening`` and ``closing`` are sentences around the form; none of them is an order (trade.md 6). ``reply``
    adds the slip to cut off; ``is_order`` marks kinds that are an order whatever their words.
    """

    id: str
    title: str
    label: Text
    form: Form = "working"
    style: Style = "own"
    series: str = ""
    opening: str = ""
    closing: str = ""
    reply: bool = False
    is_order: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    to_resident: bool = False
    #: Titles of an empty table to fill in by pen, and how many lines it has.
    sheet: tuple[str, ...] = ()
    sheet_lines: int = 0
    #: Relative widths of the sheet's columns.
    sheet_widths: tuple[int, ...] = ()
    #: Written by hand from the form of new papers; others come from their room.
    free: bool = False
    sealed: bool = True
    #: 上行文: it leaves a place for 签发人 beside the number (GB/T 9704 7.2.6).
    upward: bool = False
    #: What the paper is called once it went out, where the label says that it is drafted for others.
    issued: Text = ""
