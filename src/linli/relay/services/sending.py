"""Writing batches: what waits, a confirmation of what came, and again what the other side has not confirmed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from linli.records import services as records
from linli.records.canonical import instant
from linli.records.models import NumberSeries
from linli.records.tx import run as run_verb
from linli.relay import board as boards
from linli.relay import files, zone
from linli.relay.errors import NotSetUp
from linli.relay.format import Content, encode
from linli.relay.models import Arrived, Batch, Parcel
from linli.relay.sealing import seal
from linli.relay.services import telling

#: Unconfirmed for so long, it is written again.
AGAIN_AFTER = timedelta(days=1)
#: Parcels and told pages of one batch, and about how many bytes of parcels.
MOST_PARCELS, MOST_TOLD, MOST_SIZE = 100, 100, 8_000_000


class _Board(NamedTuple):
    rows: dict[str, Any]
    digest: str


def send(at: datetime, *, board: bool = True) -> list[Batch]:
    """Write all batches that are due; answers the new ones. ``board``: look whether the window board changed.

    Raises NotSetUp, StorageFull, StorageGone; what was made is written by the next call.
    """
    made: list[Batch] = []
    # Read before the transaction: a city's board takes seconds, and whoever writes holds everybody else up.
    shown = _changed_board(at) if board and zone.own_direction() == zone.OUTWARD else None
    while (batch := run_verb(lambda: _make(at, None if made else shown))) is not None:
        made.append(batch)
    _write(own().filter(written_at=None), at)
    oldest = own().filter(state=Batch.State.OPEN, substantial=True).aggregate(at=Min("written_at"))["at"]
    if oldest is not None and oldest <= at - AGAIN_AFTER:
        write_open(at)
    return made


def send_again(number: int, at: datetime) -> Batch:
    """Write the file of one batch again. Raises NotSetUp when there is none, or the other side has it."""
    batch = own().filter(number=number).first()
    if batch is None:
        raise NotSetUp(_("没有第%(number)s批。") % {"number": number})
    if not batch.content:
        raise NotSetUp(_("第%(number)s批对方已确认收到，内容已清空，不用重发。") % {"number": number})
    _write([batch], at)
    return batch


def write_open(at: datetime) -> None:
    """Write again whatever the other side has not confirmed: the same bytes under the same numbers."""
    _write(own().filter(state=Batch.State.OPEN), at)


def own() -> QuerySet[Batch]:
    """The batches of this side."""
    return Batch.objects.filter(direction=zone.own_direction(), received=False).order_by("number")


def series() -> str:
    """The name of this side's number series."""
    return f"relay.{zone.own_direction()}"


def last_drawn() -> int:
    """The last number of this side; with what was skipped after a restore."""
    return NumberSeries.objects.filter(series=series()).values_list("last", flat=True).first() or 0


def _write(batches: Iterable[Batch], at: datetime) -> None:
    for batch in batches:
        files.write(batch.name, batch.content)
        Batch.objects.filter(pk=batch.pk).update(written_at=at)


def applied_to() -> int:
    """The number up to which the other side's batches are applied here."""
    rows = Batch.objects.filter(direction=zone.other_direction(), received=True, state=Batch.State.DONE)
    return rows.aggregate(last=Max("number"))["last"] or 0


def _owes_confirmation() -> bool:
    """The other side sent more than confirmations since we last confirmed."""
    confirmed = own().aggregate(last=Max("confirms"))["last"] or 0
    rows = Batch.objects.filter(direction=zone.other_direction(), received=True, state=Batch.State.DONE)
    return rows.filter(number__gt=confirmed, substantial=True).exists()


def _make(at: datetime, board: _Board | None) -> Batch | None:
    """The next batch, its number drawn with what it carries; None when there is nothing to say."""
    outer = zone.own_direction() == zone.INWARD
    parcels = list(_waiting()) if outer else []
    refused = Arrived.objects.filter(told_in=None).exclude(refusal="").order_by("pk")
    refusals = [] if outer else list(refused[:MOST_TOLD])
    pages = [] if outer else telling.due(at, MOST_TOLD)
    if not (parcels or refusals or pages or board or _owes_confirmation()):
        return None
    content = Content(
        direction=zone.own_direction(),
        number=records.draw_number(series=series()),
        made_at=at,
        confirms=applied_to(),
        parcels=[_packed(parcel) for parcel in parcels],
        refusals=[{"key": row.key, "reason": row.refusal} for row in refusals],
        told=pages,
        board=board.rows if board else None,
    )
    text = encode(content)
    batch = Batch.objects.create(
        direction=content.direction,
        received=False,
        number=content.number,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        at=at,
        substantial=content.substantial,
        confirms=content.confirms,
        board_digest=board.digest if board else "",
        content=text,
    )
    Parcel.objects.filter(pk__in=[parcel.pk for parcel in parcels]).update(batch=batch)
    Arrived.objects.filter(pk__in=[row.pk for row in refusals]).update(told_in=batch)
    return batch


def _waiting() -> Iterator[Parcel]:
    """What waits in the outbox, as much as one batch takes."""
    size = 0
    for parcel in Parcel.objects.filter(batch=None).order_by("pk")[:MOST_PARCELS]:
        size += len(parcel.payload)
        if size > MOST_SIZE and size > len(parcel.payload):
            return
        yield parcel


def _packed(parcel: Parcel) -> dict[str, Any]:
    """Codes and places plain, words and persons sealed."""
    payload = json.loads(parcel.payload)
    return {
        "kind": parcel.kind,
        "key": parcel.key,
        "receipt": parcel.receipt,
        "made_at": instant(parcel.made_at),
        "plain": payload["plain"],
        "sealed": seal(payload["sealed"]),
    }


def _changed_board(at: datetime) -> _Board | None:
    """The board, if it is not the one sent last."""
    rows = boards.build(at)
    digest = boards.digest_of(rows)
    last = own().exclude(board_digest="").order_by("-number").first()
    return None if last is not None and last.board_digest == digest else _Board(rows, digest)
