"""Bulletin templates: text with figures bound to indicators (通报).

The wording carries a date and a source; ``{name}`` in it stands for a figure of the template. There is no expression
language: a figure is counted over named records, taken from an indicator, typed with its source, or made from other
figures by a named calculation (``linli.domain.binding``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from linli.definitions.dated import Dated
from linli.definitions.problems import listed, suggest
from linli.definitions.text import Text
from linli.definitions.words import Capability, TermId
from linli.definitions.yamlfile import Document
from linli.domain import binding

#: Figures every bulletin has: place, issuer, the period, its first and last day, the day of drafting.
STANDING = ("place", "issuer", "period", "first_day", "last_day", "today")


@dataclass(frozen=True)
class BoundFigure:
    """A figure of a template.

    ``source`` names who counts it: ``cases`` (``of`` a measure, ``kinds`` of cases, ``over`` another measure as its
    base), ``indicator`` (``of`` an indicator), ``reported`` (``of`` a form and its item, ``hall_month.halls``), ``typed`` (by hand, with its source), ``calculation`` (``of`` a named
    one, ``takes`` the figures), ``days_until`` (``on`` the target day), ``course`` (the sentence of the day ``on`` and of what ``takes`` says is left), ``left`` (the words 「，还有305个」 of what ``takes`` says, none when all is done), ``best`` (is ``takes`` higher than in all
    earlier bulletins of this template?). ``word`` and ``step`` make it round: 560余件. ``cumulative`` may not fall.
    """

    id: str
    label: Text
    source: str
    of: str = ""
    over: str = ""
    kinds: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    on: str = ""
    unit: str = ""
    word: Literal["余", "多", "以上", "近"] | None = None
    step: int | None = None
    places: int = 0
    percent: bool = False
    in_wan: bool = False
    yes: str = ""
    no: str = ""
    cumulative: bool = False

    @property
    def saying(self) -> binding.Saying:
        """How it is printed."""
        return binding.Saying(
            self.unit, self.word or "", self.step, self.places, self.percent, self.in_wan, self.yes, self.no
        )


@dataclass(frozen=True)
class BoundTable:
    """A table whose cells are figures, standing where ``{id}`` is a line of its own.

    ``source``: ``places`` (the places below, in fixed order, each with the figures of ``columns``), ``ranking``
    (``of`` a ranking), ``reports`` (``of`` a form: every body that was asked, who has not reported is named), or ``typed`` (lines 「范县 10/11」 by hand; ranked only with a 考核依据, else in fixed order).
    ``as_line`` prints 「华龙区100%、范县91%」 inside a sentence instead.
    """

    id: str
    label: Text
    source: Literal["places", "ranking", "reports", "typed"]
    of: str = ""
    columns: tuple[BoundFigure, ...] = ()
    as_line: bool = False
    chart: Literal["bars", "none"] = "none"


@dataclass(frozen=True)
class Bulletin:
    """A bulletin template. ``capability`` set: only announced on the card, its room does not run it yet.

    ``paper`` is the kind of paper it becomes; ``period`` what it tells of, ``all`` for everything until today.
    """

    id: str
    term: TermId
    capability: Capability | None = None
    paper: str = "bulletin"
    title: str = ""
    addressee: str = ""
    period: Literal["day", "week", "xun", "month", "quarter", "half_year", "year", "all"] = "month"
    figures: tuple[BoundFigure, ...] = ()
    tables: tuple[BoundTable, ...] = ()
    text: Dated[tuple[str, ...]] | None = None
    internal: bool = False

    def parts(self) -> tuple[BoundFigure | BoundTable, ...]:
        """Figures and tables, in that order."""
        return (*self.figures, *self.tables)

    def tokens(self) -> tuple[str, ...]:
        """All names its wording may use."""
        own = (piece.id for piece in self.parts())
        return (*STANDING, *own)


def check(piece: Bulletin, path: str, document: Document) -> None:
    """A template names only what it has: figures in its wording, figures its calculations take."""
    if piece.capability is not None:
        return
    if not piece.title or piece.text is None:
        document.problem("E104", path, piece.id, "title, text")
        return
    known = piece.tokens()
    for entry in piece.text.entries:
        for wrong in binding.unknown((*entry.value, piece.title), known):
            document.problem("E107", f"{path}.text", wrong.name, listed(known), suggest(wrong.name, known))
    for index, one in enumerate(piece.figures):
        for key, value, allowed in _wrong_parts(one, [figure.id for figure in piece.figures[:index]]):
            where = f"{path}.figures[{index}].{key}"
            document.problem("E107", where, value, listed(allowed), suggest(value, allowed))


def _wrong_parts(one: BoundFigure, before: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    sources = [
        "cases",
        "indicator",
        "reported",
        "typed",
        "calculation",
        "days_until",
        "course",
        "left",
        "best",
    ]
    if one.source not in sources:
        yield "source", one.source, sources
    if one.source == "calculation" and one.of not in binding.CALCULATIONS:
        yield "of", one.of, list(binding.CALCULATIONS)
    for name in one.takes:
        if name not in before:
            yield "takes", name, before
