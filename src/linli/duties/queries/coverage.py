"""Coverage and gaps of one kind of duty in one place as of any day.

Objects, holders and assignments are three counts (S4-09: 224 courtyards, 221 cadres, 224 assignments). What needs a
holder comes from the object's own room; whether somebody answers is asked of the index ``duty_by_object`` row by row,
so a page of gaps is read without counting the nation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr

from linli.areas import queries as areas
from linli.areas.models import Area, AreaSpan
from linli.definitions.duties import DutyKind
from linli.duties import kinds, objects
from linli.duties.models import Duty, in_force

#: A period that ran out is told for so many days.
EXPIRED_DAYS = 180
#: Tiles on the 示意图; a street has fewer communities, a nation fewer provinces.
MOST_TILES = 80


#: Distinct holders, by the column they stand in.
_WHO = (("people", "person"), ("bodies", "body"), ("posts", "post"))


class CountOf(Subquery):
    """How many rows a queryset has, as one value of another: many counts are read together."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet[Any]) -> None:
        plain = rows if rows.query.group_by or rows.query.distinct else rows.values("pk")
        super().__init__(plain, output_field=IntegerField())


@dataclass(frozen=True)
class Cover:
    """The counts of one kind in one place on a day."""

    objects: int
    uncovered: int
    assignments: int
    people: int
    bodies: int
    posts: int
    doubles: int
    overloaded: int
    short: int
    crowded: int
    expired: int
    gone: int
    #: Holders with more than usual beyond the number that may (a fourth double where three are allowed).
    doubles_too_many: int = 0

    @property
    def covered(self) -> int:
        """Objects that somebody answers for."""
        return self.objects - self.uncovered


@dataclass(frozen=True)
class Tile:
    """One place on the 示意图: how many of its objects have somebody."""

    area_id: int
    name: str
    objects: int
    uncovered: int

    @property
    def covered(self) -> int:
        """Objects with somebody."""
        return self.objects - self.uncovered

    @property
    def tone(self) -> str:
        """Colour of the tile: nothing to cover, all, most, fewer."""
        if not self.objects:
            return "none"
        if not self.uncovered:
            return "good"
        return "warn" if self.uncovered * 10 <= self.objects else "bad"


def _answered(kind: DutyKind, key: str, on: date) -> Exists:
    """Somebody answers on the day. A kind has one sort of object: not asked, so that the index alone is read."""
    return Exists(Duty.objects.filter(in_force(on), kind=kind.id, object_id=OuterRef(key)))


def missing(kind: DutyKind, area_id: int, on: date) -> QuerySet[Any]:
    """The objects nobody answers for on a day, in the order of their room."""
    source = objects.source(kind.object)
    return source.expected(kind, area_id, on).filter(~_answered(kind, source.key, on)).order_by(*source.order)


def held(kind: DutyKind, area_id: int, on: date) -> QuerySet[Duty]:
    """The duties of a kind in force on a day in a place."""
    return Duty.objects.filter(objects.below(area_id, on), in_force(on), kind=kind.id)


def cover(kind: DutyKind, area_id: int, on: date) -> Cover:
    """All counts of a kind; one query whatever the size (a province: two)."""
    limits = kinds.limits(kind, on)
    counted = _counted(kind, area_id, on, limits)
    found = Area.objects.filter(pk=area_id).values(**{name: CountOf(rows) for name, rows in counted.items()})
    counts: dict[str, int] = dict.fromkeys((*counted, "overloaded", "short", "crowded"), 0)
    counts |= {name: int(value) for name, value in (found.first() or {}).items()}  # type: ignore[call-overload]
    many = max(counts["doubles"] - limits.doubles, 0) if limits.doubles is not None else 0
    return Cover(doubles_too_many=many, **counts)


