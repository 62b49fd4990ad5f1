"""What the table of a case's life (``caseflow``) is written in: states, what the reporter is told of each, what a step does.

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


def seen_as(state: State | str) -> Seen:
    """What the reporter is told of a state."""
    return SEEN[State(state)]


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


def step(
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
    """A row of the table in few words; ``required`` are the fields its form must fill."""
    found = frozenset([sources]) if isinstance(sources, State) else frozenset(sources)
    where = (found if shown else ()) if isinstance(shown, bool) else shown
    return Transition(name, found, target, verb or name, event, required, clock, main, back, frozenset(where))
