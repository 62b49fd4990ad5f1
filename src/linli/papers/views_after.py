"""What happens around a paper: PDF, description, checking, delivery to units, signing for, reply slips, series, export."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.domain.codes import record_id
from linli.organizations.models import Organization
from linli.organizations.requests import StaffRequest
from linli.papers import access, forms, kinds, queries, services
from linli.papers import pdf as papers_pdf
from linli.papers.models import Paper, Series
from linli.papers.sending import pdf_answer
from linli.papers.views import paper_page
from linli.records.errors import LinliError
from linli.records.time import now


@require_GET
def export(request: StaffRequest) -> HttpResponse:
    """Hands the filter of the register to the export page."""
    names = ("state", "kind", "text", "since", "until")
    kept = {name: request.GET[name] for name in names if request.GET.get(name)}
    return redirect(f"{reverse('ledgers:export_new', args=['papers'])}?{urlencode(kept)}")


@require_GET
def pdf(request: StaffRequest, paper_id: int) -> HttpResponse:
    """The PDF; where the extra is missing the page says what to install."""
    paper = access.get_paper_for(request.scope, paper_id)
    try:
        return pdf_answer(papers_pdf.render(paper.body), f"{paper.title[:60]}{paper.number}.pdf")
    except papers_pdf.PdfMissing as missing:
        return paper_page(request, paper, str(missing), status=missing.status)


@require_POST
def describe(request: StaffRequest, paper_id: int) -> HttpResponse:
    """公开属性, 发放范围, internal or not, 回执 or not."""
    paper = access.get_paper_for(request.scope, paper_id, "paper.draft")
    form = forms.DescribeForm(request.POST)
    if form.is_valid():
        return _done(request, paper, lambda: services.describe(
            paper_id=paper.pk, **form.cleaned_data, actor=request.actor, at=now()
        ), describe_form=form)  # fmt: skip
    return paper_page(request, paper, describe_form=form)


@require_POST
def review_return(request: StaffRequest, paper_id: int) -> HttpResponse:
    """核稿退改, with what has to be mended."""
    paper = access.get_paper_for(request.scope, paper_id, "paper.issue")
    reason = request.POST.get("reason", "")
    return _done(request, paper, lambda: services.return_review(
        paper_id=paper.pk, reason=reason, actor=request.actor, at=now()
    ))  # fmt: skip


@require_http_methods(["GET", "POST"])
def deliver(request: StaffRequest, paper_id: int) -> HttpResponse:
    """Choose units on a list that is searched, and send the paper to them; ticks survive a search."""
    paper = access.get_paper_for(request.scope, paper_id, "paper.issue")
    given = request.POST
    if request.method == "POST":
        chosen = [found for one in given.getlist("units") if (found := record_id(one)) is not None]
    else:
        chosen = queries.last_units(paper)
    if chosen and "find" not in given and request.method == "POST" and queries.is_delivered(paper, chosen):
        return redirect("papers:page", paper.pk)  # sent twice: it is there already
    words = given.get("q", "").strip()[:40]
    choices = queries.units_for(paper, words, chosen)
    if request.method == "GET" or "find" in request.POST:
        form = forms.DeliverForm(choices, initial={"q": words, "units": chosen})
        return _deliver_page(request, paper, form)
    form = forms.DeliverForm(choices, request.POST)
    if form.is_valid():
        try:
            services.deliver(
                paper_id=paper.pk, organization_ids=form.cleaned_data["units"], actor=request.actor, at=now()
            )
            return redirect("papers:page", paper.pk)
        except LinliError as refused:
            form.add_error(None, str(refused))
    return _deliver_page(request, paper, form, status=422)


def _deliver_page(
    request: StaffRequest, paper: Paper, form: forms.DeliverForm, status: int = 200
) -> HttpResponse:
    return render(request, "papers/deliver.html", {"paper": paper, "form": form}, status=status)


@require_POST
def sign_for(request: StaffRequest, paper_id: int) -> HttpResponse:
    """The acting unit signs for it."""
    paper = access.get_paper_for(request.scope, paper_id)
    return _done(request, paper, lambda: services.sign_for(paper_id=paper.pk, actor=request.actor, at=now()))


@require_POST
def reply(request: StaffRequest, paper_id: int) -> HttpResponse:
    """Enter a 回执 that came back."""
    paper = access.get_paper_for(request.scope, paper_id, "paper.issue")
    form = forms.ReplyForm(queries.units_of(paper), request.POST)
    if not form.is_valid():
        return paper_page(request, paper, reply_form=form)
    data = form.cleaned_data
    unit = next(
        (one.organization for one in paper.deliveries.all() if one.organization_id == data.get("unit")), None
    )
    return _done(request, paper, lambda: services.take_reply(
        paper_id=paper.pk, text=data["text"], organization=unit or paper.addressee, received_on=data["received_on"],
        actor=request.actor, at=now(),
    ), reply_form=form)  # fmt: skip


@require_POST
def answer(request: StaffRequest, paper_id: int) -> HttpResponse:
    """The acting unit sends its 回执 and signs for the paper with it."""
    paper = access.get_paper_for(request.scope, paper_id)
    text = request.POST.get("text", "")[:2000]
    return _done(request, paper, lambda: services.send_reply(
        paper_id=paper.pk, text=text, actor=request.actor, at=now()
    ), reply_text=text)  # fmt: skip


def _done(request: StaffRequest, paper: Any, act: Any, **shown: Any) -> HttpResponse:
    try:
        act()
    except LinliError as refused:
        return paper_page(request, paper, str(refused), **shown)
    return redirect("papers:page", paper.pk)


@require_http_methods(["GET", "POST"])
def series(request: StaffRequest) -> HttpResponse:
    """编号方式 of the acting body: OA编号 or 本系统编号 by kind, and the words before 〔2026〕."""
    body = Organization.objects.filter(pk=request.actor.body_id).first() if request.actor.body_id else None
    if body is None or not policy.may(request.scope, "paper.number"):
        raise policy.NotYours
    form = forms.SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_series(
                organization_id=body.pk, **form.cleaned_data, actor=request.actor, at=now()
            )  # fmt: skip
            return redirect("papers:series")
        except LinliError as refused:
            form.add_error(None, str(refused))
    held = Series.objects.filter(organization=body).order_by("kind")
    rows = [(kinds.KINDS[row.kind].label if row.kind in kinds.KINDS else row.kind, row) for row in held]
    status = 422 if form.errors else 200
    context = {"form": form, "rows": rows, "body": body, "title": _("文书编号")}
    return render(request, "papers/series.html", context, status=status)
