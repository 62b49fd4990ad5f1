"""Visit kinds: contact visits by quota (走访)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from linli.definitions.cases import Field
from linli.definitions.dated import Dated
from linli.definitions.text import Text
from linli.definitions.words import Capability, CaseKindId, DutyKindId, RoleId, TermId
from linli.definitions.yamlfile import Document

if TYPE_CHECKING:
    from linli.definitions.schema import Mechanism

#: Whom a visit goes to.
VisitTo = Literal["enterprise", "shop", "household", "person", "estate", "body"]
VisitPeriod = Literal["month", "quarter", "half_year", "year"]


@dataclass(frozen=True)
class VisitShare:
    """So many contacts of a sort for each person (1 enterprise, 2 shops, 3 households)."""

    to: VisitTo
    number: int


@dataclass(frozen=True)
class Heading:
    """What is listened for (了解情况、作风、问题、建议): proposed words, never four fields to fill."""

    id: str
    names: Text


@dataclass(frozen=True)
class Outcome:
    """What a problem heard becomes: a case of a kind; counted under ``id``."""

    id: str
    names: Text
    case_kind: CaseKindId


@dataclass(frozen=True)
class VisitKind:
    """A kind of contact visit. ``capability`` set: only announced on the card, its room does not run it yet.

    ``quota`` are the contacts of each person of ``roles``; ``visits_each`` how often each contact is seen in a
    ``period``; ``duty_kinds`` are duties whose objects are the contacts instead; ``facts`` are few, typed, by role.
    """

    id: str
    term: TermId
    capability: Capability | None = None
    roles: tuple[RoleId, ...] = ()
    period: VisitPeriod = "year"
    quota: Dated[tuple[VisitShare, ...]] | None = None
    visits_each: Dated[int] | None = None
    headings: tuple[Heading, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    duty_kinds: tuple[DutyKindId, ...] = ()
    facts: tuple[Field, ...] = ()


def check_visits(mechanism: Mechanism, document: Document) -> None:
    """What only the whole file can tell about kinds of visits."""
    for index, kind in enumerate(mechanism.visit_kinds):
        if kind.capability is not None:
            continue
        path = f"visit_kinds[{index}]"
        if kind.quota is None and not kind.duty_kinds:
            document.problem("E104", f"{path}.quota", kind.id, "quota, duty_kinds")
        for entry in kind.quota.entries if kind.quota else ():
            sorts = [share.to for share in entry.value]
            if len(set(sorts)) != len(sorts):
                document.problem("E109", f"{path}.quota", sorts[0], "once")
            if any(share.number < 1 for share in entry.value):
                document.problem("E106", f"{path}.quota", "< 1", "≥ 1")
