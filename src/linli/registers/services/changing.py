"""Changes of an item: what stands in it, its state, its keeper, its end; one by one and many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.definitions.registers import RegisterKind
from linli.domain.access import Actor
from linli.domain.masking import mask_name
from linli.records.tx import verb
from linli.registers import values
from linli.registers.errors import Refused
from linli.registers.models import RegisterItem
from linli.registers.services import _common as common
from linli.registers.services.building import fill, lacking


@verb()
def change_item(
    *,
    item_id: int,
    actor: Actor,
    at: datetime,
    version: int | str | None = None,
    name: str | None = None,
    given: Mapping[str, Any] | None = None,
    area_id: int | None = None,
) -> RegisterItem:
    """Change name, place or values (numbers in the smallest unit; None empties a field).

    Event ``register.changed``, with both texts. A field with a reset sends the item back to its state.
    """
    item = common.locked(item_id, version=version)
    kind = common.kind_of(item)
    before = common.snapshot(item)
    was = _readable(item, kind)
    _put(item, kind, at, name=name, given=given or {}, area_id=area_id)
    now = _readable(item, kind)
    changed = sorted(key for key in was.keys() | now.keys() if was.get(key) != now.get(key))
    if not changed:
        return item
    _reset(item, kind, changed)
    common.finish(
        item,
        before,
        name="register.changed",
        actor=actor,
        at=at,
        data={"fields": changed, "state": f"{item.kind}:{item.state}"},
        text={"before": _lines(kind, was, changed), "after": _lines(kind, now, changed)},
    )
    return item


def _put(
    item: RegisterItem,
    kind: RegisterKind,
    at: datetime,
    *,
    name: str | None,
    given: Mapping[str, Any],
    area_id: int | None,
) -> None:
    derived = sorted(kind.derived & given.keys())
    secret = common.secrets_of(item)
    # A figure that is a sum of parts is never typed: the same fact would be asked twice.
    if any(given[key] != item.values.get(key) for key in derived):
        if kind.field(derived[0]).computed is not None:
            raise Refused(_("这一项由系统算出，不用填写。"), field=derived[0])
        raise Refused(_("这一项由下级汇总得出，请到下级条目里修改。"), field=derived[0])
    done = values.clean(kind, given, common.today_of(at), kept=True)
    open_ = {key: value for key, value in item.values.items() if key not in given} | done.values
    personal = {key: value for key, value in secret.items() if key not in given and key != "name"}
    personal |= done.personal
    held_name = secret.get("name", item.name)
    new_name = held_name if name is None else " ".join(name.split())
    problems = done.problems | values.missing(kind, {**open_, **personal})
    if not new_name or len(new_name) > 120:
        problems["name"] = _("请写名称，最多120个字。")
    needed = lacking(kind, item.state, {**open_, **personal}, keeper=True)
    problems |= {key: text for key, text in needed.items() if key in given}
    if problems:
        raise Refused("；".join(problems.values()), fields=problems)
    if area_id is not None and area_id != item.area_id:
        areas.fill_columns(item, area_id)
    fill(item, kind, new_name, open_, personal)


def _reset(item: RegisterItem, kind: RegisterKind, changed: Sequence[str]) -> None:
    for rule in kind.resets:
        if rule.field not in changed or kind.state(item.state).cleared:
            continue
        item.state = rule.state
        emptied = [name for name in rule.empties if name not in changed]
        item.values = {key: value for key, value in item.values.items() if key not in emptied}
        common.put_totals(item, kind)


def _readable(item: RegisterItem, kind: RegisterKind) -> dict[str, str]:
    """Every value as text, to see which ones changed."""
    held = {**item.values, **common.secrets_of(item)}
    found = {one.id: values.said(one, held.get(one.id)) for one in kind.fields}
    found["name"] = str(held.get("name") or item.name)
    found["place"] = str(item.area_id)
    return {key: text for key, text in found.items() if text}


def _lines(kind: RegisterKind, row: Mapping[str, str], keys: Sequence[str]) -> str:
    """What stood there, for the history: what is personal masked, for more people read it than may unmask."""
    parts = []
    for key in keys:
        if key == "place":
            continue
        text = row.get(key, "")
        if key == "name":
            parts.append(f"{_('名称')}：{mask_name(text) if kind.personal_name and text else text}")
            continue
        one = kind.field(key)
        parts.append(f"{one.names.zh}：{values.masked(one, text) if one.personal else text}")
    return "；".join(parts)[:2000]


@verb()
def move_state(
    *,
    item_id: int,
    state: str,
    actor: Actor,
    at: datetime,
    version: int | str | None = None,
    given: Mapping[str, Any] | None = None,
    note: str = "",
) -> RegisterItem:
    """Move an item to another state its kind allows; ``given`` fills what the state asks for.

    Event ``register.moved``. A cleared state is reached by :func:`clear_item` only.
    """
    item = common.locked(item_id, version=version)
    kind = common.kind_of(item)
    before = common.snapshot(item)
    _check_move(kind, item.state, state)
    if given:
        _put(item, kind, at, name=None, given=given, area_id=None)
    keeper = bool(item.keeper_post_id or item.keeper_body_id or item.keeper_name)
    problems = lacking(kind, state, {**item.values, **common.secrets_of(item)}, keeper=keeper)
    if problems:
        raise Refused("；".join(problems.values()), fields=problems)
    data = {"before": f"{item.kind}:{item.state}", "after": f"{item.kind}:{state}"}
    item.state = state
    common.finish(
        item, before, name="register.moved", actor=actor, at=at, data=data,
        text={"note": note[:500]} if note else None,
    )  # fmt: skip
    return item


def _check_move(kind: RegisterKind, old: str, new: str) -> None:
    known = {one.id for one in kind.states}
    if new not in known:
        raise Refused(_("这本台账没有这个状态。"), field="state")
    if kind.state(new).cleared:
        raise Refused(_("销号要写明依据并经核验，请用「销号」。"), field="state")
    if old not in known or new not in kind.state(old).to:
        names = {one.id: str(one.names) for one in kind.states}
        raise Refused(
            _("不能从「%(old)s」改为「%(new)s」。") % {"old": names.get(old, old), "new": names[new]},
            field="state",
        )


@verb()
def assign_keeper(
    *,
    item_id: int,
    actor: Actor,
    at: datetime,
    post_id: int | None = None,
    body_id: int | None = None,
    name: str = "",
    version: int | str | None = None,
) -> RegisterItem:
    """Name who looks after the thing: a post, a body, or a person without a login. Event ``register.kept``."""
    item = common.locked(item_id, version=version)
    kind = common.kind_of(item)
    if not kind.keeper:
        raise Refused(_("这本台账不设专管员。"), field="keeper")
    if not (post_id or body_id or name.strip()) and kind.state(item.state).needs_keeper:
        raise Refused(
            _("「%(state)s」的条目必须有专管员。") % {"state": kind.state(item.state).names}, field="keeper"
        )
    before = common.snapshot(item)
    item.keeper_post_id, item.keeper_body_id, item.keeper_name = post_id, body_id, name.strip()[:60]
    common.finish(
        item, before, name="register.kept", actor=actor, at=at, data={"post": post_id, "body": body_id},
        text={"keeper": item.keeper_name} if item.keeper_name else None,
    )  # fmt: skip
    return item


@verb()
def end_item(
    *,
    item_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    version: int | str | None = None,
) -> RegisterItem:
    """Take an item off the register (moved away, pulled down by others, entered by mistake); nothing is deleted.

    Event ``register.ended``. Parts of it must have gone elsewhere before.
    """
    item = common.locked(item_id, version=version)
    if not reason.strip():
        raise Refused(_("请写退出台账的原因。"), field="reason")
    if RegisterItem.objects.filter(parent=item, ended_on=None).exists():
        raise Refused(_("这一条下面还有条目，请先转到别处。"))
    before = common.snapshot(item)
    item.ended_on = on or common.today_of(at)
    common.finish(
        item, before, name="register.ended", actor=actor, at=at, data={"on": item.ended_on.isoformat()},
        text={"reason": reason.strip()[:500]},
    )  # fmt: skip
    return item


@verb()
def put_under(*, item_id: int, parent_id: int | None, actor: Actor, at: datetime) -> RegisterItem:
    """Hang an item under another (a building under its courtyard); it has one parent at a time."""
    item = common.locked(item_id)
    kind = common.kind_of(item)
    if parent_id is not None:
        parent = RegisterItem.objects.filter(pk=parent_id, kind=kind.parent or "", ended_on=None).first()
        if parent is None:
            raise Refused(_("上级条目不存在，或不是这本台账的上级。"), field="parent")
    before = common.snapshot(item)
    item.parent_id = parent_id
    common.finish(item, before, name="register.hung", actor=actor, at=at, data={"parent": parent_id})
    return item


@verb()
def start_stage(
    *, item_id: int, stage: str, actor: Actor, at: datetime, on: date | None = None
) -> RegisterItem:
    """Note the day on which a stage of back-planned work began; event ``register.stage_begun``."""
    item = common.locked(item_id)
    kind = common.kind_of(item)
    if stage not in {one.id for one in kind.stages}:
        raise Refused(_("这本台账没有这个阶段。"), field="stage")
    day = on or common.today_of(at)
    if day > common.today_of(at):
        raise Refused(_("开始日期不能晚于今天。"), field="on")
    before = common.snapshot(item)
    item.values = {**item.values, "started": {**item.values.get("started", {}), stage: day.isoformat()}}
    common.finish(
        item, before, name="register.stage_begun", actor=actor, at=at,
        data={"stage": stage, "on": day.isoformat()},
    )  # fmt: skip
    return item
