"""What a mechanism file may say: one frozen dataclass a piece, read by :mod:`linli.definitions.reader`.

Whatever can change carries a date and a source (:class:`~linli.definitions.dated.Dated`). There is no expression
language: where a rule is a calculation, the data names what is registered in ``linli.domain``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from linli.definitions.activities import ActivityKind
from linli.definitions.agreements import Agreement
from linli.definitions.bulletins import Bulletin
from linli.definitions.cases import CaseKind, Limits
from linli.definitions.clocks import Clock
from linli.definitions.dated import Dated, DatedEntry
from linli.definitions.duties import DutyKind
from linli.definitions.governance import GovernanceKind
from linli.definitions.indicators import Indicator
from linli.definitions.rankings import Ranking
from linli.definitions.reader import Ref
from linli.definitions.registers import RegisterKind
from linli.definitions.reports import ReportForm
from linli.definitions.resources import ResourceKind
from linli.definitions.rolls import RollKind
from linli.definitions.text import Source, Text
from linli.definitions.visits import VisitKind
from linli.definitions.words import (
    Boundary,
    Capability,
    CategoryId,
    MatterKind,
    MechanismId,
    SourceId,
    Subject,
    TermId,
    Urgency,
)

__all__ = [
    "AddedWork",
    "CaseKind",
    "Category",
    "Channel",
    "Clock",
    "Dated",
    "DatedEntry",
    "DutyKind",
    "Limits",
    "Matter",
    "MatterRule",
    "Mechanism",
    "Pack",
    "Report",
    "ReservedPiece",
    "Role",
    "Source",
    "Term",
    "Text",
]


@dataclass(frozen=True)
class Report:
    """Where the practice was reported: the 出处 of the card. ``precision`` says how much of the date is certain."""

    place: Text
    date: dt.date
    source: SourceId
    precision: Literal["day", "month", "year"] = "month"


@dataclass(frozen=True)
class AddedWork:
    """给基层增加的工作, said before it is switched on: what is typed for each record and which forms are new."""

    sentence: Text
    fields_each: int
    forms_new: int


@dataclass(frozen=True)
class Role:
    """A role a post can have. ``number`` is the R-number of field/mechanisms.md section 7; R00 for added ones."""

    id: str
    term: TermId
    number: str
    standing: Literal["public", "community", "street", "unit", "district", "city", "administrator"]


@dataclass(frozen=True)
class Channel:
    """A way by which a voice comes in. ``master`` marks another platform that owns its orders and call-backs."""

    id: str
    term: TermId
    public: bool = False
    master: Literal["hotline12345"] | None = None


@dataclass(frozen=True)
class Category:
    """A kind of neighbourhood matter, up to three levels. ``keywords`` are what people say, for the proposal only."""

    id: str
    names: Text
    keywords: tuple[str, ...] = ()
    urgency: Urgency | None = None
    handlers: tuple[TermId, ...] = ()
    boundary: Boundary | None = None
    children: tuple[Category, ...] = ()


@dataclass(frozen=True)
class MatterRule:
    """How a matter stands in the list of duties: a street's own, in support of a lead body, or taken back."""

    kind: MatterKind
    lead: TermId


@dataclass(frozen=True)
class Matter:
    """One line of the 履职事项清单, cited by number in the reason of a dispatch."""

    id: str
    number: int
    names: Text
    categories: tuple[CategoryId, ...]
    rule: Dated[MatterRule]


@dataclass(frozen=True)
class ReservedPiece:
    """A piece of a kind whose room is not built yet: named, so that the card can announce it, and nothing more."""

    id: str
    term: TermId
    capability: Capability


@dataclass(frozen=True)
class Mechanism:
    """A proven practice as one readable file; see docs/explanation/mechanisms.md."""

    id: str
    term: TermId
    names: Text
    sentence: Text
    subject: Subject
    sources: Mapping[str, Source]
    origins: tuple[Annotated[str, Ref("origin")], ...] = ()
    report: Report | None = None
    suits: Text | None = None
    needs_before: tuple[Text, ...] = ()
    added_work: AddedWork | None = None
    hints: tuple[Text, ...] = ()
    requires_basis: bool = False
    binding: bool = False
    shared: bool = False
    requires: tuple[MechanismId, ...] = ()
    case_kinds: tuple[CaseKind, ...] = ()
    clocks: tuple[Clock, ...] = ()
    limits: tuple[Limits, ...] = ()
    roles: tuple[Role, ...] = ()
    channels: tuple[Channel, ...] = ()
    categories: tuple[Category, ...] = ()
    matters: tuple[Matter, ...] = ()
    duty_kinds: tuple[DutyKind, ...] = ()
    register_kinds: tuple[RegisterKind, ...] = ()
    roll_kinds: tuple[RollKind, ...] = ()
    visit_kinds: tuple[VisitKind, ...] = ()
    resource_kinds: tuple[ResourceKind, ...] = ()
    report_forms: tuple[ReportForm, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    meeting_series: tuple[ReservedPiece, ...] = ()
    procedures: tuple[ReservedPiece, ...] = ()
    work_kinds: tuple[ReservedPiece, ...] = ()
    inspection_kinds: tuple[ReservedPiece, ...] = ()
    activity_kinds: tuple[ActivityKind, ...] = ()
    schemes: tuple[ReservedPiece, ...] = ()
    honours: tuple[ReservedPiece, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    governance_kinds: tuple[GovernanceKind, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    bulletins: tuple[Bulletin, ...] = ()


#: The kinds of pieces a mechanism adds, in the order of the card; each is an attribute and a glossary term.
PIECES: tuple[str, ...] = (
    "case_kinds", "clocks", "categories", "channels", "matters", "roles", "duty_kinds", "roll_kinds",
    "register_kinds", "meeting_series", "procedures", "work_kinds", "inspection_kinds", "visit_kinds",
    "activity_kinds", "resource_kinds", "schemes", "honours", "agreements", "governance_kinds", "report_forms",
    "indicators", "rankings", "bulletins",
)  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """What a city switches on together."""

    id: str
    names: Text
    sentence: Text
    mechanisms: tuple[MechanismId, ...]


@dataclass(frozen=True)
class Term:
    """A word of the trade: the only spelling used in code, its labels, and what it must not be mixed up with."""

    id: str
    zh: str
    en: str
    definition: Text
    source: str
    zh_short: str | None = None
    not_: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    forbidden: tuple[str, ...] = field(default=())

    def label(self, lang: str = "zh-hans", *, short: bool = False) -> str:
        """The word in a language; the short one where there is one and room is scarce."""
        if lang.startswith("en"):
            return self.en
        return (self.zh_short or self.zh) if short else self.zh
