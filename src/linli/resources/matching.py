"""Pages of the matching: runs, proposals and the answers to them, what a need asks for, how asking was spread."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.areas import queries as areas
from linli.cases import access as cases
from linli.organizations import sending
from linli.organizations.requests import StaffRequest
from linli.records.time import now
from linli.resources import access, forms, queries, services, solving, words
from linli.resources.models import Run
from linli.resources.services.matching import in_transaction
from linli.resources.views import done, form_page, tried, within
from linli.ui import paging


@require_http_methods(["GET", "POST"])
def runs(request: StaffRequest) -> HttpResponse:
    """Runs of the matching and the button for a dry run."""
    own = request.scope.fill[0].area_id if request.scope.fill else None
    form = forms.RunForm(request.POST or None, initial={"area": own})

    def act() -> str:
        within(request, form.cleaned_data["area"])
        made = services.ask_run(area_id=form.cleaned_data["area"], dry=True, actor=request.actor, at=now())
        in_transaction(made.pk)
        return reverse("resources:run", args=[made.pk])

    if request.method == "POST" and not policy.may(request.scope, "match_run.start"):
        raise policy.NotYours
    if url := tried(request, form, act):
        return redirect(url)
    page = paging.page(queries.runs(request.scope), order=("-id",), request=request, size=20)
    context = {
        "form": form if policy.may(request.scope, "match_run.start") else None, "page": page,
        "installed": solving.installed(), "install": solving.INSTALL,
    }  # fmt: skip
    return render(request, "resources/runs.html", context, status=sending.status_of(form))


@require_GET
def run(request: StaffRequest, pk: int) -> HttpResponse:
    """One run: how far, what came out, against the one before, and its proposals."""
    row = access.get_run_for(request.scope, pk)
    found = paging.page(queries.proposals(request.scope, run_id=pk), order=("id",), request=request, size=30)
    names = areas.full_names({row.area_id, *(one.area_id for one in found.rows)}, top="street")
    context = {
        "run": row, "page": found, "rows": queries.offered(request.scope, found.rows, names, of=row),
        "step": words.STEPS.get(row.step, ""), "place": names.get(row.area_id, ""),
        "running": row.state in (Run.State.WAITING, Run.State.RUNNING),
        "may_start": policy.may(request.scope, "match_run.start"),
    }  # fmt: skip
    return render(request, "resources/run.html", context)


@require_POST
def go_live(request: StaffRequest, pk: int) -> HttpResponse:
    """The dry run becomes proposals."""
    row = access.get_run_for(request.scope, pk)
    policy.require(request.scope, "match_run.start", row)
    text = request.POST.get("version", "")
    version = int(text) if text.isdecimal() and len(text) < 10 else 0
    return done(
        request,
        lambda: services.go_live(run_id=pk, actor=request.actor, at=now(), version=version),
        _("已转为正式建议。还没有问任何人，请逐条发出。"),
        reverse("resources:proposals"),
    )


@require_GET
def proposals(request: StaffRequest) -> HttpResponse:
    """Proposals to be sent out, asked, answered."""
    state = request.GET.get("state", "")
    page = paging.page(queries.proposals(request.scope, state), order=("-id",), request=request, size=30)
    may = {name: policy.may(request.scope, f"resource_match.{name}") for name in ("ask", "answer")}
    context = {"page": page, "rows": queries.offered(request.scope, page.rows), "may": may, "state": state}
    return render(request, "resources/proposals.html", context)


@require_POST
def answer(request: StaffRequest, pk: int, name: str) -> HttpResponse:
    """发给对方, 我来办, 派单对接."""
    verbs = {"ask": services.ask, "accept": services.accept, "connect": services.connect}
    if name not in verbs:
        raise Http404
    access.get_proposal_for(request.scope, pk, "answer" if name == "accept" else "ask")
    said = {"ask": _("已发给对方。"), "accept": _("谢谢！已告诉社区。"), "connect": _("已派单对接。")}[name]
    back = reverse("resources:proposals")
    return done(request, lambda: verbs[name](proposal_id=pk, actor=request.actor, at=now()), said, back)


@require_http_methods(["GET", "POST"])
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    """Not this one, with the reason that is learnt."""
    row = access.get_proposal_for(request.scope, pk)
    verbs = [
        name for name in ("ask", "answer") if policy.allows(request.scope, f"resource_match.{name}", row)
    ]
    if not verbs:
        access.get_proposal_for(request.scope, pk, "ask")
    form = forms.RefuseForm(request.POST or None)

    def act() -> str:
        services.refuse(proposal_id=pk, **form.cleaned_data, actor=request.actor, at=now())
        messages.success(request, _("已记下，下次会考虑到。"))
        return reverse("resources:proposals")

    if url := tried(request, form, act):
        return redirect(url)
    return form_page(request, form, _("这条建议不合适"), reverse("resources:proposals"))


@require_http_methods(["GET", "POST"])
def want(request: StaffRequest, code: str) -> HttpResponse:
    """What an open need asks for."""
    case = cases.get_case_for(request.scope, code, "dispatch")
    form = forms.WantForm(request.POST or None)

    back = reverse("cases:page", args=[case.code])

    def act() -> str:
        data = form.cleaned_data
        services.say_what_is_wanted(
            case_id=case.pk, kind=data["kind"], skill=data["skill"], amount=data["amount"] or 0,
            slots=sum(1 << int(one) for one in data["slots"]), actor=request.actor, at=now(),
        )  # fmt: skip
        return back

    if url := tried(request, form, act):
        return redirect(url)
    return form_page(request, form, _("需求要点"), back)


@require_GET
def fairness(request: StaffRequest) -> HttpResponse:
    """Who was never asked, who often: two lists by place, no ranking."""
    return render(request, "resources/fairness.html", {"fair": queries.fairness(request.scope, now())})
