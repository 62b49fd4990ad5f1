"""The tree of places, told from above: mechanisms lie below places and may not import them.

``AreasConfig.ready`` calls :func:`provide`. Without a tree every area stands alone, which is what tests of
this room need.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from linli.domain.access import AreaRef

Ancestors = Callable[[int, date | None], Sequence[int]]
Names = Callable[[Iterable[int]], Mapping[int, str]]
Communities = Callable[[Sequence[AreaRef], int], Sequence[tuple[int, str]]]
#: (place, ids) → those of the ids that lie at or below the place.
Inside = Callable[[int, Collection[int]], Collection[int]]
#: (levels, within, words of the field) → a form field that takes a place.
Field = Callable[..., forms.Field]

_ancestors: Ancestors | None = None
_names: Names | None = None
_communities: Communities | None = None
_field: Field | None = None
_inside: Inside | None = None


def provide(
    *,
    ancestors: Ancestors,
    names: Names | None = None,
    communities: Communities | None = None,
    field: Field | None = None,
    inside: Inside | None = None,
) -> None:
    """Tell how to climb the tree: ids from the top down to the area itself, on a day (None: today).

    ``communities(refs, most)`` gives at most so many (id, name) of communities below some places; ``field`` makes
    the form field by which a place is chosen; ``inside(place, ids)`` keeps the ids at or below a place.
    """
    global _ancestors, _names, _communities, _field, _inside
    _ancestors, _names, _communities, _field, _inside = ancestors, names, communities, field, inside


def ancestors(area_id: int, on: date | None = None) -> list[int]:
    """The ids from the top down to the area itself."""
    if _ancestors is None:
        return [area_id]
    return list(_ancestors(area_id, on)) or [area_id]


def names(ids: Iterable[int]) -> dict[int, str]:
    """Names of areas for pages; the id where the tree has not been told."""
    wanted = set(ids)
    known = dict(_names(wanted)) if _names and wanted else {}
    return {one: known.get(one) or str(one) for one in wanted}


def communities(refs: Sequence[AreaRef], most: int = 300) -> list[tuple[int, str]]:
    """Communities inside what a person may fill, for choosing one to try a mechanism in."""
    return list(_communities(refs, most)) if _communities and refs else []


def place_field(*, levels: Collection[str] = (), within: tuple[AreaRef, ...], **words: Any) -> forms.Field:
    """A form field for a place of some levels inside others; a bare number where the tree has not been told."""
    if _field is None:
        return forms.IntegerField(**words)
    return _field(levels=levels, within=within, **words)


def inside(area_id: int, ids: Iterable[int]) -> set[int]:
    """Those of the ids that lie at or below a place."""
    wanted = set(ids)
    if _inside is None:
        return {one for one in wanted if area_id in ancestors(one)}
    return set(_inside(area_id, wanted)) if wanted else set()
