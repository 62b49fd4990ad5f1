"""Rules of duties without a database: overlap, load, chains without a circle, coverage.

Days are half-open periods ``[start, end)``. Loads and coverage are counted from what is given; nothing is read.
Source: field/mechanisms.md S4-04, S4-09, S0-08 (distinct persons, assignments and objects are three counts).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Term:
    """Days from ``start`` (included) to ``end`` (excluded)."""

    start: date
    end: date

    def holds(self, on: date) -> bool:
        """True on the days of the period."""
        return self.start <= on < self.end

    def meets(self, other: Term) -> bool:
        """True when the two have a day in common."""
        return max(self.start, other.start) < min(self.end, other.end)


def most_at_once(terms: Iterable[Term]) -> int:
    """The largest number of periods that hold on one day; 0 of none."""
    moves = [(term.start, 1) for term in terms if term.start < term.end]
    moves += [(term.end, -1) for term in terms if term.start < term.end]
    most = held = 0
    for _day, step in sorted(moves):  # an end sorts before a start of the same day: half-open
        held += step
        most = max(most, held)
    return most


def load_with(own: Sequence[Term], new: Term) -> int:
    """How many a subject has at once during a new period, the new one counted."""
    clipped = [Term(max(term.start, new.start), min(term.end, new.end)) for term in own if term.meets(new)]
    return 1 + most_at_once(clipped)


def closes_circle(child: Hashable, above: Hashable, parents: Mapping[Hashable, Hashable | None]) -> bool:
    """True when putting ``child`` under ``above`` would make somebody stand above himself.

    ``parents`` maps each duty to the one above it; a circle that is in it already also answers True.
    """
    seen: set[Hashable] = {child}
    step: Hashable | None = above
    while step is not None:
        if step in seen:
            return True
        seen.add(step)
        step = parents.get(step)
    return False


def chain(start: Hashable, parents: Mapping[Hashable, Hashable | None]) -> list[Hashable]:
    """From one upwards to the top, the start included; a broken circle is cut where it closes."""
    found: list[Hashable] = []
    step: Hashable | None = start
    while step is not None and step not in found:
        found.append(step)
        step = parents.get(step)
    return found


@dataclass(frozen=True)
class Coverage:
    """Who is answered for. Objects, subjects and assignments are three counts and never added."""

    objects: int
    covered: int
    uncovered: tuple[Hashable, ...]
    #: Objects with fewer than asked for, yet at least one.
    short: tuple[Hashable, ...]
    #: Objects with more than allowed.
    crowded: tuple[Hashable, ...]
    subjects: int
    assignments: int
    #: Subjects with more than one, and those with more than allowed.
    doubles: tuple[Hashable, ...]
    overloaded: tuple[Hashable, ...]


def coverage(
    objects: Iterable[Hashable],
    pairs: Iterable[tuple[Hashable, Hashable]],
    *,
    least: int = 1,
    most: int | None = None,
    load: int | None = None,
) -> Coverage:
    """Coverage of ``objects`` by (subject, object) pairs; a pair given twice counts once."""
    expected = list(dict.fromkeys(objects))
    distinct = set(pairs)
    per_object = Counter(item for _subject, item in distinct)
    per_subject = Counter(subject for subject, _item in distinct)
    return Coverage(
        objects=len(expected),
        covered=sum(1 for item in expected if per_object[item]),
        uncovered=tuple(item for item in expected if not per_object[item]),
        short=tuple(item for item in expected if 0 < per_object[item] < least),
        crowded=tuple(item for item in expected if most is not None and per_object[item] > most),
        subjects=len(per_subject),
        assignments=len(distinct),
        doubles=tuple(one for one, count in per_subject.items() if count > 1),
        overloaded=tuple(one for one, count in per_subject.items() if load is not None and count > load),
    )


def rounds_due(every_days: int, since: date, done: Sequence[date], on: date) -> tuple[int, int]:
    """A rhythm as (periods begun, periods with at least one round) from ``since`` up to and with ``on``."""
    if every_days < 1 or on < since:
        return 0, 0
    begun = (on - since).days // every_days + 1
    met = {(day - since).days // every_days for day in done if since <= day <= on}
    return begun, len(met)
