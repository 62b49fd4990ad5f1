"""What the worker does for cases: waiting ones return on their day, silent reporters' cases close."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.cases.models import Case, WishClaim
from linli.cases.services.claiming import return_idle
from linli.cases.services.closing import close_not_reached
from linli.cases.services.waiting import resume
from linli.domain.access import SYSTEM
from linli.domain.calendar import local_day
from linli.domain.caseflow import State
from linli.records.errors import LinliError

CHUNK = 200


def tick(at: datetime) -> int:
    """One round; answers how many cases moved. Safe to run twice."""
    return return_waiting(at) + close_silent(at) + return_idle_claims(at)


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


def return_idle_claims(at: datetime) -> int:
    """A wish that was taken and not worked on hangs on the wall again."""
    idle = WishClaim.objects.filter(ended_at=None, idle_on__lte=local_day(at)).order_by("idle_on")
    return sum(_idle(pk, at) for pk in list(idle.values_list("wish_id", flat=True)[:CHUNK]))


def _idle(pk: int, at: datetime) -> bool:
    try:
        return_idle(case_id=pk, at=at)
    except LinliError:  # reported in the meantime, or waiting for a decision
        return False
    return True


def _quietly(verb, pk: int, at: datetime) -> bool:  # type: ignore[no-untyped-def]
    try:
        verb(case_id=pk, actor=SYSTEM, at=at)
    except LinliError:  # not yet due, or somebody was quicker
        return False
    return True
