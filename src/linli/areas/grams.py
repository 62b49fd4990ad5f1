"""The pair index of today's names, packed into one number a row so that it is its own primary key.

    key = first character · second character · rank · area id
             16 bits            16 bits        3        28       = 63 bits, never negative

Why: on both engines the table is one clustered index. A range finds the places with a pair, the
highest levels first; "does this place also have that pair" is a look-up of ``key`` plus a constant.
Characters beyond the first plane share numbers with others; the name itself is compared afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable

from linli.areas import spelling
from linli.domain.access import LEVELS

_ID_BITS = 28
_RANK_BITS = 3
_TAIL_BITS = _ID_BITS + _RANK_BITS
_ID_MASK = (1 << _ID_BITS) - 1
#: Above a community each level ranks by itself; places below a building share the last rank.
#: Levels that are also indexed by their initials.
SPOKEN_FIRST = frozenset({"province", "city", "district"})
_RANKS = {level: min(place, 7) for place, level in enumerate(LEVELS)}


def pairs(name: str) -> set[str]:
    """The pairs under which a name is found; a core of one character is paired with an empty one."""
    text = spelling.core(spelling.fold(name))
    if len(text) < 2:
        return {text + "\0"} if text else set()
    return {text[at : at + 2] for at in range(len(text) - 1)}


def head(pair: str) -> int:
    """The bits of a pair, shifted to their place: the least key that has it."""
    first, second = ord(pair[0]) & 0xFFFF, ord(pair[1]) & 0xFFFF
    return (first << 16 | second) << _TAIL_BITS


def bounds(pair: str) -> tuple[int, int]:
    """``(low, high)`` with ``low <= key < high`` for all places that have the pair."""
    low = head(pair)
    return low, low + (1 << _TAIL_BITS)


def char_bounds(char: str) -> tuple[int, int]:
    """The same for a single character that begins a pair."""
    low = (ord(char) & 0xFFFF) << (16 + _TAIL_BITS)
    return low, low + (1 << (16 + _TAIL_BITS))


def tail(level: str, area_id: int) -> int:
    """Rank and area id of a key. Raises ValueError for an id that does not fit."""
    if not 0 <= area_id <= _ID_MASK:
        raise ValueError(f"area id {area_id} does not fit into a search key")
    return _RANKS[level] << _ID_BITS | area_id


def keys(name: str, level: str, area_id: int, initials: str = "") -> set[int]:
    """All keys of one place. Provinces, cities and counties are also found by two initials.

    They are few, and people mean them first: 「py」 is 濮阳市 before the hundred villages called so.
    """
    end = tail(level, area_id)
    found = pairs(name)
    if level in SPOKEN_FIRST and len(initials) > 1:
        found.add(initials[:2])
    return {head(pair) | end for pair in found}


def area_ids(found: Iterable[int]) -> list[int]:
    """The area ids of keys, each once, in the given order."""
    return list(dict.fromkeys(key & _ID_MASK for key in found))
