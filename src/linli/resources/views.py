"""Pages of resources, of the matching and of what it proposes; thin: access, one query or verb, render."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.areas import queries as areas
from linli.cases import access as cases
from linli.domain.calendar import local_day
from linli.organizations.requests import StaffRequest
from linli.records.errors import LinliError
from linli.records.time import now
from linli.resources import access, forms, queries, services, solving, words
from linli.resources.errors import Refused
from linli.resources.models import Run
from linli.resources.services.matching import in_transaction
from linli.ui import paging

#: Field of a refusal → field of a form, where they are not called the same.
_ALIASES = {"starts": "start", "ends": "end"}


def _tried(form: django_forms.Form, act: Callable[[], object]) -> bool:
    """Run a service with a valid form; a refusal goes to its field and the typed text stays."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except LinliError as error:
        field = getattr(error, "field", "")
        field = _ALIASES.get(field, field)
        form.add_error(field if field in form.fields else None, str(error))
        return False
    return True


def _form(request: StaffRequest, form: django_forms.Form, title: str, back: str) -> HttpResponse:
    page = {"form": form, "page_title": title, "back": back}
    return render(request, "resources/form.html", page, status=422 if form.errors else 200)


@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """Resources in force, with filters and export."""
    form = forms.ResourceFilter(request.GET)
    form.is_valid()
    rows = queries.listed(request.scope, form.cleaned_data, local_day(now()))
    page = paging.page(rows, order=("-id",), request=request, size=30)
    context = {
        "form": form,
        "page": page,
        "rows": queries.shown(page.rows),
        "may_add": policy.may(request.scope, "resource.edit"),
    }
    return render(request, "resources/list.html", context)


@require_GET
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """One resource: what, whose, where, when; bookings; history."""
    row = access.get_resource_for(request.scope, pk)
    context = queries.resource_page(row, now()) | {
        "row": row,
        "may_edit": policy.allows(request.scope, "resource.edit", row),
        "book_form": forms.BookForm() if policy.allows(request.scope, "resource.book", row) else None,
    }
    return render(request, "resources/page.html", context)


def _within(request: StaffRequest, area_id: int) -> None:
    if request.scope.fill and not areas.within(area_id, request.scope.fill):
        raise Refused(_("这个地点不在您的辖区内。"), field="area")


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Put one on the list; a unit's liaison for his own unit, an office inside its place."""
    start = {"body": next(iter(request.scope.bodies), None)}
    form = forms.ResourceForm(request.POST or None, initial=start)

    def act() -> None:
        given = form.given()
        if not request.scope.fill and given.body_id not in request.scope.bodies:
            raise Refused(_("只能登记本单位的资源。"), field="body")
        _within(request, given.area_id)
        services.add_resource(given=given, actor=request.actor, at=now())

    if _tried(form, act):
        messages.success(request, _("已登记。"))
        return redirect("resources:list")
    return _form(request, form, _("登记资源"), reverse("resources:list"))


@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct a resource; kind and place stay."""
    row = access.get_resource_for(request.scope, pk, "edit")
    form = forms.ResourceForm(request.POST or None, initial=forms.initial_of(row))
    back = reverse("resources:page", args=[pk])

    def act() -> None:
        version = form.cleaned_data["version"]
        services.change_resource(
            resource_id=pk, given=form.given(), actor=request.actor, at=now(), version=version
        )

    if _tried(form, act):
        return redirect(back)
    return _form(request, form, _("更正资源"), back)


@require_http_methods(["GET", "POST"])
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """No longer given."""
    row = access.get_resource_for(request.scope, pk, "edit")
    form = forms.EndForm(request.POST or None, initial={"version": row.version})
    back = reverse("resources:page", args=[pk])
    if _tried(
        form,
        lambda: services.end_resource(resource_id=pk, **form.cleaned_data, actor=request.actor, at=now()),
    ):
        return redirect(back)
    return _form(request, form, _("停用资源"), back)


@require_POST
def book(request: StaffRequest, pk: int) -> HttpResponse:
    """Reserve it for one's own body."""
    row = access.get_resource_for(request.scope, pk, "book")
    form = forms.BookForm(request.POST)

    def act() -> None:
        starts, ends = form.period()
        services.book(
            resource_id=pk, starts=starts, ends=ends, purpose=form.cleaned_data["purpose"],
            body_id=request.actor.body_id or row.body_id, actor=request.actor, at=now(),
        )  # fmt: skip

    if _tried(form, act):
        messages.success(request, _("已预约。"))
        return redirect("resources:page", pk)
    context = queries.resource_page(row, now()) | {"row": row, "book_form": form, "may_edit": False}
    return render(request, "resources/page.html", context, status=422)


