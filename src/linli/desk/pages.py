"""The words of a case's page and of its forms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.cases import acting, queries, rules, words
from linli.cases.formparts import ActForm
from linli.cases.models import Case
from linli.cases.recordset import SAID
from linli.definitions import get_library
from linli.domain import caseflow
from linli.domain.caseflow import State
from linli.mechanisms.queries import label
from linli.organizations.requests import StaffRequest
from linli.records import queries as records
from linli.records.time import now
from linli.ui import panels

#: Buttons whose form stands open on the page itself: the one next thing to do needs no further page.
OPEN_FORMS = frozenset(
    {"dispatch", "accept", "submit_answer", "pass_review", "call_back", "approve_return", "approve_extension",
     "approve_suspension", "resume", "rule_council", "verify"}
)  # fmt: skip
#: Buttons whose form is filled with proposals, which take a moment: loaded after the page.
PROPOSING = frozenset({"dispatch"})
#: Buttons that act at once, without a form.
BARE = frozenset({"accept", "not_reached", "close_not_reached"})


def button_word(name: str) -> str:
    """The words of a button, also of the two that are no transition."""
    return _("取消重点跟踪") if name == "unfocus" else words.button(name)


def case_words(case: Case, request: StaffRequest, at: datetime) -> dict[str, Any]:
    """What a case's page shows at once; the rest is :func:`late_words` and, for a dispatch, :func:`next_words`."""
    page = queries.case_page(case, request.scope, at)
    # A closed case owes nothing: what can still be done with it is no next step.
    main = next((action for action in page.actions if action.main and case.is_open), None)
    proposes = main is not None and main.name in PROPOSING
    form = acting.form_for(main.name, case) if main and main.name in OPEN_FORMS and not proposes else None
    return {
        "page": page,
        "case": case,
        "at": at,
        "crumbs": [
            (_("诉求办理"), reverse("cases:list")),
            (page.place, reverse("desk:place", args=[case.area_id])),
        ],
        "main": main,
        "proposes": proposes,
        "form": form,
        "act_url": reverse("cases:act", args=[case.code, main.name]) if main else "",
        "others": [action for action in page.actions if action != main],
        "bare": BARE,
        "extra": extra(case, request),
        "facts": facts(page),
        "answers": [(answer, label(answer.result)) for answer in page.answers],
        "request_words": request_words(page.request, case),
        "receipt_url": reverse("window:slip", args=[case.receipt]),
    }


def late_words(case: Case, request: StaffRequest, at: datetime) -> dict[str, Any]:
    """What comes after the page: history, files, other rooms' panels, the texts to copy."""
    found = panels.collect("case", request.scope, case.pk, at)
    return {
        "case": case,
        "history": records.history("case", case.pk, limit=40),
        "files": records.attachments("case", case.pk),
        "links": queries.links(case, request.scope),
        "words": [(row, SAID.get(row.satisfied, row.satisfied)) for row in queries.confirmations(case)],
        "panels": [panel for panel in found if panel.name not in {"clocks", "history"}],
        "progress": queries.copy_progress(case, at),
        "reply": queries.copy_answer(case) if case.mastered else "",
    }


def next_words(case: Case, request: StaffRequest, at: datetime) -> dict[str, Any]:
    """The dispatch with what is proposed: body, reason, category, and cases that may be the same."""
    page = queries.case_page(case, request.scope, at)
    main = next((action for action in page.actions if action.main and action.name in PROPOSING), None)
    category = category_of(case, request, at)
    route = _route(case, category, at) if main else None
    return {
        "case": case,
        "main": main,
        "route": route,
        "form": main_form(case, main.name, route, category) if main else None,
        "act_url": reverse("cases:act", args=[case.code, main.name]) if main else "",
        "near": near(case, at),
    }


def main_form(case: Case, name: str, route: Any, category: str) -> ActForm:
    """The form of the big button, filled with what is proposed."""
    form = acting.form_for(name, case)
    if route is not None and route.body is not None:
        form.fields["body_id"].initial = route.body.pk
    if route is not None:
        form.fields["reason"].initial = route.stopped or route.reason
        form.fields["category"].initial = category
        if "urgency" in form.fields:
            form.fields["urgency"].initial = case.urgency
    return form


def category_of(case: Case, request: StaffRequest, at: datetime) -> str:
    """The category of the case, or what its text proposes while nobody has chosen one."""
    if case.category or case.state != State.TO_DISPATCH:
        return case.category
    scope = request.scope
    return queries.propose_from_text(text=case.text, scope=scope, at=at, area_id=case.area_id).category


