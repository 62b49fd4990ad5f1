"""Pages of visits: my plan, one visit in one field, the list, the quotas of a branch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.accounts import policy
from linli.areas import queries as areas
from linli.organizations.models import Organization
from linli.organizations.requests import StaffRequest
from linli.records import queries as records
from linli.records import services as writing
from linli.records.errors import LinliError
from linli.records.time import now
from linli.ui import paging
from linli.visits import access, forms, kinds, queries, services
from linli.visits.errors import Refused
from linli.visits.models import Contact, Visit

#: As the table head asks, else by post.
_PLAN_ORDERS = {"since": ("valid_from", "id"), "-since": ("-valid_from", "-id")}


def _tried(form: django_forms.Form, act: Callable[[], object]) -> bool:
    """Run a service with a valid form; a refusal goes to its field and the typed text stays."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except LinliError as error:
        field = getattr(error, "field", "")
        form.add_error(field if field in form.fields else None, str(error))
        return False
    return True


def _once(request: StaffRequest, given: Any, run: Callable[[], Any], model: Any) -> Any:
    """A form sent twice over a bad line makes one row."""
    key = request.POST.get("request_key", "")
    if not key:
        return run()
    return writing.once(
        key=key, actor=request.actor, body=repr(given), run=run,
        result=(lambda row: row.pk, lambda pk: model.objects.get(pk=pk)),
    )  # fmt: skip


def _form(request: StaffRequest, form: django_forms.Form, title: str, back: str) -> HttpResponse:
    page = {"form": form, "page_title": title, "back": back}
    return render(request, "visits/form.html", page, status=422 if form.errors else 200)


@require_GET
def mine(request: StaffRequest) -> HttpResponse:
    """My contacts of this period: those still to be seen first."""
    post = request.scope.post_id
    context = {
        "dues": queries.plan(post, now()) if post else [],
        "may_progress": policy.may(request.scope, "visit.progress"),
        "may_keep": policy.may(request.scope, "visit.keep"),
    }
    return render(request, "visits/mine.html", context)


@require_http_methods(["GET", "POST"])
def write(request: StaffRequest, pk: int) -> HttpResponse:
    """One visit in one field; the second button makes it a 诉求 with the same text."""
    contact = access.get_contact_for(request.scope, pk, "write")
    form = forms.VisitForm(request.POST or None)
    made: list[Any] = []

    def act() -> None:
        data = form.cleaned_data | {"outcome": request.POST.get("outcome", "")}
        run = lambda: services.write_visit(contact_id=pk, **data, actor=request.actor, at=now())  # noqa: E731
        made.append(_once(request, sorted(data.items(), key=str), run, Visit))

    if _tried(form, act):
        case = made[0].case
        said = _("已记下，并登记为诉求 %(code)s。") % {"code": case.code} if case else _("已记下。")
        messages.success(request, said)
        return redirect("visits:mine")
    kind = kinds.of_definition(contact.definition, contact.kind)
    context = {
        "contact": contact, "form": form, "kind": kinds.word(contact.kind), "headings": kind.headings,
        "outcomes": kind.outcomes, "place": areas.full_name(contact.area_id, top="community"),
        "before": list(contact.visits.order_by("-on", "-pk")[:5]), "has_facts": bool(kind.facts),
    }  # fmt: skip
    return render(request, "visits/write.html", context, status=422 if form.errors else 200)


@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """Visits one may read; export goes by the ledgers."""
    form = forms.VisitFilter(request.GET)
    form.is_valid()
    rows = queries.listed(request.scope, form.cleaned_data)
    page = paging.page(rows, order=("-on", "-id"), request=request, size=30)
    context = {"form": form, "page": page, "rows": queries.shown(request.scope, page.rows)}
    return render(request, "visits/list.html", context)


@require_GET
def progress(request: StaffRequest) -> HttpResponse:
    """Quotas of the branch or office, person by person in the order of posts; no ranking."""
    return render(request, "visits/progress.html", {"lines": queries.progress(request.scope, now())})


