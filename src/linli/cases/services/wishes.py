"""The wish wall: ``publish_wish``, ``take_down_wish``, ``claim_wish``, ``join_claim``, ``move_claim``, ``give_back``,
``thank``, and ``return_idle`` for the worker.

Append ``case.wish_published``, ``case.wish_taken_down``, ``case.wish_claimed``, ``case.claim_joined``,
``case.claim_moved``, ``case.claim_returned``, ``case.thanked``. A claim is a dispatch to oneself: nobody is sent.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.cases import rules, texts, words
from linli.cases.errors import BadInput, NotAllowed, NotNow
from linli.cases.models import Case, ClaimPart, Contact, Task, Wish, WishClaim
from linli.cases.services import _clock, _notify, _step
from linli.cases.services.handling import submit_answer
from linli.clocks import services as clocks
from linli.definitions.cases import Wall
from linli.domain import masking
from linli.domain.access import SYSTEM, Actor
from linli.domain.calendar import local_day
from linli.organizations.models import Organization
from linli.records import services as records
from linli.records.tx import verb

#: A flat or a door in a text: on the wall it would lead to somebody's home.
_DOOR = re.compile(r"[0-9一二三四五六七八九十百]+\s*(?:号楼|栋|幢|单元|室|号院|号房|排)")
_IDLE_DAYS, _MOST_COST = 15, 50_000


def wall_of(case: Case) -> Wall | None:
    """The rule of the wall under which the wish began."""
    return rules.kind_of(case).wall


def idle_days(case: Case, at: datetime) -> int:
    """Days without a sign of work after which a claim goes back (the rule of the day)."""
    wall = wall_of(case)
    return (wall.idle_days.at(local_day(at)) if wall else None) or _IDLE_DAYS


def most_cost(case: Case, at: datetime) -> int:
    """What a wish may cost at most, in 分."""
    wall = wall_of(case)
    return (wall.most_cost.at(local_day(at)) if wall else None) or _MOST_COST


@verb()
def publish_wish(
    *,
    case_id: int,
    text: str,
    consent: bool,
    actor: Actor,
    at: datetime,
    cost: int = 0,
    version: int | None = None,
) -> Case:
    """Checked and agreed to: the wish hangs on the wall in words without name, phone, door. ``cost`` in 分."""
    given = {"text": text, "consent": consent or None}
    case, row = _step.take(case_id, "publish_wish", version=version, given=given)
    if not rules.kind_of(case).claimable:
        raise NotNow(words.refusal("not_a_wish"))
    if cost < 0 or cost > most_cost(case, at):
        most = most_cost(case, at) // 100
        raise BadInput(words.refusal("wish_too_dear", most=most), field="cost")
    before = _step.snapshot(case)
    text = _unnamed(case, texts.required(text, field="text", longest=300))
    case.desk_body_id, case.publish_agreed = actor.body_id, True
    desk = actor.body_id or case.answerable_body_id
    if desk is None:
        raise BadInput(words.refusal("claim_needs_body"))
    Wish.objects.update_or_create(
        case=case,
        defaults={
            "text": text, "cost": cost, "published_at": at, "desk_body_id": desk, "shown": True, "free": True,
        },
    )  # fmt: skip
    _step.move(case, row)
    _step.finish(case, row.event, actor=actor, at=at, before=before, data={"cost": cost}, text={"text": text})
    return case


def _unnamed(case: Case, text: str) -> str:
    """The text, if nobody can be found by it. Raises :class:`BadInput` saying what has to go."""
    if masking.strip_chat(text).text.strip() != text.strip():
        raise BadInput(_("公开的说法里有电话、证件号或姓名，请去掉再上墙。"), field="text")
    if _DOOR.search(text):
        raise BadInput(_("公开的说法里有楼号门牌，请去掉再上墙。"), field="text")
    contact = Contact.objects.filter(pk=case.pk).first()
    known = [one for one in (contact.name, contact.address, contact.on_behalf_of) if one] if contact else []
    if any(len(one) > 1 and one in text for one in known):
        raise BadInput(_("公开的说法里有心愿人的姓名或住址，请去掉再上墙。"), field="text")
    return text


@verb()
def take_down_wish(
    *, case_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Off the wall, with a reason; the case stays and may be dispatched or refused."""
    case, row = _step.take(case_id, "take_down_wish", version=version, given={"reason": reason})
    wish = _wish(case)
    before = _step.snapshot(case)
    reason = texts.required(reason, field="reason", longest=300)
    wish.shown = wish.free = False
    wish.save(update_fields=["shown", "free"])
    _step.finish(case, row.event, actor=actor, at=at, before=before, text={"reason": reason})
    return case


def _wish(case: Case) -> Wish:
    found = Wish.objects.filter(pk=case.pk).first()
    if found is None or not found.shown:
        raise NotNow(words.refusal("not_on_wall"))
    return found


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
    wish = _wish(case)
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


@verb()
def thank(*, case_id: int, text: str, public: bool, actor: Actor, at: datetime) -> Case:
    """A word of thanks from whoever wished; on the wall only without name and with his tick."""
    case, row = _step.take(case_id, "thank", given={"text": text})
    wish = Wish.objects.filter(pk=case.pk).first()
    if wish is None:
        raise NotNow(words.refusal("not_a_wish"))
    text = texts.required(text, field="text", longest=200)
    if public:
        text = _unnamed(case, text)
    before = _step.snapshot(case)
    wish.thanks, wish.thanks_public = text, public
    wish.save(update_fields=["thanks", "thanks_public"])
    _step.finish(case, row.event, actor=actor, at=at, before=before, text={"text": text})
    claim = wish.claims.order_by("-pk").first()
    if claim is not None:
        _notify.body(case, "case.thanked", body_id=claim.body_id, post_id=claim.post_id, at=at)
    return case


def on_left(_event: object, case: object) -> None:
    """Sent to a body, refused, merged or taken back: nobody can take it from the wall any more."""
    if isinstance(case, Case):
        Wish.objects.filter(pk=case.pk, free=True).update(free=False, shown=False)


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
