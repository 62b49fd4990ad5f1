"""Outside: what a resident says is checked by the same rules as inside and waits in the outbox.

The receipt is drawn here and stays the receipt of the case.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from linli.cases import services as cases
from linli.cases import words
from linli.cases.codes import new_receipt
from linli.cases.errors import NotNow
from linli.cases.queries import Told
from linli.domain.access import PUBLIC
from linli.records import services as records
from linli.records import uploads
from linli.records.canonical import canonical
from linli.records.tx import run as run_verb
from linli.relay.models import Kind, Parcel


def voice(*, voice: cases.Voice, key: str, at: datetime) -> str:
    """Keep a voice for the inner zone; answers its receipt. Raises what ``cases.register_case`` raises.

    ``key``: sent twice under one key, it is one parcel with one receipt.
    """
    held = cases.examine(voice=replace(voice, photos=()), actor=PUBLIC, at=at).voice
    photos = [_photo(upload) for upload in voice.photos]
    given = held.reporter
    payload: dict[str, Any] = {
        "plain": {
            "area": held.area_id, "channel": held.channel, "case_kind": held.kind,
            "no_danger": held.no_danger, "share": given.share,
        },
        "sealed": {
            "text": held.text, "spot": held.spot, "name": given.name, "phone": given.phone,
            "address": given.address, "on_behalf_of": given.on_behalf_of,
        },
    }  # fmt: skip
    content = canonical(payload)
    payload["sealed"]["photos"] = photos

    def keep() -> str:
        receipt = new_receipt()
        # Its own key on the way: what a form calls itself must not meet the key of an answer.
        _keep(Kind.VOICE, secrets.token_hex(20), receipt, payload, at)
        return receipt

    if not key:
        return run_verb(keep)
    return records.once(key=key, actor=PUBLIC, body=content, run=keep, result=(str, str))


def answer(*, told: Told, solved: str, satisfied: str, text: str, at: datetime) -> None:
    """Keep 「解决了」 or 「没解决」 on a page that was told. Raises BadInput, or NotNow when it is not asked for now."""
    if not (told.may_answer or (told.may_say_no and solved == "no")):
        raise NotNow(words.not_possible("confirm", told.state) if told.state else None)
    word, text = cases.check_word(solved=solved, satisfied=satisfied, text=text)
    plain = {"solved": word.value, "satisfied": satisfied}
    _once(Kind.ANSWER, told, {"plain": plain, "sealed": {"text": text}}, at)


def thank(*, told: Told, text: str, public: bool, at: datetime) -> None:
    """Keep a word of thanks. Raises BadInput, or NotNow where no wish was fulfilled."""
    if not told.may_thank:
        raise NotNow(words.refusal("not_a_wish"))
    text = cases.check_thanks(text=text, public=public)
    _once(Kind.THANKS, told, {"plain": {"public": public}, "sealed": {"text": text}}, at)


def _once(kind: Kind, told: Told, payload: dict[str, Any], at: datetime) -> None:
    """One a round; another one only after the inner zone refused the last."""

    def keep() -> None:
        earlier = Parcel.objects.filter(kind=kind, receipt=told.receipt, round=told.round)
        if earlier.filter(refusal="").exists():
            return
        key = f"{kind}:{told.receipt}:{told.round}:{earlier.count()}"
        _keep(kind, key, told.receipt, payload, at, round_=told.round)

    run_verb(keep)


def _keep(
    kind: Kind, key: str, receipt: str, payload: dict[str, Any], at: datetime, *, round_: int = 0
) -> None:
    values = {"kind": kind, "receipt": receipt, "round": round_, "payload": canonical(payload), "made_at": at}
    Parcel.objects.get_or_create(key=key, defaults=values)


def _photo(upload: uploads.Upload) -> dict[str, str]:
    """A photo as it travels: looked at and made anew here, as everywhere. Raises BadFile."""
    checked = uploads.check(upload)
    return {"name": checked.name, "data": base64.b64encode(checked.data).decode()}
