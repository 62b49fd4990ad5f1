"""Everything the data files say, read and cross-checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from linli.definitions.problems import Problem
from linli.definitions.schema import (
    CaseKind,
    Category,
    Channel,
    Clock,
    Limits,
    Matter,
    Mechanism,
    Pack,
    Role,
    Term,
)


def walk(
    categories: tuple[Category, ...], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Category]]:
    """Every category of a tree with the ids above it, parents first."""
    for category in categories:
        yield above, category
        yield from walk(category.children, (*above, category.id))


@dataclass(frozen=True)
class Library:
    """The shipped mechanisms, packs and terms; ``problems`` is empty when the files are right."""

    mechanisms: Mapping[str, Mechanism]
    packs: Mapping[str, Pack]
    terms: Mapping[str, Term]
    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @cached_property
    def case_kinds(self) -> dict[str, CaseKind]:
        """All case kinds by id."""
        return {piece.id: piece for one in self.mechanisms.values() for piece in one.case_kinds}

    @cached_property
    def clocks(self) -> dict[str, Clock]:
        """All clocks by id."""
        return {piece.id: piece for one in self.mechanisms.values() for piece in one.clocks}

    @cached_property
    def limits(self) -> dict[str, Limits]:
        """All sets of limits by id."""
        return {piece.id: piece for one in self.mechanisms.values() for piece in one.limits}

    @cached_property
    def roles(self) -> dict[str, Role]:
        """All roles by id."""
        return {piece.id: piece for one in self.mechanisms.values() for piece in one.roles}

    @cached_property
    def channels(self) -> dict[str, Channel]:
        """All channels by id."""
        return {piece.id: piece for one in self.mechanisms.values() for piece in one.channels}

    @cached_property
    def categories(self) -> dict[str, Category]:
        """All categories of every level by id."""
        return {
            category.id: category for one in self.mechanisms.values() for _, category in walk(one.categories)
        }

    @cached_property
    def category_paths(self) -> dict[str, tuple[str, ...]]:
        """For each category the ids from the top down to itself."""
        return {
            category.id: (*above, category.id)
            for one in self.mechanisms.values()
            for above, category in walk(one.categories)
        }

    @cached_property
    def matters(self) -> dict[str, Matter]:
        """All lines of the list of duties by id."""
        return {piece.id: piece for one in self.mechanisms.values() for piece in one.matters}

    @cached_property
    def home(self) -> dict[tuple[str, str], str]:
        """Which mechanism brings a piece: (kind, id) → mechanism id."""
        places: dict[tuple[str, str], str] = {}
        for one in self.mechanisms.values():
            places |= {("case_kind", piece.id): one.id for piece in one.case_kinds}
            places |= {("clock", piece.id): one.id for piece in one.clocks}
            places |= {("matter", piece.id): one.id for piece in one.matters}
            places |= {("category", category.id): one.id for _, category in walk(one.categories)}
        return places
