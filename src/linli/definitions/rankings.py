"""Rankings and fixed-order tables over indicators (排名).

A ranking needs a 考核依据 (given when an edition is made); without one the same table prints as
「进展情况表（不排名）」 in fixed order (trade.md 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from linli.definitions.dated import Dated
from linli.definitions.indicators import PeriodKind
from linli.definitions.text import Text
from linli.definitions.words import Capability, IndicatorId, TermId
from linli.definitions.yamlfile import Document

if TYPE_CHECKING:
    from linli.definitions.schema import Mechanism


@dataclass(frozen=True)
class Criterion:
    """An indicator of the table; with a weight (in percent) it is a part of the score."""

    indicator: IndicatorId
    weight: Dated[str] | None = None


@dataclass(frozen=True)
class PeerGroup:
    """A group of units that are compared with each other (主城区组, 县域组)."""

    id: str
    names: Text


@dataclass(frozen=True)
class Ranking:
    """A ranking or a fixed-order table. ``capability`` set: only announced on the card, its room does not run it yet.

    ``team``: kinds of bodies that must all have a member in the run before it may be approved (S0-24).
    ``line``: what the one-line form begins with: 「农村环境整治」依次为…
    """

    id: str
    term: TermId
    capability: Capability | None = None
    criteria: tuple[Criterion, ...] = ()
    mode: Literal["ranked", "fixed_order"] = "ranked"
    period: PeriodKind = "month"
    groups: tuple[PeerGroup, ...] = ()
    objection_days: Dated[int] | None = None
    floor: int | None = None
    ceiling: int | None = None
    team: tuple[TermId, ...] = ()
    line: Text | None = None


def check(mechanism: Mechanism, document: Document) -> None:
    """What only the whole ranking can tell: it has criteria, weights of every day make a hundred."""
    for index, one in enumerate(mechanism.rankings):
        if one.capability is not None:
            continue
        path = f"rankings[{index}]"
        if not one.criteria:
            document.problem("E104", f"{path}.criteria", one.id, "≥ 1")
        weighted = [item.weight for item in one.criteria if item.weight is not None]
        if len(one.criteria) > 1 and one.mode == "ranked" and len(weighted) != len(one.criteria):
            document.problem("E104", f"{path}.criteria", one.id, "weight")
        for day in sorted({entry.from_ for weight in weighted for entry in weight.entries}):
            held = [weight.at(day) for weight in weighted]
            if None not in held and sum(int(value or 0) for value in held) != 100:
                document.problem("E106", f"{path}.criteria", "+".join(map(str, held)), "100")
