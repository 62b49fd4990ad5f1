"""What can be answered for: places, bodies, households and projects; other rooms add theirs (台账项).

Each source tells names and places of its objects, locks one, and gives the objects of a kind that need a holder as
a queryset, so that gaps are found by the database and not in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.areas import paths
from linli.areas import queries as areas
from linli.areas.models import NATION_ID, Area, AreaSpan
from linli.definitions.duties import DutyKind
from linli.duties.errors import DutyRefused
from linli.duties.models import Charge
from linli.organizations.models import Organization, on_day
from linli.records import services as records


@dataclass(frozen=True)
class Source:
    """One sort of objects. ``key`` is the column of ``expected`` that holds the object's id.

    ``expected(kind, area_id, on)`` gives the rows below a place that need a holder; ``path`` or ``columns`` says how
    they are grouped by the places directly below.
    """

    names: Callable[[Iterable[int]], dict[int, str]]
    rows: Callable[[Iterable[int]], Iterable[Any]]
    lock: Callable[[int], Any]
    area_of: Callable[[Any], int]
    fits: Callable[[DutyKind, Any, date], bool]
    expected: Callable[[DutyKind, int, date], QuerySet[Any]]
    key: str = "pk"
    order: tuple[str, ...] = ("pk",)
    name: str = "name"
    by_path: bool = False


_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """Make a sort of objects known; the same name again replaces it."""
    _sources[kind] = source


def source(kind: str) -> Source:
    """The source of a sort of objects. Raises :class:`DutyRefused` for one that no room keeps."""
    found = _sources.get(kind)
    if found is None:
        raise DutyRefused(_("这类对象还没有台账，不能分包。"), field="object")
    return found


def known(kind: str) -> bool:
    """True when a room keeps this sort of objects."""
    return kind in _sources


def names(pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Names of many objects; one query (places: two) a sort."""
    wanted: dict[str, set[int]] = {}
    for kind, pk in pairs:
        wanted.setdefault(kind, set()).add(pk)
    return {
        (kind, pk): name
        for kind, ids in wanted.items()
        if known(kind)
        for pk, name in source(kind).names(ids).items()
    }


#: The span of the place a page is about; its counts would each ask for it.
_told: ContextVar[tuple[AreaSpan, date] | None] = ContextVar("told", default=None)


@contextmanager
def told(span: AreaSpan | None, on: date) -> Iterator[None]:
    """Inside, the place of a page is not read again: this is what it was on the day."""
    before = _told.set((span, on) if span else None)
    try:
        yield
    finally:
        _told.reset(before)


def _span(area_id: int, on: date) -> AreaSpan | None:
    known = _told.get()
    return known[0] if known and (known[0].area_id, known[1]) == (area_id, on) else areas.span(area_id, on)


def below(area_id: int, on: date) -> Q:
    """The filter "lies in this place" for rows with the columns of today's tree; the nation holds all."""
    if area_id == NATION_ID:
        return Q()
    held = _span(area_id, on) or areas.last_span(area_id)
    level = held.level if held else ""
    if level in ("city", "district", "street", "community", "estate", "grid"):
        return Q(**{level: area_id})
    if level == "province":
        cities = areas.children(area_id, on).values("area_id")
        return Q(city__in=cities)
    return Q(area_id=area_id)


# --- places ---


def _spans(kind: DutyKind, area_id: int, on: date) -> QuerySet[AreaSpan]:
    own = _span(area_id, on)
    if own is None:
        return AreaSpan.objects.none()
    rows = AreaSpan.objects.filter(areas.valid(on), level__in=kind.levels)
    if own.path:
        low, high = paths.bounds(own.path)
        rows = rows.filter(path__gte=low, path__lt=high)
    return rows.filter(area__kind__in=kind.place_kinds) if kind.place_kinds else rows


def _place_fits(kind: DutyKind, area: Area, on: date) -> bool:
    own = areas.span(area.pk, on)
    return (
        own is not None
        and own.level in kind.levels
        and (not kind.place_kinds or area.kind in kind.place_kinds)
    )


# --- bodies ---


def _bodies(kind: DutyKind, area_id: int, on: date) -> QuerySet[Organization]:
    rows = Organization.objects.filter(on_day(on), kind__in=kind.object_bodies)
    return rows.filter(below(area_id, on))


# --- households and projects ---


def _charges(kind: DutyKind, area_id: int, on: date) -> QuerySet[Charge]:
    return Charge.objects.filter(below(area_id, on), on_day(on), kind=kind.id, object=kind.object)


def _charge_names(ids: Iterable[int]) -> dict[int, str]:
    return dict(Charge.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def _body_names(ids: Iterable[int]) -> dict[int, str]:
    return dict(Organization.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def _place_names(ids: Iterable[int]) -> dict[int, str]:
    """Names with the street before them; of places that are no more, the last name."""
    wanted = set(ids)
    found = areas.full_names(wanted, top="street")
    missing = wanted - set(found)
    return found | (areas.names(missing) if missing else {})


PLACE = Source(
    names=_place_names,
    rows=lambda ids: AreaSpan.objects.filter(areas.valid(None), area_id__in=list(ids)),
    lock=lambda pk: records.lock(Area, pk),
    area_of=lambda row: int(row.pk),
    fits=_place_fits,
    expected=_spans,
    key="area_id",
    order=("path",),
    by_path=True,
)
BODY = Source(
    names=_body_names,
    rows=lambda ids: Organization.objects.filter(pk__in=list(ids)),
    lock=lambda pk: records.lock(Organization, pk),
    area_of=lambda row: int(row.area_id),
    fits=lambda kind, row, on: row.kind in kind.object_bodies and row.covers(on),
    expected=_bodies,
)
CHARGE = Source(
    names=_charge_names,
    rows=lambda ids: Charge.objects.filter(pk__in=list(ids)),
    lock=lambda pk: records.lock(Charge, pk),
    area_of=lambda row: int(row.area_id),
    fits=lambda kind, row, on: row.kind == kind.id and row.covers(on),
    expected=_charges,
)


def register_own() -> None:
    """The sorts this room knows by itself."""
    register("place", PLACE)
    register("body", BODY)
    register("household", CHARGE)
    register("project", CHARGE)


__all__ = ["Source", "below", "known", "names", "register", "register_own", "source", "told"]
