"""Ties between an item and another room's record: made once, taken back with a reason; the item's history tells both."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.records import services as records
from linli.records.tx import verb
from linli.registers.errors import Refused
from linli.registers.models import ItemTie, RegisterItem
from linli.registers.services import _common as common


@verb()
def tie_item(*, item_id: int, kind: str, subject_id: int, actor: Actor, at: datetime) -> ItemTie:
    """Say that a record (``kind``, ``subject_id``: a case) has to do with an item; again is no second tie.

    Event ``register.tied``. An item that has left the register is refused.
    """
    item = common.locked(item_id)
    held = ItemTie.objects.filter(item=item, kind=kind, subject_id=subject_id, ended_at=None).first()
    if held is not None:
        return held
    data = {"kind": kind, "subject": subject_id}
    records.append(subject=item, name="register.tied", actor=actor, at=at, data=data)
    return ItemTie.objects.create(item=item, kind=kind, subject_id=subject_id, at=at)


@verb()
def untie_item(*, tie_id: int, reason: str, actor: Actor, at: datetime) -> ItemTie:
    """Take a tie back that was wrong. Event ``register.untied``; the row stays with its end."""
    item_id = ItemTie.objects.values_list("item_id", flat=True).get(pk=tie_id)
    item = records.lock(RegisterItem, item_id)
    tie = ItemTie.objects.select_for_update().get(pk=tie_id)
    if tie.ended_at is not None:
        raise Refused(_("已经取消关联。"))
    if len(reason.strip()) < 2:
        raise Refused(_("请写明原因。"), field="reason")
    tie.ended_at = at
    tie.save(update_fields=["ended_at"])
    data = {"kind": tie.kind, "subject": tie.subject_id}
    records.append(
        subject=item,
        name="register.untied",
        actor=actor,
        at=at,
        data=data,
        text={"reason": reason.strip()[:300]},
    )
    return tie
