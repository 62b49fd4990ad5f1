"""Reading plates: what a scanned or typed code stands for, and what is printed on a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from linli.areas import queries, spelling
from linli.areas.models import Plate
from linli.records.reading import Reading

#: What ``secrets.token_urlsafe`` makes; anything else never reaches the database.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,32}")


@dataclass(frozen=True)
class Printed:
    """One plate as it is printed."""

    name: str
    where: str
    short_code: str
    token: str


_BY_TOKEN = Reading(lambda token: Plate.objects.filter(token=token, revoked_at=None))


def by_token(token: str) -> Plate | None:
    """The valid plate of a QR code; None for a forged, foreign or revoked one."""
    if not _TOKEN.fullmatch(token):
        return None
    return next(iter(_BY_TOKEN.rows(token)), None)


def by_short_code(code: str) -> Plate | None:
    """The valid plate of a typed code; blanks, hyphens and small letters are forgiven."""
    clean = "".join(char for char in code.upper() if char.isalnum())
    if not clean.isascii() or not 4 <= len(clean) <= 12:
        return None
    return Plate.objects.filter(short_code=clean, revoked_at=None).first()


def place_of(plate: Plate) -> int | None:
    """The living place behind a plate: its own, or the one that took its place over; else the one above."""
    heir = queries.successor(plate.area_id)
    if heir is not None:
        return heir
    held = queries.columns_for(plate.area_id)
    return next((held[level] for level in ("community", "street", "district", "city") if held[level]), None)


def valid_of(area_id: int) -> Plate | None:
    """The valid plate of a place."""
    return Plate.objects.filter(area_id=area_id, revoked_at=None).order_by("pk").first()


def printed(plates: Iterable[Plate]) -> list[Printed]:
    """Names and places of plates for a sheet, in three queries."""
    rows = list(plates)
    spans = queries.spans([plate.area_id for plate in rows])
    above = {span.parent_id for span in spans.values() if span.parent_id}
    names = queries.full_names(above, top="district")
    return [
        Printed(
            name=spelling.short_name(spans[plate.area_id].name),
            where=names.get(spans[plate.area_id].parent_id or 0, ""),
            short_code=f"{plate.short_code[:3]} {plate.short_code[3:]}",
            token=plate.token,
        )
        for plate in rows
        if plate.area_id in spans
    ]
