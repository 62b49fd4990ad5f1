"""``accept``, ``record_contact``, ``submit_answer``: what the handler does.

Append ``case.accepted``, ``case.contacted``, ``case.answered``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from linli.cases import rules, texts, words
from linli.cases.errors import NotNow
from linli.cases.models import Answer, Case, Task
from linli.cases.services import _clock, _notify, _step, filing
from linli.cases.services.register import estimate
from linli.clocks import services as clocks
from linli.definitions.cases import CaseKind
from linli.domain.access import Actor
from linli.records import services as records
from linli.records.tx import verb


@verb()
def accept(*, case_id: int, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """签收: from now on this body is the answerable one (首接负责 ends)."""
    case, row = _step.take(case_id, "accept", version=version)
    _step.handler_only(case, actor)
    before = _step.snapshot(case)
    case.accepted_at, case.answerable_body_id = at, case.lead_body_id
    case.lead_post_id = case.lead_post_id or actor.post_id
    Task.objects.filter(case=case, round=case.round, lead_slot=1).update(
        state=Task.State.WORKING, post_id=case.lead_post_id
    )
    clocks.meet(subject=case, step="sign", at=at)
    _step.move(case, row)
    clocks.assign(subject=case, body_id=case.lead_body_id, post_id=case.lead_post_id, part="")
    _step.finish(case, row.event, actor=actor, at=at, before=before, data={"body": case.lead_body_id})
    return case


@verb()
def record_contact(
    *,
    case_id: int,
    actor: Actor,
    at: datetime,
    text: str = "",
    reached: bool = True,
    version: int | None = None,
) -> Case:
    """记录联系: the first one that reached the reporter meets the contact step and feeds 响应率."""
    case, row = _step.take(case_id, "record_contact", version=version)
    _step.handler_only(case, actor)
    before = _step.snapshot(case)
    text = texts.optional(text, field="text", longest=500)
    if reached:
        case.contacted_at = case.contacted_at or at
        clocks.meet(subject=case, step="contact", at=at)
    data = {"reached": reached}
    _step.finish(
        case, row.event, actor=actor, at=at, before=before, data=data, text={"text": text} if text else None
    )
    return case


def submit_answer(
    *,
    case_id: int,
    result: str,
    text: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    note: str = "",
    households: int | None = None,
    persons_each: int | None = None,
    beneficiaries: int | None = None,
    beneficiary_basis: str = "",
    photos: Sequence[Any] = (),
) -> Case:
    """提交办理结果: one 「办理情况」 (answer to the resident and proof in one text), an optional internal note.

    The settling step is met now; sent back or not solved, the old clock runs on. Raises NotNow while helpers are
    still at work where the kind asks for all parts, BadInput for a result the kind does not know.
    """
    given = Given(result, text, note, households, persons_each, beneficiaries, beneficiary_basis)
    # Shrinking a picture takes a second; whoever writes must not wait for it.
    ready = [records.prepare_file(photo) for photo in photos]
    return _submit(case_id, given, ready, actor=actor, at=at, version=version)


class Given(NamedTuple):
    """What an answer says."""

    result: str
    text: str
    note: str
    households: int | None
    persons_each: int | None
    beneficiaries: int | None
    basis: str


@verb()
def _submit(
    case_id: int, given: Given, photos: Sequence[Any], *, actor: Actor, at: datetime, version: int | None
) -> Case:
    result = given.result
    case, row = _step.take(
        case_id, "submit_answer", version=version, given={"result": result, "text": given.text}
    )
    _step.handler_only(case, actor)
    kind = rules.kind_of(case)
    if result not in kind.results or result == "not_reached":
        raise NotNow(words.refusal("not_your_result", result=words.term(result)))
    _check_parts(case, kind)
    done = filing.done_at(case, kind, result, at)
    before = _step.snapshot(case)
    text = texts.required(given.text, field="text", longest=texts.MAX_TEXT)
    note = texts.optional(given.note, field="note", longest=2000)
    estimate(
        case,
        households=given.households,
        each=given.persons_each,
        number=given.beneficiaries,
        basis=given.basis,
    )
    Answer.objects.create(
        case=case, round=case.round, at=at, body_id=case.lead_body_id, post_id=actor.post_id,
        result=result, text=text, note=note,
    )  # fmt: skip
    case.answered_at = at
    _clock.meet_answer(case, done)
    _step.move(case, row)
    data = {"result": result, "round": case.round}
    told = {"text": text, "note": note} if note else {"text": text}
    _step.finish(case, row.event, actor=actor, at=at, before=before, data=data, text=told)
    for photo in photos:
        records.attach(subject=case, upload=photo, actor=actor, at=at, kind="proof")
    _notify.body(case, "case.to_review", body_id=case.desk_body_id, at=at)
    return case


def parts(case: Case) -> tuple[int, int]:
    """(done, all) of the helpers' parts of this round: 「2 of 3」."""
    rows = Task.objects.filter(case=case, round=case.round, lead_slot__isnull=True).exclude(
        state=Task.State.ENDED
    )
    states = list(rows.values_list("state", flat=True))
    return states.count(Task.State.DONE), len(states)


def _check_parts(case: Case, kind: CaseKind) -> None:
    """Joint matters close only when every unit has done its part; elsewhere a late helper does not hold the lead."""
    if kind.joint is None or not kind.joint.closes_with_all_tasks:
        return
    done, every = parts(case)
    if done < every:
        raise NotNow(words.refusal("tasks_open", open=every - done, all=every))
