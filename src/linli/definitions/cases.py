"""Case kinds: how one sort of voice is taken in, who answers, who confirms and what may be counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from linli.definitions.clocks import Span
from linli.definitions.dated import Dated
from linli.definitions.text import Text
from linli.definitions.words import (
    Boundary,
    CaseKindId,
    CategoryId,
    ChannelId,
    ClockId,
    Confirmer,
    FieldType,
    LimitsId,
    Result,
    RoleId,
    SuspensionReason,
    TermId,
    Urgency,
)


@dataclass(frozen=True)
class Option:
    """One choice of a field."""

    id: str
    names: Text


@dataclass(frozen=True)
class Field:
    """A field beyond those every case has. ``personal`` is stored encrypted; ``public`` is asked at the window."""

    id: str
    names: Text
    type: FieldType
    unit: TermId | None = None
    required: bool = False
    public: bool = False
    personal: bool = False
    options: tuple[Option, ...] = ()
    longest: int | None = None
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Counts:
    """What figures may say about cases of this kind."""

    on_time: bool = True
    solved: bool = True
    satisfaction: bool = True
    public: bool = True
    by_body: bool = True


@dataclass(frozen=True)
class Limits:
    """A named set of limits of the loop, each dated with its source (practice.md C1.4, D3)."""

    id: str
    term: TermId
    returns: Dated[int]
    return_window: Dated[Span]
    extensions: Dated[int]
    suspension_days: Dated[int]
    contact_tries: Dated[int]
    contact_days: Dated[int]


@dataclass(frozen=True)
class Cluster:
    """So many complaints on one body and topic within so many days propose a supervision order (S1-05)."""

    complaints: Dated[int]
    within_days: Dated[int]
    same: tuple[Literal["body", "category", "place"], ...]
    proposes: CaseKindId
    to_role: RoleId


@dataclass(frozen=True)
class Joint:
    """Parties that must all take part, or tasks that must all be done, before the thing counts or closes."""

    parties: tuple[TermId, ...] = ()
    counts_with_parties: int | None = None
    closes_with_all_tasks: bool = True


@dataclass(frozen=True)
class Route:
    """Who gets it by category, before the place decides which one: a body kind or the household itself (S3-22)."""

    category: CategoryId
    handler: TermId
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wall:
    """How wishes of a kind hang on the wall: what one may cost at most (分), and after how many days without a sign of
    work a claim goes back."""

    most_cost: Dated[int]
    idle_days: Dated[int]


@dataclass(frozen=True)
class CaseKind:
    """One kind of case; ids are English and never renamed.

    ``clocks`` names the clock for each urgency; ``handover`` is the word on the paper sent to the handler
    (a community cannot order a company: 问题转办单, trade.md 9). ``event_field`` is the field whose day a backward
    clock counts back from, ``due_field`` the field whose day is the limit itself (the letter says until when).
    ``bundle``: the field that holds by which letter several came together; they are counted as one group.
    ``slip``: the working paper written and numbered when the case is dispatched.
    ``file_to``: the field that says with whom the matter is filed (报备). A paper to them is drafted when the case is
    dispatched, and the case is settled by their 回执: the day on it is the day of filing.
    """

    id: str
    term: TermId
    visibility: Literal["public", "staff_only"]
    anonymous: bool
    clocks: Mapping[str, ClockId]
    urgency: Urgency
    results: tuple[Result, ...]
    confirmation: tuple[Confirmer, ...]
    limits: LimitsId
    counts: Counts
    categories: tuple[CategoryId, ...] = ()
    channels: tuple[ChannelId, ...] = ()
    fields: tuple[Field, ...] = ()
    verifiers: tuple[RoleId, ...] = ()
    suspension_reasons: tuple[SuspensionReason, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    boundary_required: bool = False
    parties: bool = False
    mediated: bool = False
    fast_lane: bool = True
    claimable: bool = False
    never_public: bool = False
    hides_reporter: bool = False
    beneficiaries: bool = False
    phone_first: bool = False
    handover: TermId | None = None
    cluster: Cluster | None = None
    joint: Joint | None = None
    routes: tuple[Route, ...] = ()
    steps: tuple[TermId, ...] = ()
    event_field: str | None = None
    due_field: str | None = None
    bundle: str | None = None
    slip: Literal["feedback_slip"] | None = None
    file_to: str | None = None
    wall: Wall | None = None
