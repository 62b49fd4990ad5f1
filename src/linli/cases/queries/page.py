"""Everything a case page shows, in few queries, and the actions this reader may take, the main one first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.cases import rules, words
from linli.cases.access import load_helpers
from linli.cases.models import Answer, Case, CaseLink, Confirmation, ReturnRequest, Suspension, Task
from linli.cases.services.closing import verifying
from linli.clocks import queries as clock_queries
from linli.definitions.cases import CaseKind, Field
from linli.domain import caseflow
from linli.domain.access import Scope
from linli.domain.caseflow import State
from linli.domain.masking import mask_name, mask_phone
from linli.mechanisms.queries import label
from linli.records import queries as records
from linli.ui.words import day, moment

#: Verbs of the one who handles: only the lead body, not its helpers.
HANDLER = frozenset(
    {"accept", "return", "submit_answer", "record_contact", "ask_help", "request_extension", "request_suspension",
     "raise_level"}
)  # fmt: skip
#: Verbs that ask for another body than the handler's.
OTHERS = frozenset({"review", "call_back", "decide_extension", "decide_suspension", "decide_exclusion"})


@dataclass(frozen=True)
class Action:
    """One button: the transition, its words, and whether it is the one big one."""

    name: str
    label: str
    main: bool
    required: tuple[str, ...]


def actions(case: Case, scope: Scope) -> list[Action]:
    """What this reader may do now, main first; the services judge again."""
    parts = _parts(case)
    rows = [row for row in caseflow.buttons(case.state) if _fits(case, row) and _may(case, row, scope, parts)]
    rows += _extra(case, scope, parts)
    main = next((row.name for row in rows if row.main), rows[0].name if rows else "")
    return [Action(row.name, words.button(row.name), row.name == main, row.required) for row in rows]


def _parts(case: Case) -> list[Task]:
    held: list[Task] | None = getattr(case, "_parts", None)
    return held if held is not None else load_helpers(case)


def _may(case: Case, row: caseflow.Transition, scope: Scope, parts: list[Task]) -> bool:
    if row.verb in HANDLER and case.lead_body_id not in scope.bodies:
        return False
    handlers = {part.body_id for part in parts} | {case.lead_body_id}
    if row.verb in OTHERS and scope.bodies & handlers:
        return False
    return policy.allows(scope, f"case.{row.verb}", case)


def _fits(case: Case, row: caseflow.Transition) -> bool:
    """Buttons that a mark of the case takes away."""
    if row.name in ("approve_return", "refuse_return", "call_council"):
        return not case.council
    if row.name == "rule_council":
        return case.council
    if row.name in ("call_back", "not_reached"):
        return not case.mastered and not case.has_parties
    if row.name == "redo":
        return case.lead_body_id is not None
    return not (row.name == "settle_on_spot" and (case.mastered or not rules.kind_of(case).fast_lane))


def _extra(case: Case, scope: Scope, parts: list[Task]) -> list[caseflow.Transition]:
    """A helper's own answer; an exclusion that waits for its decision."""
    mine = [part for part in parts if not part.lead_slot and part.body_id in scope.bodies]
    found = []
    if any(part.state in (Task.State.ASKED, Task.State.WORKING) for part in mine):
        found.append(caseflow.BY_NAME["answer_help"])
    if case.state == State.CLOSED and policy.may(scope, "case.decide_exclusion"):
        row = caseflow.BY_NAME["decide_exclusion"]
        waits = case.exclusions.filter(decision="waiting").exists()
        found += [row] if waits and _may(case, row, scope, parts) else []
    return [row for row in found if State(case.state) in row.sources]


@dataclass(frozen=True)
class CasePage:
    """The parts of a case page. Names of people are masked; unmasking is a verb of its own with a reason."""

    case: Case
    kind: CaseKind
    kind_word: str
    state_word: str
    urgency_word: str
    category_word: str
    place: str
    actions: list[Action]
    parts: list[Task]
    answers: list[Answer]
    #: What waits for a decision: the return, the extension, the suspension or None.
    request: Any
    clocks: list[clock_queries.Shown]
    reporter: str
    phone: str
    #: Passing closes by 核查 (nobody to call back).
    closes_by_check: bool
    fields: list[tuple[str, str]] = field(default_factory=list)


