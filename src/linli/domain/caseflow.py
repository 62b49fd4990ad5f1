"""The life of a case as ONE table: from which state, by which verb, to which state, and what that asks and does.

Buttons, permissions, services and tests are read off :data:`TABLE`; nothing about states is decided anywhere else.
Source: the trade's own list of states and buttons (docs/explanation/caseflow.md), practice of 12345 work orders.
Codes only: the words stand in ``linli.cases.words``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a case stands; glossary terms are ``state_<code>``."""

    TO_DISPATCH = "to_dispatch"  # 待派单
    TO_SIGN = "to_sign"  # 待签收
    IN_PROGRESS = "in_progress"  # 办理中
    RETURN_REVIEW = "return_review"  # 退单待审
    EXTENSION_REVIEW = "extension_review"  # 延期待审
    SUSPENSION_REVIEW = "suspension_review"  # 挂账待审
    SUSPENDED = "suspended"  # 挂账中
    TO_REVIEW = "to_review"  # 待审核
    TO_CALL_BACK = "to_call_back"  # 待回访
    REDO = "redo"  # 重新办理
    CLOSED = "closed"  # 已办结
    REFUSED = "refused"  # 不予受理
    DUPLICATE = "duplicate"  # 已并入
    WITHDRAWN = "withdrawn"  # 已撤回


#: Nothing is owed any more.
ENDED = frozenset({State.CLOSED, State.REFUSED, State.DUPLICATE, State.WITHDRAWN})
#: Somebody works on it or should.
OPEN = frozenset(State) - ENDED
#: A handler has signed for it and owes an answer.
HANDLING = frozenset({State.IN_PROGRESS, State.REDO})
#: A request of the handler waits for another body; the clock runs on.
WAITING_FOR_REVIEW = frozenset({State.RETURN_REVIEW, State.EXTENSION_REVIEW, State.SUSPENSION_REVIEW})
#: States in which a handling body is named.
DISPATCHED = OPEN - {State.TO_DISPATCH}


class Seen(StrEnum):
    """What the reporter is told (fewer words than the office uses)."""

    RECEIVED = "received"  # 已收到
    PASSED_ON = "passed_on"  # 已转××单位
    IN_HAND = "in_hand"  # 正在办理
    WAITING = "waiting"  # 暂时办不了：原因、复核日
    PLEASE_JUDGE = "please_judge"  # 办好了，请您评价
    AGAIN = "again"  # 再次办理
    DONE = "done"  # 已办结
    NOT_ACCEPTED = "not_accepted"  # 不予受理，附说明
    JOINED = "joined"  # 已和另一件一起办理
    TAKEN_BACK = "taken_back"  # 您已撤回


SEEN: dict[State, Seen] = {
    State.TO_DISPATCH: Seen.RECEIVED,
    State.TO_SIGN: Seen.PASSED_ON,
    State.IN_PROGRESS: Seen.IN_HAND,
    State.RETURN_REVIEW: Seen.IN_HAND,
    State.EXTENSION_REVIEW: Seen.IN_HAND,
    State.SUSPENSION_REVIEW: Seen.IN_HAND,
    State.SUSPENDED: Seen.WAITING,
    State.TO_REVIEW: Seen.IN_HAND,
    State.TO_CALL_BACK: Seen.PLEASE_JUDGE,
    State.REDO: Seen.AGAIN,
    State.CLOSED: Seen.DONE,
    State.REFUSED: Seen.NOT_ACCEPTED,
    State.DUPLICATE: Seen.JOINED,
    State.WITHDRAWN: Seen.TAKEN_BACK,
}


class Clock(StrEnum):
    """What a transition does to the clocks of the case."""

    KEEP = "keep"
    START = "start"  # from dispatch, never from signing for it
    REROUTE = "reroute"  # another body, the same clock
    SIGN = "sign"
    CONTACT = "contact"
    ANSWER = "answer"  # met, unless it is sent back
    AGAIN = "again"  # runs on from its old start
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    STOP = "stop"