def _counted(kind: DutyKind, area_id: int, on: date, limits: kinds.Limits) -> dict[str, QuerySet[Any]]:
    """What is counted, by name; without what the kind sets no limit for."""
    rows = held(kind, area_id, on).order_by()
    loads = rows.values("subject_key").annotate(n=Count("pk"))
    sharers = rows.values("object_id").annotate(n=Count("subject_key", distinct=True))
    found: dict[str, QuerySet[Any]] = {
        "objects": objects.source(kind.object).expected(kind, area_id, on).order_by(),
        "uncovered": missing(kind, area_id, on).order_by(),
        "assignments": rows,
        **{f"{name}": rows.exclude(**{column: None}).values(column).distinct() for name, column in _WHO},
        "doubles": loads.filter(n__gt=limits.usual_load or 1),
        "expired": expired(kind, area_id, on).order_by(),
        "gone": gone(kind, area_id, on).order_by(),
    }
    if limits.load is not None:
        found["overloaded"] = loads.filter(n__gt=max(limits.load, limits.usual_load or 1))
    if limits.least > 1:
        found["short"] = sharers.filter(n__lt=limits.least)
    if limits.most is not None:
        found["crowded"] = sharers.filter(n__gt=limits.most)
    return found


def loads(kind: DutyKind, area_id: int, on: date, *, more_than: int) -> list[tuple[str, int]]:
    """(holder key, how many) of those with more than so many, the fullest first."""
    rows = held(kind, area_id, on).order_by().values("subject_key").annotate(n=Count("pk"))
    return sorted(
        rows.filter(n__gt=more_than).values_list("subject_key", "n"), key=lambda one: (-one[1], one[0])
    )


def expired(kind: DutyKind, area_id: int, on: date) -> QuerySet[Duty]:
    """Duties whose period ran out lately and whose object has nobody now."""
    rows = Duty.objects.filter(
        objects.below(area_id, on),
        kind=kind.id,
        ended="",
        valid_to__lte=on,
        ends_on__gt=on - timedelta(days=EXPIRED_DAYS),
        ends_on__lte=on,
    )
    return rows.filter(~_still(on)).order_by("-valid_to", "pk")


def gone(kind: DutyKind, area_id: int, on: date) -> QuerySet[Duty]:
    """Duties that last, but whose holder has left (责任人空缺)."""
    rows = Duty.objects.filter(
        objects.below(area_id, on),
        kind=kind.id,
        valid_from__lte=on,
        ends_on__lte=on,
        valid_to__gt=on,
    )
    return rows.order_by("ends_on", "pk")


def _still(on: date) -> Exists:
    return Exists(
        Duty.objects.filter(
            in_force(on),
            kind=OuterRef("kind"),
            object_id=OuterRef("object_id"),
            object_kind=OuterRef("object_kind"),
        )
    )


def tiles(kind: DutyKind, area_id: int, on: date, below: Sequence[AreaSpan] | None = None) -> list[Tile]:
    """The places directly below with their coverage, in the order of the tree; two queries, one with ``below``.

    Where only one place lies below (a city with one district in use), those below that one are shown.
    """
    source = objects.source(kind.object)
    spans = list((areas.children(area_id, on) if below is None else below)[:MOST_TILES])
    for _step in range(2):
        if len(spans) == 1 and spans[0].level in ("province", "city", "district"):
            spans = list(areas.children(spans[0].area_id, on)[:MOST_TILES]) or spans
    if not spans:
        return []
    answered = Count("pk", filter=_answered(kind, source.key, on))
    rows = source.expected(kind, area_id, on).order_by()
    if source.by_path:
        length = len(spans[0].path)
        groups = rows.annotate(part=Substr("path", 1, length)).values("part")
        keys: dict[Any, AreaSpan] = {span.path: span for span in spans}
    elif spans[0].level in ("city", "district", "street", "community", "estate", "grid"):
        groups = rows.annotate(part=F(spans[0].level)).values("part")
        keys = {span.area_id: span for span in spans}
    else:
        return []
    counted = {row["part"]: (row["n"], row["have"]) for row in groups.annotate(n=Count("pk"), have=answered)}
    return [Tile(span.area_id, span.name, *_open(counted.get(key, (0, 0)))) for key, span in keys.items()]


def _open(pair: tuple[int, int]) -> tuple[int, int]:
    return pair[0], pair[0] - pair[1]
