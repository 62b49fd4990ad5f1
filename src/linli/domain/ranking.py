"""Ranking with exact fractions: ties share a place, "too few" and "no task" stand apart, groups, movement.

Engines give integers; here they become Fractions and are never rounded before they are compared. Units come in
administrative order, and that order stays wherever the value does not decide. Source: practice.md C2.2 (JiangMen: units
without a task are left out), mechanisms.md 9.5 rules 1, 2 and 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import lcm
from operator import mul
from typing import Generic, TypeVar

U = TypeVar("U", bound=Hashable)


class Direction(StrEnum):
    """Which end is better."""

    UP = "up"
    DOWN = "down"


class Standing(StrEnum):
    """How a unit stands in a table."""

    RANKED = "ranked"
    #: 样本不足不排名: its base is smaller than the least.
    TOO_FEW = "too_few"
    #: 本期无任务: nothing to do in this period.
    NO_TASK = "no_task"
    #: In a table of fixed order nobody is ranked.
    LISTED = "listed"


@dataclass(frozen=True)
class Entry(Generic[U]):
    """A unit and its exact value; ``base`` is how many records stand behind it (None: no base is asked)."""

    unit: U
    value: Fraction | None
    base: int | None = None
    group: str = ""


@dataclass(frozen=True)
class Placed(Generic[U]):
    """Where a unit stands: its place among all and within its group, or why it has none."""

    unit: U
    value: Fraction | None
    base: int | None
    group: str
    standing: Standing
    place: int | None = None
    group_place: int | None = None
    #: Does another unit share the place?
    tied: bool = False
    #: Places gained since the last period (2: up by two); None: one of both has no place.
    movement: int | None = None
    #: The exact value of the next better place; None for the first, and without a place.
    better: Fraction | None = None

    @property
    def to_next(self) -> Fraction | None:
        """Distance of the exact value to the next better one; 0 for the first, None without a place."""
        if self.place is None or self.value is None:
            return None
        return Fraction(0) if self.better is None else abs(self.better - self.value)


class GroupError(ValueError):
    """A unit stands in two groups, or twice in the table."""


def standing(entry: Entry[U], least: int) -> Standing:
    """No task: nothing counted at all. Too few: fewer than ``least``. A missing value has no task either."""
    if entry.value is None or entry.base == 0:
        return Standing.NO_TASK
    if entry.base is not None and entry.base < least:
        return Standing.TOO_FEW
    return Standing.RANKED


def rank(
    entries: Sequence[Entry[U]], *, direction: Direction = Direction.UP, least: int = 0
) -> list[Placed[U]]:
    """Best first, ties in the order given and sharing the place (1, 2, 2, 4); then too few, then no task.

    Raises :class:`GroupError` if a unit is there twice.
    """
    _once(entries)
    stands = [standing(entry, least) for entry in entries]
    ranked = [entry for entry, stand in zip(entries, stands, strict=True) if stand is Standing.RANKED]
    # sorted() is stable, reversed as well, so equal values keep the administrative order.
    ordered = sorted(ranked, key=_order, reverse=direction is Direction.UP)
    places = _places(ordered)
    in_groups = places
    if len(groups := {entry.group for entry in ordered}) > 1:
        in_groups = {}
        for group in groups:
            in_groups |= _places([entry for entry in ordered if entry.group == group])
    made = _placed(ordered, places, in_groups)
    for kind in (Standing.TOO_FEW, Standing.NO_TASK):
        made += [
            Placed(one.unit, one.value, one.base, one.group, kind)
            for one, stand in zip(entries, stands, strict=True)
            if stand is kind
        ]
    return made


def fixed_order(entries: Sequence[Entry[U]], *, least: int = 0) -> list[Placed[U]]:
    """进展情况表（不排名）: the order given, nobody has a place."""
    _once(entries)
    return [
        Placed(
            one.unit,
            one.value,
            one.base,
            one.group,
            Standing.LISTED if standing(one, least) is Standing.RANKED else standing(one, least),
        )
        for one in entries
    ]


def move(placed: Iterable[Placed[U]], before: Mapping[U, int]) -> list[Placed[U]]:
    """With the movement against the places of the last period of the same rule."""
    return [
        replace(one, movement=before[one.unit] - one.place)
        if one.place is not None and one.unit in before
        else one
        for one in placed
    ]


def most_improved(
    now: Mapping[U, Fraction], before: Mapping[U, Fraction], *, direction: Direction = Direction.UP
) -> list[U]:
    """Who gained most in value since the last period, all who tie; nobody when nobody got better."""
    sign = 1 if direction is Direction.UP else -1
    gains = {unit: sign * (value - before[unit]) for unit, value in now.items() if unit in before}
    best = max(gains.values(), default=Fraction(0))
    return [unit for unit, gain in gains.items() if gain == best] if best > 0 else []


def last_placed(placed: Iterable[Placed[U]]) -> list[Placed[U]]:
    """All who share the last place; nobody where only one stands or all stand equal."""
    ranked = [one for one in placed if one.place is not None]
    worst = max((one.place for one in ranked if one.place is not None), default=1)
    return [one for one in ranked if one.place == worst] if worst > 1 else []


def weighted(counts: Sequence[int], weights: Sequence[Fraction]) -> Fraction:
    """The sum of counts by their weights (基本满意 as 0.9), reckoned in integers and made a fraction once."""
    whole = lcm(*(weight.denominator for weight in weights)) if weights else 1
    parts = zip(counts, weights, strict=True)
    top = sum(count * weight.numerator * (whole // weight.denominator) for count, weight in parts)
    return Fraction(top, whole)


def score(parts: Iterable[tuple[Fraction | None, Fraction]]) -> Fraction | None:
    """The weighted sum of values; missing where any part with a weight is missing."""
    top, base = 0, 1
    for value, weight in parts:
        if value is None:
            return None
        # Integers over one base: a fraction is made, and shortened, once.
        part, of = value.numerator * weight.numerator, value.denominator * weight.denominator
        top, base = (top + part, base) if of == base else (top * of + part * base, base * of)
    return Fraction(top, base)


@dataclass(frozen=True)
class Share:
    """A rate as a part of a score: the points of one of each part as integers over ``whole``."""

    parts: tuple[int, ...]
    whole: int

    @classmethod
    def of(cls, weights: Sequence[Fraction], points: Fraction) -> Share:
        """From exact weights (解决 1, 基本满意 0.9)."""
        each = [weight * points for weight in weights]
        whole = lcm(*(one.denominator for one in each)) if each else 1
        return cls(tuple(int(one * whole) for one in each), whole)


def score_of_counts(shares: Sequence[Share], counts: Sequence[Sequence[int]]) -> Fraction | None:
    """:func:`score` of rates straight from (base, part, part …) of each: integers throughout, one fraction at the end."""
    top, of = 0, 1
    for share, (base, *parts) in zip(shares, counts, strict=True):
        if not base:
            return None
        part, down = sum(map(mul, parts, share.parts)), base * share.whole
        top, of = (top + part, of) if down == of else (top * down + part * of, of * down)
    return Fraction(top, of)


def adjusted(
    value: Fraction | None,
    points: Iterable[Fraction],
    *,
    floor: Fraction | None = None,
    ceiling: Fraction | None = None,
) -> Fraction | None:
    """The score with additions and deductions (deductions negative), kept inside floor and ceiling where set."""
    if value is None:
        return None
    made = value + sum(points, Fraction(0))
    if floor is not None:
        made = max(made, floor)
    if ceiling is not None:
        made = min(made, ceiling)
    return made


def groups_of(members: Iterable[tuple[U, str]]) -> dict[U, str]:
    """The group of each unit. Raises :class:`GroupError` if one stands in two."""
    found: dict[U, str] = {}
    for unit, group in members:
        if found.setdefault(unit, group) != group:
            raise GroupError(unit)
    return found


def _once(entries: Sequence[Entry[U]]) -> None:
    if len({one.unit for one in entries}) < len(entries):
        counted = Counter(one.unit for one in entries)
        raise GroupError(counted.most_common(1)[0][0])


def _order(entry: Entry[U]) -> tuple[float, Fraction]:
    """Exact, and quick: the nearest float never turns an order round, and where it ties the fraction decides."""
    value = entry.value or Fraction(0)
    return value.numerator / value.denominator, value


def _places(ordered: Sequence[Entry[U]]) -> dict[U, int]:
    """1 + how many are strictly better."""
    places: dict[U, int] = {}
    held: tuple[Fraction, int] | None = None
    for number, entry in enumerate(ordered, start=1):
        key = entry.value or Fraction(0)
        if held is None or key != held[0]:
            held = (key, number)
        places[entry.unit] = held[1]
    return places


def _placed(
    ordered: Sequence[Entry[U]], places: Mapping[U, int], in_groups: Mapping[U, int]
) -> list[Placed[U]]:
    """Everybody who has a place, best first, each with the value of the place before his."""
    shared = Counter(places.values())
    made: list[Placed[U]] = []
    at, value, better = 0, None, None
    for entry in ordered:
        place = places[entry.unit]
        if place != at:
            at, value, better = place, entry.value, value
        made.append(
            Placed(
                entry.unit, entry.value, entry.base, entry.group, Standing.RANKED,
                place=place, group_place=in_groups[entry.unit], tied=shared[place] > 1, better=better,
            )
        )  # fmt: skip
    return made
