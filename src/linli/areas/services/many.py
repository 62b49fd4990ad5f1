"""Setting up many places at once: the courtyards of a district with their buildings, in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import codes, grams, levels, paths, queries, spelling
from linli.areas.errors import BadPlace, UnknownPlace
from linli.areas.models import Area, AreaGram, AreaSpan
from linli.areas.services import tree
from linli.domain.access import Actor
from linli.records import bulk
from linli.records.tx import verb

#: Rows of one statement.
PART = 500


@dataclass(frozen=True)
class NewPlace:
    """A place to be set up: under which, and how it is called."""

    parent_id: int
    name: str


@verb()
def create_places(
    *, rows: Sequence[NewPlace], level: str, kind: str = "", actor: Actor, at: datetime, on: date | None = None,
    invented: bool = False,
) -> list[Area]:  # fmt: skip
    """Set up places of one level below theirs, all or none; event ``area.created`` for each.

    The rules of :func:`create_place` hold: a parent that stands, a level that may hang there, no sister of that name.
    """
    tree.lock_tree()
    day = tree.day_of(at, on)
    chosen = _kind(level, kind)
    parents = _parents(rows, level, day)
    names = [tree.clean_name(row.name) for row in rows]
    _check_sisters(rows, names)
    invented_above = set(
        Area.objects.filter(pk__in=list(parents), origin=Area.Origin.INVENTED).values_list("pk", flat=True)
    )
    first = tree.next_id() if rows else 0
    made = [
        Area(
            pk=first + number, kind=chosen,
            origin=Area.Origin.INVENTED if invented or row.parent_id in invented_above else Area.Origin.LOCAL,
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip
    Area.objects.bulk_create(made, batch_size=PART)
    _open(made, rows, names, parents, level, day)
    above = {area.pk: row.parent_id for area, row in zip(made, rows, strict=True)}
    bulk.append_new(
        subjects=made, name="area.created", actor=actor, at=at,
        data=lambda area: {"area": area.pk, "parent": above[area.pk], "level": level, "kind": area.kind},
    )  # fmt: skip
    return made


def _kind(level: str, kind: str) -> str:
    """The kind asked for, or the first of the level."""
    chosen = kind or levels.kinds(level)[0]
    if chosen not in levels.kinds(level):
        raise BadPlace(_("这个层级没有这种类型。"))
    if level in {"province", "city"}:
        raise BadPlace(_("省、市两级只能来自统计用区划或演示虚构。"))
    return chosen


def _parents(rows: Sequence[NewPlace], level: str, day: date) -> dict[int, AreaSpan]:
    """The places above, each standing and fit to have this level below it."""
    parents = queries.spans({row.parent_id for row in rows})
    if any(row.parent_id not in parents for row in rows):
        raise UnknownPlace(_("没有找到上级地点，或它已经停用。"))
    for parent in parents.values():
        tree.check_parent(level, parent)
        tree.check_day(parent, day)
    return parents


def _check_sisters(rows: Sequence[NewPlace], names: Sequence[str]) -> None:
    wanted = list(zip((row.parent_id for row in rows), names, strict=True))
    sisters = AreaSpan.objects.filter(queries.valid(None), parent_id__in={row.parent_id for row in rows})
    there = set(sisters.values_list("parent_id", "name"))
    seen: set[tuple[int, str]] = set()
    for one in wanted:
        if one in there or one in seen:
            raise BadPlace(_("同一上级下已有“%(name)s”。") % {"name": one[1]})
        seen.add(one)


def _open(
    made: Sequence[Area], rows: Sequence[NewPlace], names: Sequence[str], parents: Mapping[int, AreaSpan],
    level: str, day: date,
) -> None:  # fmt: skip
    taken: dict[int, list[str]] = defaultdict(list)
    spans = []
    for area, row, name in zip(made, rows, names, strict=True):
        parent = parents[row.parent_id]
        prefix = codes.local_prefix(parent.code, level)
        if row.parent_id not in taken:
            known = AreaSpan.objects.filter(code_local__gte=prefix, code_local__lt=prefix + "~")
            taken[row.parent_id] = list(known.values_list("code_local", flat=True))
        try:
            code = codes.next_local(prefix, level, taken[row.parent_id])
        except ValueError as error:
            raise BadPlace(_("这个上级下的本地编码已用完。")) from error
        taken[row.parent_id].append(code)
        spans.append(
            AreaSpan(
                area=area, name=name, code_local=code, level=level, parent_id=row.parent_id,
                path=paths.child(parent.path, area.pk), valid_from=day, initials=spelling.initials(spelling.fold(name)),
                sort=spelling.natural_key(name),
            )
        )  # fmt: skip
    AreaSpan.objects.bulk_create(spans, batch_size=PART)
    keys = [key for span in spans for key in grams.keys(span.name, span.level, span.area_id, span.initials)]
    AreaGram.objects.bulk_create(
        [AreaGram(key=key) for key in sorted(set(keys))], batch_size=PART, ignore_conflicts=True
    )