@require_POST
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Free a booked time again."""
    held = access.get_booking_for(request.scope, pk)
    return _done(request, lambda: services.cancel_booking(booking_id=pk, actor=request.actor, at=now()),
                 _("已取消预约。"), reverse("resources:page", args=[held.resource_id]))  # fmt: skip


def _done(request: StaffRequest, act: Callable[[], Any], said: str, back: str) -> HttpResponse:
    """Run a button; what it refuses stands as a message above the page."""
    try:
        act()
    except LinliError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, said)
    return redirect(back)


@require_http_methods(["GET", "POST"])
def runs(request: StaffRequest) -> HttpResponse:
    """Runs of the matching and the button for a dry run."""
    own = request.scope.fill[0].area_id if request.scope.fill else None
    form = forms.RunForm(request.POST or None, initial={"area": own})
    made: list[Run] = []

    def act() -> None:
        _within(request, form.cleaned_data["area"])
        made.append(
            services.ask_run(area_id=form.cleaned_data["area"], dry=True, actor=request.actor, at=now())
        )
        in_transaction(made[0].pk)

    if request.method == "POST" and not policy.may(request.scope, "match_run.start"):
        raise policy.NotYours
    if _tried(form, act):
        return redirect("resources:run", made[0].pk)
    page = paging.page(queries.runs(request.scope), order=("-id",), request=request, size=20)
    context = {
        "form": form if policy.may(request.scope, "match_run.start") else None, "page": page,
        "installed": solving.installed(), "install": solving.INSTALL,
    }  # fmt: skip
    return render(request, "resources/runs.html", context, status=422 if form.errors else 200)


@require_GET
def run(request: StaffRequest, pk: int) -> HttpResponse:
    """One run: how far, what came out, against the one before, and its proposals."""
    row = access.get_run_for(request.scope, pk)
    found = paging.page(queries.proposals(request.scope, run_id=pk), order=("id",), request=request, size=30)
    context = {
        "run": row, "page": found, "rows": queries.offered(request.scope, found.rows),
        "step": words.STEPS.get(row.step, ""), "place": areas.full_name(row.area_id),
        "running": row.state in (Run.State.WAITING, Run.State.RUNNING),
        "may_start": policy.may(request.scope, "match_run.start"),
    }  # fmt: skip
    return render(request, "resources/run.html", context)


@require_POST
def go_live(request: StaffRequest, pk: int) -> HttpResponse:
    """The dry run becomes proposals."""
    row = access.get_run_for(request.scope, pk)
    policy.require(request.scope, "match_run.start", row)
    version = int(request.POST.get("version") or 0)
    return _done(
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
    return _done(request, lambda: verbs[name](proposal_id=pk, actor=request.actor, at=now()), said, back)


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
    if _tried(
        form,
        lambda: services.refuse(proposal_id=pk, **form.cleaned_data, actor=request.actor, at=now()),
    ):
        messages.success(request, _("已记下，下次会考虑到。"))
        return redirect("resources:proposals")
    return _form(request, form, _("这条建议不合适"), reverse("resources:proposals"))


@require_http_methods(["GET", "POST"])
def want(request: StaffRequest, code: str) -> HttpResponse:
    """What an open need asks for."""
    case = cases.get_case_for(request.scope, code, "dispatch")
    form = forms.WantForm(request.POST or None)

    def act() -> None:
        data = form.cleaned_data
        services.say_what_is_wanted(
            case_id=case.pk, kind=data["kind"], skill=data["skill"], amount=data["amount"] or 0,
            slots=sum(1 << int(one) for one in data["slots"]), actor=request.actor, at=now(),
        )  # fmt: skip

    back = reverse("cases:page", args=[case.code])
    if _tried(form, act):
        return redirect(back)
    return _form(request, form, _("需求要点"), back)


@require_GET
def fairness(request: StaffRequest) -> HttpResponse:
    """Who was never asked, who often: two lists by place, no ranking."""
    return render(request, "resources/fairness.html", {"fair": queries.fairness(request.scope, now())})
