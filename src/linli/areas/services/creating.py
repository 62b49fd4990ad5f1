"""Setting up places that are in no official list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import levels, paths, queries
from linli.areas.errors import BadPlace, UnknownPlace
from linli.areas.models import Area, AreaSpan
from linli.areas.services import tree
from linli.areas.services.grids import put_covers
from linli.domain.access import Actor
from linli.records import services as records
from linli.records.tx import verb


@verb()
def create_place(
    *,
    parent_id: int,
    level: str,
    name: str,
    actor: Actor,
    at: datetime,
    kind: str | None = None,
    on: date | None = None,
    invented: bool = False,
    covers: Iterable[int] = (),
    code_mca: str = "",
) -> Area:
    """Set up a local (or invented) place below ``parent_id``; event ``area.created``.

    It gets a local code, never a statistical one. ``covers``: communities a place crossing borders
    lies in; all must lie below the parent. Raises BadPlace with a sentence for anything that cannot be.
    """
    tree.lock_tree()
    day = tree.day_of(at, on)
    parent = queries.span(parent_id)
    if parent is None:
        raise UnknownPlace(_("没有找到上级地点，或它已经停用。"))
    tree.check_parent(level, parent)
    tree.check_day(parent, day)
    chosen = kind or levels.kinds(level)[0]
    if chosen not in levels.kinds(level):
        raise BadPlace(_("这个层级没有这种类型。"))
    area = new_area(
        name=name, level=level, kind=chosen, parent=parent, day=day, invented=invented, code_mca=code_mca
    )
    records.append(subject=area, name="area.created", actor=actor, at=at, data=_facts(area, parent, level))
    covered = list(covers)
    if covered:
        put_covers(area, covered, day=day, actor=actor, at=at)
    return area


def _facts(area: Area, parent: AreaSpan, level: str) -> dict[str, object]:
    return {"area": area.pk, "parent": parent.area_id, "level": level, "kind": area.kind}


def new_area(
    *,
    name: str,
    level: str,
    kind: str,
    parent: AreaSpan,
    day: date,
    invented: bool = False,
    code_mca: str = "",
    ignoring: Iterable[int] = (),
) -> Area:
    """A new identity with its first span (no event here). ``ignoring``: sisters about to go."""
    clean = tree.clean_name(name)
    tree.check_sisters(clean, parent.area_id, but=ignoring)
    invented = invented or _is_invented(parent)
    if level in {"province", "city"} and not invented:
        raise BadPlace(_("省、市两级只能来自统计用区划或演示虚构。"))
    if parent.level == "nation" and not invented:
        raise BadPlace(_("全国下面只能设演示虚构的地点。"))
    origin = Area.Origin.INVENTED if invented else Area.Origin.LOCAL
    area = Area.objects.create(pk=tree.next_id(), kind=kind, origin=origin)
    tree.open_span(
        AreaSpan(
            area=area,
            name=clean,
            code_mca=code_mca,
            code_local=tree.next_code(parent, level, invented=invented),
            level=level,
            parent_id=parent.area_id,
            path=paths.child(parent.path, area.pk),
            valid_from=day,
        )
    )
    return area


def _is_invented(parent: AreaSpan) -> bool:
    return Area.objects.filter(pk=parent.area_id, origin=Area.Origin.INVENTED).exists()
