"""Report forms: items, period, due time, checks, layout, legal basis (报表)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from linli.definitions.clocks import Span
from linli.definitions.dated import Dated
from linli.definitions.indicators import Rows
from linli.definitions.layouts import SheetLayout
from linli.definitions.problems import listed, suggest
from linli.definitions.text import Text
from linli.definitions.words import Capability, End, TermId
from linli.definitions.yamlfile import Document

if TYPE_CHECKING:
    from linli.definitions.schema import Mechanism

#: What is reported: things counted, an amount of something, money, a share in percent.
ItemType = Literal["count", "quantity", "money", "percent"]
#: ``period``: what happened in it; ``cumulative``: all since the beginning; ``stock``: what stands at its end.
ItemKind = Literal["period", "cumulative", "stock"]
PeriodKind = Literal[
    "day", "week", "xun", "month", "quarter", "half_year", "year", "assessment_month", "campaign"
]
#: Rules registered in ``linli.domain.reporting``; data names one and never writes a formula.
RuleName = Literal["cumulative", "not_falling", "part_of", "sum_of", "together", "outlier", "range"]
#: How a figure is printed in a sentence (mechanisms.md 9.5 rule 3).
Approximator = Literal["余", "多", "近", "以上"]


@dataclass(frozen=True)
class PrintRule:
    """Printed with an approximator: 10万余, 600余. ``unit`` is the unit it is rounded to."""

    word: Approximator
    unit: int


@dataclass(frozen=True)
class DrawnFrom:
    """The records of another room that fill an item in: how many rows, or the ``sum`` of a column of them."""

    rows: Rows
    sum: str | None = None


@dataclass(frozen=True)
class ReportItem:
    """One figure of a form. Stored as an integer of its smallest unit: ``places`` decimals are typed (yuan: 2).

    ``cumulates`` names the period item a cumulative one adds up; ``measure`` a measure of the records that fills it in,
    ``drawn`` the rows of a record set by closed filters, whose list can be opened.
    """

    id: str
    names: Text
    unit: TermId
    type: ItemType = "count"
    kind: ItemKind = "period"
    group: Text | None = None
    places: int = 0
    cumulates: str | None = None
    measure: str | None = None
    drawn: DrawnFrom | None = None
    definition: Text | None = None
    total: bool = True
    optional: bool = False
    prints: PrintRule | None = None


@dataclass(frozen=True)
class ReportRule:
    """A check by a registered name, with a sentence that explains it. ``stops``: without an explanation it does not go.

    ``outlier``: pairs of (amount, number) items; the ratio of each is compared with the pooled ratio of the first pair
    of all bodies, and asked about beyond ``factor`` percent of it (150: one and a half times).
    """

    id: str
    rule: RuleName
    items: tuple[str, ...]
    names: Text
    stops: bool = False
    least: int | None = None
    most: int | None = None
    factor: Dated[int] | None = None


@dataclass(frozen=True)
class ReportDue:
    """How long after the last day of the period the figures are due."""

    span: Dated[Span]
    end: End = "work_end"


@dataclass(frozen=True)
class ReportForm:
    """A form by which figures are reported. ``capability`` set: only announced on the card, its room does not run it yet.

    ``bodies`` is the fixed order of those who report where it is printed (no ranking); ``reported_only``: only totals
    are kept and no record of a case is ever asked for (trade.md 16).
    """

    id: str
    term: TermId
    capability: Capability | None = None
    period: PeriodKind | None = None
    items: tuple[ReportItem, ...] = ()
    due: ReportDue | None = None
    bodies: tuple[str, ...] = ()
    rules: tuple[ReportRule, ...] = ()
    layout: SheetLayout | None = None
    owner: TermId | None = None
    basis: Text | None = None
    valid_to: dt.date | None = None
    minutes_each: int = 1
    reported_only: bool = False
    sensitive: bool = False
    exclusive: bool = True

    def item(self, item_id: str) -> ReportItem:
        """The item of that id. Raises KeyError."""
        for one in self.items:
            if one.id == item_id:
                return one
        raise KeyError(item_id)


def check(mechanism: Mechanism, document: Document) -> None:
    """What only the whole form can tell: items, period and basis are there, rules name items of the form."""
    for index, form in enumerate(mechanism.report_forms):
        if form.capability is None:
            check_form(form, f"report_forms[{index}]", document)


def check_form(form: ReportForm, path: str, document: Document) -> None:
    """The cross-checks of one form, of a file or of one drawn up by an office."""
    for name in ("period", "items", "basis"):
        if not getattr(form, name):
            document.problem("E104", f"{path}.{name}", form.id, "period, items, basis")
    ids = [item.id for item in form.items]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        document.problem("E109", f"{path}.items", twice, "once")
    for index, item in enumerate(form.items):
        _item(item, ids, f"{path}.items[{index}]", document)
    for index, rule in enumerate(form.rules):
        _rule(rule, ids, f"{path}.rules[{index}]", document)


def _item(item: ReportItem, ids: list[str], path: str, document: Document) -> None:
    if item.cumulates is not None:
        _known(item.cumulates, ids, f"{path}.cumulates", document)
        if item.kind != "cumulative":
            document.problem("E106", f"{path}.kind", item.kind, "cumulative")
    if item.drawn is not None:
        _drawn(item, item.drawn.rows, f"{path}.drawn", document)
    if not 0 <= item.places <= 6:
        document.problem("E106", f"{path}.places", item.places, "0 … 6")


def _drawn(item: ReportItem, rows: Rows, path: str, document: Document) -> None:
    """What happened is drawn from rows of the period, what stands from those up to its end; a total is computed."""
    if rows.date is None or item.measure is not None:
        document.problem("E104", path, item.id, "rows.date; no measure")
    if item.kind == "cumulative":
        document.problem("E106", path, item.kind, "period, stock")
    elif rows.until != (item.kind == "stock"):
        document.problem("E106", f"{path}.rows.until", str(rows.until), "stock ↔ until: true")
    for one in (*rows.where, *rows.left_out):
        if len(one.tests) != 1:
            document.problem("E106", f"{path}.rows", one.field, "one test")


def _rule(rule: ReportRule, ids: list[str], path: str, document: Document) -> None:
    for one in rule.items:
        _known(one, ids, f"{path}.items", document)
    if rule.rule == "outlier" and (len(rule.items) % 2 or rule.factor is None):
        document.problem("E104", path, rule.id, "items in pairs; factor")
    if rule.rule == "range" and rule.least is None and rule.most is None:
        document.problem("E104", path, rule.id, "least, most")
    if rule.rule in ("part_of", "cumulative") and len(rule.items) != 2:
        document.problem("E106", f"{path}.items", len(rule.items), "2")


def _known(one: str, ids: list[str], path: str, document: Document) -> None:
    if one not in ids:
        document.problem("E107", path, one, listed(ids), suggest(one, ids))
