"""Review, call-back, the reporter's word: ``review``, ``call_back``, ``not_reached``, ``confirm``, ``close_not_reached``.

"Solved" stands only with the reporter's or a verifier's word; a "no" opens the next round with the old clock.
Append ``case.passed``, ``case.sent_back``, ``case.verified``, ``case.called_back``, ``case.not_reached``,
``case.confirmed``, ``case.closed_not_reached``, and ``case.reopened`` when it was not solved.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.cases import rules, texts, words
from linli.cases.errors import NotNow
from linli.cases.models import Answer, CallBackTry, Case, Confirmation, Decision
from linli.cases.services import _clock, _notify, _step
from linli.clocks import queries as clock_queries
from linli.clocks import services as clocks
from linli.domain import caserules
from linli.domain.access import Actor
from linli.domain.caseflow import BY_NAME
from linli.domain.caserules import Closing, Result, Solved, Tries, Word
from linli.organizations.models import Post
from linli.records.tx import verb


def last_answer(case: Case) -> Answer:
    """The answer of this round. Raises NotNow when there is none."""
    found = case.answers.filter(round=case.round).order_by("-pk").first()
    if found is None:
        raise NotNow(words.refusal("no_request"))
    return found


def verifying(case: Case) -> bool:
    """Is the reviewer's own check the last word (nobody to call, 12345, dispute, kinds a verifier confirms)?"""
    return caserules.closes_by_verifying(
        reachable=case.reachable,
        confirmers=rules.kind_of(case).confirmation,
        mastered=case.mastered,
        disputed=case.has_parties,
    )


@verb()
def review(
    *,
    case_id: int,
    approve: bool,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    text: str = "",
    word: str = "",
) -> Case:
    """通过 or 退回补办, by another body than the handler.

    Where nobody can be called (anonymous, 12345, disputes, hazards) passing needs ``text``, what was checked and
    how, and closes the case by 核查; else the case goes on to 待回访. ``word`` is by default the one that the kind
    takes; a supervisor's only counts from a post whose role the kind names.
    """
    name = "send_back" if not approve else "pass_review"
    case, row = _step.take(case_id, name, version=version, given={"reason": text} if not approve else {})
    handlers = _step.handler_bodies(case)
    _step.refuse(caserules.may_review(reviewer_body=actor.body_id, handler_bodies=handlers))
    answer, before = last_answer(case), _step.snapshot(case)
    text = texts.optional(text, field="text", longest=500)
    answer.decision = Decision.APPROVED if approve else Decision.REFUSED
    answer.decided_at, answer.decided_text = at, text
    answer.save()
    if not approve:
        _clock.again(case, at)
        case.answered_at = None
        _step.move(case, row)
        _step.finish(case, row.event, actor=actor, at=at, before=before, text={"reason": text})
        _notify.body(case, "case.sent_back", body_id=case.lead_body_id, post_id=case.lead_post_id, at=at)
        return case
    case.passed_at = at
    if verifying(case):
        return _verify(case, answer, actor=actor, at=at, before=before, text=text, word=word)
    _step.move(case, row)
    _step.finish(case, row.event, actor=actor, at=at, before=before, text={"text": text} if text else None)
    return case


def _verify(
    case: Case, answer: Answer, *, actor: Actor, at: datetime, before: dict[str, Any], text: str, word: str
) -> Case:
    if not text and not case.mastered:
        raise NotNow(words.refusal("verify_needed"))
    kind = rules.kind_of(case)
    by = caserules.word_of_check(kind.confirmation, mastered=case.mastered, said=bool(text))
    if word and word != by:
        raise NotNow(words.refusal("word_unknown"))
    if by is Word.SUPERVISOR and _role(actor) not in ("", *kind.verifiers):
        raise NotNow(words.refusal("supervisor_only"))
    _say(case, by=by, way="check", solved=Solved.YES, actor=actor, at=at)
    _close(case, Closing(Result(answer.result), by), at)
    _step.move(case, BY_NAME["verify"])
    data = {"result": case.result, "word": by.value, "round": case.round}
    _step.finish(
        case,
        "case.verified",
        actor=actor,
        at=at,
        before=before,
        data=data,
        text={"text": text} if text else None,
    )
    return case


def _role(actor: Actor) -> str:
    """The role of the acting post; empty for the worker and commands."""
    if actor.post_id is None:
        return ""
    return Post.objects.filter(pk=actor.post_id).values_list("role", flat=True).first() or ""


@verb()
def call_back(
    *,
    case_id: int,
    contacted: bool,
    solved: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    satisfied: str = "",
    text: str = "",
) -> Case:
    """登记回访 with three answers: 联系过吗 · 解决了吗 (yes partly no) · 满意吗 (satisfied basic unsatisfied, none).

    By another body than the handler; never an order another platform calls back, never a dispute.
    """
    case, _row = _step.take(case_id, "call_back", version=version, given={"answers": solved})
    _may_call(case, actor)
    return _word(
        case, "case.called_back", by=Word.REPORTER, way="phone", solved=solved, satisfied=satisfied,
        contacted=contacted, text=text, actor=actor, at=at, by_resident=False,
    )  # fmt: skip


@verb()
def confirm(
    *, case_id: int, solved: str, actor: Actor, at: datetime, satisfied: str = "", text: str = ""
) -> Case:
    """The resident's own word on the follow page: 「解决了」「没解决」; it *is* the call-back (asked once).

    A "no" is also taken within a month after a case closed without his word.
    """
    name = "redo" if _said_later(case_id, solved) else "confirm"
    case, _row = _step.take(case_id, name, given={"solved": solved, "reason": "no"})
    if name == "redo":
        _step.refuse(caserules.may_reopen(closed_at=case.closed_at, at=at))
    return _word(
        case, "case.confirmed", by=Word.REPORTER, way="online", solved=solved, satisfied=satisfied,
        contacted=None, text=text, actor=actor, at=at, by_resident=True,
    )  # fmt: skip


