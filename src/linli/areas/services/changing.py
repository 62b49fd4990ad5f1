"""One place changes: its name, its codes, its parent, its end."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.areas import codes, queries
from linli.areas.errors import BadPlace, UnknownPlace
from linli.areas.models import MAX_DAY, Area, AreaSpan
from linli.areas.services import tree
from linli.areas.services.rewriting import rewrite_after_commit
from linli.domain.access import Actor
from linli.records import services as records
from linli.records.tx import verb


@verb()
def rename(
    *, area_id: int, name: str, actor: Actor, at: datetime, on: date | None = None, version: int | None = None
) -> AreaSpan:
    """Give a place another name from a day on; ``area.renamed``. The same name again changes nothing."""
    tree.lock_tree()
    day = tree.day_of(at, on)
    area, row = tree.locked(area_id, version)
    clean = tree.clean_name(name)
    if clean == row.name:
        return row
    if row.parent_id is None:
        raise BadPlace()
    tree.check_sisters(clean, row.parent_id, but=[area_id])
    old = row.name
    new = tree.change_span(row, day, name=clean)
    records.append(
        subject=area,
        name="area.renamed",
        actor=actor,
        at=at,
        data={"old": old, "new": clean, "on": day},
    )
    return new


@verb()
def set_codes(
    *,
    area_id: int,
    actor: Actor,
    at: datetime,
    code_stat: str | None = None,
    code_mca: str | None = None,
    on: date | None = None,
) -> AreaSpan:
    """Give a place the code an authority has published for it meanwhile; ``area.recoded``.

    ``None`` leaves a code as it is. Raises BadPlace for a code of another level or one already given.
    """
    tree.lock_tree()
    day = tree.day_of(at, on)
    area, row = tree.locked(area_id)
    changes: dict[str, object] = {}
    for field, value in (("code_stat", code_stat), ("code_mca", code_mca)):
        if value is not None:
            changes[field] = _clean_code(value, row, strict=field == "code_stat")
    if changes.get("code_stat"):
        changes["code_local"] = ""
    elif changes.get("code_stat") == "" and not row.code_local:
        raise BadPlace(_("统计代码不能删去，只能更正。"))
    new = tree.change_span(row, day, **changes)
    records.append(
        subject=area,
        name="area.recoded",
        actor=actor,
        at=at,
        data={"code_stat": new.code_stat, "code_mca": new.code_mca, "on": day},
    )
    return new


def _clean_code(value: str, row: AreaSpan, *, strict: bool) -> str:
    text = value.strip()
    if not text:
        return ""
    short = codes.shorten(text)
    if short is None or (strict and codes.level_of(short) != row.level):
        raise BadPlace(_("“%(code)s”不是这一层级的区划代码。") % {"code": text[:20]})
    taken = AreaSpan.objects.filter(Q(code_stat=short) if strict else Q(code_mca=short), valid_to=MAX_DAY)
    if taken.exclude(area_id=row.area_id).exists():
        raise BadPlace(_("代码%(code)s已经属于另一个地点。") % {"code": short})
    return short


@verb()
def move(
    *,
    area_id: int,
    parent_id: int,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    version: int | None = None,
) -> None:
    """Hang a place with all below it under another parent; ``area.moved``, which rewrites columns."""
    tree.lock_tree()
    day = tree.day_of(at, on)
    _area, row = tree.locked(area_id, version)
    parent = queries.span(parent_id)
    if parent is None:
        raise UnknownPlace(_("没有找到新的上级地点，或它已经停用。"))
    if parent_id == row.parent_id:
        raise BadPlace(_("“%(name)s”已经在这个上级下面。") % {"name": row.name})
    tree.check_sisters(row.name, parent_id)
    move_span(row, parent, day=day, actor=actor, at=at, cause="move")
    rewrite_after_commit(at)


def move_span(row: AreaSpan, parent: AreaSpan, *, day: date, actor: Actor, at: datetime, cause: str) -> None:
    """The work of :func:`move` for one span; also used for the children of joined and divided places."""
    tree.check_parent(row.level, parent)
    old_parent = row.parent_id
    tree.relocate(row, parent, day)
    tree.queue_rewrite(row.area_id, at)
    records.append(
        subject=records.lock(Area, row.area_id),
        name="area.moved",
        actor=actor,
        at=at,
        data={
            "area": row.area_id,
            "old_parent": old_parent,
            "new_parent": parent.area_id,
            "cause": cause,
            "on": day,
        },
    )


@verb()
def end(
    *, area_id: int, actor: Actor, at: datetime, on: date | None = None, version: int | None = None
) -> None:
    """End a place that has nothing below it; ``area.ended``. Its records stay and go to those above.

    Raises BadPlace while places below it live: they must be moved or ended first, so none is orphaned.
    """
    tree.lock_tree()
    day = tree.day_of(at, on)
    area, row = tree.locked(area_id, version)
    if row.parent_id is None:
        raise BadPlace()
    count = queries.children(area_id).count()
    if count:
        raise BadPlace(
            _("“%(name)s”下面还有%(count)d个地点，请先划转或停用。") % {"name": row.name, "count": count}
        )
    tree.close(row, day)
    tree.queue_rewrite(area_id, at)
    records.append(subject=area, name="area.ended", actor=actor, at=at, data={"area": area_id, "on": day})
    rewrite_after_commit(at)
