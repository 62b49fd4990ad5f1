"""What every verb of an item shares: locked reading, versions by date, deltas, figures of the parent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Sum

from linli.definitions.registers import RegisterKind
from linli.domain.access import COLUMN_LEVELS, Actor
from linli.domain.calendar import local_day
from linli.records import services as records
from linli.records.models import Event
from linli.records.time import FOREVER
from linli.registers import kinds
from linli.registers.errors import NoSuchItem, Refused
from linli.registers.models import TOTALS, ItemSpan, RegisterItem

TALLY = "registers"
#: What an item counts as: a change of any of these makes a new version.
_COUNTED = ("state", "area_id", "ended_on", *TOTALS)


def locked(item_id: int, *, version: int | str | None = None, open_only: bool = True) -> RegisterItem:
    """The item, locked, and not older than the page that was read. Raises NoSuchItem, Refused, Conflict."""
    from django.utils.translation import gettext as _

    try:
        item = records.lock(RegisterItem, item_id)
    except RegisterItem.DoesNotExist as none:
        raise NoSuchItem from none
    if open_only and not item.is_open:
        raise Refused(_("这一条已退出台账，不能再改。"))
    records.check_version(item, version)
    return item


def kind_of(item: RegisterItem) -> RegisterKind:
    """The register as the item's own definition says it."""
    return kinds.of_definition(item.definition, item.kind)


def snapshot(item: RegisterItem) -> dict[str, Any]:
    """What :func:`finish` compares with; take it before the first change."""
    return {name: getattr(item, name) for name in (*_COUNTED, "parent_id", *COLUMN_LEVELS)}


def finish(
    item: RegisterItem,
    before: Mapping[str, Any],
    *,
    name: str,
    actor: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    text: Mapping[str, Any] | None = None,
) -> Event:
    """Save a changed item, append its event, write its new version, and the figures above it."""
    item.save()
    event = records.append(subject=item, name=name, actor=actor, at=at, data=data, text=text)
    if not item.concealed and any(before[field] != getattr(item, field) for field in _COUNTED):
        new_version(item, at=at, seq=event.seq)
    count(item, before)
    refresh_parents(
        {pk for pk in (before["parent_id"], item.parent_id) if pk is not None}, actor=actor, at=at
    )
    return event


def new_version(item: RegisterItem, *, at: datetime, seq: int) -> None:
    """Close the open version and open the next; what was entered at the same instant is replaced."""
    own = ItemSpan.objects.filter(item=item)
    later = own.filter(valid_from__gt=at).order_by("valid_from").first()
    covering = own.filter(valid_from__lte=at, valid_to__gt=at).first()
    until = later.valid_from if later else FOREVER
    if covering is not None and covering.valid_from == at:
        covering.delete()
    elif covering is not None:
        ItemSpan.objects.filter(pk=covering.pk).update(valid_to=at)
    if item.ended_on is None:
        span_of(item, at=at, seq=seq, until=until).save(force_insert=True)


def span_of(item: RegisterItem, *, at: datetime, seq: int, until: datetime = FOREVER) -> ItemSpan:
    """A version of an item as it stands; not saved."""
    figures = {name: getattr(item, name) for name in TOTALS}
    return ItemSpan(
        item=item,
        kind=item.kind,
        area_id=item.area_id,
        state=item.state,
        valid_from=at,
        valid_to=until,
        event_seq=seq,
        **figures,
    )


def count(item: RegisterItem, before: Mapping[str, Any]) -> None:
    """The deltas of a changed state, place or end."""
    watched = ("state", "ended_on", *COLUMN_LEVELS)
    if item.concealed or all(before[name] == getattr(item, name) for name in watched):
        return
    if before["ended_on"] is None:
        records.add_delta(tally=TALLY, keys=keys(item.kind, before), amount=-1)
    if item.ended_on is None:
        now = {name: getattr(item, name) for name in watched}
        records.add_delta(tally=TALLY, keys=keys(item.kind, now), amount=1)


def keys(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a row in the tally."""
    return {**{level: row[level] for level in COLUMN_LEVELS}, "kind": kind, "state": row["state"]}


def refresh_parents(ids: Iterable[int], *, actor: Actor, at: datetime) -> None:
    """Figures that are sums of parts (households = sum of buildings), written where they changed."""
    for parent in RegisterItem.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk"):
        kind = kind_of(parent)
        if not kind.sums or not parent.is_open:
            continue
        before = snapshot(parent)
        found = {rule.field: _sum(parent, rule.of, rule.from_) for rule in kind.sums}
        if all(parent.values.get(name) == value for name, value in found.items()):
            continue
        parent.values = {**parent.values, **found}
        put_totals(parent, kind)
        finish(parent, before, name="register.summed", actor=actor, at=at, data={"sums": found})


def _sum(parent: RegisterItem, kind_id: str, field: str | None) -> int:
    parts = RegisterItem.objects.filter(parent=parent, kind=kind_id, ended_on=None, concealed=False)
    if field is None:
        return int(parts.aggregate(n=Count("pk"))["n"])
    column = column_of(kinds.shipped(kind_id), field)
    return int(parts.aggregate(n=Sum(column))["n"] or 0)


def column_of(kind: RegisterKind, field: str) -> str:
    """The column in which a figure of this kind stands. Raises Refused for a field that is none."""
    from django.utils.translation import gettext as _

    for name, one in zip(TOTALS, kind.totals, strict=False):
        if one.id == field:
            return name
    raise Refused(_("这本台账没有这个合计项。"))


def put_totals(item: RegisterItem, kind: RegisterKind) -> None:
    """The figures of an item into their columns."""
    from linli.registers import values

    held = {**item.values, **secrets_of(item)}
    found = values.totals(kind, held)
    for index, name in enumerate(TOTALS):
        setattr(item, name, found[index] if index < len(found) else None)
    item.due_on = date.fromisoformat(held[kind.due]) if kind.due and held.get(kind.due) else None


def secrets_of(item: RegisterItem) -> dict[str, Any]:
    """The personal values in the clear; for services and unmasking only."""
    import json

    return json.loads(item.personal) if item.personal and item.personal.startswith("{") else {}


def same_key(kind: RegisterKind, held: Mapping[str, Any], *, name: str, area_id: int) -> str:
    """The blind index over what identifies the thing; empty while a part of it is not known."""
    from linli.records.fields import blind_index

    if not kind.same:
        return ""
    parts = {**held, "name": name, "place": area_id}
    found = [str(parts.get(one) or "") for one in kind.same]
    return blind_index("\x1f".join(found)) if all(found) else ""


def today_of(at: datetime) -> date:
    """The day in China on which it happened."""
    return local_day(at)