def _route(case: Case, category: str, at: datetime) -> Any:
    kind = rules.kind_of(case)
    return queries.propose_route(area_id=case.area_id, category=category, kind=kind, at=at)


def near(case: Case, at: datetime) -> list[Any]:
    """Likely duplicates, while somebody still decides where the case goes."""
    if case.state != State.TO_DISPATCH:
        return []
    return list(
        queries.near_duplicates(
            text=case.text,
            area_id=case.area_id,
            at=at,
            category=case.category,
            kind=case.kind,
            exclude_id=case.pk,
        )
    )


def extra(case: Case, request: StaffRequest) -> list[tuple[str, str]]:
    """Side buttons that are no step of the flow: 催办, 重点跟踪, 记一笔."""
    wanted = [("urge", "urge"), ("unfocus" if case.focus else "focus", "focus"), ("note", "note")]
    return [
        (name, button_word(name))
        for name, transition in wanted
        if State(case.state) in caseflow.BY_NAME[transition].sources
        and policy.allows(request.scope, f"case.{transition}", case)
    ]


def facts(page: Any) -> list[tuple[str, Any]]:
    """What stands beside the text, in the order people ask for it."""
    case = page.case
    rows: list[tuple[str, Any]] = [
        (_("类型"), page.kind_word),
        (_("事项分类"), page.category_word or "—"),
        (_("紧急程度"), page.urgency_word),
        (_("受理渠道"), channel_word(case.channel)),
        (_("承办单位"), case.lead_body or _("还没有派单")),
        (_("承办岗位"), case.lead_post or "—"),
        *page.fields,
    ]
    if case.boundary:
        rows.append((_("责任边界"), label(case.boundary)))
    if case.source:
        rows += [(_("来源系统"), label(case.source)), (_("外部工单号"), case.external_number)]
    if case.beneficiaries:
        rows.append((_("受益人数（估算）"), f"{case.beneficiaries}（{case.beneficiary_basis}）"))
    if case.handling:
        rows.append((_("处置方式"), label(case.handling)))
    return rows


def channel_word(channel: str) -> str:
    """The way in, in words."""
    found = get_library().channels.get(channel)
    return label(found.term) if found else channel


def request_words(request: Any, case: Case) -> list[tuple[str, Any]]:
    """What waits for a decision, in words."""
    if request is None:
        return []
    rows: list[tuple[str, Any]] = []
    if case.state == State.RETURN_REVIEW:
        rows = [
            (_("退单理由"), words.RETURN_REASONS.get(request.reason, request.reason)),
            (_("依据"), request.basis),
            (_("转办建议"), request.suggested or request.suggested_text or "—"),
        ]
    elif case.state in {State.SUSPENSION_REVIEW, State.SUSPENDED}:
        rows = [(_("挂账原因"), label(request.reason)), (_("复核日"), request.revisit_on)]
    elif request.amount:
        rows = [(_("申请延长"), f"{request.amount} {label(request.unit)}")]
    return [*rows, (_("说明"), request.text or "—")]


def act_form(case: Case, name: str, request: StaffRequest, at: datetime) -> ActForm:
    """The form of a button on its own page; a dispatch comes filled with what is proposed."""
    if request.method == "GET" and name in PROPOSING:
        category = category_of(case, request, at)
        return main_form(case, name, _route(case, category, at), category)
    return acting.form_for(name, case, request)


def act_words(case: Case, name: str, form: ActForm, request: StaffRequest, at: datetime) -> dict[str, Any]:
    """The page of one button's form."""
    return {
        "case": case,
        "name": name,
        "form": form,
        "title": button_word(name),
        "place": queries.case_page(case, request.scope, at).place,
        "back": reverse("cases:page", args=[case.code]),
        "act_url": reverse("cases:act", args=[case.code, name]),
        "near": near(case, at) if name == "merge" else [],
    }


def after(request: StaffRequest, code: str, name: str = "") -> str:
    """Where one goes after a button: back to the list it was pressed in, after a call to the next call (B20)."""
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    if name in {"call_back", "not_reached"}:
        waiting = (group for group in queries.today(request.scope, now()) if group.name == "to_call_back")
        following = [case for group in waiting for case in group.rows if case.code != code]
        code = following[0].code if following else code
    return reverse("cases:page", args=[code])
