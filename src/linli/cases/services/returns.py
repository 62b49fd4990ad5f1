"""退单 and what becomes of it: ``return_order``, ``rule_on_return``, ``call_council``, ``rule_council``.

The clock keeps running while bodies argue, and the first receiver stays answerable until another has signed.
Append ``case.return_asked``, ``case.return_approved``, ``case.return_refused``, ``case.council_called``,
``case.council_ruled``.
"""

from __future__ import annotations

from datetime import datetime

from linli.areas import queries as areas
from linli.cases import rules, texts, words
from linli.cases.errors import BadInput, NotNow
from linli.cases.models import Case, Decision, ReturnRequest, Ruling
from linli.cases.services import _notify, _step
from linli.cases.services.dispatch import send_on
from linli.domain import caserules
from linli.domain.access import Actor
from linli.records.tx import verb


@verb()
def return_order(
    *,
    case_id: int,
    reason: str,
    basis: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    suggested_id: int | None = None,
    suggested_text: str = "",
    text: str = "",
) -> Case:
    """退单 with reason (a code), basis (「履职事项第37项」 …) and whom instead; once a body, within its window.

    A second return of the same case goes straight to the council. Raises NotNow with the sentence of the limit.
    """
    given = {"reason": reason, "basis": basis, "suggested": suggested_id or suggested_text}
    case, row = _step.take(case_id, "return", version=version, given=given)
    _step.handler_only(case, actor)
    _step.choose(reason, words.RETURN_REASONS, field="reason")
    council = _goes_to_council(case, at)
    before = _step.snapshot(case)
    basis = texts.required(basis, field="basis", longest=200)
    told = texts.optional(suggested_text, field="suggested", longest=80)
    note = texts.optional(text, field="text", longest=500)
    ReturnRequest.objects.create(
        case=case, round=case.round, at=at, body_id=case.lead_body_id, post_id=actor.post_id, reason=reason,
        basis=basis, suggested_id=suggested_id, suggested_text=told, text=note,
        decision=Decision.COUNCIL if council else Decision.WAITING,
    )  # fmt: skip
    case.council = council
    _step.move(case, row)
    data = {"body": case.lead_body_id, "reason": reason, "suggested": suggested_id, "council": council}
    _step.finish(
        case, row.event, actor=actor, at=at, before=before, data=data, text={"basis": basis, "text": note}
    )
    _notify.body(case, "case.return_asked", body_id=case.desk_body_id, at=at)
    return case


def waiting_return(case: Case) -> ReturnRequest:
    """The request that waits. Raises NotNow when somebody decided it already."""
    found = (
        case.returnrequests.filter(decision__in=(Decision.WAITING, Decision.COUNCIL)).order_by("-pk").first()
    )
    if found is None:
        raise NotNow(words.refusal("no_request"))
    return found


def decide(request: ReturnRequest, decision: str, *, actor: Actor, at: datetime, text: str) -> None:
    """Write the decision on a request of a locked case."""
    request.decision, request.decided_at, request.decided_text = decision, at, text
    request.decided_body_id, request.decided_post_id = actor.body_id, actor.post_id
    request.save()


def _goes_to_council(case: Case, at: datetime) -> bool:
    """May its lead body return it now, and is it the council's then? Raises NotNow with the sentence of the limit."""
    earlier = ReturnRequest.objects.filter(case=case, round=case.round)
    verdict = caserules.may_return(
        limits=rules.limits_of(case, at),
        by_this_body=earlier.filter(body_id=case.lead_body_id).count(),
        in_case=earlier.count(),
        ruled=case.ruled,
        window_end=rules.return_window_end(case, at),
        at=at,
    )
    _step.refuse(verdict.refusal)
    return verdict.council


@verb()
def rule_on_return(
    *,
    case_id: int,
    approve: bool,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    body_id: int | None = None,
    post_id: int | None = None,
) -> Case:
    """同意改派 (to ``body_id``, else whom the unit suggested) or 不同意 (back to where it stood)."""
    name = "approve_return" if approve else "refuse_return"
    case, row = _step.take(
        case_id, name, version=version, given={"reason": reason, "body": body_id or "suggested"}
    )
    if case.council:
        raise NotNow(words.refusal("wait_council"))
    request, before = waiting_return(case), _step.snapshot(case)
    reason = texts.required(reason, field="reason", longest=500)
    target = body_id or request.suggested_id
    if approve and target is None:
        raise BadInput(words.missing(("body",)), field="body")
    decide(request, Decision.APPROVED if approve else Decision.REFUSED, actor=actor, at=at, text=reason)
    if approve and target is not None:
        send_on(case, body_id=target, post_id=post_id, at=at)
        case.came_from = ""
    _step.move(case, row)
    data = {"body": case.lead_body_id, "from": request.body_id}
    _step.finish(case, row.event, actor=actor, at=at, before=before, data=data, text={"reason": reason})
    _notify.body(case, "case.to_sign" if approve else "case.return_refused", body_id=case.lead_body_id, at=at)
    return case


@verb()
def call_council(
    *, case_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """提请会商: the desk does not decide alone; the case waits for the council's word, its clock does not."""
    case, row = _step.take(case_id, "call_council", version=version, given={"reason": reason})
    if case.council:
        raise NotNow(words.refusal("wait_council"))
    request, before = waiting_return(case), _step.snapshot(case)
    reason = texts.required(reason, field="reason", longest=500)
    request.decision = Decision.COUNCIL
    request.save(update_fields=["decision"])
    case.council = True
    _step.move(case, row)
    _step.finish(case, row.event, actor=actor, at=at, before=before, text={"reason": reason})
    return case


@verb()
def rule_council(
    *,
    case_id: int,
    body_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    basis: str = "",
    post_id: int | None = None,
) -> Case:
    """登记会商意见: who does it, why; kept as 派单参考案例. No body may return the case after it."""
    case, row = _step.take(
        case_id, "rule_council", version=version, given={"body": body_id, "reason": reason}
    )
    if not case.council:
        raise NotNow(words.not_possible("rule_council", case.state))
    request, before = waiting_return(case), _step.snapshot(case)
    reason = texts.required(reason, field="reason", longest=2000)
    basis = texts.optional(basis, field="basis", longest=200)
    decide(request, Decision.RULED, actor=actor, at=at, text=reason[:500])
    case.council, case.ruled = False, True
    if body_id != case.lead_body_id:
        send_on(case, body_id=body_id, post_id=post_id, at=at)
    case.came_from = ""
    ruling = Ruling(
        case=case, request=request, category=case.category, body_id=body_id, basis=basis, text=reason, at=at
    )
    areas.fill_columns(ruling, case.area_id)
    ruling.save()
    _step.move(case, row)
    data = {"body": body_id, "from": request.body_id, "ruling": ruling.pk}
    _step.finish(
        case, row.event, actor=actor, at=at, before=before, data=data, text={"reason": reason, "basis": basis}
    )
    _notify.body(case, "case.to_sign", body_id=body_id, at=at)
    return case
