"""Which form stands behind each button of a case, and which verb it calls: one table, no branching in views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from linli.cases import formparts, forms, services
from linli.cases.errors import NotNow
from linli.cases.models import Case, Task
from linli.domain.access import NOBODY, Actor

Run = Callable[..., object]


@dataclass(frozen=True)
class Act:
    """One button: its form, the verb, and what the verb gets beside the form's fields."""

    form: type[formparts.ActForm]
    run: Run
    more: tuple[tuple[str, Any], ...] = ()
    #: Verbs that decide by the row itself and take no version.
    versioned: bool = True


def answer_help(*, case_id: int, text: str, actor: Actor, at: datetime) -> object:
    """A helper's own answer: the open part of the acting body in this round."""
    task = Task.objects.filter(
        case_id=case_id,
        body_id=actor.body_id,
        lead_slot__isnull=True,
        state__in=(Task.State.ASKED, Task.State.WORKING),
    ).first()
    if task is None:
        raise NotNow()
    return services.answer_help(task_id=task.pk, text=text, actor=actor, at=at)


ACTS: dict[str, Act] = {
    "answer_help": Act(forms.TextForm, answer_help, versioned=False),
    "decide_exclusion": Act(forms.DecideExclusionForm, services.decide_exclusion, versioned=False),
    "dispatch": Act(forms.DispatchForm, services.dispatch_case),
    "settle_on_spot": Act(forms.SettleForm, services.settle_on_spot),
    "merge": Act(forms.MergeForm, services.merge),
    "refuse": Act(forms.TextForm, services.refuse),
    "accept": Act(formparts.Nothing, services.accept),
    "return": Act(forms.ReturnForm, services.return_order),
    "submit_answer": Act(forms.AnswerForm, services.submit_answer),
    "record_contact": Act(forms.ContactForm, services.record_contact),
    "ask_help": Act(forms.HelpForm, services.ask_help),
    "request_extension": Act(forms.ReasonForm, services.request_extension),
    "request_suspension": Act(forms.SuspendForm, services.request_suspension),
    "raise_level": Act(forms.RaiseForm, services.raise_level),
    "approve_return": Act(forms.RerouteForm, services.rule_on_return, (("approve", True),)),
    "refuse_return": Act(forms.ReasonForm, services.rule_on_return, (("approve", False),)),
    "call_council": Act(forms.ReasonForm, services.call_council),
    "rule_council": Act(forms.CouncilForm, services.rule_council),
    "approve_extension": Act(forms.OptionalReasonForm, services.decide_extension, (("approve", True),)),
    "refuse_extension": Act(forms.ReasonForm, services.decide_extension, (("approve", False),)),
    "approve_suspension": Act(forms.OptionalReasonForm, services.decide_suspension, (("approve", True),)),
    "refuse_suspension": Act(forms.ReasonForm, services.decide_suspension, (("approve", False),)),
    "resume": Act(forms.OptionalTextForm, services.resume),
    "extend_suspension": Act(forms.ExtendSuspensionForm, services.extend_suspension),
    "pass_review": Act(forms.ReviewForm, services.review, (("approve", True),)),
    "verify": Act(forms.ReviewForm, services.review, (("approve", True),)),
    "send_back": Act(forms.TextForm, services.review, (("approve", False),)),
    "call_back": Act(forms.CallBackForm, services.call_back),
    "not_reached": Act(formparts.Nothing, services.not_reached),
    "close_not_reached": Act(formparts.Nothing, services.close_not_reached, versioned=False),
    "redo": Act(forms.ReasonForm, services.reopen),
    "take_up": Act(forms.ReasonForm, services.reopen),
    "exclude": Act(forms.ExcludeForm, services.exclude),
    "unmerge": Act(forms.ReasonForm, services.unmerge),
    "withdraw": Act(forms.OptionalTextForm, services.withdraw),
    "urge": Act(forms.OptionalTextForm, services.urge, versioned=False),
    "focus": Act(forms.OptionalTextForm, services.focus, (("focus", True),), versioned=False),
    "unfocus": Act(forms.OptionalTextForm, services.focus, (("focus", False),), versioned=False),
    "note": Act(forms.TextForm, services.note, versioned=False),
}


def form_for(name: str, case: Case, request: HttpRequest | None = None, **kwargs: Any) -> formparts.ActForm:
    """The form of a button, bound when the request posts it."""
    bound = request is not None and request.method == "POST"
    data = request.POST if request is not None and bound else None
    files = request.FILES if request is not None and bound else None
    scope = getattr(request, "scope", NOBODY)
    return ACTS[name].form(data, files, case=case, scope=scope, prefix="" if bound else None, **kwargs)


def perform(
    name: str, case: Case, form: formparts.ActForm, *, version: str, actor: Actor, at: datetime
) -> object:
    """Calls the verb of a button with the fields of its valid form; errors are the verb's own."""
    act = ACTS[name]
    given = {key: value for key, value in form.cleaned_data.items() if value not in (None, "", [])}
    if act.versioned:
        given["version"] = version or None
    return act.run(case_id=case.pk, actor=actor, at=at, **given, **dict(act.more))
