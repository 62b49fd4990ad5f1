"""Registers in and out of Excel: one target and one outlet for each kind, in the same layout."""

from linli.ledgers.registry import register_outlet, register_target
from linli.registers import kinds
from linli.registers.ledger.incoming import target_of
from linli.registers.ledger.outgoing import outlet_of


def register() -> None:
    """Called once by the room's ``startup``."""
    for order, kind in enumerate(kinds.shipped_kinds(), start=100):
        register_target(target_of(kind, order))
        register_outlet(outlet_of(kind, order))


def name_of(kind_id: str) -> str:
    """The id of a kind's target and outlet."""
    return f"register-{kind_id}"
