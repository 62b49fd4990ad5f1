"""The verbs of registers. Use as ``from linli.registers import services as registers``.

Every verb takes ``actor`` and ``at`` and appends one event a row; quantities are integers of the smallest unit.
"""

from linli.registers.services.adding import add_item, add_items, insert_built
from linli.registers.services.building import New, Places, build
from linli.registers.services.changing import (
    assign_keeper,
    change_item,
    end_item,
    move_state,
    put_under,
    start_stage,
)
from linli.registers.services.clearing import clear_item, reopen_item
from linli.registers.services.freezing import freeze
from linli.registers.services.joining import merge_items, split_item
from linli.registers.services.many import MOST_AT_ONCE, edit_many
from linli.registers.services.revealing import reveal_items
from linli.registers.services.tying import tie_item, untie_item

__all__ = [
    "MOST_AT_ONCE",
    "New",
    "Places",
    "add_item",
    "add_items",
    "assign_keeper",
    "build",
    "change_item",
    "clear_item",
    "edit_many",
    "end_item",
    "freeze",
    "insert_built",
    "merge_items",
    "move_state",
    "put_under",
    "reopen_item",
    "reveal_items",
    "split_item",
    "start_stage",
    "tie_item",
    "untie_item",
]