@require_GET
def plan(request: StaffRequest) -> HttpResponse:
    """走访计划 of the period: who goes to whom, visited or not yet; from duties and by hand."""
    form = forms.PlanFilter(request.GET)
    form.is_valid()
    rows = queries.planned(request.scope, form.cleaned_data, now())
    order = _PLAN_ORDERS.get(request.GET.get("sort", ""), ("post_id", "id"))
    page = paging.page(rows, order=order, request=request, size=50)
    context = {
        "form": form,
        "page": page,
        "lines": queries.planned_lines(page.rows, now()),
        "counts": queries.planned_counts(request.scope, form.cleaned_data, now()),
        "may_export": policy.may(request.scope, "visit.export"),
        "hidden": [(name, value) for name, value in request.GET.items() if name not in ("after", "before")],
    }
    return render(request, "visits/plan.html", context)


@require_http_methods(["GET", "POST"])
def tie(request: StaffRequest) -> HttpResponse:
    """Name a contact of somebody of one's body or place."""
    own = list(request.scope.bodies)
    if request.scope.fill:
        inside = areas.in_scope(Organization.objects.all(), request.scope.fill)
        own += list(inside.values_list("pk", flat=True)[:500])
    form = forms.TieForm(request.POST or None, bodies=own)

    def act() -> None:
        data = form.cleaned_data
        if request.scope.fill and not areas.within(data["area"], request.scope.fill):
            raise Refused(_("这个地点不在您的辖区内。"), field="area")
        given = services.Tie(
            kind=data["kind"], post_id=data["post"].pk, to=data["to"], area_id=data["area"],
            target_id=data["target"], name=data["name"],
        )  # fmt: skip
        _once(request, given, lambda: services.tie(given=given, actor=request.actor, at=now()), Contact)

    if _tried(form, act):
        messages.success(request, _("已登记。"))
        return redirect("visits:tie")
    return _form(request, form, _("登记走访对象"), reverse("visits:mine"))


@require_GET
def contact(request: StaffRequest, pk: int) -> HttpResponse:
    """One contact: who keeps it, what followed; facts only by role."""
    row = access.get_contact_for(request.scope, pk)
    may_facts = row.post_id == request.scope.post_id or policy.allows(request.scope, "visit.facts", row)
    context = {
        "contact": row,
        "kind": kinds.word(row.kind),
        "place": areas.full_name(row.area_id, top="community"),
        "facts": _fact_rows(row) if may_facts else [],
        "may_facts": may_facts,
        "may_keep": policy.allows(request.scope, "visit.keep", row),
        "mine": row.post_id == request.scope.post_id,
        "history": records.history("contact", pk, with_texts=False),
        "visits": queries.shown(request.scope, list(row.visits.order_by("-on", "-pk")[:20])),
    }
    return render(request, "visits/contact.html", context)


def _fact_rows(row: Contact) -> list[tuple[str, str]]:
    known = {one.id: str(one.names) for one in kinds.of_definition(row.definition, row.kind).facts}
    return [(known.get(name, name), value) for name, value in queries.facts(row).items()]


@require_http_methods(["GET", "POST"])
def facts(request: StaffRequest, pk: int) -> HttpResponse:
    """The few facts of a contact."""
    row = access.get_contact_for(request.scope, pk, "facts")
    form = forms.FactsForm(
        request.POST or None, contact=row, initial={**queries.facts(row), "version": row.version}
    )
    back = reverse("visits:contact", args=[pk])

    def act() -> None:
        data = dict(form.cleaned_data)
        version = data.pop("version")
        run = lambda: services.write_facts(  # noqa: E731
            contact_id=pk, facts=data, actor=request.actor, at=now(), version=version
        )
        _once(request, (version, sorted(data.items(), key=str)), run, Contact)

    if _tried(form, act):
        return redirect(back)
    return _form(request, form, _("对象情况"), back)


@require_http_methods(["GET", "POST"])
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """Another one keeps the contact."""
    row = access.get_contact_for(request.scope, pk, "keep")
    form = forms.EndForm(request.POST or None, initial={"version": row.version})
    back = reverse("visits:contact", args=[pk])
    run = lambda: services.end_contact(  # noqa: E731
        contact_id=pk, **form.cleaned_data, actor=request.actor, at=now()
    )
    if _tried(form, lambda: _once(request, sorted(form.cleaned_data.items(), key=str), run, Contact)):
        return redirect(back)
    return _form(request, form, _("结束联系"), back)
