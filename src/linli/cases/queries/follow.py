"""The public follow page: what the receipt in a hand opens. No name, no phone, no flat, no internal word."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases.access import get_case_by_receipt
from linli.cases.models import Answer, Case, Decision
from linli.cases.queries.saying import seen_sentence
from linli.domain import caserules
from linli.domain.calendar import local_day
from linli.domain.caseflow import BY_NAME, State
from linli.organizations import queries as organizations
from linli.records.models import Event

#: Events a reporter sees, each with the words for him.
_PUBLIC_EVENTS = (
    "case.registered", "case.dispatched", "case.accepted", "case.contacted", "case.suspended", "case.resumed",
    "case.passed", "case.settled_on_spot", "case.verified", "case.called_back", "case.confirmed",
    "case.closed_not_reached", "case.reopened", "case.refused", "case.merged", "case.withdrawn", "case.taken_up",
    "case.return_approved", "case.council_ruled", "case.raised", "case.urged",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One line of what happened, for the reporter."""

    at: datetime
    text: str


@dataclass(frozen=True)
class FollowPage:
    """Everything the follow page shows; ``joined`` when it goes on as another case."""

    case: Case
    shown: Case
    sentence: str
    place: str
    steps: list[Step]
    answer: str
    due_at: datetime | None
    #: The community's (or street's) telephone: somebody a resident can call.
    phone: str
    phone_of: str
    may_answer: bool
    may_say_no: bool
    may_withdraw: bool
    may_urge: bool
    follower: bool = False
    round: int = 1
    tries: int = 0
    explanation: str = ""
    photos: list[int] = field(default_factory=list)


def follow_page(receipt: str, at: datetime) -> FollowPage:
    """By the reporter's receipt or a follower's. Raises NoSuchCase with one sentence, whatever was wrong."""
    case, follower = get_case_by_receipt(receipt)
    shown = case.duplicate_of if case.duplicate_of_id and case.duplicate_of else case
    state = State(shown.state)
    answer = _answer(shown)
    body, phone = telephone(shown.area_id, at)
    own = follower is None and shown is case
    said_no_in_time = not caserules.may_reopen(closed_at=shown.closed_at, at=at)
    return FollowPage(
        case=case,
        shown=shown,
        sentence=seen_sentence(shown),
        place=areas.full_name(shown.area_id, top="street"),
        steps=_steps(shown),
        answer=answer.text if answer and state in (State.TO_CALL_BACK, State.CLOSED) else "",
        due_at=shown.next_due if shown.is_open else None,
        phone=phone,
        phone_of=body,
        may_answer=own and state is State.TO_CALL_BACK,
        may_say_no=own
        and state is State.CLOSED
        and not shown.fast_lane
        and shown.word != "reporter"
        and said_no_in_time,
        may_withdraw=own and state in BY_NAME["withdraw"].sources,
        may_urge=own and state in BY_NAME["urge"].sources,
        follower=follower is not None,
        round=shown.round,
        explanation=_explanation(shown),
    )


def _answer(case: Case) -> Answer | None:
    return case.answers.filter(decision=Decision.APPROVED).order_by("-pk").first()


def telephone(area_id: int, at: datetime) -> tuple[str, str]:
    """Name and number of the community (or street) of a place; empty where none has a number."""
    found = organizations.responsible_for(area_id, ["community_committee", "street_office"], local_day(at))
    with_phone = next((item.organization for item in found if item.organization.phone), None)
    return (str(with_phone), with_phone.phone) if with_phone else ("", "")


def _steps(case: Case) -> list[Step]:
    rows = Event.objects.filter(kind="case", subject_id=case.pk, name__in=_PUBLIC_EVENTS).order_by("seq")
    events = list(rows[:200])
    bodies = organizations.body_names({row.data.get("body") for row in events if row.data.get("body")})
    return [Step(row.at, text) for row in events if (text := _words(row, bodies))]


def _words(event: Event, bodies: dict[int, str]) -> str:
    body = bodies.get(event.data.get("body") or 0, _("承办单位"))
    plain = {
        "case.registered": _("已收到您反映的事"),
        "case.contacted": _("承办单位联系反映人"),
        "case.resumed": _("恢复办理"),
        "case.suspended": _("暂时办不了，已列入清单按期复核"),
        "case.passed": _("办好了，请您评价"),
        "case.settled_on_spot": _("当场办结"),
        "case.verified": _("核查后办结"),
        "case.called_back": _("回访后办结"),
        "case.confirmed": _("您已评价，办结"),
        "case.closed_not_reached": _("多次没联系上您，先办结。问题还在可以点“没解决”"),
        "case.reopened": _("再次办理"),
        "case.refused": _("不予受理"),
        "case.merged": _("和同一件事一起办理"),
        "case.withdrawn": _("您已撤回"),
        "case.taken_up": _("重新受理"),
        "case.urged": _("已催办"),
    }
    if event.name in plain:
        return plain[event.name] if event.data.get("reached", True) else ""
    if event.name == "case.accepted":
        return _("%(body)s已签收，正在办理") % {"body": body}
    return _("已转%(body)s") % {"body": body}


def _explanation(case: Case) -> str:
    """Why it was not accepted, or what was said on the spot: the one text of the desk meant for the reporter."""
    names = {State.REFUSED: "case.refused", State.CLOSED: "case.settled_on_spot"}
    name = names.get(State(case.state))
    if name is None or (case.state == State.CLOSED and not case.fast_lane):
        return ""
    from linli.records.queries import texts_of

    event = (
        Event.objects.filter(kind="case", subject_id=case.pk, name=name)
        .select_related("body")
        .order_by("-seq")
        .first()
    )
    return str(texts_of(event).get("text", "")) if event else ""
