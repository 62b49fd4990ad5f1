"""Grids, and places that cross borders: dated sets of other places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import levels, paths, queries
from linli.areas.errors import BadPlace, UnknownPlace
from linli.areas.models import MAX_DAY, NATION_ID, Area, GridMember, PlaceCovers
from linli.areas.services import tree
from linli.domain.access import Actor
from linli.records import services as records
from linli.records.tx import verb


@verb()
def set_grid(
    *, grid_id: int, members: Iterable[int], actor: Actor, at: datetime, on: date | None = None
) -> None:
    """From a day on a grid consists of exactly these places; event ``area.grid_set``.

    Members are buildings, estates, entrances or road sections of the grid's own community, each in one
    grid at a time. Raises BadPlace otherwise.
    """
    tree.lock_tree()
    day = tree.day_of(at, on)
    area, row = tree.locked(grid_id)
    if row.level != "grid":
        raise BadPlace(_("“%(name)s”不是网格。") % {"name": row.name})
    tree.check_day(row, day)
    wanted = set(members)
    held = {item.member_id: item for item in queries.grid_members(grid_id)}
    _check_members(row.parent_id, wanted, grid_id)
    for member_id, item in held.items():
        if member_id not in wanted:
            _end(item, day)
    GridMember.objects.bulk_create(
        [GridMember(grid=area, member_id=one, valid_from=day) for one in sorted(wanted - held.keys())]
    )
    for changed in sorted(wanted ^ held.keys()):
        tree.queue_rewrite(changed, at)
    records.append(
        subject=area,
        name="area.grid_set",
        actor=actor,
        at=at,
        data={"area": grid_id, "members": sorted(wanted), "on": day},
    )


def _check_members(community_id: int | None, wanted: set[int], grid_id: int) -> None:
    found = queries.spans(wanted)
    if wanted - found.keys():
        raise UnknownPlace()
    for item in found.values():
        if item.level not in levels.GRID_MEMBERS or community_id not in paths.ids(item.path):
            raise BadPlace(_("“%(name)s”不在本社区内，或不能编入网格。") % {"name": item.name})
    others = GridMember.objects.filter(member_id__in=wanted, valid_to=MAX_DAY).exclude(grid_id=grid_id)
    taken = others.values_list("member_id", flat=True).first()
    if taken is not None:
        raise BadPlace(_("“%(name)s”已编入另一个网格，请先调出。") % {"name": found[taken].name})


def _end(item: GridMember | PlaceCovers, day: date) -> None:
    """Close a dated row; one that began on the same day was a slip and goes."""
    if item.valid_from >= day:
        item.delete()
    else:
        item.valid_to = day
        item.save(update_fields=["valid_to"])


@verb()
def set_covers(
    *, area_id: int, communities: Iterable[int], actor: Actor, at: datetime, on: date | None = None
) -> None:
    """From a day on a place crossing borders lies in exactly these communities; ``area.covers_set``."""
    tree.lock_tree()
    area, _row = tree.locked(area_id)
    put_covers(area, communities, day=tree.day_of(at, on), actor=actor, at=at)


def put_covers(area: Area, communities: Iterable[int], *, day: date, actor: Actor, at: datetime) -> None:
    """The work of :func:`set_covers` on a locked place."""
    own = queries.span(area.pk)
    wanted = set(communities)
    found = queries.spans(wanted)
    if own is None or wanted - found.keys():
        raise UnknownPlace()
    if own.level != "other":
        raise BadPlace(_("只有道路、公园等场所可以跨社区。"))
    for item in found.values():
        if item.level != "community" or own.parent_id not in [NATION_ID, *paths.ids(item.path)]:
            raise BadPlace(
                _("“%(name)s”不是上级范围内的社区；跨社区的场所应设在能包含它的最低一级下面。")
                % {"name": item.name}
            )
    held = {row.area_id: row for row in PlaceCovers.objects.filter(place=area, valid_to=MAX_DAY)}
    for area_id, cover in held.items():
        if area_id not in wanted:
            _end(cover, day)
    PlaceCovers.objects.bulk_create(
        [PlaceCovers(place=area, area_id=one, valid_from=day) for one in sorted(wanted - held.keys())]
    )
    records.append(
        subject=area,
        name="area.covers_set",
        actor=actor,
        at=at,
        data={"area": area.pk, "communities": sorted(wanted), "on": day},
    )