@dataclass(frozen=True)
class Transition:
    """One allowed step. ``target`` None: the state stays; ``back``: to where the request was made from."""

    name: str
    sources: frozenset[State]
    target: State | None
    verb: str
    event: str
    required: tuple[str, ...] = ()
    clock: Clock = Clock.KEEP
    main: bool = False
    back: bool = False
    #: States whose page shows it as a button; elsewhere it is reached by link, by the resident or by the clock.
    shown: frozenset[State] = frozenset()

    def leads_to(self, state: State, came_from: State | None = None) -> State:
        """The state after this transition; a decided request returns to ``came_from``."""
        if self.back:
            return came_from if came_from in HANDLING or came_from is State.TO_SIGN else State.IN_PROGRESS
        return self.target or state


def _t(
    name: str,
    sources: Iterable[State] | State,
    target: State | None,
    event: str,
    *required: str,
    verb: str = "",
    clock: Clock = Clock.KEEP,
    main: bool = False,
    back: bool = False,
    shown: Iterable[State] | bool = True,
) -> Transition:
    found = frozenset([sources]) if isinstance(sources, State) else frozenset(sources)
    where = (found if shown else ()) if isinstance(shown, bool) else shown
    return Transition(name, found, target, verb or name, event, required, clock, main, back, frozenset(where))


S = State
#: Work that is still in hand of the office: it may be urged, watched, joined, taken back.
_LIVE = OPEN - {S.TO_CALL_BACK}

