"""Marks that change no state, and leaving: ``urge``, ``focus``, ``note``, ``withdraw``, ``exclude``, ``decide_exclusion``.

Append ``case.urged``, ``case.focused``, ``case.noted``, ``case.withdrawn``, ``case.exclusion_asked``,
``case.exclusion_decided``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.cases import texts, words
from linli.cases.errors import NotNow
from linli.cases.models import Case, Decision, Exclusion
from linli.cases.services import _notify, _step
from linli.clocks import services as clocks
from linli.domain import caserules
from linli.domain.access import Actor
from linli.records.models import Event
from linli.records.tx import verb


@verb()
def urge(*, case_id: int, actor: Actor, at: datetime, text: str = "") -> Case:
    """催办 by the desk, or 「催一下」 by the reporter (once a day): a message to the one responsible."""
    case, row = _step.take(case_id, "urge")
    if actor.channel == "public":
        today = Event.objects.filter(
            kind="case", subject_id=case.pk, name=row.event, channel="public", at__gt=at - timedelta(days=1)
        )
        if today.exists():
            raise NotNow(_("今天已经催过了，承办单位已收到。"))
    before = _step.snapshot(case)
    text = texts.optional(text, field="text", longest=300)
    case.urged = min(case.urged + 1, 9999)
    data = {"count": case.urged, "body": case.lead_body_id}
    _step.finish(
        case, row.event, actor=actor, at=at, before=before, data=data, text={"text": text} if text else None
    )
    _notify.body(case, "case.urged", body_id=case.lead_body_id, post_id=case.lead_post_id, at=at)
    return case


@verb()
def focus(*, case_id: int, focus: bool, actor: Actor, at: datetime, text: str = "") -> Case:
    """重点跟踪 on or off: a mark for leaders, no state and no clock."""
    case, row = _step.take(case_id, "focus", given={"focus": "yes" if focus else "no"})
    before = _step.snapshot(case)
    case.focus = focus
    text = texts.optional(text, field="text", longest=300)
    data = {"focus": focus}
    _step.finish(
        case, row.event, actor=actor, at=at, before=before, data=data, text={"text": text} if text else None
    )
    return case


@verb()
def note(*, case_id: int, text: str, actor: Actor, at: datetime) -> Case:
    """记一笔: an internal remark in the history; the reporter never sees it."""
    case, row = _step.take(case_id, "note", given={"text": text})
    before = _step.snapshot(case)
    text = texts.required(text, field="text", longest=1000)
    _step.finish(case, row.event, actor=actor, at=at, before=before, text={"text": text})
    return case


@verb()
def withdraw(*, case_id: int, actor: Actor, at: datetime, version: int | None = None, text: str = "") -> Case:
    """撤回, by the reporter (receipt) or by the desk on his word; what was done stays on record."""
    case, row = _step.take(case_id, "withdraw", version=version)
    before = _step.snapshot(case)
    text = texts.optional(text, field="text", longest=300)
    clocks.cancel(subject=case)
    case.came_from = ""
    _step.move(case, row)
    _step.finish(case, row.event, actor=actor, at=at, before=before, text={"text": text} if text else None)
    _notify.body(case, "case.withdrawn", body_id=case.lead_body_id, post_id=case.lead_post_id, at=at)
    return case


@verb()
def exclude(
    *,
    case_id: int,
    reason: str,
    basis: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    text: str = "",
) -> Exclusion:
    """申请剔除 with reason and basis; the case counts until it is approved, and the row stays visible for ever."""
    case, row = _step.take(case_id, "exclude", version=version, given={"reason": reason, "basis": basis})
    _step.choose(reason, words.EXCLUSION_REASONS, field="reason")
    if case.exclusions.filter(decision__in=(Decision.WAITING, Decision.APPROVED)).exists():
        raise NotNow(words.refusal("excluded_already"))
    before = _step.snapshot(case)
    basis = texts.required(basis, field="basis", longest=200)
    text = texts.optional(text, field="text", longest=500)
    made = Exclusion.objects.create(
        case=case, round=case.round, at=at, body_id=actor.body_id, post_id=actor.post_id, reason=reason, basis=basis,
        text=text,
    )  # fmt: skip
    data = {"reason": reason, "exclusion": made.pk}
    _step.finish(
        case, row.event, actor=actor, at=at, before=before, data=data, text={"basis": basis, "text": text}
    )
    return made


@verb()
def decide_exclusion(
    *, case_id: int, approve: bool, actor: Actor, at: datetime, reason: str = ""
) -> Exclusion:
    """Approve (from now on outside the base, with the span that says since when) or refuse; no own request."""
    case, row = _step.take(case_id, "decide_exclusion", given={"approve": "yes" if approve else "no"})
    _step.refuse(caserules.may_review(reviewer_body=actor.body_id, handler_bodies=_step.handler_bodies(case)))
    made = case.exclusions.filter(decision=Decision.WAITING).order_by("-pk").first()
    if made is None:
        raise NotNow(words.refusal("no_request"))
    before = _step.snapshot(case)
    text = texts.optional(reason, field="reason", longest=500)
    made.decision = Decision.APPROVED if approve else Decision.REFUSED
    made.decided_at, made.decided_text = at, text
    made.decided_body_id, made.decided_post_id = actor.body_id, actor.post_id
    made.save()
    case.excluded = approve
    data = {"approve": approve, "exclusion": made.pk}
    _step.finish(
        case, row.event, actor=actor, at=at, before=before, data=data, text={"reason": text} if text else None
    )
    return made
