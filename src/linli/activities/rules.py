"""Which kinds of activities hold where, and how a stored rhythm becomes days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from linli.clocks.lookup import times_now
from linli.definitions import get_library
from linli.definitions.activities import ActivityKind, Rhythm
from linli.domain import recurrence
from linli.domain.calendar import SHANGHAI, local_day
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Definition
from linli.mechanisms.queries import label
from linli.organizations.errors import Refused


@cache
def shipped() -> dict[str, tuple[str, ActivityKind]]:
    """Kind id → its mechanism and the kind as this release ships it; announced ones are left out."""
    return {
        kind.id: (name, kind)
        for name, one in get_library().mechanisms.items()
        for kind in one.activity_kinds
        if kind.capability is None
    }


def kinds_at(area_id: int, at: datetime) -> list[tuple[ActivityKind, Definition]]:
    """All kinds of activities in use at a place."""
    homes = {name for name, _kind in shipped().values()}
    found = mechanisms.active(area_id, local_day(at), only=homes).values() if homes else ()
    return [
        (kind, row) for row in found for kind in mechanisms.content(row).activity_kinds if not kind.capability
    ]


def kind_at(kind_id: str, area_id: int, at: datetime) -> tuple[ActivityKind, Definition]:
    """One kind in use at a place, with its definition. Raises Refused."""
    home = shipped().get(kind_id)
    rows = mechanisms.active(area_id, local_day(at), only=[home[0]]).values() if home else ()
    for row in rows:
        for kind in mechanisms.content(row).activity_kinds:
            if kind.id == kind_id:
                return kind, row
    said = _("这里还没有启用「%(kind)s」，请先在工作机制里启用。")
    raise Refused(said % {"kind": word(kind_id)}, field="kind")


def kind_of(definition_id: int | None, kind_id: str) -> ActivityKind | None:
    """The kind as a row's own definition says it; the shipped one when the row has none."""
    if definition_id:
        for kind in mechanisms.content(definition_id).activity_kinds:
            if kind.id == kind_id:
                return kind
    found = shipped().get(kind_id)
    return found[1] if found else None


def word(kind_id: str) -> str:
    """The word of a kind."""
    found = shipped().get(kind_id)
    return label(found[1].term) if found else kind_id


def stored(rhythm: Rhythm) -> dict[str, Any]:
    """A rhythm as a row keeps it."""
    return {**asdict(rhythm), "days": list(rhythm.days)}


def series_of(rhythm: Mapping[str, Any], first: date, last: date | None) -> recurrence.Series:
    """The days of a stored rhythm. Raises Refused where it says what cannot be."""
    try:
        return recurrence.Series(
            every=recurrence.Every(rhythm["every"]),
            first=first,
            days=tuple(rhythm.get("days", ())),
            month=int(rhythm.get("month", 1)),
            interval=int(rhythm.get("interval", 1)),
            at=time(int(rhythm.get("hour", 9)), int(rhythm.get("minute", 0))),
            last=last,
            on_holiday=recurrence.OnHoliday(rhythm.get("on_holiday", "keep")),
        )
    except (KeyError, ValueError) as error:
        raise Refused(_("重复方式填得不对，请检查周期和日期。"), field="days") from error


def days(rhythm: Mapping[str, Any], first: date, last: date | None, start: date, end: date) -> list[date]:
    """The days of a series with start <= day < end, after its rule for rest days."""
    return recurrence.occurrences(series_of(rhythm, first, last), start, end, times_now().calendar)


def moment(rhythm: Mapping[str, Any], day: date) -> datetime:
    """When a session of a series begins."""
    hour, minute = int(rhythm.get("hour", 9)), int(rhythm.get("minute", 0))
    return datetime.combine(day, time(hour, minute), SHANGHAI)
