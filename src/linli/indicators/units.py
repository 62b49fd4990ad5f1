"""Who is told in a table, and by which tree: places of the record's own date, or today's (同口径)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Q, QuerySet

from linli.areas import paths
from linli.areas import queries as areas
from linli.areas.models import MAX_DAY, NATION_ID, AreaSpan
from linli.definitions.indicators import Indicator
from linli.domain.access import COLUMN_LEVELS, AreaRef
from linli.domain.calendar import SHANGHAI
from linli.domain.periods import Period
from linli.indicators.memory import held as _held
from linli.indicators.memory import remembered, remembering
from linli.indicators.models import SetMember
from linli.organizations.models import Organization
from linli.records.measures import RecordSet, Unit

__all__ = [
    "Basis", "Member", "Moved", "chain", "ended_since", "expect", "group_column", "history", "inside", "know_ended",
    "levels_of", "listed", "moved", "name", "names", "refs", "remembered", "remembering", "span",
]  # fmt: skip

Basis = Literal["then", "today"]


@dataclass(frozen=True)
class Member:
    """A unit in its fixed order."""

    unit: Unit
    name: str
    group: str = ""
    #: It ended inside the period: printed with its last day.
    until: date | None = None


def listed(piece: Indicator, kept_for: Iterable[str], area_id: int, period: Period) -> list[Member]:
    """The reporting set of the first of ``kept_for`` that has one, else all places of the level (or bodies) in order.

    Places that ended inside the period are told as well: their records happened there.
    """
    for piece_id in kept_for:
        kept = _kept(piece_id, area_id, period.last_day)
        if kept:
            return kept
    if piece.by_body:
        return _bodies(area_id, piece.by_body, period.last_day)
    return _places(area_id, piece.level, period)


def _kept(piece_id: str, area_id: int, on: date) -> list[Member]:
    # All sets of the place at once: a page asks for many figures of it.
    every = remembered(
        ("sets", area_id), lambda: list(SetMember.objects.filter(of__area_id=area_id).select_related("of"))
    )
    rows = [row for row in every if row.of.piece == piece_id and row.valid_from <= on < row.valid_to]
    if not rows:
        return []
    named = names([Unit(row.unit_kind, row.unit_id) for row in rows], on)  # type: ignore[arg-type]
    return [
        Member(unit, named.get(unit, ""), row.group)
        for row in rows
        if (unit := Unit(row.unit_kind, row.unit_id))  # type: ignore[arg-type]
    ]


def _places(area_id: int, level: str, period: Period) -> list[Member]:
    spans = history(area_id)
    if not spans:
        return []
    own = span(area_id, period.last_day) or spans[-1]
    if own.level == level:
        return [Member(Unit("area", area_id), own.name)]
    last: dict[int, AreaSpan] = {}
    for row in remembered(("level below", own.path, level), lambda: _level_below(own.path, level)):
        if row.valid_from >= period.end or row.valid_to <= period.start:
            continue
        if row.area_id not in last or row.valid_to > last[row.area_id].valid_to:
            last[row.area_id] = row
    return [
        Member(Unit("area", row.area_id), row.name, until=row.valid_to if row.valid_to < period.end else None)
        for row in sorted(last.values(), key=_administrative)
    ]


def _level_below(path: str, level: str) -> list[AreaSpan]:
    """All spans of a level in a place, past ones too: a page asks for several periods of it."""
    low, high = paths.bounds(path)
    rows = list(AreaSpan.objects.filter(level=level, path__gte=low, path__lt=high).order_by("path", "sort"))
    _know(rows)
    return rows


def _administrative(row: AreaSpan) -> tuple[list[int], str, int]:
    """The communities of one street together, streets in their own order."""
    return paths.ids(row.path)[:-1], row.sort, row.area_id


def _bodies(area_id: int, kinds: Iterable[str], on: date) -> list[Member]:
    refs = areas.refs_for([area_id])
    rows = areas.in_scope(Organization.objects.filter(areas.valid(on), kind__in=list(kinds)), refs)
    return [Member(Unit("body", row.pk), str(row)) for row in rows.order_by("pk")]


def names(units: Iterable[Unit], on: date | None = None) -> dict[Unit, str]:
    """Names of units as they were called on a day (or last), in two queries."""
    wanted = list(units)
    areas_of = {one.id for one in wanted if one.kind == "area"}
    bodies = {one.id for one in wanted if one.kind == "body"}
    found: dict[Unit, str] = {}
    if on is not None and areas_of:
        rows = areas.spans(areas_of, on)
        _know(rows.values())
        found = {Unit("area", pk): row.name for pk, row in rows.items()}
    gone = {pk for pk in areas_of if Unit("area", pk) not in found}
    if gone:
        found |= {Unit("area", pk): said for pk, said in areas.names(gone).items()}
    if bodies:
        found |= {Unit("body", row.pk): str(row) for row in Organization.objects.filter(pk__in=bodies)}
    return found


@dataclass(frozen=True)
class Moved:
    """Places that hung elsewhere on some day of the period than they do today: (area, from, to) → ancestors then."""

    spans: tuple[tuple[int, date, date, tuple[int, ...]], ...]

    @property
    def areas(self) -> set[int]:
        """The places."""
        return {one[0] for one in self.spans}


def moved(period_start: date, period_end: date) -> Moved:
    """What has to be asked of the dated tree; usually nothing at all, and then columns of today answer."""
    return remembered(("moved", period_start, period_end), lambda: _moved(period_start, period_end))


def expect(start: date | None) -> None:
    """Ask at once which places ended since the first of several periods; usually none, and then all are answered."""
    memory = _held.get()
    if memory is not None and start is not None and memory.get("asked_since", MAX_DAY) > start:
        memory["asked_since"], memory["ended"] = start, _ended(start)


def ended_since(since: date) -> QuerySet[AreaSpan]:
    """Spans of places that ended or changed after a day."""
    return AreaSpan.objects.filter(valid_to__gt=since, valid_to__lt=MAX_DAY)


def know_ended(since: date | None, ids: set[int]) -> None:
    """The same answer, where something else has read it anyway."""
    memory = _held.get()
    if memory is not None and since is not None:
        memory["asked_since"], memory["ended"] = since, ids


def _ended(since: date) -> set[int]:
    return set(ended_since(since).values_list("area_id", flat=True))


def _moved(period_start: date, period_end: date) -> Moved:
    memory = _held.get() or {}
    if memory.get("asked_since", MAX_DAY) <= period_start and not memory["ended"]:
        return Moved(())
    ids = _ended(period_start)
    if not ids:
        return Moved(())
    today = areas.spans(ids)
    rows = list(
        AreaSpan.objects.filter(area_id__in=ids, valid_from__lt=period_end, valid_to__gt=period_start)
    )
    changed = {row.area_id for row in rows if row.area_id not in today or row.path != today[row.area_id].path}
    return Moved(
        tuple(
            (row.area_id, row.valid_from, row.valid_to, tuple(paths.ids(row.path)))
            for row in rows
            if row.area_id in changed
        )
    )


def inside(
    rows: QuerySet[Any], unit: Unit, held: RecordSet, *, date_path: str | None, day: bool, gone: Moved
) -> QuerySet[Any]:
    """The rows that count for one unit."""
    if unit.kind == "body":
        return rows.filter(**{held.column(held.body).source: unit.id}) if held.body else rows.none()
    if held.tree:
        return rows.filter(_path_q(span(unit.id), unit.id))
    condition = _today_q(unit.id, levels_of([unit]).get(unit.id, "other"))
    if gone.spans and date_path is not None:
        condition &= ~Q(area_id__in=gone.areas)
        for area, start, end, chain in gone.spans:
            if unit.id in chain:
                condition |= Q(area_id=area) & _between(date_path, start, end, day)
    return rows.filter(condition)


def _path_q(place: AreaSpan | None, area_id: int) -> Q:
    low, high = paths.bounds(place.path if place else "")
    return Q(path__gte=low, path__lt=high) if place or area_id == NATION_ID else Q(pk__in=[])


def _today_q(area_id: int, level: str) -> Q:
    if level == "nation":
        return Q()
    if level in COLUMN_LEVELS:
        return Q(**{level: area_id})
    return areas.scope_q(areas.refs_for([area_id])) or Q(area_id=area_id)


def _between(date_path: str, start: date, end: date, day: bool) -> Q:
    if day:
        return Q(**{f"{date_path}__gte": start, f"{date_path}__lt": end})
    from datetime import datetime, time

    made = Q(**{f"{date_path}__gte": datetime.combine(start, time.min, SHANGHAI)})
    if end < MAX_DAY:
        made &= Q(**{f"{date_path}__lt": datetime.combine(end, time.min, SHANGHAI)})
    return made


def group_column(units: Iterable[Unit], held: RecordSet, levels: Mapping[int, str]) -> str | None:
    """The one column by which all units can be told in a single grouped query; None: ask them one by one."""
    wanted = list(units)
    if wanted and all(one.kind == "body" for one in wanted):
        return held.column(held.body).source if held.body else None
    kinds = {levels.get(one.id, "") for one in wanted}
    level = next(iter(kinds), "")
    return level if len(kinds) == 1 and level in COLUMN_LEVELS else None


def levels_of(units: Iterable[Unit]) -> dict[int, str]:
    """The level of each place among the units (today's or the last)."""
    ids = frozenset(one.id for one in units if one.kind == "area")
    known: dict[int, str] = (_held.get() or {}).get("level", {})
    if ids <= known.keys():
        return {one: known[one] for one in ids}
    return remembered(("levels", ids), lambda: _levels(ids))


def _levels(ids: frozenset[int]) -> dict[int, str]:
    rows = AreaSpan.objects.filter(area_id__in=ids).order_by("valid_to")
    found: dict[int, str] = defaultdict(str)
    found.update(rows.values_list("area_id", "level"))
    return found


def _know(rows: Iterable[AreaSpan]) -> None:
    """Remember the levels of places of today that a page has read anyway."""
    memory = _held.get()
    if memory is not None:
        memory.setdefault("level", {}).update({row.area_id: row.level for row in rows if row.is_today})


def history(area_id: int) -> list[AreaSpan]:
    """Every span of the place a page is about, the last one last; one query a page."""
    return remembered(("history", area_id), lambda: _history(area_id))


def _history(area_id: int) -> list[AreaSpan]:
    rows = list(AreaSpan.objects.filter(area_id=area_id).order_by("valid_to"))
    _know(rows)
    return rows


def span(area_id: int, on: date | None = None) -> AreaSpan | None:
    """What the place was on a day (None: is today)."""
    if on is None:
        return next((row for row in history(area_id) if row.is_today), None)
    return next((row for row in history(area_id) if row.valid_from <= on < row.valid_to), None)


def name(area_id: int) -> str:
    """Its name of today, or its last."""
    rows = history(area_id)
    return rows[-1].name if rows else ""


def refs(area_id: int) -> tuple[AreaRef, ...]:
    """The place as a reference, if it is in today's tree."""
    row = span(area_id)
    return (AreaRef(row.level, area_id),) if row else ()


def chain(area_id: int, on: date) -> list[int]:
    """The ids from the top down to the place on a day."""
    row = span(area_id, on)
    return [NATION_ID, *(one for one in paths.ids(row.path) if one != NATION_ID)] if row else [area_id]
