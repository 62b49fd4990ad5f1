"""Codes of places: statistical ones in short form, local ones in a reserved range.

Statistical codes (12 digits, the empty tail cut): 2 province, 4 city, 6 county, 9 street or town, 12
community or village (GB/T 2260, GB/T 10114, statistical division codes; practice.md C10.1).

A place that is in no official list gets a local code, never a statistical one: ``L`` + the digits of
the one above + a number from 901 (91 where two digits are used) — a range the official lists do not
use. Below a community: ``.`` and a running number. Invented places stand under ``L99``: no province
has that number.
"""

from __future__ import annotations

from collections.abc import Iterable

#: Digits of a whole statistical code, by level.
WIDTHS = {"province": 2, "city": 4, "district": 6, "street": 9, "community": 12}
#: How many digits each level adds.
_STEP = {"province": 2, "city": 2, "district": 2, "street": 3, "community": 3}
#: The range of invented places.
INVENTED = "L99"


def shorten(code: str) -> str | None:
    """A statistical code without its empty levels: 410900000000 → 4109; None if it is no such code.

    Only whole levels are taken (2, 4, 6, 9 or 12 digits): 41090 names nothing.
    """
    widths = list(WIDTHS.values())
    if not (code.isascii() and code.isdigit() and len(code) in widths):
        return None
    for below, width in zip((0, *widths), widths, strict=False):
        if len(code) > below and not code[below:].strip("0"):
            return code[:below] or None
        if width == len(code):
            return code
    return None


def level_of(code: str) -> str | None:
    """The level a short statistical code stands for."""
    return next((level for level, width in WIDTHS.items() if width == len(code)), None)


def local_prefix(parent_code: str, level: str) -> str:
    """What the local codes of a level below a parent begin with (both kinds of parent code)."""
    stem = parent_code if parent_code.startswith("L") else f"L{parent_code}"
    return stem if level in _STEP and "." not in stem else f"{stem}."


def next_local(prefix: str, level: str, taken: Iterable[str]) -> str:
    """The next free local code under a prefix; ``taken`` are all codes ever given that begin with it.

    Raises ValueError when the reserved range of the level is used up.
    """
    used = {code[len(prefix) :] for code in taken}
    numbers = [int(rest) for rest in used if rest.isdigit()]
    if prefix.endswith("."):
        return f"{prefix}{max(numbers, default=0) + 1:03d}"
    width = _STEP[level]
    # Under an invented parent every number is free; elsewhere only the reserved range is.
    first = 1 if prefix.startswith(INVENTED) else 9 * 10 ** (width - 1) + 1
    number = (
        max([first - 1, *(n for rest, n in zip(used, map(_number, used), strict=True) if len(rest) == width)])
        + 1
    )
    if number >= 10**width:
        raise ValueError(f"no local code left under {prefix}")
    return f"{prefix}{number:0{width}d}"


def _number(rest: str) -> int:
    return int(rest) if rest.isdigit() else 0
