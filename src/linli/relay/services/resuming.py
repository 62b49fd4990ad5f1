"""After one side was put back from a backup: numbers go on where the other side knows them, and all is told anew."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.records.models import NumberSeries
from linli.records.tx import verb
from linli.relay import zone
from linli.relay.errors import NotSetUp
from linli.relay.models import Batch, Relayed
from linli.relay.services import sending


@verb()
def write_from(number: int, at: datetime) -> None:
    """The next batch of this side is ``number``; inside, every page and the board are told anew.

    What was unconfirmed under lower numbers is given up; parcels in it wait again. Raises NotSetUp for a number drawn.
    """
    last = sending.last_drawn()
    if number <= last:
        raise NotSetUp(_("本侧已发到第%(last)s批，下一批的号码要更大。") % {"last": last})
    for batch in sending.own().filter(state=Batch.State.OPEN):
        batch.parcels.filter(acknowledged_at=None).update(batch=None)
        batch.refusals.update(told_in=None)
    sending.own().update(state=Batch.State.DONE, content="", board_digest="")
    series = NumberSeries.objects.update_or_create
    series(series=sending.series(), year=0, defaults={"last": number - 1})
    Relayed.objects.update(seen=0, digest="")


@verb()
def read_from(number: int, at: datetime) -> None:
    """The next batch of the other side is ``number``; lower ones count as taken. Raises NotSetUp for one that is."""
    last = sending.applied_to()
    if number <= last:
        raise NotSetUp(_("对方的第%(last)s批已经收过，下一批的号码要更大。") % {"last": last})
    if number - 1 > last:
        Batch.objects.create(
            direction=zone.other_direction(), received=True, number=number - 1, digest="", at=at,
            state=Batch.State.DONE, substantial=False,
        )  # fmt: skip
