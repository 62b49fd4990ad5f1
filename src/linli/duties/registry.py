"""What rooms above count in the places somebody answers for: open cases, findings, projects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.records.errors import Sentence

#: Place ids and the instant → how many in each.
Count = Callable[[Sequence[int], datetime], dict[int, int]]


@dataclass(frozen=True)
class Measure:
    """One column of "my duties"; ``url`` makes the address of the rows behind the number of a place."""

    name: str
    label: Sentence
    count: Count
    url: Callable[[int], str] | None = None


_measures: dict[str, Measure] = {}


def register_measure(measure: Measure) -> None:
    """Make a column known; the same name again replaces it."""
    _measures[measure.name] = measure


def measures() -> list[Measure]:
    """All columns in the order of registration."""
    return list(_measures.values())
