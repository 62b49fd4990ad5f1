"""The items of a duty, ticked one by one with their day."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.duties import kinds
from linli.duties.errors import DutyRefused
from linli.duties.models import Duty, ItemState
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb


@verb()
def set_item(
    *,
    duty_id: int,
    item: str,
    state: str,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    version: int | None = None,
) -> ItemState:
    """One item is done, failed at a look, or open again, on a day; event ``duty.item_set``."""
    row = Duty.objects.select_for_update(of=("self",)).select_related("definition").get(pk=duty_id)
    records.check_version(row, version)
    kind = kinds.of_definition(row.definition, row.kind)
    if kind is None or item not in {one.id for one in kind.items}:
        raise DutyRefused(_("这条分工没有这一项。"), field="item")
    if state not in ItemState.State.values:
        raise DutyRefused(_("请选择已完成、不合格或未完成。"), field="state")
    day = on or checks.day_of(at)
    if day > checks.day_of(at):
        raise DutyRefused(_("日期不能晚于今天。"), field="on")
    if not row.valid_from <= day:
        raise DutyRefused(_("日期不能早于分工开始。"), field="on")
    found, _made = ItemState.objects.update_or_create(
        duty=row, item=item, defaults={"state": state, "on": day}
    )
    data = {"item": item, "duty_kind": row.kind, "item_state": state, "on": day.isoformat()}
    records.append(subject=row, name="duty.item_set", actor=actor, at=at, data=data)
    return found
