"""Orders of another platform (12345): taken in by number, updated by number, never called back by us.

``take_external`` makes the case or brings its due time and call-back up to date. Appends ``case.registered`` or
``case.external_updated``; a call-back of the platform that says "not solved" opens the next round.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from linli.cases.models import SOURCE_HOTLINE, Case
from linli.cases.services import _clock, _step
from linli.cases.services.register import Voice, register_case
from linli.cases.services.reopening import next_round
from linli.clocks import services as clocks
from linli.domain.access import Actor
from linli.domain.caseflow import State
from linli.domain.caserules import Word
from linli.records import services as records
from linli.records.tx import verb

#: What the platform's call-back may say, as codes of ours.
CALL_BACKS = ("", "solved", "partly", "not_solved", "not_reached")


@dataclass(frozen=True)
class Taken:
    """What one line of the day's export did."""

    case: Case
    new: bool
    changed: bool


@verb()
def take_external(*, voice: Voice, actor: Actor, at: datetime) -> Taken:
    """Take in or update one order; ``voice.external`` names source and number. Safe to repeat."""
    external = voice.external
    assert external is not None
    held = Case.every.filter(source=external.source, external_number=external.number).first()
    if held is None:
        kind = voice.kind if voice.kind != "public_need" else "hotline_order"
        made = register_case(voice=replace(voice, kind=kind, channel=SOURCE_HOTLINE), actor=actor, at=at)
        return Taken(made, new=True, changed=True)
    case = records.lock(Case, held.pk)
    before = _step.snapshot(case)
    due_moved = external.due_at is not None and external.due_at != case.external_due
    said = external.call_back if external.call_back != case.external_call_back else ""
    if not due_moved and not said:
        return Taken(case, new=False, changed=False)
    if due_moved and external.due_at is not None:
        case.external_due = external.due_at
        if case.dispatched_at and case.answered_at is None and case.is_open:
            clocks.set_due(
                subject=case, step=_clock.SETTLE, due_at=external.due_at, at=at, source="12345", label="办结"
            )
    if said:
        case.external_call_back = said
        if case.state == State.CLOSED and said in ("solved", "partly"):
            case.word = Word.PLATFORM
    data = {"due": case.external_due.isoformat() if case.external_due else None, "call_back": said}
    _step.finish(case, "case.external_updated", actor=actor, at=at, before=before, data=data)
    if said == "not_solved" and case.state == State.CLOSED and case.lead_body_id:
        next_round(case, actor=actor, at=at, before=_step.snapshot(case), reason="", why="platform")
    return Taken(case, new=False, changed=True)
