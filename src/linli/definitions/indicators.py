"""Indicators: a measure over named records or a reported value, its unit, period and rounding (指标).

Filters are a closed list over the names a room registers (``records.measures``): equals, one of, a number, yes or no,
empty, inside the period, has a row of a relation; ``not`` turns one round. There is no expression language. Numerator
and denominator are rows of the same kind of filter, so both can be opened as lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from linli.definitions.dated import Dated
from linli.definitions.problems import listed
from linli.definitions.text import Text
from linli.definitions.words import Capability, TermId
from linli.definitions.yamlfile import Document

if TYPE_CHECKING:
    from linli.definitions.schema import Mechanism

PeriodKind = Literal[
    "day", "week", "xun", "month", "quarter", "half_year", "year", "assessment_month", "campaign"
]
#: percent: printed × 100 with %; the others as they are; yuan, wan_yuan and yi_yuan are amounts kept in 分.
UnitWord = Literal[
    "percent", "case", "household", "person", "business", "place", "project", "flat", "square_metre", "day",
    "point", "time", "yuan", "wan_yuan", "yi_yuan", "number",
]  # fmt: skip
#: Amounts in 分 that stand behind one printed unit.
FEN = {"yuan": 100, "wan_yuan": 1_000_000, "yi_yuan": 10_000_000_000}


@dataclass(frozen=True)
class Filter:
    """One condition on a named column (or, with ``has``, on a named relation); exactly one of the tests is set."""

    field: str
    is_: str | None = None
    in_: tuple[str, ...] = ()
    number: int | None = None
    yes: bool | None = None
    null: bool | None = None
    period: bool | None = None
    has: bool | None = None
    not_: bool = False

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that are set; a right filter has one."""
        given = {
            "is": self.is_,
            "in": self.in_ or None,
            "number": self.number,
            "yes": self.yes,
            "null": self.null,
            "period": self.period,
            "has": self.has,
        }
        return tuple(name for name, value in given.items() if value is not None)


@dataclass(frozen=True)
class Rows:
    """Which records: the set, the filters, and the date that places a record in a period (none: stock as of the end).

    ``until`` (a stock): every record whose date lies before the period's end counts, not only those inside it.
    ``ends`` (of a stock): the day a record stopped; one that stopped before the period's end no longer counts.
    """

    set: str
    date: str | None = None
    where: tuple[Filter, ...] = ()
    left_out: tuple[Filter, ...] = ()
    until: bool = False
    ends: str | None = None


@dataclass(frozen=True)
class Weighted:
    """Rows that count for a part of one: 基本满意 counts 0.9, as dated data."""

    where: tuple[Filter, ...]
    weight: Dated[str]


@dataclass(frozen=True)
class Measure:
    """What is counted: exactly one shape.

    count: the rows. sum: of ``column``. distinct: of ``column``. share: ``part`` (and ``also``) of the rows.
    mean: ``column`` of the rows by their number. ratio: ``top_column`` sum (or count) of ``top`` by that of the rows.
    reported: the value of ``item``. of_target: the sum (``column``) or count of the rows by the target.
    """

    kind: Literal["count", "sum", "distinct", "share", "mean", "ratio", "reported", "of_target"]
    rows: Rows | None = None
    column: str | None = None
    part: tuple[Filter, ...] = ()
    also: tuple[Weighted, ...] = ()
    top: Rows | None = None
    top_column: str | None = None
    item: str | None = None
    source: str = "reported"


@dataclass(frozen=True)
class Band:
    """A colour between two exact values, the lower one included; None is open."""

    tone: Literal["good", "warn", "bad", "none"]
    from_: str | None = None
    to: str | None = None


