"""Outside: what the holder of a receipt is told. Both sides: what waits."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases import queries as cases
from linli.cases import texts
from linli.cases.codes import tidy_receipt
from linli.cases.errors import NoSuchCase
from linli.relay import files, zone
from linli.relay.models import Arrived, Batch, Kind, Parcel, Told


@dataclass(frozen=True)
class Outside:
    """A follow page in the outer zone."""

    told: cases.Told
    #: None: the inner zone has told nothing yet.
    as_of: datetime | None
    #: What the resident did since, and what became of that.
    notes: tuple[str, ...] = ()


def known(typed: str) -> bool:
    """Whether somebody holds this receipt."""
    receipt = tidy_receipt(typed)
    return (
        Told.objects.filter(receipt=receipt).exists()
        or Parcel.objects.filter(receipt=receipt, kind=Kind.VOICE).exists()
    )


def follow(typed: str, at: datetime) -> Outside:
    """What was told of a receipt, or that it waits. Raises NoSuchCase, whatever is wrong with it."""
    receipt = tidy_receipt(typed)
    parcels = list(Parcel.objects.filter(receipt=receipt).order_by("pk"))
    row = Told.objects.filter(receipt=receipt).first()
    if row is None:
        voice = next((parcel for parcel in parcels if parcel.kind == Kind.VOICE), None)
        if voice is None:
            raise NoSuchCase()
        return Outside(_waiting(voice, at), None)
    told = cases.from_plain(json.loads(row.page))
    # The last of each kind: what was refused and sent again is no news any more.
    said = {row.kind: row for row in parcels if row.kind != Kind.VOICE and row.round == told.round}
    for parcel in said.values():
        told = _since(told, parcel)
    news = [parcel for parcel in said.values() if parcel.refusal or parcel.acknowledged_at is None]
    return Outside(told, row.told_at, tuple(_note(parcel) for parcel in news))


def _waiting(parcel: Parcel, at: datetime) -> cases.Told:
    """A voice of which nothing was told: in its own words as long as they are here."""
    payload = json.loads(parcel.payload) if parcel.payload else {"plain": {}, "sealed": {}}
    text = str(payload["sealed"].get("text", ""))
    area_id = int(payload["plain"].get("area", 0))
    body, phone = cases.telephone(area_id, at) if area_id else ("", "")
    if parcel.refusal:
        sentence = _("没有转办成功")
    elif parcel.acknowledged_at:
        sentence = _("已转入政务网，等待登记")
    else:
        sentence = _("已收到，等待转入政务网办理")
    return cases.Told(
        receipt=parcel.receipt,
        area_id=area_id,
        place=areas.full_name(area_id, top="street") if area_id else "",
        reported_at=parcel.made_at,
        sentence=sentence,
        title=texts.title_of(text) if text else "",
        text=text,
        explanation=_("%(reason)s请重新填写，或打社区电话。") % {"reason": parcel.refusal}
        if parcel.refusal
        else "",
        steps=(cases.Step(parcel.made_at, _("已收到您反映的事")),),
        phone=phone,
        phone_of=body,
    )


def _since(told: cases.Told, parcel: Parcel) -> cases.Told:
    """The page without the button that was pressed since."""
    if parcel.refusal:
        return told
    if parcel.kind == Kind.ANSWER:
        return replace(told, may_answer=False, may_say_no=False)
    return replace(told, may_thank=False)


def _note(parcel: Parcel) -> str:
    if parcel.refusal and parcel.kind == Kind.ANSWER:
        return _("您的评价没有转办成功：%(reason)s") % {"reason": parcel.refusal}
    if parcel.refusal:
        return _("您的感谢没有转达成功：%(reason)s") % {"reason": parcel.refusal}
    if parcel.kind == Kind.ANSWER:
        return _("您的评价已收到，等待转入政务网。")
    return _("您的感谢已收到，等待转入政务网。")


def state() -> dict[str, Any]:
    """Both directions in figures: last numbers, what waits, what was refused. Raises NotSetUp without a folder."""
    if not zone.zone():
        return {"zone": "", "ok": True}
    own = Batch.objects.filter(direction=zone.own_direction(), received=False)
    came = Batch.objects.filter(direction=zone.other_direction(), received=True)
    unconfirmed = own.filter(state=Batch.State.OPEN, substantial=True)
    oldest = unconfirmed.aggregate(at=Min("at"))["at"]
    refused = files.refused()
    found: dict[str, Any] = {
        "zone": zone.zone(),
        "ok": not refused,
        "sent": {
            "last": own.aggregate(last=Max("number"))["last"] or 0,
            "confirmed": own.filter(state=Batch.State.DONE).aggregate(last=Max("number"))["last"] or 0,
            "unconfirmed": unconfirmed.count(),
            "oldest_unconfirmed": oldest.isoformat() if oldest else None,
        },
        "received": {
            "last": came.filter(state=Batch.State.DONE).aggregate(last=Max("number"))["last"] or 0,
            "refused_files": refused,
        },
    }
    if zone.is_outer():
        waiting = Parcel.objects.filter(acknowledged_at=None)
        since = waiting.aggregate(at=Min("made_at"))["at"]
        found["waiting"] = {"parcels": waiting.count(), "since": since.isoformat() if since else None}
    else:
        arrived = Arrived.objects
        found["arrived"] = {"parcels": arrived.count(), "refused": arrived.exclude(refusal="").count()}
    return found
