"""The verbs of places: one transaction each, under the one lock of the tree, each with its event."""

from linli.areas.services.changing import end, move, rename, set_codes
from linli.areas.services.creating import create_place
from linli.areas.services.grids import set_covers, set_grid
from linli.areas.services.joining import Part, merge, split, take_over
from linli.areas.services.many import NewPlace, create_places
from linli.areas.services.plates import MOST as MOST_PLATES
from linli.areas.services.plates import add_plate, print_plates, revoke_plate
from linli.areas.services.rewriting import rewrite_columns
from linli.areas.services.tree import ensure_nation

__all__ = [
    "MOST_PLATES",
    "NewPlace",
    "Part",
    "add_plate",
    "create_place",
    "create_places",
    "end",
    "ensure_nation",
    "merge",
    "move",
    "print_plates",
    "rename",
    "revoke_plate",
    "rewrite_columns",
    "set_codes",
    "set_covers",
    "set_grid",
    "split",
    "take_over",
]
