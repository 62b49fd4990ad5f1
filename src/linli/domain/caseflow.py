"""The life of a case as ONE table: from which state, by which verb, to which state, and what that asks and does.

Buttons, permissions, services and tests are read off :data:`TABLE`; nothing about states is decided anywhere else.
What its words mean stands in ``casestates``. Source: the trade's own list of states and buttons
(docs/explanation/caseflow.md), practice of 12345 work orders.
"""

from __future__ import annotations

from collections.abc import Iterable

from linli.domain.casestates import (
    ENDED,
    HANDLING,
    OPEN,
    SEEN,
    WAITING_FOR_REVIEW,
    Clock,
    Seen,
    State,
    Transition,
    seen_as,
    step,
)  # fmt: skip

__all__ = [
    "BY_NAME", "ENDED", "HANDLING", "OPEN", "SEEN", "TABLE", "VERBS", "WAITING_FOR_REVIEW", "Clock", "NotPossible", "Seen",
    "State", "Transition", "buttons", "find", "missing", "possible", "seen_as",
]  # fmt: skip

S = State
#: Work that is still in hand of the office: it may be urged, watched, joined, taken back.
_LIVE = OPEN - {S.TO_CALL_BACK}

#: THE table. Order within a state is the order of its buttons; ``main`` is the one big button.
TABLE: tuple[Transition, ...] = (
    step(
        "dispatch",
        S.TO_DISPATCH,
        S.TO_SIGN,
        "case.dispatched",
        "body",
        "reason",
        clock=Clock.START,
        main=True,
    ),
    step("settle_on_spot", S.TO_DISPATCH, S.CLOSED, "case.settled_on_spot", "text"),
    step(
        "merge",
        _LIVE - WAITING_FOR_REVIEW,
        S.DUPLICATE,
        "case.merged",
        "into",
        clock=Clock.STOP,
        shown=(S.TO_DISPATCH,),
    ),
    step("refuse", S.TO_DISPATCH, S.REFUSED, "case.refused", "text"),
    step("accept", S.TO_SIGN, S.IN_PROGRESS, "case.accepted", clock=Clock.SIGN, main=True),
    step("return", S.TO_SIGN, S.RETURN_REVIEW, "case.return_asked", "reason", "basis", "suggested"),
    step(
        "submit_answer",
        HANDLING,
        S.TO_REVIEW,
        "case.answered",
        "result",
        "text",
        clock=Clock.ANSWER,
        main=True,
    ),
    step("record_contact", HANDLING, None, "case.contacted", clock=Clock.CONTACT),
    step("ask_help", HANDLING, None, "case.help_asked", "body", "text"),
    step(
        "answer_help",
        HANDLING | WAITING_FOR_REVIEW | {S.SUSPENDED},
        None,
        "case.help_answered",
        "text",
        shown=False,
    ),
    step("request_extension", HANDLING, S.EXTENSION_REVIEW, "case.extension_asked", "reason"),
    step(
        "request_suspension", HANDLING, S.SUSPENSION_REVIEW, "case.suspension_asked", "reason", "revisit_on"
    ),
    step(
        "raise_level",
        {S.TO_SIGN} | HANDLING,
        S.TO_SIGN,
        "case.raised",
        "body",
        "reason",
        clock=Clock.REROUTE,
        shown=HANDLING,
    ),
    step(
        "approve_return",
        S.RETURN_REVIEW,
        S.TO_SIGN,
        "case.return_approved",
        "body",
        "reason",
        verb="rule_on_return",
        clock=Clock.REROUTE,
        main=True,
    ),
    step(
        "refuse_return",
        S.RETURN_REVIEW,
        None,
        "case.return_refused",
        "reason",
        verb="rule_on_return",
        back=True,
    ),
    step("call_council", S.RETURN_REVIEW, None, "case.council_called", "reason", verb="rule_on_return"),
    step(
        "rule_council",
        S.RETURN_REVIEW,
        S.TO_SIGN,
        "case.council_ruled",
        "body",
        "reason",
        verb="rule_council",
        clock=Clock.REROUTE,
    ),
    step(
        "approve_extension",
        S.EXTENSION_REVIEW,
        None,
        "case.extension_approved",
        verb="decide_extension",
        clock=Clock.EXTEND,
        back=True,
        main=True,
    ),
    step(
        "refuse_extension",
        S.EXTENSION_REVIEW,
        None,
        "case.extension_refused",
        "reason",
        verb="decide_extension",
        back=True,
    ),
    step(
        "approve_suspension",
        S.SUSPENSION_REVIEW,
        S.SUSPENDED,
        "case.suspended",
        verb="decide_suspension",
        clock=Clock.PAUSE,
        main=True,
    ),
    step(
        "refuse_suspension",
        S.SUSPENSION_REVIEW,
        None,
        "case.suspension_refused",
        "reason",
        verb="decide_suspension",
        back=True,
    ),
    step("resume", S.SUSPENDED, None, "case.resumed", clock=Clock.RESUME, back=True, main=True),
    step("extend_suspension", S.SUSPENDED, None, "case.suspension_extended", "reason", "revisit_on"),
    step("pass_review", S.TO_REVIEW, S.TO_CALL_BACK, "case.passed", verb="review", main=True),
    step(
        "send_back",
        S.TO_REVIEW,
        S.IN_PROGRESS,
        "case.sent_back",
        "reason",
        verb="review",
        clock=Clock.AGAIN,
    ),
    step(
        "verify",
        S.TO_REVIEW,
        S.CLOSED,
        "case.verified",
        "text",
        verb="review",
        clock=Clock.STOP,
        shown=False,
    ),
    step("call_back", S.TO_CALL_BACK, S.CLOSED, "case.called_back", "answers", clock=Clock.STOP, main=True),
    step("not_reached", S.TO_CALL_BACK, None, "case.not_reached", verb="call_back"),
    step(
        "close_not_reached",
        S.TO_CALL_BACK,
        S.CLOSED,
        "case.closed_not_reached",
        verb="close_not_reached",
        clock=Clock.STOP,
        shown=False,
    ),
    step("confirm", S.TO_CALL_BACK, S.CLOSED, "case.confirmed", "solved", clock=Clock.STOP, shown=False),
    step(
        "redo",
        {S.TO_CALL_BACK, S.CLOSED},
        S.REDO,
        "case.reopened",
        "reason",
        verb="reopen",
        clock=Clock.AGAIN,
        shown=(S.CLOSED,),
    ),
    step(
        "take_up",
        {S.CLOSED, S.REFUSED},
        S.TO_DISPATCH,
        "case.taken_up",
        "reason",
        verb="reopen",
        shown=False,
    ),
    step("exclude", S.CLOSED, None, "case.exclusion_asked", "reason", "basis"),
    step("decide_exclusion", S.CLOSED, None, "case.exclusion_decided", "approve", shown=False),
    step("unmerge", S.DUPLICATE, S.TO_DISPATCH, "case.unmerged", "reason"),
    step("withdraw", _LIVE, S.WITHDRAWN, "case.withdrawn", clock=Clock.STOP, shown=False),
    step("urge", OPEN - {S.TO_DISPATCH, S.TO_CALL_BACK}, None, "case.urged", shown=False),
    step("focus", OPEN, None, "case.focused", "focus", shown=False),
    step("note", frozenset(State), None, "case.noted", "text", shown=False),
    # Micro-wishes: what waits for dispatch may hang on the wall, and is taken instead of being sent.
    step("publish_wish", S.TO_DISPATCH, None, "case.wish_published", "text", "consent", shown=False),
    step(
        "take_down_wish",
        S.TO_DISPATCH,
        None,
        "case.wish_taken_down",
        "reason",
        verb="publish_wish",
        shown=False,
    ),
    step("claim_wish", S.TO_DISPATCH, S.IN_PROGRESS, "case.wish_claimed", clock=Clock.START, shown=False),
    step("join_claim", HANDLING, None, "case.claim_joined", verb="claim_wish", shown=False),
    step(
        "move_claim",
        HANDLING,
        None,
        "case.claim_moved",
        "text",
        verb="claim_wish",
        clock=Clock.CONTACT,
        shown=False,
    ),
    step(
        "give_back",
        HANDLING,
        S.TO_DISPATCH,
        "case.claim_returned",
        "reason",
        verb="claim_wish",
        clock=Clock.STOP,
        shown=False,
    ),
    step("thank", {S.TO_CALL_BACK, S.CLOSED}, None, "case.thanked", "text", shown=False),
)
del S

