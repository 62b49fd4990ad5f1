"""How every verb runs: lock, compare the version, ask the table, change, append, keep figures and lists right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from linli.cases import words
from linli.cases.errors import BadInput, NotAllowed, NotNow
from linli.cases.models import KEPT_BY, RECORD_SET, TALLY, Case, Task, keys_of, stage_of
from linli.clocks import queries as clock_queries
from linli.domain import caseflow
from linli.domain.access import COLUMN_LEVELS, Actor
from linli.domain.caseflow import State, Transition
from linli.records import search, touching
from linli.records import services as records
from linli.records.models import Event

#: Fields of a counted record whose changes figures read as of any instant.
SPANS = ("state", "lead_body_id", "area_id", "round", "excluded", "result", "word")


def take(
    case_id: int, name: str, *, version: int | str | None = None, given: Mapping[str, object] | None = None
) -> tuple[Case, Transition]:
    """The locked case and the transition ``name``. Raises Conflict (stale form), NotNow (state), BadInput."""
    case = records.lock(Case, case_id)
    records.check_version(case, version)
    try:
        row = caseflow.find(name, case.state)
    except caseflow.NotPossible as error:
        raise NotNow(words.not_possible(name, case.state)) from error
    blank = caseflow.missing(name, [key for key, value in (given or {}).items() if value not in (None, "")])
    if blank:
        raise BadInput(words.missing(blank), field=blank[0])
    return case, row


def refuse(code: str, *, kind: type[NotAllowed] = NotNow, **values: object) -> None:
    """Raise the refusal of a code; an empty code refuses nothing."""
    if code:
        raise kind(words.refusal(code, **values))


def handler_only(case: Case, actor: Actor) -> None:
    """Only the lead body acts as handler (the worker and commands have no body and may)."""
    if actor.body_id is not None and actor.body_id != case.lead_body_id:
        raise NotAllowed(words.refusal("not_handler"))


def handler_bodies(case: Case) -> frozenset[int]:
    """Every body that worked on this round."""
    rows = Task.objects.filter(case=case, round=case.round).values_list("body_id", flat=True)
    return frozenset(pk for pk in rows if pk) | ({case.lead_body_id} if case.lead_body_id else frozenset())


def move(case: Case, row: Transition) -> str:
    """Put the case into the state the transition leads to; answers the state before."""
    before = State(case.state)
    came = State(case.came_from) if case.came_from else None
    after = row.leads_to(before, came)
    if after in caseflow.WAITING_FOR_REVIEW or after is State.SUSPENDED:
        # A refused request returns to the work; waiting approved from a request keeps the first origin.
        case.came_from = case.came_from if before in caseflow.WAITING_FOR_REVIEW else before.value
    elif row.back:
        case.came_from = ""
    case.state, case.stage = after.value, stage_of(after)
    return before.value


def finish(
    case: Case,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    before: Mapping[str, Any],
    data: Mapping[str, Any] | None = None,
    text: Mapping[str, Any] | None = None,
    due: bool = True,
) -> Event:
    """Save the case, append its event, write what figures and lists need. ``before``: :func:`snapshot`."""
    if due:
        refresh_due(case)
    _save(case)
    event = records.append(subject=case, name=name, actor=actor, at=at, data=data, text=text)
    touch(case)
    values = {field: getattr(case, field) for field in SPANS}
    if not before and event.seq == 1:
        # A new case writes no span for what is still empty: figures read a missing span as empty.
        filled = {field: value for field, value in values.items() if value not in (None, "", False)}
        records.open_spans(subject=case, values=filled, at=at, seq=event.seq)
    for field, value in values.items() if before else ():
        if before.get(field) != value:
            records.set_span(subject=case, field=field, value=value, at=at, seq=event.seq)
    if before and before.get("lead_body_id") != case.lead_body_id:
        reindex(case)
    count(case, before)
    return event


def _save(case: Case) -> None:
    """Write the columns that changed since :func:`snapshot`: each column left out spares its indexes. A new row is
    inserted by ``append``."""
    if case.pk is None:
        return
    held: dict[str, Any] = getattr(case, "_held", {})
    changed = [
        field.name
        for field in case._meta.concrete_fields
        if field.attname not in held or held[field.attname] != getattr(case, field.attname)
    ]
    if changed:
        case.save(update_fields=[name for name in changed if name != "id"])


def touch(case: Case) -> None:
    """Mark the days on which the case counts, those before its change as well."""
    held: dict[str, Any] = getattr(case, "_held", {})
    now = {name: getattr(case, name) for name in KEPT_BY}
    touching.touch(RECORD_SET, now, {name: held.get(name) for name in KEPT_BY})


def snapshot(case: Case) -> dict[str, Any]:
    """What :func:`finish` compares with; take it before the first change."""
    case._held = {field.attname: getattr(case, field.attname) for field in case._meta.concrete_fields}  # type: ignore[attr-defined]
    return {field: getattr(case, field) for field in (*SPANS, "stage", "fast_lane", *COLUMN_LEVELS)}


def count(case: Case, before: Mapping[str, Any]) -> None:
    """Write the deltas of a changed stage or place."""
    now = {field: getattr(case, field) for field in ("stage", "fast_lane", *COLUMN_LEVELS)}
    watched = ("stage", "fast_lane", *COLUMN_LEVELS)
    if before and all(before.get(field) == now[field] for field in watched):
        return
    if before:
        records.add_delta(tally=TALLY, keys=keys_of(before), amount=-1)
    records.add_delta(tally=TALLY, keys=keys_of(now), amount=1)


def refresh_due(case: Case) -> None:
    """Copy the next date somebody is held to, so that lists and Today need no join."""
    if case.pk is None or not case.is_open:
        case.next_due, case.next_step = None, ""
        return
    found = clock_queries.next_due("case", [case.pk]).get(case.pk)
    case.next_due = found.due_at if found else None
    case.next_step = found.step if found else ""


def on_clock_moved(event: Event, case: Any) -> None:
    """The calendar changed and a due time with it: the copy on the case follows."""
    if isinstance(case, Case):
        refresh_due(case)
        case.save(update_fields=["next_due", "next_step"])


def reindex(case: Case) -> None:
    """What is searchable changed, or who may find it."""
    search.later("case", case.pk)


def choose(value: str, allowed: Iterable[str], *, field: str) -> str:
    """A code out of a closed list. Raises :class:`BadInput`."""
    if value not in set(allowed):
        raise BadInput(words.refusal("reason_unknown"), field=field)
    return value
