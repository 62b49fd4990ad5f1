"""Finding a clock by what people call it, and explaining it for a moment; behind ``linli due`` and its page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db import DatabaseError

from linli.clocks import worktime
from linli.definitions import get_library
from linli.definitions.calendars import shipped_calendar
from linli.definitions.templates import clock_template
from linli.domain.clock_templates import TEMPLATES, in_working_days
from linli.domain.clocks import ClockTemplate, Due, Step, Unit, due
from linli.domain.hours import WorkTime

_SHORT = re.compile(r"(?P<amount>[0-9]{1,4})(?P<unit>min|h|d|m|wmin|wh|wd)(?P<back>-?)")
_UNITS = {
    "min": Unit.MINUTE,
    "h": Unit.HOUR,
    "d": Unit.DAY,
    "m": Unit.MONTH,
    "wmin": Unit.WORK_MINUTE,
    "wh": Unit.WORK_HOUR,
    "wd": Unit.WORK_DAY,
}

#: Other words for the classes a clock knows.
_CLASSES = {"important": "complex", "community": "handler_community"}


def template(name: str, on: date, *, working: bool = False) -> ClockTemplate:
    """The clock called ``name`` as it stands on a day: an id of the mechanism files, ``13710``, a shipped default, or
    a bare limit such as ``3wd``. Raises LookupError with the names that exist."""
    found = _named(name, on) or _limit(name)
    if found is None:
        known = sorted({*(item.removeprefix("clock_") for item in get_library().clocks), *TEMPLATES})
        raise LookupError(f"没有叫「{name}」的时限，可以写：{'、'.join(known)}，或3wd、7d、4wh、1m、10d-")
    return in_working_days(found) if working else found


def explain(found: ClockTemplate, at: datetime, classes: Iterable[str] = ()) -> list[tuple[Step, Due]]:
    """Every step with its due time, counted from ``at``; a step that follows another counts from that one's due time.

    Raises CalendarRangeError for far dates.
    """
    times = times_now()
    own = {name for given in classes for name in (given, _CLASSES.get(given, given))}
    rows: list[tuple[Step, Due]] = []
    ends: dict[str, datetime] = {"start": at}
    for step in found.steps_for(own):
        result = due(step, ends.get(step.from_, at), times)
        ends[step.id] = result.due_at
        rows.append((step, result))
    return rows


def _named(name: str, on: date) -> ClockTemplate | None:
    library = get_library()
    for candidate in (name, f"clock_{name}", f"hotline_{name}"):
        if candidate in library.clocks:
            found = clock_template(library.clocks[candidate], on, library)
            return replace(found, source=_source(found))
    return TEMPLATES.get(name)


def _source(found: ClockTemplate) -> str:
    """The title of the source behind a clock's id of a source."""
    for mechanism in get_library().mechanisms.values():
        if any(clock.id == found.id for clock in mechanism.clocks) and found.source in mechanism.sources:
            return mechanism.sources[found.source].title.zh
    return found.source


def _limit(name: str) -> ClockTemplate | None:
    match = _SHORT.fullmatch(name)
    if not match:
        return None
    step = Step("limit", "时限", int(match["amount"]), _UNITS[match["unit"]], backward=bool(match["back"]))
    return ClockTemplate("limit", "时限", (step,))


def times_now() -> WorkTime:
    """The working time in force, or the shipped one while there is no database yet."""
    try:
        return worktime.current()[0]
    except DatabaseError:  # before the first `linli prepare` the shipped files alone are asked
        return WorkTime(shipped_calendar())


def choices(on: date) -> list[tuple[str, str]]:
    """The clocks that can be tried, for a select."""
    library = get_library()
    rows = [(name, _label(name, on)) for name in library.clocks]
    return sorted(((name, label) for name, label in rows if label), key=lambda row: row[0])


def _label(name: str, on: date) -> str:
    try:
        found = _named(name, on)
    except LookupError:  # its first value lies in the future
        return ""
    return found.zh if found else ""
