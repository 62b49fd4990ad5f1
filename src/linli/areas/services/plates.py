"""Plates: made once for a place, printed after the office has confirmed they may be put up, revoked."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from linli.areas import queries
from linli.areas.errors import BadPlace, UnknownPlace
from linli.areas.models import Area, Plate
from linli.domain.access import Actor
from linli.records import services as records
from linli.records.tx import verb

#: Letters and digits nobody mistakes for one another when read aloud or typed.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SHORT_LENGTH = 7
#: Plates of one print job: ten sheets.
MOST = 240


@verb()
def add_plate(*, area_id: int, actor: Actor, at: datetime) -> Plate:
    """The plate of a place: the valid one if it has one, else a new one; ``area.plate_made``."""
    if queries.span(area_id) is None:
        raise UnknownPlace()
    area = records.lock(Area, area_id)
    held = area.plates.filter(revoked_at=None).order_by("pk").first()
    if held is not None:
        return held
    plate = Plate.objects.create(
        token=secrets.token_urlsafe(16), area=area, short_code=_short_code(), made_at=at
    )
    records.append(subject=area, name="area.plate_made", actor=actor, at=at, data={"plate": plate.short_code})
    return plate


def _short_code() -> str:
    """A code nobody has: 31⁷ is 27 thousand million, so guessing finds nothing."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _place in range(SHORT_LENGTH))
        if not Plate.objects.filter(short_code=code).exists():
            return code


@verb()
def print_plates(*, area_ids: Sequence[int], confirmed: bool, actor: Actor, at: datetime) -> list[Plate]:
    """Make what is missing and mark all as printed; ``area.plates_printed`` on each place.

    ``confirmed``: the office says that putting up these plates is permitted (rules against needless
    plates at grass-roots offices). Without it nothing is made. Raises BadPlace.
    """
    if not confirmed:
        raise BadPlace(_("请先勾选“打印前确认准予设置”。"))
    ids = list(dict.fromkeys(area_ids))
    if not ids:
        raise BadPlace(_("请至少选择一个地点。"))
    if len(ids) > MOST:
        raise BadPlace(_("一次最多打印%(most)d块，请分批打印。") % {"most": MOST})
    plates = [add_plate(area_id=area_id, actor=actor, at=at) for area_id in ids]
    for plate in plates:
        records.append(
            subject=records.lock(Area, plate.area_id),
            name="area.plates_printed",
            actor=actor,
            at=at,
            data={"plate": plate.short_code, "confirmed": True},
        )
    Plate.objects.filter(pk__in=[plate.pk for plate in plates]).update(printed_at=at)
    return plates


@verb()
def revoke_plate(*, plate_id: int, actor: Actor, at: datetime) -> None:
    """A plate is lost or was copied: its code leads nowhere from now on; ``area.plate_revoked``."""
    plate = Plate.objects.filter(pk=plate_id, revoked_at=None).first()
    if plate is None:
        raise BadPlace(_("这块公示牌已经停用。"))
    area = records.lock(Area, plate.area_id)
    Plate.objects.filter(pk=plate_id).update(revoked_at=at)
    records.append(
        subject=area, name="area.plate_revoked", actor=actor, at=at, data={"plate": plate.short_code}
    )
