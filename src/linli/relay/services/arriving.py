"""Inside: each parcel is applied once, through the verbs every page uses; a refusal is kept to be told back."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.cases import services as cases
from linli.cases.access import get_case_by_receipt, get_case_to_answer
from linli.domain.access import PUBLIC
from linli.records.errors import LinliError
from linli.records.tx import run as run_verb
from linli.relay.board import place_now
from linli.relay.errors import Refused
from linli.relay.format import Content
from linli.relay.models import Arrived, Batch, Kind, Relayed
from linli.relay.sealing import unseal

#: What is done inside the transaction that marks the parcel as taken.
Act = Callable[[], None]


@dataclass(frozen=True)
class Came:
    """A parcel, opened."""

    kind: Kind
    key: str
    receipt: str
    made_at: datetime
    plain: dict[str, Any]
    sealed: dict[str, Any]


def unpack(content: Content) -> list[Came]:
    """The parcels of a batch. Raises Refused when one cannot be opened: then none of them is applied."""
    found = []
    for row in content.parcels:
        try:
            found.append(
                Came(
                    Kind(row["kind"]), row["key"], row["receipt"], row["made_at"], row["plain"],
                    dict(unseal(row["sealed"])),
                )
            )  # fmt: skip
        except (TypeError, ValueError) as error:
            raise Refused() from error
    return found


def take(came: Came, batch: Batch, at: datetime) -> None:
    """Apply a parcel unless it was; what the services refuse is kept with their sentence.

    Raises what a full disk or a locked database raises, so that it is tried again.
    """
    if Arrived.objects.filter(key=came.key).exists():
        return
    try:
        act = _ACTS[came.kind](came, min(came.made_at, at))
        run_verb(lambda: _keep(came, batch, at, act=act))
    except LinliError as error:
        if error.status >= 500:
            raise
        sentence = str(error)[:300]
        run_verb(lambda: _keep(came, batch, at, refusal=sentence))


def _keep(came: Came, batch: Batch, at: datetime, *, act: Act | None = None, refusal: str = "") -> None:
    # The row first: a twin meets its unique key before it writes anything.
    Arrived.objects.create(
        kind=came.kind, key=came.key, receipt=came.receipt, batch=batch, at=at, refusal=refusal
    )
    if act is not None:
        act()


def _voice(came: Came, at: datetime) -> Act:
    """A case with the receipt that was given out outside, told when it was said."""
    plain, sealed = came.plain, came.sealed
    voice = cases.Voice(
        text=str(sealed["text"]),
        area_id=place_now(int(plain["area"])),
        kind=str(plain["case_kind"]),
        channel=str(plain["channel"]),
        spot=str(sealed["spot"]),
        reporter=cases.Reporter(
            name=str(sealed["name"]),
            phone=str(sealed["phone"]),
            address=str(sealed["address"]),
            on_behalf_of=str(sealed["on_behalf_of"]),
            share=bool(plain["share"]),
        ),
        no_danger=bool(plain["no_danger"]),
        photos=tuple(_photo(one) for one in sealed["photos"]),
        receipt=came.receipt,
    )
    held = cases.examine(voice=voice, actor=PUBLIC, at=at)

    def act() -> None:
        case = cases.register_examined(held, actor=PUBLIC, at=at)
        Relayed.objects.create(case=case)

    return act


def _photo(plain: dict[str, str]) -> io.BytesIO:
    made = io.BytesIO(base64.b64decode(plain["data"]))
    made.name = plain["name"]
    return made


def _answer(came: Came, at: datetime) -> Act:
    case = get_case_to_answer(came.receipt)

    def act() -> None:
        cases.confirm(
            case_id=case.pk,
            solved=str(came.plain["solved"]),
            satisfied=str(came.plain["satisfied"]),
            text=str(came.sealed["text"]),
            actor=PUBLIC,
            at=at,
        )

    return act


def _thanks(came: Came, at: datetime) -> Act:
    case, _follower = get_case_by_receipt(came.receipt)

    def act() -> None:
        cases.thank(
            case_id=case.pk,
            text=str(came.sealed["text"]),
            public=bool(came.plain["public"]),
            actor=PUBLIC,
            at=at,
        )

    return act


_ACTS: dict[Kind, Callable[[Came, datetime], Act]] = {
    Kind.VOICE: _voice,
    Kind.ANSWER: _answer,
    Kind.THANKS: _thanks,
}