def check_word(*, solved: str, satisfied: str = "", text: str = "") -> tuple[Solved, str]:
    """A reporter's word and what he says beside it, cleaned. Raises BadInput naming the field."""
    word = Solved(_step.choose(solved, list(Solved), field="solved"))
    _step.choose(satisfied, ("", "satisfied", "basic", "unsatisfied"), field="satisfied")
    return word, texts.optional(text, field="text", longest=500)


def _said_later(case_id: int, solved: str) -> bool:
    closed = Case.objects.filter(pk=case_id, state="closed", fast_lane=False).exclude(word=Word.REPORTER)
    return solved == Solved.NO and closed.exists()


@verb()
def not_reached(
    *, case_id: int, actor: Actor, at: datetime, version: int | None = None, outcome: str = "no_answer"
) -> Case:
    """没联系上: a try counts when it lies two hours after the last; the third closes the case as 未回访到."""
    case, row = _step.take(case_id, "not_reached", version=version)
    _may_call(case, actor)
    held = tries(case)
    _step.refuse(caserules.may_try(held, at))
    before = _step.snapshot(case)
    CallBackTry.objects.create(
        case=case, round=case.round, at=at, body_id=actor.body_id, post_id=actor.post_id, outcome=outcome
    )
    _step.finish(case, row.event, actor=actor, at=at, before=before, data={"try": held.count + 1})
    if caserules.silent(Tries(held.count + 1, held.since, at), rules.limits_of(case, at), at):
        _close_silent(case, actor=actor, at=at)
    return case


@verb()
def close_not_reached(*, case_id: int, actor: Actor, at: datetime) -> Case:
    """Three tries or seven days: 已办结（未回访到）, outside every base. The worker calls it too."""
    case, _row = _step.take(case_id, "close_not_reached")
    if not caserules.silent(tries(case), rules.limits_of(case, at), at):
        raise NotNow(words.refusal("silent_not_yet"))
    return _close_silent(case, actor=actor, at=at)


def tries(case: Case) -> Tries:
    """The failed call-backs of this round."""
    held = list(case.callbacktrys.filter(round=case.round).order_by("at").values_list("at", flat=True))
    return Tries(
        len(held), case.passed_at or case.answered_at or case.reported_at, held[-1] if held else None
    )


def _close_silent(case: Case, *, actor: Actor, at: datetime) -> Case:
    before = _step.snapshot(case)
    _close(case, Closing(Result.NOT_REACHED, Word.NOBODY), at)
    _step.move(case, BY_NAME["close_not_reached"])
    data = {"result": case.result, "round": case.round}
    _step.finish(case, "case.closed_not_reached", actor=actor, at=at, before=before, data=data)
    return case


def _may_call(case: Case, actor: Actor) -> None:
    _step.refuse(
        caserules.may_call_back(
            caller_body=actor.body_id,
            handler_bodies=_step.handler_bodies(case),
            mastered=case.mastered,
            parties=case.has_parties,
        )
    )


def _word(
    case: Case,
    event: str,
    *,
    by: Word,
    way: str,
    solved: str,
    satisfied: str,
    contacted: bool | None,
    text: str,
    actor: Actor,
    at: datetime,
    by_resident: bool,
) -> Case:
    word, text = check_word(solved=solved, satisfied=satisfied, text=text)
    before = _step.snapshot(case)
    answered = Result(last_answer(case).result)
    closing = caserules.after_word(
        answered=answered, solved=word, word=by, round_=case.round, by_resident=by_resident
    )
    _say(case, by=by, way=way, solved=word, actor=actor, at=at, satisfied=satisfied, contacted=contacted)
    case.satisfied = satisfied
    if contacted:
        case.contacted_at = case.contacted_at or case.answered_at
    if closing.again:
        from linli.cases.services.reopening import next_round

        return next_round(case, actor=actor, at=at, before=before, reason=text, why="not_solved")
    _close(case, closing, at)
    _step.move(case, BY_NAME["confirm"])
    data = {"result": case.result, "solved": word.value, "satisfied": satisfied, "round": case.round}
    _step.finish(
        case, event, actor=actor, at=at, before=before, data=data, text={"text": text} if text else None
    )
    return case


def _say(
    case: Case,
    *,
    by: Word,
    way: str,
    solved: Solved,
    actor: Actor,
    at: datetime,
    satisfied: str = "",
    contacted: bool | None = None,
) -> None:
    Confirmation.objects.create(
        case=case, round=case.round, at=at, body_id=actor.body_id, post_id=actor.post_id, by=by.value, way=way,
        solved=solved.value, satisfied=satisfied, contacted=contacted,
    )  # fmt: skip


def _close(case: Case, closing: Closing, at: datetime) -> None:
    """Result, word, date; was it answered on time? A helper's open clock ends here."""
    case.result = closing.result.value if closing.result else ""
    case.word, case.closed_at = closing.word.value, at
    step = _clock.settle_step(case, at)
    held = next((row for row in clock_queries.for_subject("case", case.pk, "") if row.step == step), None)
    if held is not None and held.due_at is not None:
        case.on_time = (held.met_at or case.answered_at or at) <= held.due_at
    clocks.cancel(subject=case)
