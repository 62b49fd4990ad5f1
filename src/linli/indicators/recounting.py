"""Counting closed days for :mod:`linli.indicators.keeping`: the worker's part, and the proof that it is right.

The numbers come from the same compiled filters as figures and their rows. A day that a change marked is counted again;
its mark goes in the same transaction, and only marks that were seen before the count, so a change that comes in between
keeps its own.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import TruncDate

from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.periods import Kind, Period
from linli.indicators.compiling import Ask, compile_base, path, where
from linli.indicators.keeping import HEAD, LEVELS, midnight
from linli.indicators.models import DayCount, KeptSet
from linli.indicators.wants import Want, key_of, of_measure
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Definition, InForce
from linli.records import measures
from linli.records.measures import RecordSet
from linli.records.models import Touched

#: So far back days are kept; what is older is counted from its records.
HISTORY = timedelta(days=3 * 366)
#: Days counted by one statement, changed days and days of the past counted at one stroke of the worker.
CHUNK, MARKS, FILL = 31, 2000, 124

ONE = timedelta(days=1)
#: Day → area → key → number.
Counts = dict[date, dict[int, dict[str, int]]]


def sets() -> list[RecordSet]:
    """The record sets whose days are kept."""
    return [held for name in measures.ids() if (held := measures.get(name)) is not None and held.kept_by]


def wanted(held: RecordSet) -> dict[str, dict[str, Want]]:
    """What is kept for a record set: date name → key → what is counted; by every definition in force anywhere."""
    made: dict[str, dict[str, Want]] = {name: {} for name in held.kept_by}
    in_force = InForce.objects.values("definition_id")
    for definition in Definition.objects.filter(pk__in=in_force).order_by("pk"):
        for indicator in mechanisms.content(definition).indicators:
            for want in of_measure(indicator.measure).values() if indicator.measure else ():
                if want.rows.set == held.id and (key := key_of(want)):
                    made[str(want.rows.date)][key] = want
    return made


def tick(at: datetime) -> int:
    """One stroke of the worker: changed days first, then days nobody has counted yet, the newest first."""
    return sum(fold(held, at) + fill(held, at) for held in sets())


def fold(held: RecordSet, at: datetime, *, limit: int = MARKS) -> int:
    """Count changed days again; answers how many days."""
    with transaction.atomic():
        if not Touched.objects.filter(record_set=held.id).exists():
            return 0
        _lock(held)
        marks = list(Touched.objects.filter(record_set=held.id).order_by("pk")[:limit])
        keys = wanted(held)
        done = 0
        for name in held.kept_by:
            days = {one.day for one in marks if one.date_name == name}
            kept = set(_heads(held, name).filter(day__in=days).values_list("day", flat=True))
            for first, last in _runs(kept):
                done += _keep(held, name, first, last, keys[name])
        Touched.objects.filter(pk__in=[one.pk for one in marks]).delete()
    return done


def fill(held: RecordSet, at: datetime, *, limit: int = FILL) -> int:
    """Count closed days that were not counted yet, or under other definitions; answers how many days."""
    keys, done = wanted(held), 0
    last = local_day(at) - ONE
    for name in held.kept_by:
        said = _said(keys[name])
        first = last - HISTORY
        there = set(_heads(held, name).filter(day__gte=first, numbers=said).values_list("day", flat=True))
        missing = [day for number in range(HISTORY.days) if (day := last - number * ONE) not in there]
        for start, end in _runs(set(missing[:limit])):
            with transaction.atomic():
                _lock(held)
                done += _keep(held, name, start, end, keys[name])
    return done


def fill_all(at: datetime) -> int:
    """Count until nothing is left; answers how many days."""
    total = 0
    while done := tick(at):
        total += done
    return total


def _lock(held: RecordSet) -> None:
    KeptSet.objects.get_or_create(pk=held.id)
    KeptSet.objects.select_for_update().get(pk=held.id)


def _heads(held: RecordSet, name: str) -> Any:
    return DayCount.objects.filter(record_set=held.id, date_name=name, area_id=HEAD)


def _said(keys: Iterable[str]) -> str:
    return json.dumps(sorted(keys), separators=(",", ":"))


def _runs(days: set[date]) -> Iterator[tuple[date, date]]:
    """Days in runs of neighbours, none longer than a statement takes."""
    ordered = sorted(days)
    while ordered:
        length = 1
        while length < min(CHUNK, len(ordered)) and ordered[length] - ordered[0] == length * ONE:
            length += 1
        yield ordered[0], ordered[length - 1]
        ordered = ordered[length:]


def _keep(held: RecordSet, name: str, first: date, last: date, keys: Mapping[str, Want]) -> int:
    counts = count_days(held, name, first, last, keys)
    rows = DayCount.objects.filter(record_set=held.id, date_name=name, day__gte=first, day__lte=last)
    rows.delete()
    made = []
    for number in range((last - first).days + 1):
        day = first + number * ONE
        said: dict[int, str] = {HEAD: _said(keys)}
        said |= {area: json.dumps(one, sort_keys=True) for area, one in counts.get(day, {}).items()}
        made += [
            DayCount(record_set=held.id, date_name=name, day=day, area_id=area, numbers=text)
            for area, text in said.items()
        ]
    DayCount.objects.bulk_create(made, batch_size=500)
    return (last - first).days + 1


def count_days(held: RecordSet, name: str, first: date, last: date, keys: Mapping[str, Want]) -> Counts:
    """The numbers of every place on these days, zeros left out: one grouped query, summed up through the levels."""
    column = held.column(name)
    ask = Ask(Period(first, last + ONE, Kind.DAY), None, 0)
    amounts: dict[str, Any] = {}
    for key, want in keys.items():
        _within, (counts, out) = where(want.rows, ask, extra=want.extra, left_out=want.left_out)
        amounts[f"k_{key}"] = (
            Count("pk", filter=counts & out)
            if want.column is None
            else Sum(path(held.column(want.column)), filter=counts & out)
        )
    dated = path(column)
    rows = compile_base(held).filter(
        **{f"{dated}__gte": midnight(first), f"{dated}__lt": midnight(last + ONE)}
    )
    found = (
        rows.order_by()
        .annotate(linli_day=TruncDate(F(dated), tzinfo=SHANGHAI))
        .values("linli_day", *LEVELS)
        .annotate(**amounts)
    )
    made: Counts = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for row in found.iterator():
        numbers = {key: int(number) for key in keys if (number := row[f"k_{key}"])}
        for level in LEVELS:
            if numbers and row[level] is not None:
                into = made[row["linli_day"]][row[level]]
                for key, number in numbers.items():
                    into[key] += number
    return made


def prove(*, write: bool = False) -> list[tuple[str, str, date, int]]:
    """Count every kept day again and compare; answers (record set, date, day, area) that differ.

    Days with a mark are left out: they are not believed anyway. With ``write`` wrong days are counted anew.
    """
    return [one for held in sets() for name in held.kept_by for one in _prove(held, name, write=write)]


def _prove(held: RecordSet, name: str, *, write: bool) -> list[tuple[str, str, date, int]]:
    every = wanted(held)[name]
    marked = set(
        Touched.objects.filter(record_set=held.id, date_name=name).values_list("day", flat=True).distinct()
    )
    days = set(_heads(held, name).values_list("day", flat=True)) - marked
    wrong: list[tuple[str, str, date, int]] = []
    for first, last in _runs(days):
        with transaction.atomic():
            _lock(held)
            true = count_days(held, name, first, last, every)
            bad = _differing(held, name, first, last, set(every), true)
            wrong += [(held.id, name, day, area) for day, area in bad]
            if write and bad:
                _keep(held, name, first, last, every)
    return wrong


def _differing(
    held: RecordSet, name: str, first: date, last: date, keys: set[str], true: Counts
) -> list[tuple[date, int]]:
    rows = DayCount.objects.filter(record_set=held.id, date_name=name, day__gte=first, day__lte=last)
    shown: dict[date, dict[int, Any]] = defaultdict(dict)
    for row in rows:
        shown[row.day][row.area_id] = json.loads(row.numbers)
    bad = []
    for day, areas in shown.items():
        # Only what is asked today can be compared; a day of older definitions is counted anew in its turn.
        asked = keys & set(areas.pop(HEAD, []))
        for area in {*areas, *true.get(day, {})}:
            was, is_ = areas.get(area, {}), true.get(day, {}).get(area, {})
            if any(was.get(key, 0) != is_.get(key, 0) for key in asked):
                bad.append((day, area))
    return sorted(bad)
