"""Start, meet, pause, resume, extend, cancel: what happens to the deadlines of one subject.

None of these appends an event: the caller's own event (a dispatch, an approved extension …) says why, in the same
transaction and under the subject's lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from linli.areas import queries as areas
from linli.areas.models import Scoped
from linli.clocks import computing, rules, worktime
from linli.clocks.models import OPEN_STATES, Deadline
from linli.clocks.words import refusal
from linli.domain.access import COLUMN_LEVELS
from linli.domain.clock_life import extension_problem
from linli.domain.clocks import ClockTemplate, Step, Unit
from linli.records.errors import NotAllowed
from linli.records.models import Subject

RUNNING, PAUSED, WAITING, MET = (
    Deadline.State.RUNNING,
    Deadline.State.PAUSED,
    Deadline.State.WAITING,
    Deadline.State.MET,
)


def start(
    *,
    subject: Subject,
    template: ClockTemplate,
    started_at: datetime,
    definition: int | None = None,
    area_id: int | None = None,
    keys: Mapping[str, int | None] | None = None,
    body_id: int | None = None,
    post_id: int | None = None,
    classes: Iterable[str] = (),
    part: str = "",
    urgent: bool = False,
    event_at: datetime | None = None,
    only: Iterable[str] | None = None,
) -> list[Deadline]:
    """Start the steps of a template for a subject and give the deadlines, in the template's order.

    ``keys``: the level columns if the caller has them; else they come from the subject, else from ``area_id``.
    ``event_at``: what a backward clock counts back from. ``only``: these steps of the template. A step of this part
    that exists already starts anew (a second dispatch). Raises CalendarRangeError for far dates.
    """
    wanted = None if only is None else set(only)
    steps = [step for step in template.steps_for(classes) if wanted is None or step.id in wanted]
    place = _place(subject, area_id, keys)
    _of(subject, part).filter(step__in=[step.id for step in steps]).delete()
    times, version = worktime.current()
    rows = []
    for step in steps:
        row = _new(subject, template, step, place)
        row.part, row.definition_id, row.urgent = part, definition, urgent
        row.body_id, row.post_id = body_id, post_id
        if step.from_ == "start":
            row.started_at = started_at
            computing.begin(row, event_at or started_at if step.backward else started_at, times, version)
            computing.plan_warning(row, None)
        else:
            row.state = WAITING
        rows.append(row)
    return Deadline.objects.bulk_create(rows)


def set_due(
    *,
    subject: Subject,
    step: str,
    due_at: datetime,
    at: datetime,
    source: str = "",
    note: str = "",
    label: str = "",
    area_id: int | None = None,
    body_id: int | None = None,
    post_id: int | None = None,
    part: str = "",
    urgent: bool = False,
) -> Deadline:
    """A due time from outside (``source``: 12345 …) or set by hand (``note``) instead of a counted one.

    An existing deadline of the step keeps its start and owner; a new one starts at ``at``.
    """
    found = computing.external(due_at, source) if source else computing.by_hand(due_at, note)
    row = _of(subject, part).filter(step=step).first()
    if row is None:
        template = ClockTemplate("external" if source else "set", source, ())
        row = _new(subject, template, Step(step, label, 0, Unit.DAY), _place(subject, area_id, None))
        row.part, row.urgent, row.started_at = part, urgent, at
    row.rule = {**row.rule, "external": source or note}
    row.body_id, row.post_id = body_id or row.body_id, post_id or row.post_id
    row.working, row.due_at, row.presumed = False, found.due_at, False
    row.steps = found.steps_json()
    computing.plan_warning(row, at)
    row.save()
    return row


def meet(*, subject: Subject, step: str, at: datetime, part: str = "") -> Deadline | None:
    """The step is done at ``at``; steps that count from it start. None when it was not open."""
    row = _of(subject, part).filter(step=step, state__in=OPEN_STATES).first()
    if row is None:
        return None
    row.state, row.met_at, row.next_warn_at = MET, at, None
    row.save(update_fields=["state", "met_at", "next_warn_at"])
    _begin_waiting(_of(subject, part).filter(state=WAITING), step, at)
    return row


def reopen(*, subject: Subject, step: str, at: datetime, part: str = "") -> Deadline | None:
    """The step counts as not done after all (returned by the reviewer, not solved): the old clock runs on."""
    row = _of(subject, part).filter(step=step, state=MET).first()
    if row is None:
        return None
    row.state, row.met_at = RUNNING, None
    computing.plan_warning(row, at)
    row.save(update_fields=["state", "met_at", "next_warn_at"])
    return row


def pause(*, subject: Subject, at: datetime, part: str | None = None) -> list[Deadline]:
    """Stop the running clocks of a subject (挂账), of one part or of all."""
    rows = list(_of(subject, part).filter(state=RUNNING))
    for row in rows:
        row.state, row.paused_at, row.next_warn_at = PAUSED, at, None
    Deadline.objects.bulk_update(rows, ["state", "paused_at", "next_warn_at"])
    return rows


def resume(*, subject: Subject, at: datetime, part: str | None = None) -> list[Deadline]:
    """Let paused clocks run again; what the pause took is added, in each step's own unit."""
    rows = list(_of(subject, part).filter(state=PAUSED))
    times, _version = worktime.current()
    for row in rows:
        assert row.paused_at is not None
        row.state = RUNNING
        if "external" not in row.rule:
            item = {"what": "pause", "from": row.paused_at.isoformat(), "to": at.isoformat()}
            computing.shift(row, item, times)
        row.paused_at = None
        computing.plan_warning(row, at)
    Deadline.objects.bulk_update(rows, _MOVED)
    return rows


