"""重新办理: ``reopen``; and 重新受理 of what was settled on the spot or refused.

A new round keeps body, code and the old clock; it never starts from zero. Append ``case.reopened``, ``case.taken_up``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.cases import texts
from linli.cases.models import Case, Task
from linli.cases.services import _clock, _notify, _step
from linli.domain.access import Actor
from linli.domain.caseflow import BY_NAME
from linli.records.tx import verb


@verb()
def reopen(*, case_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """重新办理 for a reason; a case that was never dispatched (当场办结, 不予受理) goes back to 待派单."""
    never = Case.objects.filter(pk=case_id, lead_body__isnull=True).exists()
    case, row = _step.take(case_id, "take_up" if never else "redo", version=version, given={"reason": reason})
    before = _step.snapshot(case)
    reason = texts.required(reason, field="reason", longest=500)
    if not never:
        return next_round(case, actor=actor, at=at, before=before, reason=reason, why="by_desk")
    _open_again(case)
    _step.move(case, row)
    _step.finish(case, row.event, actor=actor, at=at, before=before, text={"reason": reason})
    return case


def next_round(
    case: Case, *, actor: Actor, at: datetime, before: dict[str, Any], reason: str, why: str
) -> Case:
    """The next round of a locked case under its old clock, with the body that had it (首接负责)."""
    _open_again(case)
    case.round += 1
    Task.objects.create(
        case=case, round=case.round, at=at, body_id=case.lead_body_id, post_id=case.lead_post_id, lead_slot=1,
        state=Task.State.WORKING,
    )  # fmt: skip
    _clock.again(case, at)
    _step.move(case, BY_NAME["redo"])
    data = {"round": case.round, "why": why, "body": case.lead_body_id}
    _step.finish(
        case,
        "case.reopened",
        actor=actor,
        at=at,
        before=before,
        data=data,
        text={"reason": reason} if reason else None,
    )
    _notify.body(case, "case.reopened", body_id=case.lead_body_id, post_id=case.lead_post_id, at=at)
    return case


def _open_again(case: Case) -> None:
    case.result = case.word = ""
    case.closed_at = case.answered_at = case.passed_at = case.on_time = None
    case.fast_lane, case.came_from = False, ""
