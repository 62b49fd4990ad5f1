"""Texts with bound figures: ``{name}`` stands for a figure, printed as offices say it and kept exactly.

A brace in such a text means a figure and nothing else; an unknown name is told with what was probably meant. A record
of what was printed keeps the sorted ids of the rows behind each figure, packed small, so that a figure of a
published edition opens the very rows it was counted from. Source: mechanisms.md 9.5 rules 1, 3, 5, 10.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from linli.domain.figures import MISSING, about, half_up

Exact = int | Fraction
#: How a figure is said: as it is, or round with one of these words (mechanisms.md 9.5 rule 3).
Word = Literal["", "余", "多", "以上", "近"]

#: Labels are two or three characters long: one of two right is near enough to ask.
_NEAR = 0.5
_TOKEN = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Bound:
    """The place of a figure in a text."""

    name: str


@dataclass(frozen=True)
class Saying:
    """How a figure is printed: unit behind it, approximator and its step, decimals, percent, in 万, words for yes and no."""

    unit: str = ""
    word: Word = ""
    step: int | None = None
    places: int = 0
    percent: bool = False
    in_wan: bool = False
    yes: str = ""
    no: str = ""


def split(text: str) -> tuple[str | Bound, ...]:
    """Words and figures of a text in their order; texts that hold no figure are one piece."""
    pieces: list[str | Bound] = []
    end = 0
    for found in _TOKEN.finditer(text):
        if found.start() > end:
            pieces.append(text[end : found.start()])
        pieces.append(Bound(found.group(1).strip()))
        end = found.end()
    if end < len(text):
        pieces.append(text[end:])
    return tuple(pieces)


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """Names of all figures bound in the texts, each once, in the order they stand."""
    found = (piece.name for text in texts for piece in split(text) if isinstance(piece, Bound))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Unknown:
    """A figure a text names and nobody knows, with what was probably meant ("" for no idea)."""

    name: str
    meant: str


def unknown(texts: Iterable[str], known: Iterable[str]) -> tuple[Unknown, ...]:
    """The names in the texts that are not ``known``; a stray brace counts as one."""
    allowed, said = list(known), list(texts)
    wrong = [name for name in names(said) if name not in allowed]
    wrong += ["{" for text in said if re.search(r"[{}]", _TOKEN.sub("", text))][:1]
    return tuple(
        Unknown(name, next(iter(difflib.get_close_matches(name, allowed, 1, _NEAR)), "")) for name in wrong
    )


def fill(text: str, printed: Mapping[str, str]) -> str:
    """The text as printed. Raises KeyError for a figure without a printed form."""
    return "".join(piece if isinstance(piece, str) else printed[piece.name] for piece in split(text))


def rename(text: str, to: Mapping[str, str]) -> str:
    """The text with other names for its figures; a name that is not in ``to`` stays."""
    pieces = split(text)
    return "".join(
        piece if isinstance(piece, str) else f"{{{to.get(piece.name, piece.name)}}}" for piece in pieces
    )


def say(value: Exact | None, saying: Saying = Saying()) -> str:
    """A figure as printed: 563 → 560余件, 18/19 → 95%, 22,236 → 2.22万余吨; a dash for what is not known."""
    if saying.yes or saying.no:
        return saying.yes if value else saying.no
    if value is None:
        return MISSING
    if saying.percent:
        return f"{half_up(Fraction(value) * 100, saying.places)}%{'以上' if saying.word == '以上' else ''}"
    if saying.word:
        return _before_unit(about(int(value), saying.word, saying.step), saying.unit)
    if saying.in_wan:
        return f"{_short(half_up(Fraction(value) / 10_000, saying.places))}万{saying.unit}"
    return f"{half_up(value, saying.places)}{saying.unit}"


def _before_unit(text: str, unit: str) -> str:
    # 以上 stands behind the unit: 97户以上, not 97以上户.
    return f"{text[:-2]}{unit}以上" if text.endswith("以上") else f"{text}{unit}"


def _short(value: object) -> str:
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def write(value: Exact | None) -> str:
    """An exact value as text: "563", "18/19", "" for none."""
    return "" if value is None else str(value)


def read(text: str) -> Exact | None:
    """What :func:`write` wrote. Raises ValueError for anything else."""
    if not text:
        return None
    value = Fraction(text)
    return int(value) if value.denominator == 1 else value


# --- calculations over other figures: named, never written as an expression ---


def total(values: Sequence[Exact]) -> Exact:
    """All together."""
    return sum(values, Fraction(0))


def difference(values: Sequence[Exact]) -> Exact:
    """The first less all others: 434 to finish, 129 finished → 305 left."""
    return Fraction(values[0]) - sum(values[1:], Fraction(0))


def share(values: Sequence[Exact]) -> Exact | None:
    """The first in the second; None for a base of zero."""
    part, whole = values
    return None if whole == 0 else Fraction(part) / Fraction(whole)


def pace(values: Sequence[Exact]) -> Exact | None:
    """How many a day are needed: what is left by the days left (305 in 75 days → 61/15)."""
    return share(values)


def mean(values: Sequence[Exact]) -> Exact:
    """The simple mean."""
    return Fraction(total(values)) / len(values)


#: Name → calculation, and how many figures it takes (None: one or more).
CALCULATIONS: Mapping[str, tuple[Callable[[Sequence[Exact]], Exact | None], int | None]] = {
    "sum": (total, None),
    "difference": (difference, None),
    "share": (share, 2),
    "pace": (pace, 2),
    "mean": (mean, None),
}


def calculate(name: str, values: Sequence[Exact | None]) -> Exact | None:
    """A named calculation; None when any value is missing. Raises KeyError, or ValueError for a wrong count."""
    run, takes = CALCULATIONS[name]
    if not values or (takes is not None and len(values) != takes):
        raise ValueError(f"{name} takes {takes or 'at least one'} figures, not {len(values)}")
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    found = run(known)
    return int(found) if found is not None and Fraction(found).denominator == 1 else found


def days_until(day: date, target: date) -> int:
    """Days left: 3 October to 26 October are 23; 0 on the day and after."""
    return max(0, (target - day).days)


def is_best(value: Exact | None, earlier: Iterable[Exact]) -> bool:
    """A record only when every earlier value is lower; the first value of all is no record."""
    held = list(earlier)
    return value is not None and bool(held) and all(value > one for one in held)


# --- what changed ---


@dataclass(frozen=True)
class Change:
    """A figure that is another now: exact values and what is printed."""

    name: str
    before: str
    after: str
    printed_before: str
    printed_after: str

    @property
    def is_visible(self) -> bool:
        """Does the paper read differently?"""
        return self.printed_before != self.printed_after


def changes(
    before: Mapping[str, tuple[str, str]], after: Mapping[str, tuple[str, str]]
) -> tuple[Change, ...]:
    """Figures whose exact value differs; (exact, printed) by name. One that came or went counts from or to ""."""
    found = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name, ("", "")), after.get(name, ("", ""))
        if old[0] != new[0]:
            found.append(Change(name, old[0], new[0], old[1], new[1]))
    return tuple(found)


@dataclass(frozen=True)
class Line:
    """A line of two texts laid side by side: same, gone or new."""

    mark: Literal["same", "gone", "new"]
    text: str


def compare(before: Sequence[str], after: Sequence[str]) -> tuple[Line, ...]:
    """Lines of two texts, what went before what came."""
    lines: list[Line] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line("same", text) for text in before[i1:i2]]
            continue
        lines += [Line("gone", text) for text in before[i1:i2]]
        lines += [Line("new", text) for text in after[j1:j2]]
    return tuple(lines)


# --- the rows behind a figure, packed ---


def pack(ids: Iterable[int]) -> bytes:
    """Sorted ids as differences in 7-bit groups, deflated. Raises ValueError for an id below 0."""
    out = bytearray()
    last = 0
    for value in sorted(set(ids)):
        if value < 0:
            raise ValueError("ids are not negative")
        step, last = value - last, value
        while step > 127:
            out.append(step & 127 | 128)
            step >>= 7
        out.append(step)
    return zlib.compress(bytes(out), 6)


def unpack(packed: bytes) -> tuple[int, ...]:
    """The sorted ids that :func:`pack` packed."""
    ids: list[int] = []
    last = step = shift = 0
    for byte in zlib.decompress(packed) if packed else b"":
        step |= (byte & 127) << shift
        if byte & 128:
            shift += 7
            continue
        last += step
        ids.append(last)
        step = shift = 0
    return tuple(ids)


def digest(packed: bytes) -> str:
    """SHA-256 of packed ids, in hex."""
    return hashlib.sha256(packed).hexdigest()
