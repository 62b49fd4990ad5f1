"""What the worker does each minute in either zone: take what came, tell what is new, forget what is over."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from linli.relay import files, zone
from linli.relay.models import Parcel, Told
from linli.relay.services.receiving import receive
from linli.relay.services.sending import send

log = logging.getLogger(__name__)
#: Outside, pages of ended matters and emptied parcels go after half a year.
KEEP_ENDED = timedelta(days=183)


def carry(at: datetime, *, board: bool = False) -> None:
    """One round both ways; nothing where there is no zone."""
    if not zone.zone():
        return
    with files.alone():
        report = receive(at)
        for name, sentence in report.refused:
            log.error("relay: %s put aside: %s", name, sentence)
        if report.missing is not None:
            log.warning("relay: batch %s is missing, later ones wait", report.missing)
        send(at, board=board)
        files.sweep()
    if zone.is_outer():
        forget(at)


def carry_board(at: datetime) -> None:
    """The same with a look at the window board, which is read as a whole: each ten minutes."""
    carry(at, board=True)


def forget(at: datetime) -> None:
    """Outside: what was over half a year ago."""
    Told.objects.filter(ended=True, told_at__lt=at - KEEP_ENDED).delete()
    Parcel.objects.filter(acknowledged_at__lt=at - KEEP_ENDED).delete()
