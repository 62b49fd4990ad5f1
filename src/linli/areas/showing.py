"""A place as plain facts, for the command line and the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count

from linli.areas import queries
from linli.areas.models import FIRST_DAY, AreaSpan
from linli.definitions.fieldvalues import in_reach
from linli.domain.calendar import local_day
from linli.records.time import now


def parse_day(text: str | None) -> date | None:
    """A day written 2026-11-21; None stays None. Raises ValueError for anything else,
    before 1900 or more than fifty years ahead."""
    if text is None or text == "":
        return None
    day = date.fromisoformat(text)
    if day < FIRST_DAY:
        raise ValueError("days before 1900-01-01 are not known")
    if not in_reach(day, local_day(now())):
        raise ValueError("days more than fifty years ahead are not known")
    return day


def facts(row: AreaSpan, on: date | None = None) -> dict[str, Any]:
    """Name, codes, level, those above, how many of each level below, and the history."""
    below = queries.subtree(row.area_id, on, itself=False).order_by().values("level").annotate(n=Count("pk"))
    return {
        "id": row.area_id,
        "name": row.name,
        "level": row.level,
        "code": row.code,
        "code_stat": row.code_stat,
        "code_mca": row.code_mca,
        "code_local": row.code_local,
        "above": [
            {"id": step.area_id, "name": step.name, "level": step.level}
            for step in queries.ancestors(row.area_id, on, itself=False)
        ],
        "below": {item["level"]: item["n"] for item in below},
        "columns": queries.columns_for(row.area_id),
        "history": [
            {
                "from": _day(span.valid_from),
                "to": None if span.is_today else span.valid_to.isoformat(),
                "name": span.name,
                "parent": span.parent_id,
            }
            for span in queries.history(row.area_id)
        ],
    }


def _day(day: date) -> str | None:
    return None if day == FIRST_DAY else day.isoformat()
