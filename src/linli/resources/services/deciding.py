"""``ask``, ``accept``, ``refuse``, ``connect``: people decide on proposals, one by one.

Append ``match.asked``, ``match.accepted``, ``match.refused``, ``match.connected`` on the resource. A refusal keeps its
reason and costs this pair (or topic) the next time.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases import services as cases
from linli.cases.models import Case
from linli.clocks import notices
from linli.domain.access import Actor
from linli.domain.caseflow import State as CaseState
from linli.records import services as records
from linli.records.tx import verb
from linli.resources import words
from linli.resources.errors import Refused
from linli.resources.models import Proposal, Resource

State = Proposal.State


def _take(proposal_id: int, allowed: tuple[str, ...]) -> tuple[Proposal, Resource]:
    """The proposal in one of these states, with its resource locked (one answer at a time)."""
    found = Proposal.objects.filter(pk=proposal_id).first()
    if found is None:
        raise Refused(_("没有这条匹配建议。"))
    resource = records.lock(Resource, found.resource_id)
    found.refresh_from_db()
    if found.state not in allowed:
        raise Refused(
            _("这条建议现在是“%(state)s”，可能已有人办过，请刷新后再看。")
            % {"state": State(found.state).label}
        )
    return found, resource


def _owner_only(proposal: Proposal, resource: Resource, actor: Actor) -> None:
    mine = actor.post_id == resource.post_id if resource.post_id else actor.body_id == proposal.body_id
    if not mine and actor.channel != "system":
        raise Refused(_("要由提供资源的单位或本人来答复。"))


def _data(proposal: Proposal) -> dict[str, object]:
    return {"case": proposal.case_id, "run": proposal.run_id}


@verb()
def ask(*, proposal_id: int, actor: Actor, at: datetime) -> Proposal:
    """The desk puts it to the owner; he answers himself. A need is put to one owner at a time."""
    proposal, resource = _take(proposal_id, (State.PROPOSED,))
    if Proposal.objects.filter(case_id=proposal.case_id, state__in=(State.ASKED, State.ACCEPTED)).exists():
        raise Refused(_("这项需求已经在问别人，等有答复再说。"))
    _still_open(proposal)
    proposal.state, proposal.asked_at = State.ASKED, at
    proposal.save(update_fields=["state", "asked_at"])
    records.append(subject=resource, name="match.asked", actor=actor, at=at, data=_data(proposal))
    _tell("match.asked", proposal, resource, at)
    return proposal


def _still_open(proposal: Proposal) -> Case:
    case = records.lock(Case, proposal.case_id)
    if case.state != CaseState.TO_DISPATCH:
        raise Refused(_("这项需求已经有人在办，不用再对接。"))
    return case


def _tell(code: str, proposal: Proposal, resource: Resource, at: datetime) -> None:
    notices.send(
        code=code, at=at, body_id=proposal.body_id, post_id=resource.post_id, kind="case",
        subject_id=proposal.case_id,
    )  # fmt: skip


@verb()
def accept(*, proposal_id: int, actor: Actor, at: datetime) -> Proposal:
    """「我来办」: the owner's own word. A wish on the wall is his at once; else the desk sends the case to him."""
    proposal, resource = _take(proposal_id, (State.ASKED,))
    _owner_only(proposal, resource, actor)
    case = _still_open(proposal)
    wish = getattr(case, "wish", None)
    on_wall = wish is not None and wish.shown and wish.free
    proposal.state, proposal.decided_at = (State.DONE if on_wall else State.ACCEPTED), at
    proposal.decided_post_id = actor.post_id
    proposal.save(update_fields=["state", "decided_at", "decided_post_id"])
    records.append(subject=resource, name="match.accepted", actor=actor, at=at, data=_data(proposal))
    if on_wall:
        cases.claim_wish(case_id=case.pk, actor=actor, at=at)
    return proposal


@verb()
def connect(*, proposal_id: int, actor: Actor, at: datetime) -> Proposal:
    """The owner said yes: the desk sends him the case, with the reasons of the proposal as reason of dispatch."""
    proposal, resource = _take(proposal_id, (State.ACCEPTED,))
    case = _still_open(proposal)
    said = words.reasons(proposal.reasons, topic=proposal.topic, kind=resource.kind)
    cases.dispatch_case(
        case_id=case.pk,
        body_id=proposal.body_id,
        post_id=resource.post_id,
        reason=_("供需匹配，对方已同意：%(reasons)s") % {"reasons": "；".join(said)},
        actor=actor,
        at=at,
    )
    proposal.state = State.DONE
    proposal.save(update_fields=["state"])
    records.append(subject=resource, name="match.connected", actor=actor, at=at, data=_data(proposal))
    return proposal


@verb()
def refuse(*, proposal_id: int, reason: str, actor: Actor, at: datetime, text: str = "") -> Proposal:
    """Not this one: by the owner or the desk, with a reason that the next run knows."""
    proposal, resource = _take(proposal_id, (State.PROPOSED, State.ASKED, State.ACCEPTED))
    if reason not in words.REFUSALS:
        raise Refused(_("请从给出的理由里选一个。"), field="reason")
    text = text.strip()
    if reason == "other" and not text:
        raise Refused(_("选“其他原因”时请写一句。"), field="text")
    if len(text) > 200:
        raise Refused(_("最多写200个字。"), field="text")
    proposal.state, proposal.reason, proposal.decided_at = State.REFUSED, reason, at
    proposal.decided_post_id = actor.post_id
    proposal.save(update_fields=["state", "reason", "decided_at", "decided_post_id"])
    records.append(
        subject=resource, name="match.refused", actor=actor, at=at, data={**_data(proposal), "why": reason},
        text={"text": text} if text else None,
    )  # fmt: skip
    return proposal
