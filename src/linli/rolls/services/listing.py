"""The three lists of a unit and a community: offers, needs, projects; who gives what to each line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.domain.access import Actor
from linli.organizations.errors import Refused
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb
from linli.rolls.models import Item, Membership, Share
from linli.rolls.services import _common

State = Item.State


@verb()
def add_item(
    *,
    list_name: str,
    title: str,
    actor: Actor,
    at: datetime,
    membership_id: int | None = None,
    area_id: int | None = None,
    detail: str = "",
    due_on: date | None = None,
    from_item_id: int | None = None,
) -> Item:
    """A line on a list of a pair, or of a whole place; event ``roll_item.added``."""
    if list_name not in Item.List.values:
        raise Refused(_("没有这种清单，请从列表中选择。"), field="list")
    member = records.lock(Membership, membership_id) if membership_id else None
    if member is not None and not member.is_open:
        raise Refused(_("这条报到已经转出或结束，清单只供查阅。"))
    place = member.area_id if member else area_id
    if place is None:
        raise Refused(_("请选择地点。"), field="area")
    if due_on is not None:
        checks.known_day(due_on, at, field="due_on")
    source = Item.objects.filter(pk=from_item_id).first() if from_item_id else None
    if from_item_id and source is None:
        raise Refused(_("清单里没有这一项。"), field="from_item")
    row = Item(
        list=list_name,
        membership=member,
        title=checks.one_line(title, field="title", label=_("内容"), limit=80),
        detail=checks.one_line(detail, field="detail", label=_("说明"), limit=200, required=False),
        due_on=due_on,
        from_item=source,
    )
    areas.fill_columns(row, place)
    data = {"list": list_name, "membership": member.pk if member else None}
    records.append(subject=row, name="roll_item.added", actor=actor, at=at, data=data)
    return row


@verb()
def take_item(
    *,
    item_id: int,
    membership_id: int,
    actor: Actor,
    at: datetime,
    what: str = "",
    version: int | str | None = None,
) -> Item:
    """A unit takes a line or gives its part; several may. Event ``roll_item.taken``."""
    row = _open_item(item_id, version)
    member = records.lock(Membership, membership_id)
    if not member.is_open:
        raise Refused(_("这个单位已经转出或结束，不能再认领。"), field="membership")
    said = checks.one_line(what, field="what", label=_("出力内容"), limit=80, required=False)
    if Share.objects.filter(item=row, membership=member).exists():
        raise Refused(_("这个单位已经认领过了。"), field="membership")
    Share.objects.create(item=row, membership=member, what=said, on=checks.day_of(at))
    row.state = State.TAKEN
    row.save(update_fields=["state"])
    data = {"membership": member.pk, "body": member.organization_id}
    records.append(subject=row, name="roll_item.taken", actor=actor, at=at, data=data)
    return row


@verb()
def finish_item(
    *, item_id: int, actor: Actor, at: datetime, on: date | None = None, version: int | str | None = None
) -> Item:
    """A line is done; event ``roll_item.done``. It stays with those who gave to it."""
    return _close(item_id, State.DONE, actor, at, on=on, version=version)


@verb()
def drop_item(
    *, item_id: int, reason: str, actor: Actor, at: datetime, version: int | str | None = None
) -> Item:
    """A line is given up, with a reason; event ``roll_item.dropped``."""
    return _close(item_id, State.DROPPED, actor, at, reason=reason, version=version)


def _open_item(item_id: int, version: int | str | None) -> Item:
    row = records.lock(Item, item_id)
    records.check_version(row, version)
    if row.state in (State.DONE, State.DROPPED):
        raise Refused(_("这一项已经%(state)s。") % {"state": row.get_state_display()})
    return row


def _close(
    item_id: int,
    state: Item.State,
    actor: Actor,
    at: datetime,
    *,
    on: date | None = None,
    reason: str = "",
    version: int | str | None = None,
) -> Item:
    row = _open_item(item_id, version)
    text: dict[str, Any] = {}
    if state == State.DROPPED:
        text["reason"] = checks.one_line(reason, field="reason", label=_("原因"), limit=200)
    row.state, row.done_on = state.value, _common.day_of(on, at)
    row.save(update_fields=["state", "done_on"])
    records.append(subject=row, name=f"roll_item.{state.value}", actor=actor, at=at, text=text or None)
    return row
