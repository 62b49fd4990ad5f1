"""What the worker does for cases: waiting ones return on their day, silent reporters' cases close."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.cases.models import Case
from linli.cases.services.closing import close_not_reached
from linli.cases.services.waiting import resume
from linli.domain.access import SYSTEM
from linli.domain.calendar import local_day
from linli.domain.caseflow import State
from linli.records.errors import LinliError

CHUNK = 200


def tick(at: datetime) -> int:
    """One round; answers how many cases moved. Safe to run twice."""
    return return_waiting(at) + close_silent(at)


def return_waiting(at: datetime) -> int:
    """挂账 ends by itself on the day of review: nothing is forgotten on a list."""
    due = Case.objects.filter(state=State.SUSPENDED, revisit_on__lte=local_day(at)).order_by("revisit_on")
    return sum(_quietly(resume, pk, at) for pk in list(due.values_list("pk", flat=True)[:CHUNK]))


def close_silent(at: datetime) -> int:
    """Seven days after the answer passed without a word: 已办结（未回访到）. The limit itself is asked per case."""
    waiting = Case.objects.filter(state=State.TO_CALL_BACK, passed_at__lte=at - timedelta(days=1)).order_by(
        "passed_at"
    )
    return sum(
        _quietly(close_not_reached, pk, at) for pk in list(waiting.values_list("pk", flat=True)[:CHUNK])
    )


def _quietly(verb, pk: int, at: datetime) -> bool:  # type: ignore[no-untyped-def]
    try:
        verb(case_id=pk, actor=SYSTEM, at=at)
    except LinliError:  # not yet due, or somebody was quicker
        return False
    return True
