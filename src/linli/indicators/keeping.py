"""Reading counts kept by day: which part of a figure they answer, and what is left to count from the records.

One statement reads the days that were counted, the days that changed since and the decisions that leave records out, so
all three are of one moment. What it does not answer (today, half days at the noon cut, changed days, days never
counted) stays a list of instants that the compiled query is narrowed to. So a figure is always the same as its rows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, DateField, F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from linli.domain.access import COLUMN_LEVELS
from linli.domain.calendar import SHANGHAI, local_day
from linli.indicators import prepared
from linli.indicators import units as who
from linli.indicators.asked import Request
from linli.indicators.models import DayCount, LeftOut
from linli.indicators.wants import Want, key_of, of_measure
from linli.records.measures import RecordSet, Unit
from linli.records.models import Touched

#: Places whose days are counted; smaller ones have few records.
LEVELS = COLUMN_LEVELS[:4]
#: More pieces than that are not worth it: then all is counted from the records.
MOST_PIECES = 12
#: The area of the row that says which keys of a day were counted.
HEAD = 0

#: Record set and the name of its date.
Name = tuple[str, str]
Span = tuple[datetime, datetime]
_COUNTED, _CHANGED, _DECIDED, _ENDED = range(1, 5)


@dataclass(frozen=True)
class Share:
    """What is kept of one integer, by unit, and the instants that are left to count."""

    kept: Mapping[int, int]
    left: tuple[Span, ...]


@dataclass(frozen=True)
class Looked:
    """What one statement told."""

    #: Which keys were counted on a day that did not change since.
    heads: Mapping[Name, Mapping[date, frozenset[str]]]
    #: Their numbers, by place.
    counts: Mapping[Name, Mapping[date, Mapping[int, Mapping[str, int]]]]
    #: Indicators of which some record is left out by decision.
    decided: frozenset[str]


def midnight(day: date) -> datetime:
    """Its first instant on the wall."""
    return datetime.combine(day, time.min, SHANGHAI)


def whole_days(start: datetime, end: datetime) -> tuple[date, date]:
    """The first day that lies wholly in the half-open span, and the first one after them."""
    first = local_day(start)
    return (first if midnight(first) >= start else first + timedelta(days=1)), local_day(end)


def look(requests: Sequence[Request], units: Iterable[Unit], since: date | None) -> Looked:
    """Everything kept for these figures; which places ended ``since`` is remembered for the page on the way."""
    windows: dict[Name, tuple[date, date]] = {}
    for asked in requests:
        for want in of_measure(asked.indicator.measure).values() if asked.indicator.measure else ():
            if key_of(want) and not asked.past:
                name = want.rows.set, str(want.rows.date)
                first, after = whole_days(*asked.ask.instants)
                low, high = windows.get(name, (first, after))
                windows[name] = min(low, first), max(high, after)
    return _sorted(_read(windows, {unit.id for unit in units if unit.kind == "area"}, since), since)


def shares(
    wants: Sequence[tuple[Request, Want]], held: RecordSet, level: str, looked: Looked
) -> list[Share | None]:
    """For each integer what is kept of it; None: all of it is counted from the records."""
    if not held.kept_by or level not in LEVELS:
        return [None] * len(wants)
    made = [
        _share(asked, want, key, looked)
        if (key := key_of(want)) and asked.indicator.id not in looked.decided
        else None
        for asked, want in wants
    ]
    return [None if share is not None and len(share.left) > MOST_PIECES else share for share in made]


def _read(windows: Mapping[Name, tuple[date, date]], ids: set[int], since: date | None) -> Iterable[Any]:
    key = ("kept days", tuple(sorted(windows.items())), frozenset(ids), since)
    return prepared.rows(key, None, lambda: _asked(windows, ids, since))


def _asked(windows: Mapping[Name, tuple[date, date]], ids: set[int], since: date | None) -> QuerySet[Any]:
    within = Q(pk__in=[])
    for (record_set, name), (first, after) in windows.items():
        within |= Q(record_set=record_set, date_name=name, day__gte=first, day__lt=after)
    counted = DayCount.objects.filter(within, area_id__in=[HEAD, *ids])
    changed = Touched.objects.filter(within)
    decided = LeftOut.objects.filter(taken_back_at__isnull=True)
    ended = who.ended_since(since) if since is not None else who.ended_since(date.max).none()
    by_day = {"of": F("record_set"), "name": F("date_name"), "on_": F("day")}
    found: QuerySet[Any] = _line(counted, _COUNTED, **by_day, place=F("area_id"), said=F("numbers")).union(
        _line(changed, _CHANGED, **by_day).distinct(),
        _line(decided, _DECIDED, name=F("indicator")).distinct(),
        _line(ended, _ENDED, place=F("area_id")),
        all=True,
    )
    return found


def _line(rows: Any, tag: int, **told: Any) -> Any:
    """The same six columns of every table, of the same kinds, so that one statement reads them all."""
    kinds = {
        "of": TextField,
        "name": TextField,
        "on_": DateField,
        "place": BigIntegerField,
        "said": TextField,
    }
    plain = {"of": "", "name": "", "on_": date.min, "place": 0, "said": ""}
    columns = {f"l_{name}": Cast(told.get(name, Value(plain[name])), kind()) for name, kind in kinds.items()}
    made = rows.order_by().annotate(l_tag=Cast(Value(tag), IntegerField()), **columns)
    return made.values_list("l_tag", *columns)


def _sorted(rows: Iterable[tuple[int, str, str, date | str, int, str]], since: date | None) -> Looked:
    heads: dict[Name, dict[date, frozenset[str]]] = defaultdict(dict)
    counts: dict[Name, dict[date, dict[int, Mapping[str, int]]]] = defaultdict(lambda: defaultdict(dict))
    told: dict[int, set[Any]] = {_CHANGED: set(), _DECIDED: set(), _ENDED: set()}
    for tag, record_set, name, on, area, said in rows:
        day = date.fromisoformat(on) if isinstance(on, str) else on
        if tag == _COUNTED and area == HEAD:
            heads[record_set, name][day] = _keys(said)
        elif tag == _COUNTED:
            counts[record_set, name][day][area] = _numbers(said)
        else:
            told[tag].add({_CHANGED: (record_set, name, day), _DECIDED: name, _ENDED: area}[tag])
    for record_set, name, day in told[_CHANGED]:
        heads[record_set, name].pop(day, None)
    who.know_ended(since, told[_ENDED])
    who.remembered("decided", lambda: told[_DECIDED])
    return Looked(heads, counts, frozenset(told[_DECIDED]))


@lru_cache(maxsize=64)
def _keys(said: str) -> frozenset[str]:
    return frozenset(json.loads(said))


@lru_cache(maxsize=8192)
def _numbers(said: str) -> Mapping[str, int]:
    found: Mapping[str, int] = json.loads(said)
    return found


def _share(asked: Request, want: Want, key: str, looked: Looked) -> Share:
    start, end = asked.ask.instants
    name = want.rows.set, str(want.rows.date)
    heads, counts = looked.heads.get(name, {}), looked.counts.get(name, {})
    kept: dict[int, int] = defaultdict(int)
    left: list[Span] = []
    first, after = whole_days(start, end)
    at = start
    for day in sorted(one for one, keys in heads.items() if first <= one < after and key in keys):
        for area, numbers in counts.get(day, {}).items():
            kept[area] += numbers.get(key, 0)
        begins = midnight(day)
        if at < begins:
            left.append((at, begins))
        at = begins + timedelta(days=1)
    if at < end:
        left.append((at, end))
    return Share(kept, tuple(left))


def inside(name: str, spans: Iterable[Span]) -> Q:
    """The date lies in one of the spans."""
    made = Q()
    for start, end in spans:
        made |= Q(**{f"{name}__gte": start, f"{name}__lt": end})
    return made
