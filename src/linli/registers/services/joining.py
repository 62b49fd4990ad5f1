"""Two lines that are one thing become one; a line that is two things is divided. No figure of the parts changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.records.tx import verb
from linli.registers.errors import NoSuchItem, Refused
from linli.registers.models import RegisterItem
from linli.registers.services import _common as common
from linli.registers.services.adding import add_item
from linli.registers.services.building import New


@verb()
def merge_items(
    *, keep_id: int, gone_ids: Sequence[int], reason: str, actor: Actor, at: datetime
) -> RegisterItem:
    """Merge items of one kind into ``keep_id``: parts move over, what the kept one lacks is taken along.

    Events ``register.merged`` on the kept and ``register.merged_away`` on the others. Figures that are sums of
    parts follow; typed figures of the ones that go are not added: they are the same thing entered twice.
    """
    wanted = {keep_id, *gone_ids}
    if len(wanted) < 2 or keep_id in gone_ids:
        raise Refused(_("请至少选两条不同的条目合并。"))
    rows = {
        row.pk: row for row in RegisterItem.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    if len(rows) != len(wanted):
        raise NoSuchItem
    keep = rows[keep_id]
    if any(row.kind != keep.kind or not row.is_open for row in rows.values()):
        raise Refused(_("只能合并同一本台账里未退出的条目。"))
    for pk in sorted(set(gone_ids)):
        _take_over(keep, rows[pk], reason, actor, at)
    return RegisterItem.objects.get(pk=keep_id)


def _take_over(keep: RegisterItem, gone: RegisterItem, reason: str, actor: Actor, at: datetime) -> None:
    for part in RegisterItem.objects.select_for_update().filter(parent=gone, ended_on=None).order_by("pk"):
        before = common.snapshot(part)
        part.parent_id = keep.pk
        common.finish(part, before, name="register.hung", actor=actor, at=at, data={"parent": keep.pk})
    gone.refresh_from_db()
    before = common.snapshot(gone)
    gone.ended_on, gone.merged_into_id = common.today_of(at), keep.pk
    common.finish(
        gone, before, name="register.merged_away", actor=actor, at=at, data={"into": keep.pk},
        text={"reason": reason.strip()[:300]} if reason.strip() else None,
    )  # fmt: skip
    keep.refresh_from_db()
    kind = common.kind_of(keep)
    before = common.snapshot(keep)
    keep.values = {**gone.values, **keep.values}
    if not keep.keeper_post_id and not keep.keeper_body_id and not keep.keeper_name:
        keep.keeper_post_id, keep.keeper_body_id = gone.keeper_post_id, gone.keeper_body_id
        keep.keeper_name = gone.keeper_name
    common.put_totals(keep, kind)
    common.finish(keep, before, name="register.merged", actor=actor, at=at, data={"from": gone.pk})


@verb()
def split_item(
    *,
    item_id: int,
    name: str,
    part_ids: Sequence[int],
    actor: Actor,
    at: datetime,
    area_id: int | None = None,
) -> RegisterItem:
    """Divide an item: a new one of this name takes the parts named. Event ``register.divided`` on the old one."""
    item = common.locked(item_id)
    parts = list(
        RegisterItem.objects.select_for_update()
        .filter(pk__in=set(part_ids), parent=item, ended_on=None)
        .order_by("pk")
    )
    if not parts or len(parts) != len(set(part_ids)):
        raise Refused(_("请选择这一条下面的条目。"), field="parts")
    given = {key: value for key, value in item.values.items() if key not in _summed(item)}
    made = add_item(
        kind=item.kind,
        new=New(area_id or item.area_id, name, given, parent_id=item.parent_id),
        actor=actor,
        at=at,
    )
    for part in parts:
        before = common.snapshot(part)
        part.parent_id = made.pk
        common.finish(part, before, name="register.hung", actor=actor, at=at, data={"parent": made.pk})
    item.refresh_from_db()
    before = common.snapshot(item)
    common.finish(item, before, name="register.divided", actor=actor, at=at, data={"into": made.pk})
    return RegisterItem.objects.get(pk=made.pk)


def _summed(item: RegisterItem) -> set[str]:
    return set(common.kind_of(item).derived)
