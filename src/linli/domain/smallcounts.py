"""Small counts of sensitive kinds: what is printed instead of a number that would point at somebody.

A reader who cannot open the records must not reckon a count under :data:`SMALL`, neither from the cell nor from its
siblings, totals, parts or the records he may open. So a hidden cell is left out of every sum printed above it, which
makes all that is printed a function of the cells that are not hidden. Source: ../design/data.md, "Figures".
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

#: Counts under this are hidden.
SMALL = 5
#: Printed where "<5" itself would tell the number to a reader who may open all but one of the records.
LEFT_BLANK = "略"

U = TypeVar("U", bound=Hashable)


@dataclass(frozen=True)
class Part:
    """One count of a cell: all records, those the reader may open, and the sensitive ones he may not."""

    count: int
    opened: int
    unseen: int

    @property
    def is_hidden(self) -> bool:
        """Is the count small and not the reader's to know?

        With three records open, "hidden" alone would mean four; so five is hidden as well then, and two numbers remain.
        """
        if self.unseen <= 0 or self.count <= 0:
            return False
        return self.count < SMALL or (self.opened == SMALL - 2 and self.count == SMALL)

    @property
    def sign(self) -> str:
        """``<5``, or nothing at all where that would leave one number only."""
        return f"<{SMALL}" if self.opened < SMALL - 2 else LEFT_BLANK


def hidden(cells: Mapping[U, Iterable[Part]]) -> dict[U, str]:
    """The cells that are not printed and the sign in their place; one small part hides the whole cell."""
    found: dict[U, str] = {}
    for unit, parts in cells.items():
        signs = [part.sign for part in parts if part.is_hidden]
        if signs:
            found[unit] = LEFT_BLANK if LEFT_BLANK in signs else signs[0]
    return found


@dataclass(frozen=True)
class Printed(Generic[U]):
    """A column as printed: exact numbers, signs, and the sum of the exact ones."""

    cells: Mapping[U, str]
    total: str


def column(counts: Mapping[U, Part]) -> Printed[U]:
    """Counts of siblings with their total: the total adds what is printed and says with "+" that there is more."""
    signs = hidden({unit: [part] for unit, part in counts.items()})
    cells = {unit: signs.get(unit, str(part.count)) for unit, part in counts.items()}
    shown = sum(part.count for unit, part in counts.items() if unit not in signs)
    return Printed(cells, at_least(str(shown), bool(signs), empty=not shown))


def at_least(text: str, more: bool, *, empty: bool = False) -> str:
    """``58``; ``58+`` where hidden cells are not in it; nothing told where only hidden ones are."""
    if not more:
        return text
    return LEFT_BLANK if empty else f"{text}+"
