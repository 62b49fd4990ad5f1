"""Pages of papers: the register, one paper, its print, its Word file, and the steps to the office automation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.domain.calendar import SHANGHAI
from linli.organizations.requests import StaffRequest
from linli.papers import access, drafts, forms, keepers, queries, services
from linli.papers.docx import render as render_docx
from linli.papers.kinds import KINDS, WRITTEN
from linli.papers.models import Delivery, Paper, Reply
from linli.papers.once import once
from linli.papers.sending import docx_answer
from linli.papers.texts import length_warning
from linli.records import queries as records
from linli.records.errors import Conflict, LinliError
from linli.records.time import now
from linli.ui.paging import page as paged


@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """The register of papers: 发文登记."""
    form = forms.FilterForm(request.GET)
    form.is_valid()
    rows = queries.filtered(access.papers_for(request.scope), form.cleaned_data, request.scope.bodies)
    found = paged(rows, order=("-id",), request=request, size=50)
    table = [(paper, queries.label(paper)) for paper in found.rows]
    may_draft = policy.may(request.scope, "paper.draft") and bool(request.scope.bodies)
    return render(
        request,
        "papers/list.html",
        {
            "page": found,
            "table": table,
            "form": form,
            "may_draft": may_draft,
            "may_number": policy.may(request.scope, "paper.number") and request.actor.body_id,
            "query": request.GET.urlencode(),
        },
    )


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Draft a 公文 for the office automation, or write a daily paper by its own form (?kind=)."""
    if not policy.may(request.scope, "paper.draft"):
        raise policy.NotYours
    kind = KINDS.get(request.GET.get("kind", ""))
    if kind is not None and kind.form == "working" and kind.free:
        own = forms.WorkingForm(kind, request.POST or None)
        return _form_page(
            request,
            own,
            lambda: drafts.start_working(
                own.kind, forms.working_data(own.kind, own.cleaned_data), actor=request.actor, at=now()
            ),
        )
    form = forms.DraftForm(request.POST or None, initial={"kind": kind.id} if kind else None)
    return _form_page(request, form, lambda: drafts.start(form.cleaned_data, actor=request.actor, at=now()))


@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, paper_id: int) -> HttpResponse:
    """Write a draft anew."""
    paper = access.get_paper_for(request.scope, paper_id, "paper.draft")
    form = forms.DraftForm(request.POST or None, initial=drafts.initial(paper))
    version = request.POST.get("version") or None
    return _form_page(
        request,
        form,
        lambda: drafts.rewrite(paper, form.cleaned_data, version=version, actor=request.actor, at=now()),
        paper,
    )


def _form_page(
    request: StaffRequest, form: django_forms.Form, act: Callable[[], Paper], paper: Paper | None = None
) -> HttpResponse:
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("papers:page", once(request, lambda: act().pk))
        except LinliError as refused:
            form.add_error(None, str(refused))
            conflict = refused if isinstance(refused, Conflict) else None
    status = 422 if form.errors else 200
    if conflict is not None:
        status = conflict.status
    kinds = [] if paper else [KINDS[name] for name in WRITTEN if KINDS[name].form == "working"]
    context = {"form": form, "paper": paper, "kinds": kinds, "conflict": conflict}
    return render(request, "papers/form.html", context, status=status)


@require_GET
def page(request: StaffRequest, paper_id: int) -> HttpResponse:
    """One paper, its next step, its replies and history."""
    return paper_page(request, access.get_paper_for(request.scope, paper_id))


def paper_page(
    request: StaffRequest, paper: Paper, error: str = "", status: int = 422, **more: Any
) -> HttpResponse:
    """The page of a paper; with an error or a refused form the answer is ``status``."""
    if error:
        # The refused verb may have stood on what somebody else did meanwhile.
        paper = access.get_paper_for(request.scope, paper.pk)
    document = paper.body
    context: dict[str, Any] = {
        "paper": paper,
        "label": queries.label(paper),
        "document": document,
        "parts": queries.parts(document),
        "may_act": access.may_act(request.scope, paper),
        "steps": drafts.steps(paper),
        "too_long": length_warning(document),
        "kept": keepers.sentence_of(paper),
        "keeper": keepers.url_of(paper),
        "history": records.history("paper", paper.pk, limit=20),
        "number_form": forms.NumberForm(initial={"issued_on": now().astimezone(SHANGHAI).date()}),
        "describe_form": forms.DescribeForm(initial=forms.described(paper)),
        "reason_form": forms.ReasonForm(),
        "error": error,
    }
    shown = context | _receivers(request, paper) | more
    return render(request, "papers/page.html", shown, status=status if error or more else 200)


