"""Governance kinds: which places need which bodies and people, who crosses into whom, what is only for a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from linli.definitions.dated import Dated
from linli.definitions.problems import listed
from linli.definitions.text import Text
from linli.definitions.words import Capability, RoleId, TermId
from linli.definitions.yamlfile import Document

if TYPE_CHECKING:
    from linli.definitions.schema import Mechanism

#: ``coverage``: every object of a level needs every part. ``cross``: two sides send people to each other.
#: ``temporary``: bodies that end with a programme. ``secondment``: people on loan, by rank. ``posts``: posts and people
#: of some roles, counted apart.
GovernanceForm = Literal["coverage", "cross", "temporary", "secondment", "posts"]
GovernanceLevel = Literal["street", "community", "estate", "building", "entrance", "grid"]


@dataclass(frozen=True)
class GovernancePart:
    """One thing that has to be there: a body of one of these kinds, or a held post of one of these roles."""

    id: str
    names: Text
    bodies: tuple[TermId, ...] = ()
    roles: tuple[RoleId, ...] = ()


@dataclass(frozen=True)
class GovernanceGroup:
    """A sort of member or a rank that is counted apart."""

    id: str
    names: Text


@dataclass(frozen=True)
class GovernanceKind:
    """One governance arrangement (小区治理). ``capability`` set: only announced, not run yet.

    ``exclusive`` says that no one stands in two ranks; only then are the ranks added up.
    """

    id: str
    term: TermId
    form: GovernanceForm
    capability: Capability | None = None
    object: Literal["place", "body"] = "place"
    levels: tuple[GovernanceLevel, ...] = ()
    #: Finer than the level: courtyard, village …
    place_kinds: tuple[str, ...] = ()
    #: Kinds of bodies that need something (``object: body``), or that host it.
    object_bodies: tuple[TermId, ...] = ()
    parts: tuple[GovernancePart, ...] = ()
    #: Where members of the bodies come from (物业人员、网格员 …).
    member_sources: tuple[GovernanceGroup, ...] = ()
    ranks: tuple[GovernanceGroup, ...] = ()
    exclusive: Dated[bool] | None = None


def check(mechanism: Mechanism, document: Document) -> None:
    """Cross-checks: what each form cannot do without, ids once."""
    for index, kind in enumerate(mechanism.governance_kinds):
        if kind.capability is None:
            _one(kind, f"governance_kinds[{index}]", document)


def _one(kind: GovernanceKind, path: str, document: Document) -> None:
    if not kind.parts:
        document.problem("E104", f"{path}.parts", "[]", "≥ 1")
    if kind.form == "coverage" and kind.object == "place" and not kind.levels:
        document.problem("E104", f"{path}.levels", "[]", "≥ 1")
    if kind.form == "coverage" and kind.object == "body" and not kind.object_bodies:
        document.problem("E104", f"{path}.object_bodies", "[]", "≥ 1")
    if kind.form == "cross" and len(kind.parts) != 2:  # two sides
        document.problem("E106", f"{path}.parts", len(kind.parts), "2")
    if kind.form == "secondment" and not kind.ranks:
        document.problem("E104", f"{path}.ranks", "[]", "≥ 1")
    for part_index, part in enumerate(kind.parts):
        if not part.bodies and not part.roles:
            document.problem("E104", f"{path}.parts[{part_index}]", part.id, "bodies / roles")
    for name in ("parts", "member_sources", "ranks"):
        ids = [piece.id for piece in getattr(kind, name)]
        if len(ids) != len(set(ids)):
            document.problem("E109", f"{path}.{name}", listed(ids), "once")
