"""A matter filed upwards (报备): its paper at dispatch, the 回执 that settles its clock, the answer that rests on it.

Appends ``case.filed``. Whoever plans must file so many days before it begins; the day of filing is the day the higher
body had the paper, as its 回执 says, not the day somebody here says so (mechanisms.md S2-15).
"""

from __future__ import annotations

from datetime import date, datetime

from linli.cases import rules, words
from linli.cases.errors import NotNow
from linli.cases.models import Case
from linli.cases.services import _clock, _step
from linli.clocks import queries as clock_queries
from linli.clocks import services as clocks
from linli.clocks.models import Deadline
from linli.definitions.cases import CaseKind
from linli.domain import caserules
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.papers import services as papers
from linli.papers.models import Paper
from linli.records import services as records
from linli.records.models import Event


def take_receipt(event: Event, paper: Paper) -> None:
    """The higher body's 回执 came: filed on its day; in time, the clock is met with that day. A second changes nothing."""
    if paper.subject_kind != Case.SUBJECT_KIND or not papers.is_filing(paper):
        return
    case = records.lock(Case, paper.subject_id)
    known = Event.objects.filter(kind=Case.SUBJECT_KIND, subject_id=case.pk, name="case.filed")
    if rules.kind_of(case).file_to is None or not case.is_open or known.exists():
        return
    on = date.fromisoformat(str(dict(event.data)["on"]))
    before = _step.snapshot(case)
    held = _deadline(case, event.at)
    if held is not None and caserules.filed_in_time(on, held.due_at):
        clocks.meet(subject=case, step=held.step, at=caserules.filed_at(on, held.due_at, event.at))
    actor = Actor(event.user_id, event.post_id, event.channel, event.body_id)
    data = {"paper": paper.pk, "on": on}
    _step.finish(case, "case.filed", actor=actor, at=event.at, before=before, data=data)


def done_at(case: Case, kind: CaseKind, result: str, at: datetime) -> datetime:
    """When an answer of ``at`` counts as given: a matter filed, on the day of its 回执; any other, now.

    Raises NotNow for a filing that is late, or has no 回执 yet: another day must be set, or the answer says why
    nothing was filed (已解释).
    """
    held = _deadline(case, at) if kind.event_field is not None else None
    if held is None or (kind.file_to is not None and result != "solved"):
        return at
    done = at
    if kind.file_to is not None:
        on = papers.filed_on(case)
        if on is None:
            raise NotNow(words.refusal("filing_no_receipt"))
        done = caserules.filed_at(on, held.due_at, at)
    if held.due_at is not None and done > held.due_at:
        raise NotNow(words.refusal("filing_too_late", day=local_day(held.due_at).isoformat()))
    return done


def _deadline(case: Case, at: datetime) -> Deadline | None:
    step = _clock.settle_step(case, at)
    return next((row for row in clock_queries.for_subject("case", case.pk, "") if row.step == step), None)
