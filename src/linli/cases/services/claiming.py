"""Taking a wish from the wall: ``claim_wish``, ``join_claim``, ``move_claim``, ``fulfil_wish``, ``give_back``, and
``return_idle`` for the worker.

Append ``case.wish_claimed``, ``case.claim_joined``, ``case.claim_moved``, ``case.claim_returned``. A claim is a
dispatch to oneself: nobody is sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.cases import texts, words
from linli.cases.errors import BadInput, NotAllowed, NotNow
from linli.cases.models import Case, ClaimPart, Task, Wish, WishClaim
from linli.cases.services import _clock, _notify, _step
from linli.cases.services.handling import submit_answer
from linli.cases.services.wishes import idle_days, on_wall
from linli.clocks import services as clocks
from linli.domain.access import SYSTEM, Actor
from linli.domain.calendar import local_day
from linli.organizations.models import Organization
from linli.records import services as records
from linli.records.tx import verb


@verb()
def claim_wish(
    *,
    case_id: int,
    actor: Actor,
    at: datetime,
    group: str = "",
    persons: int = 1,
    version: int | None = None,
) -> Case:
    """Take a wish from the wall, alone or as a group; of two at once the second is told. The clock starts now."""
    if actor.body_id is None:
        raise NotAllowed(words.refusal("claim_needs_body"))
    case = records.lock(Case, case_id)
    records.check_version(case, version)
    if case.state != "to_dispatch":
        raise NotNow(words.refusal("not_on_wall"))
    case, row = _step.take(case_id, "claim_wish")
    wish = on_wall(case)
    if not 1 <= persons <= 500:
        raise BadInput(_("人数请填1到500。"), field="persons")
    before = _step.snapshot(case)
    body = Organization.objects.get(pk=actor.body_id)
    WishClaim.objects.create(
        wish=wish, body=body, post_id=actor.post_id, persons=persons, at=at,
        group=texts.optional(group, field="group", longest=40),
        idle_on=local_day(at) + timedelta(days=idle_days(case, at)),
    )  # fmt: skip
    Wish.objects.filter(pk=wish.pk).update(free=False)
    _lead(case, body, actor, at)
    _step.move(case, row)
    _clock.start(case, body=body, post_id=actor.post_id, at=at)
    data = {"body": body.pk, "persons": persons, "round": case.round}
    _step.finish(case, row.event, actor=actor, at=at, before=before, data=data)
    _notify.body(case, "case.wish_claimed", body_id=wish.desk_body_id, at=at)
    return case


def _lead(case: Case, body: Organization, actor: Actor, at: datetime) -> None:
    Task.objects.filter(case=case, round=case.round, lead_slot=1).update(
        lead_slot=None, state=Task.State.ENDED
    )
    Task.objects.create(
        case=case, round=case.round, at=at, body=body, post_id=actor.post_id, lead_slot=1,
        state=Task.State.WORKING,
    )  # fmt: skip
    case.lead_body, case.lead_post_id = body, actor.post_id
    case.answerable_body_id = body.pk
    case.dispatched_at = case.accepted_at = at


def _open_claim(case: Case) -> WishClaim:
    found = WishClaim.objects.filter(wish_id=case.pk, ended_at=None).first()
    if found is None:
        raise NotNow(words.refusal("not_on_wall"))
    return found


def _own(case: Case, actor: Actor) -> WishClaim:
    """The open claim of the one who acts: his post, or his body where it was claimed without a post."""
    claim = _open_claim(case)
    # Whoever took the post over answers for its claims as well.
    posts = {claim.post_id, case.lead_post_id}
    mine = actor.post_id in posts if claim.post_id else actor.body_id == claim.body_id
    if not mine and actor.channel != "system":
        raise NotAllowed(words.refusal("claimed_by_other"))
    return claim


@verb()
def join_claim(*, case_id: int, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Together with the one who took it: one more person of the group."""
    if actor.body_id is None or actor.post_id is None:
        raise NotAllowed(words.refusal("claim_needs_body"))
    case, row = _step.take(case_id, "join_claim", version=version)
    claim = _open_claim(case)
    if claim.post_id == actor.post_id or claim.parts.filter(post_id=actor.post_id).exists():
        raise NotNow(words.refusal("joined_already"))
    before = _step.snapshot(case)
    ClaimPart.objects.create(claim=claim, post_id=actor.post_id, body_id=actor.body_id, at=at)
    claim.persons += 1
    claim.save(update_fields=["persons"])
    _step.finish(case, row.event, actor=actor, at=at, before=before, data={"body": actor.body_id})
    _notify.body(case, "case.claim_joined", body_id=claim.body_id, post_id=claim.post_id, at=at)
    return case


