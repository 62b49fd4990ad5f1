"""Duplicates and people with the same problem: ``merge``, ``unmerge``, ``follow``.

Both cases stay; each reporter keeps his receipt and reads how the joint one goes on. Append ``case.merged``,
``case.joined_by``, ``case.unmerged``, ``case.parted``, ``case.followed``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.cases import codes, texts, words
from linli.cases.errors import BadInput, NotNow
from linli.cases.models import Case, Follower
from linli.cases.services import _step
from linli.clocks import services as clocks
from linli.domain.access import Actor
from linli.domain.caseflow import ENDED, State
from linli.records import services as records
from linli.records.fields import blind_index
from linli.records.tx import verb


@verb()
def merge(*, case_id: int, into_id: int, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """并入: this one is the same matter as ``into``; all are locked in the order of their ids."""
    if case_id == into_id:
        raise BadInput(words.refusal("own_duplicate"), field="into")
    brought = Case.objects.filter(duplicate_of=case_id)
    for pk in sorted({case_id, into_id, *brought.values_list("pk", flat=True)}):
        records.lock(Case, pk)
    case, row = _step.take(case_id, "merge", version=version, given={"into": into_id})
    into = Case.objects.get(pk=into_id)
    if into.state == State.DUPLICATE:
        raise NotNow(words.refusal("duplicate_chain"))
    before = _step.snapshot(case)
    # Whoever was joined to this one now belongs to the other: no chains.
    for other in brought:
        held = _step.snapshot(other)
        other.duplicate_of = into
        _step.finish(other, row.event, actor=actor, at=at, before=held, data={"into": into_id}, due=False)
        case.followers = max(case.followers - _voices(other), 0)
        _joined(into, other, actor, at)
    case.duplicate_of, case.came_from = into, ""
    clocks.cancel(subject=case)
    _step.move(case, row)
    _step.finish(case, row.event, actor=actor, at=at, before=before, data={"into": into_id})
    _joined(into, case, actor, at)
    return case


def _voices(case: Case) -> int:
    """The reporter and those who share the problem."""
    return 1 + case.followers


def _joined(into: Case, case: Case, actor: Actor, at: datetime) -> None:
    before = _step.snapshot(into)
    into.followers += _voices(case)
    _step.finish(into, "case.joined_by", actor=actor, at=at, before=before, data={"case": case.pk}, due=False)


@verb()
def unmerge(*, case_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """撤销并入: it was another matter after all; it goes back to 待派单 and gets a dispatch of its own."""
    case, row = _step.take(case_id, "unmerge", version=version, given={"reason": reason})
    reason = texts.required(reason, field="reason", longest=300)
    before, into_id = _step.snapshot(case), case.duplicate_of_id
    case.duplicate_of = None
    case.lead_body_id = case.lead_post_id = case.dispatched_at = case.accepted_at = None
    _step.move(case, row)
    data = {"from": into_id}
    _step.finish(case, row.event, actor=actor, at=at, before=before, data=data, text={"reason": reason})
    if into_id:
        into = records.lock(Case, into_id)
        joined = _step.snapshot(into)
        into.followers = max(into.followers - _voices(case), 0)
        _step.finish(
            into, "case.parted", actor=actor, at=at, before=joined, data={"case": case.pk}, due=False
        )
    return case


@dataclass(frozen=True)
class Followed:
    """What the one who shares the problem gets."""

    case: Case
    receipt: str
    new: bool


@verb()
def follow(*, case_id: int, device: str, actor: Actor, at: datetime, phone: str = "") -> Followed:
    """「我也有这个问题」: counts once a phone or device and answers a receipt of its own; again gives the same one."""
    case = records.lock(Case, case_id)
    if case.duplicate_of_id:
        case = records.lock(Case, case.duplicate_of_id)
    if State(case.state) in ENDED:
        raise NotNow()
    number = texts.phone(phone)
    key = blind_index(number or texts.required(device, field="device", longest=200))
    held = Follower.objects.filter(case=case, key=key).first()
    if held is not None:
        return Followed(case, held.receipt, new=False)
    row = Follower.objects.create(case=case, key=key, receipt=codes.new_receipt(), phone=number, at=at)
    before = _step.snapshot(case)
    case.followers += 1
    _step.finish(
        case, "case.followed", actor=actor, at=at, before=before, data={"count": case.followers}, due=False
    )
    return Followed(case, row.receipt, new=True)
