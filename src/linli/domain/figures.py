"""Figures as offices print them: percent half-up on exact fractions, approximators, zero apart from missing.

Nothing here is a float. A printed figure is never compared: thresholds and ranks use the exact value.
Source: mechanisms.md 9.5, rules 1-6.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

#: Printed where a value is not known; a zero is printed as 0.
MISSING = "—"

Exact = int | Fraction | Decimal


def half_up(value: Exact, places: int = 0) -> Decimal:
    """Rounded half away from zero to so many decimals, on the exact value."""
    scaled = Fraction(value) * 10**places
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    # Built digit by digit: arithmetic of Decimal would round to the 28 digits of its context.
    negative = int(scaled < 0 and whole > 0)
    return Decimal((negative, tuple(int(digit) for digit in str(whole)), -places))


def rate(part: Exact | None, whole: Exact | None) -> Fraction | None:
    """part / whole, exact and kept above one; None when either is missing or the base is zero."""
    if part is None or whole is None or whole == 0:
        return None
    return Fraction(part) / Fraction(whole)


def percent(part: Exact | None, whole: Exact | None, places: int = 0) -> Decimal | None:
    """The rate in percent, half-up: 18 of 19 → 95; 14,213 of 11,941 → 119."""
    value = rate(part, whole)
    return None if value is None else half_up(value * 100, places)


def say_percent(part: Exact | None, whole: Exact | None, places: int = 0) -> str:
    """``95%``, or the dash for a missing one."""
    value = percent(part, whole, places)
    return MISSING if value is None else f"{value}%"


def say(value: Exact | None, places: int = 0) -> str:
    """A count or amount with thousands marked; 0 for zero, a dash for missing."""
    return MISSING if value is None else f"{half_up(value, places):,}"


def say_yuan(fen: int | None, in_wan: bool = False) -> str:
    """Money kept as integer 分, printed in 元 or 万元 with two decimals."""
    if fen is None:
        return MISSING
    unit, base = ("万元", 1_000_000) if in_wan else ("元", 100)
    return f"{half_up(Fraction(fen, base), 2):,}{unit}"


def reaches(value: Exact | None, threshold: Exact) -> bool:
    """Is the exact value at or above the threshold? 54.9 % does not reach 55 %; a missing value reaches nothing."""
    return value is not None and Fraction(value) >= Fraction(threshold)


#: Words that make a figure round: those that round down, and the one that rounds up.
FLOORS = ("余", "多", "以上")
CEILS = ("近",)


def default_unit(value: int) -> int:
    """The unit a figure is rounded to unless the template says one: 1.2万余, 400余, 30余."""
    if value >= 10_000:
        return 1000 if value < 100_000 else 10_000
    return int(10 ** max(len(str(value)) - 1, 1))


def about(value: int | None, word: str = "余", unit: int | None = None) -> str:
    """12,043 → 1.2万余; 418 → 400余; 563 with unit 10 → 560余. A figure that is round already takes no 余 or 近.

    余, 多 and 以上 round down to the unit, 近 rounds up; a value below the unit is printed as it is.
    Raises ValueError for an unknown word, a negative value or a unit below 1.
    """
    if word not in FLOORS + CEILS:
        raise ValueError(f"unknown approximator {word!r}, allowed: {', '.join(FLOORS + CEILS)}")
    if value is None:
        return MISSING
    if value < 0 or (unit is not None and unit < 1):
        raise ValueError("only counts can be said approximately")
    step = unit or default_unit(value)
    if value < step and word not in CEILS:
        return f"{value}以上" if word == "以上" else str(value)
    down = value // step * step
    shown = short(down if word in FLOORS or down == value else down + step)
    if word == "以上":
        return f"{shown}以上"
    if down == value:
        return shown
    return f"{word}{shown}" if word in CEILS else f"{shown}{word}"


def short(value: int) -> str:
    """A round figure in 万 from ten thousand on: 12,000 → 1.2万, 600 → 600."""
    if value < 10_000:
        return str(value)
    return f"{Decimal(value).scaleb(-4).normalize():f}万"


@dataclass(frozen=True)
class Break:
    """A cumulative series that does not add up: the place, what was expected, what was reported."""

    index: int
    expected: int
    found: int


def cumulative_breaks(periods: Iterable[tuple[int | None, int | None]]) -> list[Break]:
    """Where (this period, cumulative) pairs break the sum; reported, never silently corrected."""
    breaks: list[Break] = []
    before: int | None = None
    for index, (now, total) in enumerate(periods):
        if before is not None and now is not None and total is not None and total != before + now:
            breaks.append(Break(index, before + now, total))
        if total is not None:
            before = total
        elif before is not None:
            before = None if now is None else before + now
    return breaks


def time_progress(day_number: int, days: int) -> Fraction:
    """序时进度: the share of the period that has passed, for comparing a completion rate with."""
    return Fraction(min(max(day_number, 0), days), days)
