"""Rules of registers: numbers without gap, quantities in the smallest unit, frozen against live, small counts.

Sources: ../field/mechanisms.md S4-05 (census), S3-23 (codes 001 to 120), S2-17 (back-planning, first day counted),
9.5 (half-open periods); ../design/data.md (quantities as integers, counts under 5 of sensitive kinds).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

_NUMBER = re.compile(r"^([-+]?)(\d{1,15})(?:\.(\d{1,6}))?\s*(.*)$")

#: Other spellings of a unit.
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "平方米": ("平米", "㎡", "m2", "m²", "平", "平方"),
    "米": ("m", "公尺"),
    "元": ("块", "元整", "rmb"),
    "个": ("只", "处"),
    "盏": ("个",),
    "户": ("家",),
    "人": ("名", "口"),
    "栋": ("幢", "座", "楼"),
}


class BadQuantity(ValueError):  # noqa: N818 - named for what was found
    """``code``: number | decimals | unit | negative; ``found``: the unit that was written."""

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(code)
        self.code, self.found = code, found


def same_unit(written: str, unit: str) -> bool:
    """Is what was written behind a number this unit, in any of its spellings?"""
    plain = unicodedata.normalize("NFKC", written).strip().casefold()
    words = (unit, *SPELLINGS.get(unit, ()))
    return plain in {unicodedata.normalize("NFKC", word).casefold() for word in words}


def to_smallest(text: str, *, decimals: int = 0, unit: str = "") -> int:
    """「1,234.5 平方米」 with two decimals → 123450. Raises :class:`BadQuantity`.

    More decimals than the register keeps are refused, never rounded away; so is another unit, never converted:
    nobody can know whether 12 亩 was meant.
    """
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    found = _NUMBER.match(plain)
    if found is None:
        raise BadQuantity("number")
    sign, whole, part, written = found.groups()
    if written and not (unit and same_unit(written, unit)):
        raise BadQuantity("unit", written)
    part = (part or "").rstrip("0")
    if len(part) > decimals:
        raise BadQuantity("decimals")
    value = int(whole + part.ljust(decimals, "0"))
    return -value if sign == "-" else value


def from_smallest(value: int, decimals: int = 0) -> Decimal:
    """123450 with two decimals → Decimal("1234.50")."""
    return Decimal(value).scaleb(-decimals)


def say_quantity(value: int, decimals: int = 0) -> str:
    """As people write it: thousands marked, no idle zeros: 1,234.5."""
    exact = from_smallest(value, decimals)
    text = f"{exact:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def code(number: int, digits: int, prefix: str = "") -> str:
    """7 with three digits → 007; a number that outgrew its digits keeps them all."""
    return f"{prefix}{number:0{digits}d}"


def number_of(text: str, prefix: str = "") -> int | None:
    """The number in a code, None when it is none of this series."""
    rest = text.removeprefix(prefix) if text.startswith(prefix) else ""
    return int(rest) if rest.isascii() and rest.isdigit() else None


def missing(numbers: Iterable[int]) -> list[int]:
    """Numbers left out between 1 and the highest; empty for a series without gap."""
    held = set(numbers)
    return [number for number in range(1, max(held, default=0) + 1) if number not in held]


@dataclass(frozen=True)
class Held:
    """What counts of a row: its state, its place and its figures."""

    state: str
    place: int
    totals: tuple[int, ...] = ()


@dataclass(frozen=True)
class Difference:
    """What came after the freeze: rows by their ids, and by how much each figure moved."""

    added: tuple[int, ...]
    gone: tuple[int, ...]
    changed: tuple[int, ...]
    totals: tuple[int, ...]

    @property
    def count(self) -> int:
        """By how much the number of rows moved."""
        return len(self.added) - len(self.gone)


def difference(frozen: Mapping[int, Held], live: Mapping[int, Held]) -> Difference:
    """Frozen against live, row by row. Sum of the frozen + ``totals`` is the sum of the live, always."""
    before, after = sums(frozen.values()), sums(live.values())
    width = max(len(before), len(after))
    return Difference(
        added=tuple(sorted(live.keys() - frozen.keys())),
        gone=tuple(sorted(frozen.keys() - live.keys())),
        changed=tuple(sorted(pk for pk in live.keys() & frozen.keys() if live[pk] != frozen[pk])),
        totals=tuple(_at(after, n) - _at(before, n) for n in range(width)),
    )


def sums(rows: Iterable[Held]) -> tuple[int, ...]:
    """The sum of each figure."""
    total: list[int] = []
    for row in rows:
        total.extend([0] * (len(row.totals) - len(total)))
        for index, value in enumerate(row.totals):
            total[index] += value
    return tuple(total)


def _at(values: Sequence[int], index: int) -> int:
    return values[index] if index < len(values) else 0


@dataclass(frozen=True)
class Stage:
    """A stage and the days it takes."""

    id: str
    days: int


@dataclass(frozen=True)
class Planned:
    """A stage with the last day on which it can begin, and the day it must be done."""

    id: str
    start_by: date
    done_by: date


def back_plan(due: date, stages: Sequence[Stage]) -> tuple[Planned, ...]:
    """Stages laid backwards from the due day, first days counted (S2-17).

    Due 30 June with 20, 15 and 10 days: begin by 17 May, 6 June and 21 June. Raises ValueError below one day.
    """
    plan: list[Planned] = []
    end = due
    for stage in reversed(stages):
        if stage.days < 1:
            raise ValueError(f"stage {stage.id} takes no day")
        start = end - timedelta(days=stage.days - 1)
        plan.append(Planned(stage.id, start, end))
        end = start - timedelta(days=1)
    return tuple(reversed(plan))


def overdue_stage(plan: Sequence[Planned], started: Mapping[str, date], on: date) -> str | None:
    """The first stage that should have begun before ``on`` and has no start by then."""
    for stage in plan:
        begun = started.get(stage.id)
        if stage.start_by < on and (begun is None or begun > on):
            return stage.id
    return None


#: Worst first: a tile takes the worst colour on it.
COLOURS = ("bad", "warn", "info", "good", "none")


def tile_colour(colours: Mapping[str, int]) -> str:
    """The colour of a place: the worst one that any of its rows has."""
    return next((colour for colour in COLOURS if colours.get(colour)), "none")


def suppress(counts: Mapping[K, int], below: int) -> tuple[dict[K, int | None], int | None]:
    """Counts and their total with small ones hidden; zero is no secret and stays.

    One hidden cell could be reckoned back from the total, so the next smallest goes with it; where there is no
    other, the total is hidden instead.
    """
    total = sum(counts.values())
    hidden = {key for key, count in counts.items() if 0 < count < below}
    rest = sorted((count, str(key), key) for key, count in counts.items() if count and key not in hidden)
    shown_total: int | None = None if 0 < total < below else total
    if len(hidden) == 1:
        if rest:
            hidden.add(rest[0][2])
        else:
            shown_total = None
    return {key: None if key in hidden else count for key, count in counts.items()}, shown_total
