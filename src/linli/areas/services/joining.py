"""Several places become one, one becomes several, one takes over another: no child is ever lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import queries
from linli.areas.errors import BadPlace
from linli.areas.models import Area, AreaLink, AreaSpan
from linli.areas.services import tree
from linli.areas.services.changing import move_span
from linli.areas.services.creating import new_area
from linli.areas.services.rewriting import rewrite_after_commit
from linli.domain.access import Actor
from linli.records import services as records
from linli.records.tx import verb


@dataclass(frozen=True)
class Part:
    """One part of a divided place: its name and which children go there.

    At most one part ``continues``: it keeps the identity (and all records) of the divided place.
    """

    name: str
    children: tuple[int, ...] = ()
    continues: bool = False


@verb()
def split(
    *,
    area_id: int,
    parts: Sequence[Part],
    actor: Actor,
    at: datetime,
    on: date | None = None,
    version: int | None = None,
) -> list[int]:
    """Divide a place into two or more; answers the ids of the parts in order. Event ``area.split``.

    Every child must go to exactly one part. Without a continuing part the place ends, and its open
    records go to the office above, which hands them on.
    """
    tree.lock_tree()
    day = tree.day_of(at, on)
    area, row = tree.locked(area_id, version)
    below = {child.area_id: child for child in queries.children(area_id)}
    _check_parts(parts, set(below))
    parent = queries.span(row.parent_id) if row.parent_id else None
    if parent is None:
        raise BadPlace()
    tree.check_day(row, day)
    made = [area if part.continues else _make_part(part, area, row, parent, day) for part in parts]
    for part, target in zip(parts, made, strict=True):
        _fill_part(part, target, area, row, below, day=day, actor=actor, at=at)
    if not any(part.continues for part in parts):
        tree.close(row, day)
    tree.queue_rewrite(area_id, at)
    ids = [target.pk for target in made]
    records.append(
        subject=area, name="area.split", actor=actor, at=at, data={"area": area_id, "parts": ids, "on": day}
    )
    rewrite_after_commit(at)
    return ids


def _check_parts(parts: Sequence[Part], below: set[int]) -> None:
    if len(parts) < 2:
        raise BadPlace(_("拆分至少要有两部分。"))
    if sum(part.continues for part in parts) > 1:
        raise BadPlace(_("只能有一部分沿用原来的地点。"))
    names = [tree.clean_name(part.name) for part in parts]
    if len(set(names)) != len(names):
        raise BadPlace(_("拆分后的名称不能相同。"))
    given = [child for part in parts for child in part.children]
    if len(given) != len(set(given)) or set(given) - below:
        raise BadPlace(_("有下级被重复分配，或不属于这个地点。"))
    if below - set(given):
        raise BadPlace(
            _("还有%(count)d个下级没有分配，一个都不能落下。") % {"count": len(below - set(given))}
        )


def _make_part(part: Part, area: Area, row: AreaSpan, parent: AreaSpan, day: date) -> Area:
    made = new_area(
        name=part.name,
        level=row.level,
        kind=area.kind,
        parent=parent,
        day=day,
        ignoring=[area.pk],
    )
    AreaLink.objects.create(source=area, target=made, kind=AreaLink.Kind.SPLIT, on=day)
    return made


def _fill_part(
    part: Part,
    target: Area,
    area: Area,
    row: AreaSpan,
    below: dict[int, AreaSpan],
    *,
    day: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Name the continuing part, move children to a new one and record its birth."""
    if part.continues:
        clean = tree.clean_name(part.name)
        if clean != row.name:
            tree.check_sisters(clean, row.parent_id or 0, but=[area.pk])
            tree.change_span(row, day, name=clean)
        return
    records.append(
        subject=target,
        name="area.created",
        actor=actor,
        at=at,
        data={
            "area": target.pk,
            "parent": row.parent_id,
            "level": row.level,
            "kind": target.kind,
            "from": area.pk,
        },
    )
    home = queries.span(target.pk)
    assert home is not None
    for child in part.children:
        move_span(below[child], home, day=day, actor=actor, at=at, cause="split")


@verb()
def merge(*, area_ids: Iterable[int], name: str, actor: Actor, at: datetime, on: date | None = None) -> Area:
    """Join two or more sisters of one level into a new place; ``area.merged``. The old ones end."""
    tree.lock_tree()
    day = tree.day_of(at, on)
    ids = sorted(set(area_ids))
    if len(ids) < 2:
        raise BadPlace(_("合并至少要选两个地点。"))
    pairs = [tree.locked(area_id) for area_id in ids]
    first_area, first = pairs[0]
    if any(row.level != first.level or row.parent_id != first.parent_id for _area, row in pairs):
        raise BadPlace(_("只能合并同一上级下、同一层级的地点；跨上级的请用“并入”。"))
    parent = queries.span(first.parent_id) if first.parent_id else None
    if parent is None:
        raise BadPlace()
    made = new_area(name=name, level=first.level, kind=first_area.kind, parent=parent, day=day, ignoring=ids)
    records.append(
        subject=made,
        name="area.merged",
        actor=actor,
        at=at,
        data={"area": made.pk, "sources": ids, "on": day},
    )
    for area, row in pairs:
        _absorb(area, row, made, AreaLink.Kind.MERGE, day=day, actor=actor, at=at)
    rewrite_after_commit(at)
    return made


@verb()
def take_over(
    *,
    area_id: int,
    source_id: int,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    version: int | None = None,
) -> None:
    """A place takes over another of its level, which ends; ``area.taken_over`` on both."""
    tree.lock_tree()
    day = tree.day_of(at, on)
    if area_id == source_id:
        raise BadPlace(_("不能并入自己。"))
    area, row = tree.locked(area_id, version)
    source, source_row = tree.locked(source_id)
    if row.level != source_row.level:
        raise BadPlace(_("只能并入同一层级的地点。"))
    tree.check_day(row, day)
    records.append(
        subject=area,
        name="area.taken_over",
        actor=actor,
        at=at,
        data={"area": area_id, "source": source_id, "on": day},
    )
    _absorb(source, source_row, area, AreaLink.Kind.TAKE_OVER, day=day, actor=actor, at=at)
    rewrite_after_commit(at)


def _absorb(
    source: Area, row: AreaSpan, target: Area, kind: str, *, day: date, actor: Actor, at: datetime
) -> None:
    """Move the children of a place to another, end it, and link the two."""
    home = queries.span(target.pk)
    assert home is not None
    for child in queries.children(source.pk):
        tree.check_sisters(child.name, target.pk)
        move_span(child, home, day=day, actor=actor, at=at, cause=kind)
    tree.close(row, day)
    AreaLink.objects.create(source=source, target=target, kind=kind, on=day)
    tree.queue_rewrite(source.pk, at)
    records.append(
        subject=source,
        name="area.ended",
        actor=actor,
        at=at,
        data={"area": source.pk, "into": target.pk, "cause": kind, "on": day},
    )
