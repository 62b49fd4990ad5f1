"""Near duplicates: the same place, kind, words and time, with the reason that people can check.

Chinese words mostly have two characters and no spaces, so texts are compared as sets of neighbouring pairs (bigrams)
with the Dice coefficient, as an exact fraction.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

#: Words of courtesy and of reporting that every text has.
_COMMON = (
    "您好",
    "你好",
    "请问",
    "反映",
    "希望",
    "尽快",
    "解决",
    "处理",
    "麻烦",
    "谢谢",
    "我们",
    "小区",
    "一下",
    "问题",
    "有人",
)

#: At least this alike to be offered at all (place and kind being equal), and to be called "very alike".
OFFER = Fraction(1, 5)
VERY = Fraction(1, 2)


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters, digits and characters, without courtesy words and punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for word in _COMMON:
        folded = folded.replace(word, " ")
    runs = "".join(char if char.isalnum() else " " for char in folded).split()
    return frozenset(left + right for run in runs for left, right in pairwise(run))


def dice(left: frozenset[str], right: frozenset[str]) -> Fraction:
    """2·|A∩B| / (|A|+|B|): 1 for equal sets, 0 for disjoint or empty ones."""
    total = len(left) + len(right)
    return Fraction(2 * len(left & right), total) if total else Fraction(0)


@dataclass(frozen=True)
class Voice:
    """One case as the comparison sees it. ``places`` are its place and those above it, nearest first."""

    id: int
    text: str
    at: datetime
    kind: str = ""
    category: str = ""
    places: tuple[int, ...] = ()


@dataclass(frozen=True)
class Likeness:
    """How alike a candidate is: a score of 0 to 1 and the reasons as codes with the words both share."""

    id: int
    score: Fraction
    words: Fraction
    reasons: tuple[str, ...]
    shared: tuple[str, ...] = field(default=())

    @property
    def is_strong(self) -> bool:
        """Alike enough to ask before dispatch."""
        return self.score >= VERY


def alike(new: Voice, others: Iterable[Voice], *, within_days: int = 30, limit: int = 5) -> list[Likeness]:
    """The likeliest duplicates of ``new``, best first. Another place or another time is never one."""
    own = bigrams(new.text)
    found = [one for one in (_compare(new, own, other, within_days) for other in others) if one]
    return sorted(found, key=lambda one: (-one.score, one.id))[:limit]


def _compare(new: Voice, own: frozenset[str], other: Voice, within_days: int) -> Likeness | None:
    if other.id == new.id or not _near(new.places, other.places):
        return None
    days = abs((new.at - other.at).days)
    if days > within_days:
        return None
    theirs = bigrams(other.text)
    words = dice(own, theirs)
    same_category = bool(new.category) and new.category == other.category
    if words < OFFER and not (same_category and words >= OFFER / 2):
        return None
    exact = bool(new.places and other.places and new.places[0] == other.places[0])
    score = (
        words * Fraction(3, 5) + Fraction(same_category, 5) + Fraction(exact, 10) + Fraction(days <= 7, 10)
    )
    reasons = [
        "same_place" if exact else "near_place",
        *(["same_category"] if same_category else []),
        *(["same_week"] if days <= 7 else []),
        *(["same_words"] if words >= OFFER else []),
    ]
    return Likeness(other.id, score, words, tuple(reasons), _longest(own & theirs, new.text))


def _near(left: Sequence[int], right: Sequence[int]) -> bool:
    """One lies in the other, or both have the same place directly above."""
    if not left or not right:
        return False
    return left[0] in right or right[0] in left or (len(left) > 1 and len(right) > 1 and left[1] == right[1])


def _longest(shared: frozenset[str], text: str) -> tuple[str, ...]:
    """The longest stretches of the text made of shared pairs: what a person sees as "the same words"."""
    found: list[str] = []
    current = ""
    for left, right in pairwise(text):
        if left + right in shared:
            current = current + right if current else left + right
        elif current:
            found.append(current)
            current = ""
    if current:
        found.append(current)
    return tuple(sorted(dict.fromkeys(found), key=lambda word: (-len(word), word)))[:4]
