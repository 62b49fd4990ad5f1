"""The working time in force: shipped notices, what the database lays on top, and this office's hours."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from linli.clocks.models import CalendarChange, WorkDay
from linli.definitions.calendars import shipped_calendar
from linli.domain.calendar import Calendar, DayKind, Notice, SpecialDay
from linli.domain.hours import DEFAULT_SLOTS, OfficeHours, Season, Slot, WorkTime


def version() -> int:
    """Which change of the calendar is the newest; 0 for the shipped files alone. One query."""
    return CalendarChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def current() -> tuple[WorkTime, int]:
    """The working time and the calendar's version. One query when nothing changed since the last call."""
    number = version()
    return _worktime(number), number


@lru_cache(maxsize=4)
def _worktime(number: int) -> WorkTime:
    hours, workday_end, natural_end = office_hours(_setting())
    return WorkTime(_calendar(number), hours, workday_end, natural_end)


def _setting() -> Mapping[str, Any] | None:
    """Django's setting, else the environment's JSON. Raises ImproperlyConfigured for what is no JSON object."""
    if given := getattr(settings, "LINLI_OFFICE_HOURS", None):
        return dict(given)
    text = os.environ.get("LINLI_OFFICE_HOURS", "")
    try:
        found = json.loads(text) if text else None
    except ValueError as error:
        raise ImproperlyConfigured(f"LINLI_OFFICE_HOURS: {error}") from error
    if found is not None and not isinstance(found, dict):
        raise ImproperlyConfigured("LINLI_OFFICE_HOURS: a JSON object is expected")
    return found


def _calendar(number: int) -> Calendar:
    calendar = shipped_calendar()
    for change in CalendarChange.objects.filter(pk__lte=number).order_by("pk").prefetch_related("days"):
        days = tuple(special(day) for day in change.days.all())
        if change.year is None:
            calendar = calendar.with_local(days)
        else:
            notice = Notice(change.year, change.title, days, number=change.number)
            calendar = calendar.with_notice(notice)
    return calendar


def special(day: WorkDay) -> SpecialDay:
    """The kernel's value of a row."""
    return SpecialDay(day.day, DayKind(day.kind), day.name)


def forget() -> None:
    """Drop what is remembered; for tests that change settings or roll back changes."""
    _worktime.cache_clear()


def office_hours(raw: Mapping[str, Any] | None) -> tuple[OfficeHours, time, time | None]:
    """Hours, end of working-day limits, end of natural-day limits from the setting LINLI_OFFICE_HOURS.

    ``{"slots": [["08:30","12:00"],["14:00","17:30"]], "workday_end": "18:00", "natural_end": "24:00",
    "seasons": [{"from": "06-01", "to": "09-30", "slots": [["08:00","12:00"],["15:00","18:00"]]}]}``; every key may
    be left out. Raises ImproperlyConfigured with the place of a mistake.
    """
    raw = raw or {}
    try:
        seasons = tuple(
            Season(_month_day(item["from"]), _month_day(item["to"]), _slots(item["slots"]))
            for item in raw.get("seasons", ())
        )
        hours = OfficeHours(_slots(raw["slots"]) if "slots" in raw else DEFAULT_SLOTS, seasons)
        natural = raw.get("natural_end", "24:00")
        return (
            hours,
            time.fromisoformat(raw.get("workday_end", "18:00")),
            None if natural == "24:00" else time.fromisoformat(natural),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"LINLI_OFFICE_HOURS: {error!r}") from error


def _slots(raw: Any) -> tuple[Slot, ...]:
    return tuple((time.fromisoformat(first), time.fromisoformat(last)) for first, last in raw)


def _month_day(raw: str) -> tuple[int, int]:
    day = date.fromisoformat(f"2000-{raw}")
    return day.month, day.day
