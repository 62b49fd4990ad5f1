"""Coverage and gaps of one kind of duty in one place as of any day.

Objects, holders and assignments are three counts (S4-09: 224 courtyards, 221 cadres, 224 assignments). What needs a
holder comes from the object's own room; whether somebody answers is asked of the index ``duty_by_object`` row by row,
so a page of gaps is read without counting the nation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.definitions.duties import DutyKind
from linli.duties import kinds, objects
from linli.duties.models import Duty, in_force

#: A period that ran out is told for so many days.
EXPIRED_DAYS = 180
#: Tiles on the 示意图; a street has fewer communities, a nation fewer provinces.
MOST_TILES = 80


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
    """All counts of a kind; a fixed number of queries whatever the size."""
    source = objects.source(kind.object)
    expected = source.expected(kind, area_id, on)
    rows = held(kind, area_id, on)
    own = rows.aggregate(
        all=Count("pk"), people=Count("person", distinct=True), bodies=Count("body", distinct=True),
        posts=Count("post", distinct=True),
    )  # fmt: skip
    limits = kinds.limits(kind, on)
    doubles, overloaded = _loads(rows, limits.usual_load or 1, limits.load)
    short, crowded = _per_object(rows, limits.least, limits.most)
    return Cover(
        objects=expected.count(),
        uncovered=missing(kind, area_id, on).order_by().count(),
        assignments=own["all"],
        people=own["people"],
        bodies=own["bodies"],
        posts=own["posts"],
        doubles=doubles,
        overloaded=overloaded,
        short=short,
        crowded=crowded,
        expired=expired(kind, area_id, on).count(),
        gone=gone(kind, area_id, on).count(),
        doubles_too_many=max(doubles - limits.doubles, 0) if limits.doubles is not None else 0,
    )


def _loads(rows: QuerySet[Duty], usual: int, load: int | None) -> tuple[int, int]:
    """Holders with more than usual and with more than allowed, of their duties in this place."""
    counts = rows.order_by().values("subject_key").annotate(n=Count("pk")).filter(n__gt=usual)
    found = list(counts.values_list("n", flat=True))
    return len(found), sum(1 for n in found if load is not None and n > load)


def _per_object(rows: QuerySet[Duty], least: int, most: int | None) -> tuple[int, int]:
    if least < 2 and most is None:
        return 0, 0
    counts = rows.order_by().values("object_id").annotate(n=Count("subject_key", distinct=True))
    short = counts.filter(n__lt=least).count() if least > 1 else 0
    crowded = counts.filter(n__gt=most).count() if most is not None else 0
    return short, crowded


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


def tiles(kind: DutyKind, area_id: int, on: date) -> list[Tile]:
    """The places directly below with their coverage, in the order of the tree; three queries.

    Where only one place lies below (a city with one district in use), those below that one are shown.
    """
    source = objects.source(kind.object)
    spans = list(areas.children(area_id, on)[:MOST_TILES])
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


@dataclass(frozen=True)
class GapRow:
    """One line of the list of gaps: the object, where, and what is wrong in words."""

    object_id: int
    name: str
    where: str
    reason: str
    detail: str = ""
    duty_id: int | None = None


def gap_rows(kind: DutyKind, area_id: int, on: date, *, limit: int = 200) -> list[GapRow]:
    """Uncovered objects with the reason (never anybody, holder gone, period over); four queries."""
    source = objects.source(kind.object)
    rows = list(missing(kind, area_id, on)[:limit])
    ids = [getattr(row, source.key) for row in rows]
    places = {pk: row.parent_id if source.by_path else row.area_id for pk, row in zip(ids, rows, strict=True)}
    names = areas.full_names({pk for pk in places.values() if pk}, on, top="district")
    last = _last(kind, ids, on)
    found = []
    for pk, row in zip(ids, rows, strict=True):
        reason, detail = _reason(last.get(pk), on)
        name = getattr(row, source.name)
        found.append(
            GapRow(
                pk, name, names.get(places[pk] or 0, ""), reason, detail, last[pk].pk if pk in last else None
            )
        )
    return found


def _last(kind: DutyKind, ids: list[int], on: date) -> dict[int, Duty]:
    rows = Duty.objects.filter(
        Q(valid_from__lte=on), kind=kind.id, object_kind=kind.object, object_id__in=ids
    )
    rows = rows.select_related("person", "body").order_by("ends_on", "pk")
    return {row.object_id: row for row in rows}


def _reason(row: Duty | None, on: date) -> tuple[str, str]:
    if row is None:
        return _("没有责任人"), ""
    who = row.person.name if row.person else str(row.body)
    if row.valid_to > on:
        return _("责任人空缺"), _("%(who)s自%(day)s起不再任职") % {"who": who, "day": row.ends_on.isoformat()}
    word = _("到期未续") if not row.ended else _("已结束，没有接手的")
    return word, _("%(who)s到%(day)s") % {"who": who, "day": row.valid_to.isoformat()}