def case_page(case: Case, scope: Scope, at: datetime) -> CasePage:
    """The page of a case from :func:`linli.cases.access.get_case_for` (bodies and contact loaded): ≤ 9 queries."""
    parts, kind = _parts(case), rules.kind_of(case)
    deadlines = clock_queries.for_subject("case", case.pk)
    contact = getattr(case, "contact", None)
    company = case.lead_body_id in scope.bodies and bool(
        case.lead_body and case.lead_body.kind == "property_company"
    )
    # The reporter is hidden from a company unless he agreed (trade.md 9).
    hidden = company and not case.share_contact
    return CasePage(
        case=case,
        kind=kind,
        kind_word=label(kind.term),
        state_word=words.state(case.state),
        urgency_word=label(case.urgency),
        category_word=category_word(case.category),
        place=areas.full_name(case.area_id, top="street"),
        actions=actions(case, scope),
        parts=parts,
        answers=list(case.answers.select_related("body").order_by("-pk")),
        request=waiting_request(case),
        clocks=clock_queries.shown(deadlines, at),
        reporter=mask_name(contact.name) if contact and contact.name and not hidden else "",
        phone=mask_phone(contact.phone) if contact and contact.phone and not hidden else "",
        closes_by_check=case.state == State.TO_REVIEW and verifying(case),
        fields=_fields(case, kind),
    )


def category_word(category: str) -> str:
    """「物业管理 / 给排水管道 / 下水道堵塞」, from the shipped and stored categories."""
    return " / ".join(_category_names().get(one, one) for one in _steps(category))


def _steps(category: str) -> list[str]:
    known = _category_names()
    parts = category.split("_")
    return [
        one
        for end in range(1, len(parts) + 1)
        if (one := "_".join(parts[:end])) in known or (one == category and one)
    ]


def _category_names() -> dict[str, str]:
    from django.utils.translation import get_language

    from linli.definitions import get_library

    lang = get_language() or "zh-hans"
    return {pk: one.names.in_(lang) for pk, one in get_library().categories.items()}


def waiting_request(case: Case) -> ReturnRequest | Suspension | Any:
    """The request that the state is about, or None; one query, none in other states."""
    model = {
        State.RETURN_REVIEW: "returnrequests",
        State.EXTENSION_REVIEW: "extensions",
        State.SUSPENSION_REVIEW: "suspensions",
        State.SUSPENDED: "suspensions",
    }.get(State(case.state))
    return getattr(case, model).order_by("-pk").first() if model else None


def confirmations(case: Case) -> list[Confirmation]:
    """Whose word was given, newest first; part of what a page loads late."""
    return list(case.confirmations.order_by("-pk"))


def links(case: Case, scope: Scope) -> list[CaseLink]:
    """Cases this one has to do with and the reader may open; part of what a page loads late."""
    rows = list(CaseLink.objects.filter(source=case).select_related("target").order_by("pk")[:50])
    targets = Case.objects.filter(pk__in=[row.target_id for row in rows])
    his = set(policy.filter(targets, scope, "case.view").values_list("pk", flat=True)) if rows else set()
    return [row for row in rows if row.target_id in his]


def _fields(case: Case, kind: CaseKind) -> list[tuple[str, str]]:
    lang = get_language() or "zh-hans"
    given = [(one, case.fields.get(one.id)) for one in kind.fields]
    return [
        (one.names.in_(lang), _field_said(one, value, lang))
        for one, value in given
        if value not in (None, "")
    ]


def _field_said(asked: Field, value: Any, lang: str) -> str:
    """A value as people read it: a choice by its name, a day and an instant in words, yes or no."""
    if asked.type == "day":
        return day(date.fromisoformat(str(value)))
    if asked.type == "instant":
        return moment(datetime.fromisoformat(str(value)))
    if asked.type == "boolean":
        return _("是") if value else _("否")
    return next((one.names.in_(lang) for one in asked.options if one.id == value), str(value))


def history(case: Case, *, before: int | None = None, limit: int = 50) -> list[records.Line]:
    """The line of events, newest first; loaded as a panel of its own (about six queries)."""
    return records.history("case", case.pk, before=before, limit=limit)