#: THE table. Order within a state is the order of its buttons; ``main`` is the one big button.
TABLE: tuple[Transition, ...] = (
    _t(
        "dispatch",
        S.TO_DISPATCH,
        S.TO_SIGN,
        "case.dispatched",
        "body",
        "reason",
        clock=Clock.START,
        main=True,
    ),
    _t("settle_on_spot", S.TO_DISPATCH, S.CLOSED, "case.settled_on_spot", "text"),
    _t(
        "merge",
        _LIVE - WAITING_FOR_REVIEW,
        S.DUPLICATE,
        "case.merged",
        "into",
        clock=Clock.STOP,
        shown=(S.TO_DISPATCH,),
    ),
    _t("refuse", S.TO_DISPATCH, S.REFUSED, "case.refused", "text"),
    _t("accept", S.TO_SIGN, S.IN_PROGRESS, "case.accepted", clock=Clock.SIGN, main=True),
    _t("return", S.TO_SIGN, S.RETURN_REVIEW, "case.return_asked", "reason", "basis", "suggested"),
    _t(
        "submit_answer",
        HANDLING,
        S.TO_REVIEW,
        "case.answered",
        "result",
        "text",
        clock=Clock.ANSWER,
        main=True,
    ),
    _t("record_contact", HANDLING, None, "case.contacted", clock=Clock.CONTACT),
    _t("ask_help", HANDLING, None, "case.help_asked", "body", "text"),
    _t(
        "answer_help",
        HANDLING | WAITING_FOR_REVIEW | {S.SUSPENDED},
        None,
        "case.help_answered",
        "text",
        shown=False,
    ),
    _t("request_extension", HANDLING, S.EXTENSION_REVIEW, "case.extension_asked", "reason"),
    _t("request_suspension", HANDLING, S.SUSPENSION_REVIEW, "case.suspension_asked", "reason", "revisit_on"),
    _t(
        "raise_level",
        {S.TO_SIGN} | HANDLING,
        S.TO_SIGN,
        "case.raised",
        "body",
        "reason",
        clock=Clock.REROUTE,
        shown=HANDLING,
    ),
    _t(
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
    _t(
        "refuse_return",
        S.RETURN_REVIEW,
        None,
        "case.return_refused",
        "reason",
        verb="rule_on_return",
        back=True,
    ),
    _t("call_council", S.RETURN_REVIEW, None, "case.council_called", "reason", verb="rule_on_return"),
    _t(
        "rule_council",
        S.RETURN_REVIEW,
        S.TO_SIGN,
        "case.council_ruled",
        "body",
        "reason",
        verb="rule_council",
        clock=Clock.REROUTE,
    ),
    _t(
        "approve_extension",
        S.EXTENSION_REVIEW,
        None,
        "case.extension_approved",
        verb="decide_extension",
        clock=Clock.EXTEND,
        back=True,
        main=True,
    ),
    _t(
        "refuse_extension",
        S.EXTENSION_REVIEW,
        None,
        "case.extension_refused",
        "reason",
        verb="decide_extension",
        back=True,
    ),
    _t(
        "approve_suspension",
        S.SUSPENSION_REVIEW,
        S.SUSPENDED,
        "case.suspended",
        verb="decide_suspension",
        clock=Clock.PAUSE,
        main=True,
    ),
    _t(
        "refuse_suspension",
        S.SUSPENSION_REVIEW,
        None,
        "case.suspension_refused",
        "reason",
        verb="decide_suspension",
        back=True,
    ),
    _t("resume", S.SUSPENDED, None, "case.resumed", clock=Clock.RESUME, back=True, main=True),
    _t("extend_suspension", S.SUSPENDED, None, "case.suspension_extended", "reason", "revisit_on"),
    _t("pass_review", S.TO_REVIEW, S.TO_CALL_BACK, "case.passed", verb="review", main=True),
    _t(
        "send_back",
        S.TO_REVIEW,
        S.IN_PROGRESS,
        "case.sent_back",
        "reason",
        verb="review",
        clock=Clock.AGAIN,
    ),
    _t(
        "verify",
        S.TO_REVIEW,
        S.CLOSED,
        "case.verified",
        "text",
        verb="review",
        clock=Clock.STOP,
        shown=False,
    ),
    _t("call_back", S.TO_CALL_BACK, S.CLOSED, "case.called_back", "answers", clock=Clock.STOP, main=True),
    _t("not_reached", S.TO_CALL_BACK, None, "case.not_reached", verb="call_back"),
    _t(
        "close_not_reached",
        S.TO_CALL_BACK,
        S.CLOSED,
        "case.closed_not_reached",
        verb="close_not_reached",
        clock=Clock.STOP,
        shown=False,
    ),
    _t("confirm", S.TO_CALL_BACK, S.CLOSED, "case.confirmed", "solved", clock=Clock.STOP, shown=False),
    _t(
        "redo",
        {S.TO_CALL_BACK, S.CLOSED},
        S.REDO,
        "case.reopened",
        "reason",
        verb="reopen",
        clock=Clock.AGAIN,
        shown=(S.CLOSED,),
    ),
    _t(
        "take_up",
        {S.CLOSED, S.REFUSED},
        S.TO_DISPATCH,
        "case.taken_up",
        "reason",
        verb="reopen",
        shown=False,
    ),
    _t("exclude", S.CLOSED, None, "case.exclusion_asked", "reason", "basis"),
    _t("decide_exclusion", S.CLOSED, None, "case.exclusion_decided", "approve", shown=False),
    _t("unmerge", S.DUPLICATE, S.TO_DISPATCH, "case.unmerged", "reason"),
    _t("withdraw", _LIVE, S.WITHDRAWN, "case.withdrawn", clock=Clock.STOP, shown=False),
    _t("urge", OPEN - {S.TO_DISPATCH, S.TO_CALL_BACK}, None, "case.urged", shown=False),
    _t("focus", OPEN, None, "case.focused", "focus", shown=False),
    _t("note", frozenset(State), None, "case.noted", "text", shown=False),
    # Micro-wishes: what waits for dispatch may hang on the wall, and is taken instead of being sent.
    _t("publish_wish", S.TO_DISPATCH, None, "case.wish_published", "text", "consent", shown=False),
    _t(
        "take_down_wish",
        S.TO_DISPATCH,
        None,
        "case.wish_taken_down",
        "reason",
        verb="publish_wish",
        shown=False,
    ),
    _t("claim_wish", S.TO_DISPATCH, S.IN_PROGRESS, "case.wish_claimed", clock=Clock.START, shown=False),
    _t("join_claim", HANDLING, None, "case.claim_joined", verb="claim_wish", shown=False),
    _t(
        "move_claim",
        HANDLING,
        None,
        "case.claim_moved",
        "text",
        verb="claim_wish",
        clock=Clock.CONTACT,
        shown=False,
    ),
    _t(
        "give_back",
        HANDLING,
        S.TO_DISPATCH,
        "case.claim_returned",
        "reason",
        verb="claim_wish",
        clock=Clock.STOP,
        shown=False,
    ),
    _t("thank", {S.TO_CALL_BACK, S.CLOSED}, None, "case.thanked", "text", shown=False),
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


def seen_as(state: State | str) -> Seen:
    """What the reporter is told of a state."""
    return SEEN[State(state)]
