"""The verbs of duties. Use as ``from linli.duties import services``.

Every verb takes ``actor`` and ``at`` and, where a period begins or ends, the day ``on``; it appends one event.
Refusals are :class:`linli.duties.errors.DutyRefused`.
"""

from linli.duties.services.assigning import Draft, assign, assign_many
from linli.duties.services.changing import end, end_many, extend, put_under, reassign
from linli.duties.services.charges import add_charges, end_charge
from linli.duties.services.items import set_item
from linli.duties.services.reopening import reopen_many

__all__ = [
    "Draft",
    "add_charges",
    "assign",
    "assign_many",
    "end",
    "end_charge",
    "end_many",
    "extend",
    "put_under",
    "reassign",
    "reopen_many",
    "set_item",
]
