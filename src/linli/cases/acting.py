"""From a cleaned form to the verb: one thin table, so that pages, the API and bulk actions call the same services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from linli.cases import services as cases
from linli.cases.errors import NotNow
from linli.cases.models import Case, Task
from linli.domain import caseflow
from linli.domain.access import Actor

Data = Mapping[str, Any]
Call = Callable[[Case, Data, dict[str, Any]], object]


def _id(value: Any) -> Any:
    return getattr(value, "pk", value)


def _dispatch(case: Case, data: Data, who: dict[str, Any]) -> object:
    return cases.dispatch_case(
        case_id=case.pk,
        body_id=_id(data["body"]),
        reason=data["reason"],
        urgency=data.get("urgency") or "",
        boundary=data.get("boundary") or "",
        helper_ids=tuple(_id(one) for one in data.get("helpers") or ()),
        **who,
    )


def _return(case: Case, data: Data, who: dict[str, Any]) -> object:
    return cases.return_order(
        case_id=case.pk,
        reason=data["reason"],
        basis=data["basis"],
        suggested_id=_id(data.get("suggested")),
        suggested_text=data.get("suggested_text") or "",
        text=data.get("text") or "",
        **who,
    )


def _answer(case: Case, data: Data, who: dict[str, Any]) -> object:
    more = {
        name: data[name]
        for name in ("households", "persons_each", "beneficiary_basis", "photos")
        if data.get(name)
    }
    return cases.submit_answer(
        case_id=case.pk, result=data["result"], text=data["text"], note=data.get("note") or "", **more, **who
    )


def _help(case: Case, data: Data, who: dict[str, Any]) -> object:
    return cases.ask_help(case_id=case.pk, body_id=_id(data["body"]), text=data["text"], **who)


def _answer_help(case: Case, data: Data, who: dict[str, Any]) -> object:
    who.pop("version")
    task = Task.objects.filter(
        case=case, round=case.round, lead_slot__isnull=True, body_id=who["actor"].body_id,
        state__in=(Task.State.ASKED, Task.State.WORKING),
    ).first()  # fmt: skip
    if task is None:
        raise NotNow()
    return cases.answer_help(task_id=task.pk, text=data["text"], **who)


def _unversioned(verb: Callable[..., object], *names: str, **fixed: Any) -> Call:
    def call(case: Case, data: Data, who: dict[str, Any]) -> object:
        who.pop("version")
        given = {name: data[name] for name in names if data.get(name) not in (None, "")}
        return verb(case_id=case.pk, **given, **fixed, **who)

    return call


def _call(verb: Callable[..., object], *names: str, **fixed: Any) -> Call:
    """A verb whose arguments are called like the form's fields."""

    def call(case: Case, data: Data, who: dict[str, Any]) -> object:
        given = {name: data[name] for name in names if data.get(name) is not None}
        return verb(case_id=case.pk, **given, **fixed, **who)

    return call


def _body(verb: Callable[..., object], *names: str, **fixed: Any) -> Call:
    """The same with a body chosen in the form."""

    def call(case: Case, data: Data, who: dict[str, Any]) -> object:
        given = {name: data[name] for name in names if data.get(name)}
        return verb(case_id=case.pk, body_id=_id(data["body"]), **given, **fixed, **who)

    return call


def _merge(case: Case, data: Data, who: dict[str, Any]) -> object:
    return cases.merge(case_id=case.pk, into_id=_id(data["into"]), **who)


def _focus(case: Case, data: Data, who: dict[str, Any]) -> object:
    who.pop("version")
    return cases.focus(case_id=case.pk, focus=not case.focus, text=data.get("text") or "", **who)


ACTS: Mapping[str, Call] = {
    "dispatch": _dispatch,
    "settle_on_spot": _call(cases.settle_on_spot, "text"),
    "merge": _merge,
    "refuse": _call(cases.refuse, "text"),
    "accept": _call(cases.accept),
    "return": _return,
    "submit_answer": _answer,
    "record_contact": _call(cases.record_contact, "text", "reached"),
    "ask_help": _help,
    "answer_help": _answer_help,
    "request_extension": _call(cases.request_extension, "reason"),
    "request_suspension": _call(cases.request_suspension, "reason", "revisit_on", "text"),
    "raise_level": _body(cases.raise_level, "reason"),
    "approve_return": _body(cases.rule_on_return, "reason", approve=True),
    "refuse_return": _call(cases.rule_on_return, "reason", approve=False),
    "call_council": _call(cases.call_council, "reason"),
    "rule_council": _body(cases.rule_council, "reason", "basis"),
    "approve_extension": _call(cases.decide_extension, approve=True),
    "refuse_extension": _call(cases.decide_extension, "reason", approve=False),
    "approve_suspension": _call(cases.decide_suspension, approve=True),
    "refuse_suspension": _call(cases.decide_suspension, "reason", approve=False),
    "resume": _call(cases.resume, "text"),
    "extend_suspension": _call(cases.extend_suspension, "reason", "revisit_on"),
    "pass_review": _call(cases.review, "text", approve=True),
    "send_back": _call(cases.review, "text", approve=False),
    "call_back": _call(cases.call_back, "contacted", "solved", "satisfied", "text"),
    "not_reached": _call(cases.not_reached),
    "close_not_reached": _unversioned(cases.close_not_reached),
    "redo": _call(cases.reopen, "reason"),
    "take_up": _call(cases.reopen, "reason"),
    "exclude": _call(cases.exclude, "reason", "basis", "text"),
    "decide_exclusion": _unversioned(cases.decide_exclusion, "approve", "reason"),
    "unmerge": _call(cases.unmerge, "reason"),
    "withdraw": _call(cases.withdraw, "text"),
    "urge": _unversioned(cases.urge, "text"),
    "focus": _focus,
    "note": _unversioned(cases.note, "text"),
}


def verb_of(name: str) -> str:
    """The permission verb of a transition. Raises KeyError for an unknown name."""
    return caseflow.BY_NAME[name].verb


def act(case: Case, name: str, data: Data, *, actor: Actor, at: datetime) -> object:
    """Do a transition with what its form cleaned; the service locks, judges and writes."""
    who = {"actor": actor, "at": at, "version": data.get("version")}
    return ACTS[name](case, data, who)
