"""The tree of places, told from above: mechanisms lie below places and may not import them.

``AreasConfig.ready`` calls :func:`provide`. Without a tree every area stands alone, which is what tests of
this room need.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from linli.domain.access import AreaRef

Ancestors = Callable[[int, date | None], Sequence[int]]
Names = Callable[[Sequence[int]], dict[int, str]]
Communities = Callable[[Sequence[AreaRef]], Sequence[tuple[int, str]]]

_ancestors: Ancestors | None = None
_names: Names | None = None
_communities: Communities | None = None


def provide(
    *, ancestors: Ancestors, names: Names | None = None, communities: Communities | None = None
) -> None:
    """Tell how to climb the tree: ids from the top down to the area itself, on a day (None: today)."""
    global _ancestors, _names, _communities
    _ancestors, _names, _communities = ancestors, names, communities


def ancestors(area_id: int, on: date | None = None) -> list[int]:
    """The ids from the top down to the area itself."""
    if _ancestors is None:
        return [area_id]
    return list(_ancestors(area_id, on)) or [area_id]


def names(ids: Sequence[int]) -> dict[int, str]:
    """Names of areas for pages."""
    return _names(ids) if _names and ids else {}


def communities(refs: Sequence[AreaRef]) -> list[tuple[int, str]]:
    """The communities inside what a person may fill, for choosing one to try a mechanism in."""
    return list(_communities(refs)) if _communities else []