def _receivers(request: StaffRequest, paper: Paper) -> dict[str, Any]:
    """Whom the paper reached, who signed and answered, and what the acting unit may do of it."""
    # Who has not signed comes first: it is what the page is opened for.
    deliveries = sorted(paper.deliveries.all(), key=lambda one: (one.signed_at is not None, one.pk))
    replies = list(paper.replies.select_related("organization").order_by("-received_at"))
    answered = {one.organization_id for one in replies}
    unit = request.actor.body_id
    return {
        "replies": replies,
        "deliveries": deliveries,
        "to_sign": any(one.organization_id == unit and one.signed_at is None for one in deliveries),
        "may_sign": policy.may(request.scope, "paper.sign_for"),
        "may_answer": _may_answer(request, paper, deliveries, replies),
        "signed": sum(one.signed_at is not None for one in deliveries),
        "reply_form": forms.ReplyForm([one for one in queries.units_of(paper) if one[0] not in answered]),
    }


def _may_answer(
    request: StaffRequest, paper: Paper, deliveries: list[Delivery], replies: list[Reply]
) -> bool:
    """Does this paper want a 回执 of the acting unit that has not come yet?"""
    unit = request.actor.body_id
    wanted = paper.asks_reply and any(one.organization_id == unit for one in deliveries)
    return (
        wanted
        and policy.may(request.scope, "paper.sign_for")
        and all(one.organization_id != unit for one in replies)
    )


@require_GET
def print_page(request: StaffRequest, paper_id: int) -> HttpResponse:
    """The paper alone, for the printer."""
    paper = access.get_paper_for(request.scope, paper_id)
    document = paper.body
    context = {"paper": paper, "document": document, "parts": queries.parts(document)}
    return render(request, "papers/print.html", context)


@require_GET
def word(request: StaffRequest, paper_id: int) -> HttpResponse:
    """The Word file."""
    paper = access.get_paper_for(request.scope, paper_id)
    return docx_answer(render_docx(paper.body), f"{paper.title[:60]}{paper.number}.docx")


@require_POST
def step(request: StaffRequest, paper_id: int, step: str) -> HttpResponse:
    """The next step: issue (ours), drafted and sent (for the office automation)."""
    paper = access.get_paper_for(request.scope, paper_id, "paper.issue")
    verbs: dict[str, Callable[..., object]] = {
        "issue": services.issue,
        "drafted": services.mark_drafted,
        "sent": services.mark_sent_to_oa,
        "review": services.ask_review,
        "checked": services.approve_review,
        "public": services.make_public,
    }
    if step not in verbs:
        raise Http404
    try:
        verbs[step](paper_id=paper.pk, actor=request.actor, at=now())
    except LinliError as refused:
        return paper_page(request, paper, str(refused))
    return redirect("papers:page", paper.pk)


@require_POST
def number(request: StaffRequest, paper_id: int) -> HttpResponse:
    """Take the number and date the office automation gave."""
    paper = access.get_paper_for(request.scope, paper_id, "paper.issue")
    form = forms.NumberForm(request.POST)
    return _small_form(
        request,
        paper,
        form,
        "number_form",
        lambda: services.mark_issued_by_oa(
            paper_id=paper.pk,
            number=form.cleaned_data["number"],
            issued_on=form.cleaned_data["issued_on"],
            actor=request.actor,
            at=now(),
        ),
    )


@require_POST
def void(request: StaffRequest, paper_id: int) -> HttpResponse:
    """Void a draft."""
    paper = access.get_paper_for(request.scope, paper_id, "paper.draft")
    form = forms.ReasonForm(request.POST)
    return _small_form(
        request,
        paper,
        form,
        "reason_form",
        lambda: services.withdraw_paper(
            paper_id=paper.pk, reason=form.cleaned_data["reason"], actor=request.actor, at=now()
        ),
    )


def _small_form(
    request: StaffRequest, paper: Paper, form: django_forms.Form, name: str, act: Callable[[], object]
) -> HttpResponse:
    """A form at the foot of the paper's page: refused, it stands there again with what was typed."""
    shown: dict[str, Any] = {name: form}
    if not form.is_valid():
        return paper_page(request, paper, **shown)
    try:
        act()
    except LinliError as refused:
        return paper_page(request, paper, str(refused) or _("没有保存。"), **shown)
    return redirect("papers:page", paper.pk)
