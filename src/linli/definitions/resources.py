"""Resource kinds: what units and people can give, and how it may be matched (资源共享)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from linli.definitions.dated import Dated
from linli.definitions.problems import listed
from linli.definitions.words import Capability, CaseKindId, CategoryId, TermId
from linli.definitions.yamlfile import Document

if TYPE_CHECKING:
    from linli.definitions.schema import Mechanism

#: Classes of resources (practice of 三单: 人才、场地、资金、设备、岗位、服务).
ResourceClass = Literal["skill", "hours", "premises", "money", "equipment", "jobs"]


@dataclass(frozen=True)
class Answers:
    """Which needs a kind of resource can meet: cases of a kind, of all or some categories."""

    case_kind: CaseKindId
    categories: tuple[CategoryId, ...] = ()


@dataclass(frozen=True)
class ResourceKind:
    """A kind of resource. ``capability`` set: only announced on the card, its room does not run it yet.

    ``unit`` is what its amount counts (hour, square_metre, yuan with amounts in 分, post, piece); ``skills`` the closed
    list to choose from; ``most_at_once`` how many needs one owner is given at a time; ``hardship``: its owners may be
    proposed for families in hardship (they were asked and instructed). ``tags``: what one can be filed under; one with
    two tags counts in both columns and once in the total.
    """

    id: str
    term: TermId
    capability: Capability | None = None
    class_: ResourceClass = "skill"
    unit: TermId | None = None
    skills: tuple[TermId, ...] = ()
    #: Skill → what people say when they need it; only for the proposal, a person may always say otherwise.
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: tuple[Answers, ...] = ()
    most_at_once: Dated[int] | None = None
    asked_days: Dated[int] | None = None
    hardship: bool = False
    tags: tuple[TermId, ...] = ()


def check_resources(mechanism: Mechanism, document: Document) -> None:
    """What only the whole file can tell about kinds of resources."""
    for index, kind in enumerate(mechanism.resource_kinds):
        if kind.capability is not None:
            continue
        path = f"resource_kinds[{index}]"
        if kind.class_ != "skill" and kind.unit is None:
            document.problem("E104", f"{path}.unit", kind.class_, "unit")
        if kind.skills and kind.class_ not in ("skill", "hours"):
            document.problem("E106", f"{path}.skills", kind.class_, "skill, hours")
        for skill in kind.says:
            if skill not in kind.skills:
                document.problem("E107", f"{path}.says.{skill}", skill, listed(kind.skills))
        held = kind.most_at_once
        if held is not None and any(entry.value < 1 for entry in held.entries):
            document.problem("E106", f"{path}.most_at_once", "< 1", "≥ 1")