def extension_refusal(
    *, subject: Subject, step: str, amount: int, unit: Unit | str, at: datetime, part: str = ""
) -> str | None:
    """The sentence why an extension asked at ``at`` is not possible; None when it is."""
    row = _of(subject, part).filter(step=step, state__in=OPEN_STATES).first()
    return refusal("not_open") if row is None else _refusal(row, amount, Unit(unit), at)


def extend(
    *, subject: Subject, step: str, amount: int, unit: Unit | str, at: datetime, part: str = ""
) -> Deadline:
    """Put the due time off. ``at`` is when it was asked for: that must lie before the old due time.

    Raises NotAllowed with the sentence of :func:`extension_refusal`.
    """
    row = _of(subject, part).filter(step=step, state__in=OPEN_STATES).first()
    problem = refusal("not_open") if row is None else _refusal(row, amount, Unit(unit), at)
    if row is None or problem:
        raise NotAllowed(problem)
    times, _version = worktime.current()
    item = {"what": "extend", "amount": amount, "unit": Unit(unit).value}
    computing.shift(row, item, times)
    row.extensions += 1
    computing.plan_warning(row, at)
    row.save(update_fields=[*_MOVED, "extensions"])
    return row


def cancel(*, subject: Subject, part: str | None = None, steps: Iterable[str] | None = None) -> int:
    """Stop what is open for good (withdrawn, merged, given to another); answers how many."""
    rows = _of(subject, part).filter(state__in=(*OPEN_STATES, WAITING))
    if steps is not None:
        rows = rows.filter(step__in=list(steps))
    return rows.update(state=Deadline.State.CANCELLED, next_warn_at=None)


def assign(*, subject: Subject, body_id: int | None, post_id: int | None, part: str | None = None) -> int:
    """From now on another body and post answer for what is open; answers how many."""
    return (
        _of(subject, part).filter(state__in=(*OPEN_STATES, WAITING)).update(body_id=body_id, post_id=post_id)
    )


def relocate(*, subject: Subject, area_id: int) -> int:
    """The subject lies elsewhere; answers how many deadlines follow it."""
    return _of(subject, None).update(area_id=area_id, **areas.columns_for(area_id))


_MOVED = ["due_at", "presumed", "steps", "shifts", "calendar", "state", "paused_at", "next_warn_at"]


def _of(subject: Subject, part: str | None) -> QuerySet[Deadline]:
    rows = Deadline.objects.filter(kind=subject.SUBJECT_KIND, subject_id=subject.pk)
    return rows if part is None else rows.filter(part=part)


def _new(subject: Subject, template: ClockTemplate, step: Step, place: Mapping[str, Any]) -> Deadline:
    return Deadline(
        kind=subject.SUBJECT_KIND,
        subject_id=subject.pk,
        step=step.id,
        label=step.zh[:40],
        template=template.id,
        rule=rules.to_json(rules.rules_of(template, step)),
        working=step.unit.is_working,
        **place,
    )


def _place(
    subject: Subject, area_id: int | None, keys: Mapping[str, int | None] | None
) -> dict[str, int | None]:
    if isinstance(subject, Scoped) and (area_id is None or area_id == subject.area_id):
        own = {level: getattr(subject, level) for level in COLUMN_LEVELS}
        return {"area_id": subject.area_id, **own, **(keys or {})}
    if area_id is None:
        raise ValueError("a deadline needs a place: give area_id")
    if keys is not None:
        return {"area_id": area_id, **{level: keys.get(level) for level in COLUMN_LEVELS}}
    return {"area_id": area_id, **areas.columns_for(area_id)}


def _begin_waiting(rows: QuerySet[Deadline], step: str, at: datetime) -> None:
    waiting = [row for row in rows if row.rule.get("from") == step]
    if not waiting:
        return
    times, version = worktime.current()
    for row in waiting:
        row.state, row.started_at = RUNNING, at
        computing.begin(row, at, times, version)
        computing.plan_warning(row, None)
        row.save()


def _refusal(row: Deadline, amount: int, unit: Unit, at: datetime) -> str | None:
    found = computing.rules_of(row)
    assert row.due_at is not None
    if "external" in row.rule:
        return refusal("external")
    code = extension_problem(
        found.extension,
        found.step,
        due_at=row.due_at,
        at=at,
        already=row.extensions,
        amount=amount,
        unit=unit,
    )
    return refusal(code) if code else None
