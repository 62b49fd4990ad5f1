"""The wish wall: ``publish_wish``, ``take_down_wish``, ``thank``; who takes a wish stands in ``claiming``.

Append ``case.wish_published``, ``case.wish_taken_down``, ``case.thanked``.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases import rules, texts, words
from linli.cases.errors import BadInput, NotNow
from linli.cases.models import Case, Contact, Wish
from linli.cases.services import _notify, _step
from linli.definitions.cases import Wall
from linli.domain import masking
from linli.domain.access import Actor
from linli.domain.calendar import local_day
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


def _unnumbered(text: str) -> str:
    """The text without number, name or door in it. Raises :class:`BadInput` saying what has to go."""
    if masking.strip_chat(text).text.strip() != text.strip():
        raise BadInput(_("公开的说法里有电话、证件号或姓名，请去掉再上墙。"), field="text")
    if _DOOR.search(text):
        raise BadInput(_("公开的说法里有楼号门牌，请去掉再上墙。"), field="text")
    return text


def _unnamed(case: Case, text: str) -> str:
    """The text, if nobody can be found by it. Raises :class:`BadInput` saying what has to go."""
    text = _unnumbered(text)
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
    wish = on_wall(case)
    before = _step.snapshot(case)
    reason = texts.required(reason, field="reason", longest=300)
    wish.shown = wish.free = False
    wish.save(update_fields=["shown", "free"])
    _step.finish(case, row.event, actor=actor, at=at, before=before, text={"reason": reason})
    return case


def on_wall(case: Case) -> Wish:
    found = Wish.objects.filter(pk=case.pk).first()
    if found is None or not found.shown:
        raise NotNow(words.refusal("not_on_wall"))
    return found


def check_thanks(*, text: str, public: bool) -> str:
    """A word of thanks as far as it can be judged without the case. Raises :class:`BadInput`."""
    text = texts.required(text, field="text", longest=200)
    return _unnumbered(text) if public else text


@verb()
def thank(*, case_id: int, text: str, public: bool, actor: Actor, at: datetime) -> Case:
    """A word of thanks from whoever wished; on the wall only without name and with his tick."""
    case, row = _step.take(case_id, "thank", given={"text": text})
    wish = Wish.objects.filter(pk=case.pk).first()
    if wish is None:
        raise NotNow(words.refusal("not_a_wish"))
    text = check_thanks(text=text, public=public)
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
