"""One batch as one file: plain JSON that a content check can read, signed as a whole, personal parts sealed.

``{"batch":{…},"signature":"<hex>"}``: the signature is over every byte before ``,"signature"``.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.records.canonical import canonical, instant
from linli.relay.errors import Refused, Unfinished
from linli.relay.sealing import sign

VERSION = 1
#: A city's board has some tens of megabytes.
MOST_BYTES = 512 * 1024 * 1024
_END = re.compile(rb',"signature":"([0-9a-f]{64})"\}\s*\Z')
_TAIL = 120


@dataclass(frozen=True)
class Content:
    """What a batch says."""

    direction: str
    number: int
    made_at: datetime
    #: Up to which number the writer has applied the other side's batches.
    confirms: int = 0
    parcels: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    board: dict[str, Any] | None = None

    @property
    def substantial(self) -> bool:
        """More than a confirmation."""
        return bool(self.parcels or self.refusals or self.told or self.board)


def encode(content: Content) -> str:
    """The file."""
    batch = {
        "format": "linli-relay",
        "version": VERSION,
        "direction": content.direction,
        "number": content.number,
        "made_at": instant(content.made_at),
        "confirms": content.confirms,
        "parcels": content.parcels,
        "refusals": content.refusals,
        "told": content.told,
        "board": content.board,
    }
    body = '{"batch":' + canonical(batch)
    return f'{body},"signature":"{sign(body.encode())}"}}\n'


def decode(raw: bytes, direction: str) -> Content:
    """What a file of this direction says. Raises Refused with the reason; :class:`Unfinished` without its end."""
    found = _END.search(raw, max(len(raw) - _TAIL, 0))
    if found is None:
        raise Unfinished()
    body = raw[: found.start()]
    if not hmac.compare_digest(sign(body), found[1].decode()):
        raise Refused(_("签名不对：内容被改过，或者不是用本站的共享密钥签的。"))
    try:
        batch = json.loads(body + b"}")["batch"]
        if batch["format"] != "linli-relay" or batch["version"] != VERSION:
            raise Refused(_("批次的格式版本不同，请让两侧安装同一版本。"))
        if batch["direction"] != direction:
            raise Refused(_("方向不对：这是本侧自己发出的批次，不应出现在收件目录。"))
        return _content(batch)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused() from error


def _content(batch: dict[str, Any]) -> Content:
    number, confirms = batch["number"], batch["confirms"]
    if not (isinstance(number, int) and isinstance(confirms, int) and number > 0 and confirms >= 0):
        raise ValueError("numbers")
    return Content(
        direction=batch["direction"],
        number=number,
        made_at=datetime.fromisoformat(batch["made_at"]),
        confirms=confirms,
        parcels=[_with(row, _PARCEL) for row in batch["parcels"]],
        refusals=[_with(row, _REFUSAL) for row in batch["refusals"]],
        told=[_with(row, _TOLD) for row in batch["told"]],
        board=None if batch["board"] is None else dict(batch["board"]),
    )


_PARCEL: dict[str, Callable[[Any], Any]] = {
    "kind": str, "key": str, "receipt": str, "made_at": datetime.fromisoformat, "plain": dict, "sealed": str,
}  # fmt: skip
_REFUSAL: dict[str, Callable[[Any], Any]] = {"key": str, "reason": str}
_TOLD: dict[str, Callable[[Any], Any]] = {"receipt": str, "plain": dict, "sealed": str}


def _with(row: Any, shape: dict[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """The row with exactly these parts, read."""
    if set(row) != set(shape):
        raise ValueError("parts")
    return {name: read(row[name]) for name, read in shape.items()}
