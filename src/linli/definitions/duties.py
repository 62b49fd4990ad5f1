"""Duty kinds: who may answer for what, how many at once, and in which chain (责任分工)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from linli.definitions.clocks import Span
from linli.definitions.dated import Dated
from linli.definitions.problems import listed
from linli.definitions.text import Text
from linli.definitions.words import (
    Capability,
    CaseKindId,
    CategoryId,
    DutyKindId,
    RegisterKindId,
    RoleId,
    TermId,
)
from linli.definitions.yamlfile import Document

if TYPE_CHECKING:
    from linli.definitions.schema import Mechanism

#: What can be answered for. A household and a project are kept by a key and never by a person's name.
DutyObject = Literal["place", "body", "household", "project", "register_item"]
#: Who answers: a person in a post, or a body.
DutySubject = Literal["person", "body"]
PlaceLevel = Literal[
    "city", "district", "street", "community", "estate", "building", "entrance", "grid", "other"
]


@dataclass(frozen=True)
class DutyItem:
    """One thing the holder sees to (包思想、包安置 …)."""

    id: str
    names: Text


@dataclass(frozen=True)
class Grade:
    """A sort of holder that is counted apart (科级、优秀年轻干部)."""

    id: str
    names: Text


@dataclass(frozen=True)
class Quota:
    """So many objects of a group that each holder takes (1 enterprise, 2 shops, 3 households)."""

    id: str
    names: Text
    amount: Dated[int]


@dataclass(frozen=True)
class DutyDispatch:
    """Cases that go to the holder: these categories (with those below) and kinds; empty means every one."""

    categories: tuple[CategoryId, ...] = ()
    case_kinds: tuple[CaseKindId, ...] = ()


@dataclass(frozen=True)
class DutyKind:
    """A kind of duty (责任分工). ``capability`` set: only announced on the card, its room does not run it yet.

    ``load`` is the most objects of one holder, ``usual_load`` what is normal and ``doubles`` how many holders may
    have more than that; ``least`` and ``most`` are holders per object. ``above`` is the kind of the layer over it.
    """

    id: str
    term: TermId
    capability: Capability | None = None
    subject: DutySubject = "person"
    object: DutyObject = "place"
    roles: tuple[RoleId, ...] = ()
    body_kinds: tuple[TermId, ...] = ()
    levels: tuple[PlaceLevel, ...] = ()
    #: Finer than the level: courtyard, road, market …
    place_kinds: tuple[str, ...] = ()
    #: Kinds of bodies that are answered for.
    object_bodies: tuple[TermId, ...] = ()
    #: Registers whose items are answered for one by one: lamps, bins, hazardous houses.
    register_kinds: tuple[RegisterKindId, ...] = ()
    items: tuple[DutyItem, ...] = ()
    grades: tuple[Grade, ...] = ()
    quotas: tuple[Quota, ...] = ()
    least: Dated[int] | None = None
    most: Dated[int] | None = None
    load: Dated[int] | None = None
    usual_load: Dated[int] | None = None
    doubles: Dated[int] | None = None
    above: DutyKindId | None = None
    rhythm: Dated[Span] | None = None
    dispatch: DutyDispatch | None = None
    #: Each item is ticked with its day and has to be done by the duty's due day.
    ticked: bool = False
    #: Printed on the 公示牌 of the place.
    on_board: bool = False


def check(mechanism: Mechanism, document: Document) -> None:
    """Cross-checks: limits that fit each other, layers without a circle, items named once."""
    above = {kind.id: kind.above for kind in mechanism.duty_kinds}
    for index, kind in enumerate(mechanism.duty_kinds):
        if kind.capability is None:
            _one(kind, f"duty_kinds[{index}]", document)
            _layers(kind.id, above, f"duty_kinds[{index}].above", document)


def _objects(kind: DutyKind, path: str, document: Document) -> None:
    if kind.object == "place" and not kind.levels:
        document.problem("E104", f"{path}.levels", "[]", "≥ 1")
    if kind.object == "body" and not kind.object_bodies:
        document.problem("E104", f"{path}.object_bodies", "[]", "≥ 1")
    if (kind.object == "register_item") != bool(kind.register_kinds):
        document.problem(
            "E104", f"{path}.register_kinds", listed(kind.register_kinds), "object: register_item"
        )


def _one(kind: DutyKind, path: str, document: Document) -> None:
    _objects(kind, path, document)
    if kind.subject == "body" and kind.roles:
        document.problem("E106", f"{path}.roles", listed(kind.roles), "subject: person")
    if kind.ticked and not kind.items:
        document.problem("E104", f"{path}.items", "[]", "≥ 1")
    for name in ("items", "grades", "quotas"):
        ids = [piece.id for piece in getattr(kind, name)]
        if len(ids) != len(set(ids)):
            document.problem("E109", f"{path}.{name}", listed(ids), "once")
    for name in ("least", "most", "load", "usual_load", "doubles"):
        dated: Dated[int] | None = getattr(kind, name)
        if dated is not None and any(entry.value < 0 for entry in dated.entries):
            document.problem("E106", f"{path}.{name}", "< 0", "≥ 0")
    if kind.least and kind.most and kind.least.latest > kind.most.latest:
        document.problem("E106", f"{path}.least", kind.least.latest, f"≤ {kind.most.latest}")


def _layers(start: str, above: Mapping[str, str | None], path: str, document: Document) -> None:
    """A kind may stand over itself (a tree of branches); otherwise layers end somewhere."""
    seen, step = {start}, above.get(start)
    while step is not None and step != above.get(step):
        if step in seen and step != start:
            return  # told at the kind where it closes
        if step == start:
            if above.get(start) != start:
                document.problem("E107", path, step, "no circle")
            return
        seen.add(step)
        step = above.get(step)
