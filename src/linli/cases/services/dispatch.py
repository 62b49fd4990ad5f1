"""``dispatch_case``, ``raise_level``, ``settle_on_spot``, ``refuse``: what the desk does with a voice.

Append ``case.dispatched``, ``case.raised``, ``case.settled_on_spot``, ``case.refused``.
"""

from __future__ import annotations

from datetime import datetime

from linli.cases import rules, texts, words
from linli.cases.errors import BadInput, NotNow
from linli.cases.models import Case, Task
from linli.cases.services import _clock, _notify, _step
from linli.clocks import services as clocks
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.mechanisms import queries as mechanisms
from linli.organizations.models import Organization
from linli.records.tx import verb


@verb()
def dispatch_case(
    *,
    case_id: int,
    body_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    post_id: int | None = None,
    helper_ids: tuple[int, ...] = (),
    kind: str = "",
    category: str = "",
    urgency: str = "",
    boundary: str = "",
    handling: str = "",
) -> Case:
    """Send a case to its lead body with the stored reason; the clock starts now, not at signing.

    What the desk corrects on the way (kind, category, urgency, boundary) is part of the step. Raises NotNow for a
    matter taken back by a higher level (the sentence names number and lead body) and for a missing boundary.
    """
    case, row = _step.take(case_id, "dispatch", version=version, given={"body": body_id, "reason": reason})
    before = _step.snapshot(case)
    _correct(case, kind=kind, category=category, urgency=urgency, boundary=boundary, at=at)
    body = Organization.objects.get(pk=body_id)
    _check_route(case, body, at)
    reason = texts.required(reason, field="reason", longest=300)
    case.handling = handling or case.handling
    _lead(case, body, post_id, at)
    case.dispatched_at, case.desk_body_id = at, actor.body_id
    if case.answerable_body_id is None:
        case.answerable_body = body
    _step.move(case, row)
    _clock.start(case, body=body, post_id=post_id, at=at)
    data = {"body": body_id, "urgency": case.urgency, "round": case.round}
    _step.finish(case, row.event, actor=actor, at=at, before=before, data=data, text={"reason": reason})
    _ask_helpers(case, helper_ids, actor=actor, at=at)
    _notify.body(case, "case.to_sign", body_id=body_id, post_id=post_id, at=at)
    return case


def _ask_helpers(case: Case, body_ids: tuple[int, ...], *, actor: Actor, at: datetime) -> None:
    """Bodies that help from the beginning, asked with the case's own title."""
    from linli.cases.services.helping import add_helper

    for body_id in dict.fromkeys(body_ids):
        add_helper(case, body_id, ask=case.title, actor=actor, at=at)


def _correct(case: Case, *, kind: str, category: str, urgency: str, boundary: str, at: datetime) -> None:
    if kind and kind != case.kind:
        found, definition = rules.kind_here(kind, case.area_id, at)
        case.kind, case.definition_id, case.mechanism = found.id, definition.pk, definition.mechanism
        case.has_parties = found.parties
        if case.urgency not in found.clocks:
            case.urgency = found.urgency
    if category:
        case.category = rules.check_category(category, case.area_id, at)
    own = rules.kind_of(case)
    if urgency:
        case.urgency = _step.choose(urgency, own.clocks, field="urgency")
    if boundary:
        case.boundary = _step.choose(boundary, own.boundaries, field="boundary")
    if own.boundary_required and not case.boundary:
        raise BadInput(words.refusal("boundary_needed"), field="boundary")


def _check_route(case: Case, body: Organization, at: datetime) -> None:
    """A matter that a higher level took back is not sent to a street or a community (履职事项清单)."""
    found = mechanisms.matter_for(case.category, case.area_id, at) if case.category else None
    rule = found.rule.at(local_day(at)) if found else None
    if found is None or rule is None or rule.kind != "matter_withdrawn":
        return
    if body.kind in ("street_office", "community_committee"):
        raise NotNow(
            words.refusal(
                "withdrawn_matter",
                number=found.number,
                matter=found.names.zh,
                lead=mechanisms.label(rule.lead),
            )
        )


def _lead(case: Case, body: Organization, post_id: int | None, at: datetime) -> None:
    """Exactly one lead a round: the one before gives up the slot first."""
    Task.objects.filter(case=case, round=case.round, lead_slot=1).update(
        lead_slot=None, state=Task.State.ENDED
    )
    Task.objects.create(
        case=case, round=case.round, at=at, body=body, post_id=post_id, lead_slot=1, state=Task.State.ASKED
    )
    case.lead_body, case.lead_post_id = body, post_id


def send_on(case: Case, *, body_id: int, post_id: int | None, at: datetime) -> Organization:
    """Another lead body on a locked, dispatched case; the clock of the case runs on (returns, rulings, 提级)."""
    if body_id == case.lead_body_id:
        raise NotNow(words.refusal("same_body"))
    body = Organization.objects.get(pk=body_id)
    _check_route(case, body, at)
    _lead(case, body, post_id, at)
    _clock.reroute(case, body=body, post_id=post_id, at=at)
    return body


@verb()
def raise_level(
    *,
    case_id: int,
    body_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    post_id: int | None = None,
) -> Case:
    """提级: a higher body becomes the lead; the old one stays as a helper-free former lead, the clock runs on."""
    case, row = _step.take(case_id, "raise_level", version=version, given={"body": body_id, "reason": reason})
    before, old = _step.snapshot(case), case.lead_body_id
    reason = texts.required(reason, field="reason", longest=300)
    send_on(case, body_id=body_id, post_id=post_id, at=at)
    case.came_from = ""
    _step.move(case, row)
    data = {"body": body_id, "from": old, "round": case.round}
    _step.finish(case, row.event, actor=actor, at=at, before=before, data=data, text={"reason": reason})
    _notify.body(case, "case.to_sign", body_id=body_id, post_id=post_id, at=at)
    return case


@verb()
def settle_on_spot(
    *, case_id: int, text: str, actor: Actor, at: datetime, version: int | None = None, result: str = "solved"
) -> Case:
    """当场办结 with one sentence: no dispatch, no clock, no call-back; counted apart from every rate."""
    case, row = _step.take(case_id, "settle_on_spot", version=version, given={"text": text})
    kind = rules.kind_of(case)
    if not kind.fast_lane or case.mastered:
        raise NotNow(words.refusal("fast_lane_no"))
    before = _step.snapshot(case)
    text = texts.required(text, field="text", longest=500)
    case.result = result if result in kind.results else kind.results[0]
    case.fast_lane, case.closed_at, case.desk_body_id = True, at, actor.body_id
    _step.move(case, row)
    data = {"result": case.result}
    _step.finish(
        case, row.event, actor=actor, at=at, before=before, data=data, text={"text": text}, due=False
    )
    return case


@verb()
def refuse(*, case_id: int, text: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """不予受理, always with an explanation the reporter reads."""
    case, row = _step.take(case_id, "refuse", version=version, given={"text": text})
    before = _step.snapshot(case)
    text = texts.required(text, field="text", longest=500)
    case.desk_body_id = actor.body_id
    _step.move(case, row)
    clocks.cancel(subject=case)
    _step.finish(case, row.event, actor=actor, at=at, before=before, text={"text": text})
    return case