@verb()
def move_claim(*, case_id: int, text: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """A sign of work: the day of going back moves on."""
    case, row = _step.take(case_id, "move_claim", version=version, given={"text": text})
    claim = _own(case, actor)
    before = _step.snapshot(case)
    text = texts.required(text, field="text", longest=300)
    claim.idle_on = local_day(at) + timedelta(days=idle_days(case, at))
    claim.save(update_fields=["idle_on"])
    case.contacted_at = case.contacted_at or at
    _step.finish(case, row.event, actor=actor, at=at, before=before, text={"text": text})
    return case


@verb()
def fulfil_wish(*, case_id: int, text: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """「圆梦了」 in one sentence: the answer of the case, checked by the community, confirmed by whoever wished."""
    case = records.lock(Case, case_id)
    records.check_version(case, version)
    _own(case, actor)
    return submit_answer(case_id=case_id, result="solved", text=text, actor=actor, at=at)


@verb()
def give_back(*, case_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Cannot do it after all: the wish hangs on the wall again at once."""
    case, _row = _step.take(case_id, "give_back", version=version, given={"reason": reason})
    claim = _own(case, actor)
    reason = texts.required(reason, field="reason", longest=300)
    return _back(case, claim, WishClaim.End.GIVEN_BACK, reason, actor, at)


@verb()
def return_idle(*, case_id: int, at: datetime) -> Case:
    """The worker: a claim without a sign of work goes back to the wall; both sides are told."""
    case, _row = _step.take(case_id, "give_back", given={"reason": "idle"})
    claim = _open_claim(case)
    if claim.idle_on > local_day(at):
        raise NotNow(words.refusal("not_on_wall"))
    return _back(case, claim, WishClaim.End.IDLE, _("超过规定天数没有进展"), SYSTEM, at)


def _back(case: Case, claim: WishClaim, end: str, reason: str, actor: Actor, at: datetime) -> Case:
    _same, row = _step.take(case.pk, "give_back", given={"reason": reason})
    before = _step.snapshot(case)
    claim.ended, claim.ended_at = end, at
    claim.save(update_fields=["ended", "ended_at"])
    wish = Wish.objects.get(pk=case.pk)
    wish.free, wish.returned = True, wish.returned + 1
    wish.save(update_fields=["free", "returned"])
    clocks.cancel(subject=case)
    Task.objects.filter(case=case, round=case.round, lead_slot=1).update(
        lead_slot=None, state=Task.State.ENDED
    )
    case.lead_body, case.lead_post_id, case.accepted_at, case.dispatched_at = None, None, None, None
    case.answerable_body_id = wish.desk_body_id
    _step.move(case, row)
    data = {"body": claim.body_id, "end": str(end)}
    _step.finish(case, row.event, actor=actor, at=at, before=before, data=data, text={"reason": reason})
    code = "case.claim_idle" if end == WishClaim.End.IDLE else "case.claim_returned"
    _notify.body(case, code, body_id=wish.desk_body_id, at=at)
    if end == WishClaim.End.IDLE:
        _notify.body(case, code, body_id=claim.body_id, post_id=claim.post_id, at=at)
    return case


def on_closed(_event: object, case: object) -> None:
    """A claimed wish that was closed is fulfilled (or ends without it); runs on the events that close a case."""
    if not isinstance(case, Case) or case.state != "closed":
        return
    # A case without a claim costs one update that meets no row.
    open_claims = WishClaim.objects.filter(wish_id=case.pk, ended_at=None)
    open_claims.update(ended=WishClaim.End.FULFILLED, ended_at=case.closed_at)


def on_reopened(event: object, case: object) -> None:
    """Not fulfilled after all: the same claim goes on, with new days to begin."""
    if not isinstance(case, Case) or case.lead_body_id is None:
        return
    claim = WishClaim.objects.filter(wish_id=case.pk, body_id=case.lead_body_id).order_by("-pk").first()
    if claim is None or claim.ended != WishClaim.End.FULFILLED:
        return
    at = event.at  # type: ignore[attr-defined]
    claim.ended, claim.ended_at = "", None
    claim.idle_on = local_day(at) + timedelta(days=idle_days(case, at))
    claim.save(update_fields=["ended", "ended_at", "idle_on"])