BY_NAME: dict[str, Transition] = {row.name: row for row in TABLE}
#: Verbs of the table and those that need no state; the permissions file names each.
VERBS: tuple[str, ...] = tuple(dict.fromkeys(row.verb for row in TABLE))


class NotPossible(ValueError):  # noqa: N818 - named for what happened
    """The table has no such step from this state."""

    def __init__(self, name: str, state: State) -> None:
        self.name, self.state = name, state
        super().__init__(f"{name} is not possible in {state.value}")


def find(name: str, state: State | str) -> Transition:
    """The transition ``name`` from ``state``. Raises :class:`NotPossible`, KeyError for an unknown name."""
    row = BY_NAME[name]
    if State(state) not in row.sources:
        raise NotPossible(name, State(state))
    return row


def possible(state: State | str) -> tuple[Transition, ...]:
    """All transitions out of a state, the main one first, then in the order of the table."""
    rows = [row for row in TABLE if State(state) in row.sources]
    return tuple(sorted(rows, key=lambda row: not row.main))


def buttons(state: State | str) -> tuple[Transition, ...]:
    """What a case page offers in a state, main button first."""
    return tuple(row for row in possible(state) if State(state) in row.shown)


def missing(name: str, given: Iterable[str]) -> tuple[str, ...]:
    """Required fields of a transition that are not in ``given``."""
    have = set(given)
    return tuple(field for field in BY_NAME[name].required if field not in have)
