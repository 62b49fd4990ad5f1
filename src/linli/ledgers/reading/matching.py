"""Which column of a sheet is which column of ours: by name, one to one, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from linli.ledgers.reading.cells import label_key

#: Below this a proposal would be a guess; the person chooses then.
PROPOSE_FROM = 0.6


@dataclass(frozen=True)
class Wanted:
    """A column of ours: its key and every name it is known by."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """Column ``index`` of the sheet is ours ``key``, as sure as ``score`` (0 to 1)."""

    index: int
    key: str
    score: float


def similarity(left: str, right: str) -> float:
    """0 to 1: 1 for the same name, by containment and shared character pairs otherwise."""
    first, second = _key(left), _key(right)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    short, long = sorted((first, second), key=len)
    if len(short) >= 2 and short in long:
        return 0.7 + 0.25 * len(short) / len(long)
    pairs, others = _pairs(first), _pairs(second)
    return 2 * len(pairs & others) / (len(pairs) + len(others))


#: A header of 200 columns meets 200 of ours: each name is looked at 400 times for every line that might be the header.
@lru_cache(maxsize=1 << 12)
def _key(text: str) -> str:
    return label_key(text)


@lru_cache(maxsize=1 << 12)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset({text})


def label_score(label: str, wanted: Wanted) -> float:
    """How well a (possibly two-storey) label fits; the lower storey alone counts a little less."""
    leaf = label.rsplit("·", 1)[-1]
    whole = max(similarity(label, name) for name in wanted.names)
    if leaf == label:
        return whole
    return max(whole, 0.98 * max(similarity(leaf, name) for name in wanted.names))


def propose(labels: Sequence[str], columns: Sequence[Wanted]) -> list[Match]:
    """One-to-one proposals, best pair first; equal scores go to the earlier column of the sheet."""
    scored = [
        Match(index, wanted.key, score)
        for index, label in enumerate(labels)
        for wanted in columns
        if label and (score := label_score(label, wanted)) >= PROPOSE_FROM
    ]
    scored.sort(key=lambda match: (-match.score, match.index))
    used_index: set[int] = set()
    used_key: set[str] = set()
    chosen = []
    for match in scored:
        if match.index not in used_index and match.key not in used_key:
            chosen.append(match)
            used_index.add(match.index)
            used_key.add(match.key)
    return sorted(chosen, key=lambda match: match.index)
