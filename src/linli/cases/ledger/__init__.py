"""Cases in and out of Excel: the day's 12345 export, an office's own list, the ledger of cases."""

from __future__ import annotations


def register() -> None:
    """Makes the targets and the outlet known; called once at start."""
    from linli.cases.ledger import hotline, listing, outlets, wishes
    from linli.ledgers import registry

    registry.register_target(hotline.TARGET)
    registry.register_target(listing.TARGET)
    registry.register_outlet(outlets.OUTLET)
    registry.register_outlet(wishes.OUTLET)
