"""Paths of the place tree: fixed-width ids joined from the province down, read by range.

A path is the ids of the ancestors and of the place itself, six digits of base 36 each, upper case.
Sorting paths sorts the tree; a subtree is one range ``[path, next)``. Only ``0-9A-Z`` occur, so the
order is the same under every collation of both engines. The nation itself has the empty path.
"""

from __future__ import annotations

WIDTH = 6
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: One more than the largest id that fits.
LIMIT = 36**WIDTH


def encode(area_id: int) -> str:
    """One step of a path. Raises ValueError outside 0 ≤ id < 36⁶ (about 2.18 thousand million)."""
    if not 0 <= area_id < LIMIT:
        raise ValueError(f"area id {area_id} does not fit into a path")
    digits = []
    for _place in range(WIDTH):
        area_id, rest = divmod(area_id, 36)
        digits.append(_DIGITS[rest])
    return "".join(reversed(digits))


def child(parent_path: str, area_id: int) -> str:
    """The path of a place below the one with ``parent_path``."""
    return parent_path + encode(area_id)


def ids(path: str) -> list[int]:
    """The area ids along a path, from the top, the place itself last."""
    return [int(path[start : start + WIDTH], 36) for start in range(0, len(path), WIDTH)]


def bounds(path: str) -> tuple[str, str]:
    """``(low, high)`` so that ``low <= p < high`` holds exactly for the place and all below it.

    The empty path (the nation) gives bounds around everything.
    """
    if not path:
        return "", "Z" * (WIDTH + 1)
    return path, path[:-WIDTH] + encode(int(path[-WIDTH:], 36) + 1)
