"""What may hang below what, and which words people use for levels."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area

#: Level → levels it may hang under. A building without an estate hangs under its community; a place
#: that crosses borders hangs under the lowest one that holds all it covers.
PARENTS: dict[str, frozenset[str]] = {
    "province": frozenset({"nation"}),
    "city": frozenset({"province", "nation"}),
    "district": frozenset({"city"}),
    "street": frozenset({"district"}),
    "community": frozenset({"street"}),
    "estate": frozenset({"community"}),
    "building": frozenset({"estate", "community"}),
    "entrance": frozenset({"building"}),
    "grid": frozenset({"community"}),
    "other": frozenset({"province", "city", "district", "street", "community", "estate"}),
}
#: Kinds of each level; the first is taken when none is given.
KINDS: dict[str, tuple[str, ...]] = {
    "estate": ("estate", "courtyard"),
    "other": ("other", "road", "park", "market", "venue"),
}
#: What may belong to a grid.
GRID_MEMBERS = frozenset({"estate", "building", "entrance", "other"})


def label(level: str) -> str | Promise:
    """The word for a level."""
    return _("其他场所") if level == "other" else Area.Kind(level).label


def kinds(level: str) -> tuple[str, ...]:
    """The kinds a place of this level may be of."""
    return KINDS.get(level, (level,))


def below(level: str) -> list[str]:
    """Levels that may be set up directly below a place of this level, from large to small."""
    return [child for child, parents in PARENTS.items() if level in parents]
