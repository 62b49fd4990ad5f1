"""Rules of governance: coverage through links, parts of a whole, crossing both ways, groups that may overlap."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, Literal, TypeVar

T = TypeVar("T", bound=Hashable)
B = TypeVar("B", bound=Hashable)

#: none: nobody crosses; one_way: only one side sends; two_way: both do.
Direction = Literal["none", "one_way", "two_way"]


@dataclass(frozen=True)
class Coverage(Generic[T]):
    """Which objects have what they need. ``covered`` and ``missing`` keep the order of the objects.

    ``bodies`` counts the distinct ones that cover at least one object: a joint body covers many objects and is one.
    """

    covered: tuple[T, ...]
    missing: tuple[T, ...]
    bodies: int

    @property
    def objects(self) -> int:
        """How many objects there are; covered and missing together."""
        return len(self.covered) + len(self.missing)

    @property
    def rate(self) -> Fraction | None:
        """covered / objects, exact; None without objects."""
        return Fraction(len(self.covered), self.objects) if self.objects else None

    @property
    def full(self) -> bool:
        """全覆盖 may be said only when something is there to cover and nothing is missing."""
        return bool(self.covered) and not self.missing


def coverage(objects: Iterable[T], links: Iterable[tuple[B, T]]) -> Coverage[T]:
    """The coverage of some objects by (body, object) links; links to other objects count for nothing."""
    ordered = list(dict.fromkeys(objects))
    known = set(ordered)
    counted = [(body, one) for body, one in links if one in known]
    reached = {one for _body, one in counted}
    return Coverage(
        covered=tuple(one for one in ordered if one in reached),
        missing=tuple(one for one in ordered if one not in reached),
        bodies=len({body for body, _one in counted}),
    )


def whole(objects: Iterable[T], parts: Sequence[Coverage[T]]) -> Coverage[T]:
    """Complete is what has every part; without parts nothing is complete. ``bodies`` is not counted here."""
    ordered = list(dict.fromkeys(objects))
    complete = set(ordered) if parts else set()
    for part in parts:
        complete &= set(part.covered)
    return Coverage(
        covered=tuple(one for one in ordered if one in complete),
        missing=tuple(one for one in ordered if one not in complete),
        bodies=0,
    )


def direction(first_to_second: int, second_to_first: int) -> Direction:
    """Two-way entry needs at least one person each way. Raises ValueError for negative counts."""
    if first_to_second < 0 or second_to_first < 0:
        raise ValueError("counts of people are not negative")
    ways = bool(first_to_second) + bool(second_to_first)
    words: tuple[Direction, Direction, Direction] = ("none", "one_way", "two_way")
    return words[ways]


@dataclass(frozen=True)
class Headcount:
    """People by group; ``total`` only where the groups are declared exclusive and truly are."""

    groups: Mapping[str, int]
    total: int | None
    #: People found in two groups although the groups are declared exclusive.
    twice: int = 0


def headcount(rows: Iterable[tuple[Hashable, str]], groups: Sequence[str], *, exclusive: bool) -> Headcount:
    """Distinct people of each group from (person, group) rows.

    Groups that may overlap are never added up: 7, 15 and 51 are three figures and not 73.
    """
    held: dict[str, set[Hashable]] = {group: set() for group in groups}
    for person, group in rows:
        held.setdefault(group, set()).add(person)
    counts = {group: len(people) for group, people in held.items()}
    people = set().union(*held.values()) if held else set()
    twice = sum(counts.values()) - len(people)
    total = len(people) if exclusive and not twice else None
    return Headcount(counts, total, twice if exclusive else 0)


def posts_and_people(rows: Iterable[tuple[Hashable, Hashable]]) -> tuple[int, int]:
    """Distinct posts and distinct people of (post, person) rows: two numbers that are never the same by rule."""
    found = list(rows)
    return len({post for post, _person in found}), len({person for _post, person in found})
