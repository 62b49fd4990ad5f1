"""Roll kinds: how units and members report in and what is asked of them (双报到)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from linli.definitions.dated import Dated
from linli.definitions.problems import listed
from linli.definitions.words import Capability, TermId
from linli.definitions.yamlfile import Document

#: Who stands on a roll: a body, or a person (who may come through a body).
Holder = Literal["unit", "member"]
#: What a second place at the same time is: refused, entered and reported as a finding, or allowed.
Second = Literal["refuse", "report", "allow"]
#: The three lists a unit and a community keep together (三张清单).
ListName = Literal["service", "need", "project"]
LISTS: tuple[str, ...] = ListName.__args__  # type: ignore[attr-defined]
#: How often the community writes back to the unit.
Rhythm = Literal["quarter", "half_year", "year", "none"]


@dataclass(frozen=True)
class Stage:
    """A stage on the roll that is more than being on it: a point, a joint branch, an own branch; a club registered.

    ``covered``: counts as covered in a coverage rate. ``least_members``: how many members the stage needs.
    """

    id: str
    term: TermId
    covered: bool = False
    least_members: int | None = None


@dataclass(frozen=True)
class RollKind:
    """A kind of reporting-in. ``capability`` set: only announced on the card, its room does not run it yet.

    ``at``: the level of the place whose roll it is. ``reporting_in``: counted by the overview of 双报到.
    ``enters_on_receipt``: receiving puts on the roll at once; else entering is a step of its own. ``feedback``: the
    rhythm of the opinion, dated; ``feedback_within``: days after the period in which it is on time. ``jobs``: kinds of service people choose from. ``needs_stage``: shown as uncovered
    until a covered stage is reached. ``backstops``: arrangements that hold one who has no organisation (双兜底).
    """

    id: str
    term: TermId
    holder: Holder = "unit"
    at: Literal["community", "street", "place"] = "community"
    reporting_in: bool = False
    second: Second = "refuse"
    enters_on_receipt: bool = True
    feedback: Dated[Rhythm] | None = None
    feedback_within: Dated[int] | None = None
    lists: tuple[ListName, ...] = ()
    jobs: tuple[TermId, ...] = ()
    stages: tuple[Stage, ...] = ()
    backstops: tuple[TermId, ...] = ()
    capability: Capability | None = None


def check(kinds: Iterable[RollKind], document: Document) -> None:
    """What the form of a roll kind cannot say alone; called by ``references.check``."""
    for index, kind in enumerate(kinds):
        path = f"roll_kinds[{index}]"
        if kind.backstops and kind.holder != "member":
            document.problem("E106", f"{path}.holder", kind.holder, "member")
        names = [stage.id for stage in kind.stages]
        for number, name in enumerate(names):
            if name in names[:number]:
                document.problem("E109", f"{path}.stages[{number}].id", name, "once")
        if kind.stages and not any(stage.covered for stage in kind.stages):
            document.problem("E106", f"{path}.stages", listed(names), "covered: true")
