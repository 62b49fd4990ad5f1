"""What the desk's pages need beyond one room: the rows of lists and their lights."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.areas import queries as areas
from linli.cases import words
from linli.cases.models import Case
from linli.domain.caseflow import OPEN
from linli.domain.clock_life import Light
from linli.mechanisms.queries import label

#: Less than this many seconds to go is 临期 on a list (the exact rule of a clock stands on its page).
SOON = 3 * 86_400


def light_of(case: Case, at: datetime) -> str:
    """The light of a case in a list: from the copied next date, so that a list needs no clock rows."""
    if case.next_due is None or case.state not in OPEN:
        return ""
    left = (case.next_due - at).total_seconds()
    if left < 0:
        return str(Light.LATE.value)
    return str(Light.SOON.value) if left <= SOON else str(Light.NORMAL.value)


def rows_of(cases: list[Case], at: datetime) -> list[dict[str, Any]]:
    """Cases as lists show them, with the names of all their places read in one query."""
    places = areas.full_names({case.area_id for case in cases}, top="community")
    return [
        {
            "case": case,
            "place": places.get(case.area_id, ""),
            "state": words.state(case.state),
            "light": light_of(case, at),
            "kind": label(case.kind),
        }
        for case in cases
    ]
