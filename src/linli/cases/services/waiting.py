"""More time and waiting: extension (延期) and suspension (挂账), each asked by the handler and decided by the desk.

Append ``case.extension_asked`` / ``_approved`` / ``_refused``, ``case.suspension_asked`` / ``_refused``,
``case.suspended``, ``case.suspension_extended``, ``case.resumed``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

from linli.cases import rules, texts, words
from linli.cases.errors import NotNow
from linli.cases.models import Case, Decision, Extension, Suspension
from linli.cases.services import _clock, _notify, _step
from linli.clocks import queries as clock_queries
from linli.clocks import services as clocks
from linli.clocks.models import Deadline
from linli.domain import caserules
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.records.tx import verb


def _settling(case: Case, at: datetime) -> Deadline | None:
    step = _clock.settle_step(case, at)
    rows = clock_queries.for_subject("case", case.pk, "")
    return next((row for row in rows if row.step == step), None)


@verb()
def request_extension(
    *,
    case_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    amount: int | None = None,
    unit: str = "",
) -> Case:
    """申请延期: once and before the limit; without ``amount`` as long as the rule allows at most."""
    case, row = _step.take(case_id, "request_extension", version=version, given={"reason": reason})
    _step.handler_only(case, actor)
    held = _settling(case, at)
    granted = Extension.objects.filter(case=case, decision=Decision.APPROVED).count()
    limits = rules.limits_of(case, at)
    _step.refuse(
        caserules.may_extend(limits=limits, granted=granted, due_at=held.due_at if held else None, at=at)
    )
    amount, unit = _span(case, amount, unit, at)
    refusal = clocks.extension_refusal(
        subject=case, step=_clock.settle_step(case, at), amount=amount, unit=unit, at=at
    )
    if refusal:
        raise NotNow(refusal)
    before = _step.snapshot(case)
    reason = texts.required(reason, field="reason", longest=500)
    Extension.objects.create(
        case=case, round=case.round, at=at, body_id=case.lead_body_id, post_id=actor.post_id, text=reason,
        amount=amount, unit=unit, old_due=held.due_at if held else None,
    )  # fmt: skip
    _step.move(case, row)
    data = {"amount": amount, "unit": unit}
    _step.finish(case, row.event, actor=actor, at=at, before=before, data=data, text={"reason": reason})
    _notify.body(case, "case.extension_asked", body_id=case.desk_body_id, at=at)
    return case


def _span(case: Case, amount: int | None, unit: str, at: datetime) -> tuple[int, str]:
    """What is asked for; by default the most the rule gives (equal length of the step)."""
    template = rules.clock_of(case, at)
    if amount and unit:
        return amount, unit
    if template is None:
        return amount or 1, unit or "natural_day"
    step = template.step(_clock.last_step(template), (case.urgency,))
    rule = template.extension
    if rule is not None and rule.amount and rule.unit:
        return amount or rule.amount, unit or rule.unit.value
    return amount or step.amount, unit or step.unit.value


@verb()
def decide_extension(
    *, case_id: int, approve: bool, actor: Actor, at: datetime, version: int | None = None, reason: str = ""
) -> Case:
    """同意 (the due time moves, the old one is kept beside it) or 不同意 with the reason. No own request."""
    name = "approve_extension" if approve else "refuse_extension"
    case, row = _step.take(case_id, name, version=version, given={"reason": reason})
    _not_own(case, actor)
    request = _waiting(Extension, case)
    before = _step.snapshot(case)
    reason = texts.optional(reason, field="reason", longest=500)
    if approve:
        # Judged at the hour it was asked: a slow desk must not cost the handler his extension.
        moved = clocks.extend(
            subject=case,
            step=_clock.settle_step(case, at),
            amount=request.amount,
            unit=request.unit,
            at=request.at,
        )
        request.new_due = moved.due_at
    _decide(request, Decision.APPROVED if approve else Decision.REFUSED, actor, at, reason)
    _step.move(case, row)
    _step.finish(
        case, row.event, actor=actor, at=at, before=before, text={"reason": reason} if reason else None
    )
    _notify.body(case, "case.extension_decided", body_id=case.lead_body_id, post_id=case.lead_post_id, at=at)
    return case


@verb()
def request_suspension(
    *,
    case_id: int,
    reason: str,
    revisit_on: date,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    text: str = "",
) -> Case:
    """申请挂账: why it cannot be done now (a code of the kind) and the day it is looked at again, within 90 days."""
    given = {"reason": reason, "revisit_on": revisit_on}
    case, row = _step.take(case_id, "request_suspension", version=version, given=given)
    _step.handler_only(case, actor)
    kind = rules.kind_of(case)
    if not kind.suspension_reasons:
        raise NotNow(words.refusal("suspension_never"))
    _step.choose(reason, kind.suspension_reasons, field="reason")
    today = local_day(at)
    _step.refuse(caserules.may_suspend(limits=rules.limits_of(case, at), revisit_on=revisit_on, today=today))
    before = _step.snapshot(case)
    text = texts.optional(text, field="text", longest=500)
    Suspension.objects.create(
        case=case, round=case.round, at=at, body_id=case.lead_body_id, post_id=actor.post_id, text=text,
        reason=reason, revisit_on=revisit_on,
    )  # fmt: skip
    _step.move(case, row)
    data = {"reason": reason, "revisit_on": revisit_on.isoformat()}
    _step.finish(
        case, row.event, actor=actor, at=at, before=before, data=data, text={"text": text} if text else None
    )
    _notify.body(case, "case.suspension_asked", body_id=case.desk_body_id, at=at)
    return case


@verb()
def decide_suspension(
    *, case_id: int, approve: bool, actor: Actor, at: datetime, version: int | None = None, reason: str = ""
) -> Case:
    """同意 (the clock stops until the day of review) or 不同意 with the reason."""
    name = "approve_suspension" if approve else "refuse_suspension"
    case, row = _step.take(case_id, name, version=version, given={"reason": reason})
    _not_own(case, actor)
    request = _waiting(Suspension, case)
    before = _step.snapshot(case)
    reason = texts.optional(reason, field="reason", longest=500)
    _decide(request, Decision.APPROVED if approve else Decision.REFUSED, actor, at, reason)
    if approve:
        clocks.pause(subject=case, at=at)
        case.revisit_on = request.revisit_on
    _step.move(case, row)
    data = {"reason": request.reason, "revisit_on": request.revisit_on.isoformat()}
    _step.finish(
        case,
        row.event,
        actor=actor,
        at=at,
        before=before,
        data=data,
        text={"reason": reason} if reason else None,
    )
    _notify.body(case, "case.suspension_decided", body_id=case.lead_body_id, post_id=case.lead_post_id, at=at)
    return case


@verb()
def extend_suspension(
    *, case_id: int, reason: str, revisit_on: date, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """续挂: looked at, still not possible; a new day within 90 days, with the reason."""
    given = {"reason": reason, "revisit_on": revisit_on}
    case, row = _step.take(case_id, "extend_suspension", version=version, given=given)
    limits = rules.limits_of(case, at)
    _step.refuse(caserules.may_suspend(limits=limits, revisit_on=revisit_on, today=local_day(at)))
    before = _step.snapshot(case)
    reason = texts.required(reason, field="reason", longest=500)
    old = case.suspensions.filter(decision=Decision.APPROVED).order_by("-pk").first()
    code = old.reason if old else "other_project"
    case.suspensions.filter(decision=Decision.APPROVED).update(decision=Decision.ENDED, ended_at=at)
    made = Suspension(
        case=case, round=case.round, at=at, body_id=actor.body_id, post_id=actor.post_id, text=reason,
        reason=code, revisit_on=revisit_on,
    )  # fmt: skip
    _decide(made, Decision.APPROVED, actor, at, reason)
    case.revisit_on = revisit_on
    _step.move(case, row)
    data = {"revisit_on": revisit_on.isoformat()}
    _step.finish(case, row.event, actor=actor, at=at, before=before, data=data, text={"reason": reason})
    return case


@verb()
def resume(*, case_id: int, actor: Actor, at: datetime, version: int | None = None, text: str = "") -> Case:
    """恢复办理, by hand or by the worker on the day of review; what the pause took is added to the clock."""
    case, row = _step.take(case_id, "resume", version=version)
    before = _step.snapshot(case)
    text = texts.optional(text, field="text", longest=500)
    case.suspensions.filter(decision=Decision.APPROVED).update(decision=Decision.ENDED, ended_at=at)
    case.revisit_on = None
    clocks.resume(subject=case, at=at)
    _step.move(case, row)
    _step.finish(case, row.event, actor=actor, at=at, before=before, text={"text": text} if text else None)
    _notify.body(case, "case.resumed", body_id=case.lead_body_id, post_id=case.lead_post_id, at=at)
    return case


T = TypeVar("T", Extension, Suspension)


def _waiting(model: type[T], case: Case) -> T:
    found = model.objects.filter(case=case, decision=Decision.WAITING).order_by("-pk").first()
    if found is None:
        raise NotNow(words.refusal("no_request"))
    return found


def _decide(request: Extension | Suspension, decision: str, actor: Actor, at: datetime, text: str) -> None:
    request.decision, request.decided_at, request.decided_text = decision, at, text
    request.decided_body_id, request.decided_post_id = actor.body_id, actor.post_id
    request.save()


def _not_own(case: Case, actor: Actor) -> None:
    """Nobody approves his own request."""
    _step.refuse(caserules.may_review(reviewer_body=actor.body_id, handler_bodies=_step.handler_bodies(case)))