@dataclass(frozen=True)
class Indicator:
    """An indicator. ``capability`` set: only announced on the card, its room does not run it yet.

    ``min_base``: fewer records than that are 样本不足. ``zero_base``: what a denominator of zero means: missing
    (a dash, left out of ranks) or zero. ``level``: the places it is told for; ``by_body``: organizations instead.
    ``decimals``: those the summed column is kept with (9250 with two is 92.50).
    ``cut``: hour at which a day ends (12 for the assessment month). ``beside``: other views, never added in.
    """

    id: str
    term: TermId
    capability: Capability | None = None
    measure: Measure | None = None
    unit: UnitWord = "case"
    places: int = 0
    direction: Literal["up", "down", "none"] = "up"
    zero_base: Literal["missing", "zero"] = "missing"
    min_base: Dated[int] | None = None
    level: Literal["city", "district", "street", "community", "estate"] = "community"
    by_body: tuple[TermId, ...] = ()
    periods: tuple[PeriodKind, ...] = ("month",)
    cut: int = 0
    decimals: int = 0
    bands: tuple[Band, ...] = ()
    beside: tuple[TermId, ...] = ()
    base_named: Text | None = None
    public: bool = False

    @property
    def additive(self) -> bool:
        """Do the values of parts of a place add up to that of the place?"""
        return self.measure is not None and self.measure.kind in ("count", "sum")

    @property
    def is_rate(self) -> bool:
        """Has it a denominator?"""
        return self.measure is not None and self.measure.kind in ("share", "mean", "ratio", "of_target")


_NEEDS = {
    "count": ("rows",),
    "sum": ("rows", "column"),
    "distinct": ("rows", "column"),
    "share": ("rows", "part"),
    "mean": ("rows", "column"),
    "ratio": ("rows", "top"),
    "reported": ("item",),
    "of_target": ("rows",),
}


def check(mechanism: Mechanism, document: Document) -> None:
    """What only the whole indicator can tell: its measure is complete, filters say one thing, bands have no gap."""
    for index, one in enumerate(mechanism.indicators):
        if one.capability is None:
            _check(one, f"indicators[{index}]", document)


def _check(one: Indicator, path: str, document: Document) -> None:
    if one.measure is None:
        document.problem("E104", f"{path}.measure", one.id, listed(_NEEDS))
        return
    for name in _NEEDS[one.measure.kind]:
        if not getattr(one.measure, name):
            document.problem("E104", f"{path}.measure.{name}", one.measure.kind, name)
    if one.unit == "percent" and one.measure.kind not in ("share", "ratio", "of_target", "reported"):
        # A count where a rate belongs: 563 would print as 56300 %.
        document.problem("E106", f"{path}.unit", one.unit, "share, ratio, of_target, reported")
    for rows in (one.measure.rows, one.measure.top):
        for item in (*rows.where, *rows.left_out) if rows else ():
            _filter(item, path, document)
        if rows and rows.ends and not rows.until:
            document.problem("E104", f"{path}.measure.rows.until", rows.ends, "until: true")
    for item in one.measure.part:
        _filter(item, path, document)
    if not 0 <= one.cut < 24 or not 0 <= one.places <= 6:
        document.problem("E106", path, f"cut {one.cut}, places {one.places}", "0 … 23, 0 … 6")
    _bands(one.bands, path, document)


def _filter(item: Filter, path: str, document: Document) -> None:
    if len(item.tests) != 1:
        tests = "is, in, number, yes, null, period, has"
        document.problem("E106", f"{path}.measure.{item.field}", ", ".join(item.tests) or item.field, tests)


def _bands(bands: tuple[Band, ...], path: str, document: Document) -> None:
    """Open at both ends, each beginning where the one before ends: no gap, no overlap."""
    if not bands:
        return
    edge: str | None = None
    for number, band in enumerate(bands):
        for value in (band.from_, band.to):
            if value is not None and not _decimal(value):
                document.problem("E105", f"{path}.bands[{number}]", value, "0.95")
                return
        if band.from_ != edge or (number and edge is None):
            document.problem("E106", f"{path}.bands[{number}].from", band.from_ or "", edge or "open")
        if band.from_ is not None and band.to is not None and Decimal(band.to) <= Decimal(band.from_):
            document.problem("E106", f"{path}.bands[{number}].to", band.to, f"> {band.from_}")
        edge = band.to
    if edge is not None:
        document.problem("E106", f"{path}.bands[{len(bands) - 1}].to", edge, "open")


def _decimal(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
