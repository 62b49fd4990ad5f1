"""The form registry: what may be asked, what it costs, what it repeats; a form goes out from here only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.calendar import local_day
from linli.domain.periods import campaign
from linli.mechanisms import queries as mechanisms
from linli.organizations.models import Organization, on_day
from linli.organizations.requests import StaffRequest
from linli.records import queries as records
from linli.records.errors import LinliError, NotAllowed
from linli.records.time import now
from linli.reports import access, contents, lists, queries, services
from linli.reports import forms as html
from linli.reports.errors import Overlapping
from linli.reports.models import FormEntry
from linli.reports.views.filling import tabs
from linli.ui.paging import page as paged


@require_GET
def forms(request: StaffRequest) -> HttpResponse:
    """The list, with the burden of each form; forms the mechanisms in use bring and that are not entered yet."""
    form = lists.FormFilter(request.GET)
    order = lists.order_of(request.GET.get("sort", ""), lists.FORM_ORDER, ("-id",))
    found = paged(lists.forms_(request.scope, lists.asked(form)), order=order, request=request, size=50)
    may = policy.may(request.scope, "report_form.draft") and bool(request.scope.bodies)
    context = {
        "page": found, "form": form, "rows": [(entry, queries.burden(entry)) for entry in found.rows], "may_draft": may,
        "offered": _offered(request) if may else [], "tabs": tabs(request, "forms"), "on": local_day(now()),
    }  # fmt: skip
    return render(request, "reports/forms.html", context)


def _offered(request: StaffRequest) -> list[tuple[str, str]]:
    area = _own_area(request)
    if area is None:
        return []
    taken = set(FormEntry.objects.exclude(state=FormEntry.State.ENDED).values_list("form_id", flat=True))
    brought = queries.library_forms(area, local_day(now()))
    return [(form.id, mechanisms.label(form.term)) for form, _definition in brought if form.id not in taken]


def _own_area(request: StaffRequest) -> int | None:
    body = own_body(request)
    return body.area_id if body else None


def own_body(request: StaffRequest) -> Organization | None:
    """The body the acting post belongs to."""
    pk = request.actor.body_id
    return Organization.objects.filter(pk=pk).first() if pk else None


@require_http_methods(["GET", "POST"])
def form_new(request: StaffRequest) -> HttpResponse:
    """Draw up a form."""
    body = own_body(request)
    if body is None or not policy.may(request.scope, "report_form.draft"):
        raise policy.NotYours
    form = html.DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            entry = services.draft_form(
                title=data["title"], owner_id=body.pk, area_id=body.area_id, content=form.content(),
                basis=data["basis"], valid_from=local_day(now()), valid_to=data["valid_to"],
                bodies_expected=max(len(bodies_below(body)), 1), actor=request.actor, at=now(),
            )  # fmt: skip
            return redirect("reports:form", entry.pk)
        except LinliError as refused:
            form.add_error(None, str(refused))
    return render(request, "reports/form_new.html", {"form": form}, status=422 if form.errors else 200)


def bodies_below(body: Organization) -> list[tuple[int, str]]:
    """Bodies that could report to one: those seated at the next level below its place, in order of places."""
    children = [span.area_id for span in areas.children(body.area_id)]
    rows = Organization.objects.filter(on_day(local_day(now())), area_id__in=children, kind__in=REPORTING)
    return list(rows.order_by("area_id", "pk").values_list("pk", "name"))


#: Kinds of bodies asked by default: those that answer for a place.
REPORTING = ("community_committee", "street_office", "department", "dept_housing")


@require_POST
def form_take(request: StaffRequest, form_id: str) -> HttpResponse:
    """Enter a form of the library in the registry."""
    body = own_body(request)
    if body is None or not policy.may(request.scope, "report_form.draft"):
        raise policy.NotYours
    form, definition = queries.library_form(form_id, body.area_id, now())
    entry = services.draft_form(
        title=mechanisms.label(form.term), owner_id=body.pk, area_id=body.area_id,
        content=contents.to_data(form), basis=form.basis.zh if form.basis else "", valid_from=local_day(now()),
        bodies_expected=max(len(bodies_below(body)), 1), form_id=form.id, definition_id=definition,
        actor=request.actor, at=now(),
    )  # fmt: skip
    return redirect("reports:form", entry.pk)


@require_GET
def form(request: StaffRequest, entry_id: int) -> HttpResponse:
    """One form: items, basis, burden, overlaps, tasks."""
    return form_page(request, access.get_form_for(request.scope, entry_id))


def form_page(request: StaffRequest, entry: FormEntry, error: str = "", **more: Any) -> HttpResponse:
    """The page of an entry."""
    piece, scope = contents.form_of(entry.content), request.scope
    context = {
        "entry": entry, "form": piece, "burden": queries.burden(entry),
        "overlaps": queries.overlaps(entry, local_day(now())),
        "items": [(item, queries.title_of(item), mechanisms.label(item.unit)) for item in piece.items],
        "may_register": entry.state == "draft" and policy.allows(scope, "report_form.register", entry),
        "may_issue": entry.state == "registered" and policy.allows(scope, "report_form.issue", entry),
        "may_end": entry.state == "registered" and policy.allows(scope, "report_form.register", entry),
        "repeats": access.repeats_of(scope, entry),
        "tasks": access.tasks_for(scope).filter(form=entry).order_by("-pk")[:10],
        "history": records.history("report_form", entry.pk, limit=10) if "history" in request.GET else None, "error": error,
    }  # fmt: skip
    return render(request, "reports/form.html", context | more, status=422 if error else 200)


@require_POST
def form_register(request: StaffRequest, entry_id: int) -> HttpResponse:
    """Put it on the list; an overlap asks for a reason."""
    entry = access.get_form_for(request.scope, entry_id, "report_form.register")
    reason = request.POST.get("reason", "")
    try:
        services.register_form(entry_id=entry.pk, reason=reason, actor=request.actor, at=now())
    except Overlapping as same:
        return form_page(request, entry, str(same), asks_reason=True)
    except LinliError as refused:
        return form_page(request, entry, str(refused))
    return redirect("reports:form", entry.pk)


@require_POST
def form_end(request: StaffRequest, entry_id: int) -> HttpResponse:
    """Take it off the list."""
    entry = access.get_form_for(request.scope, entry_id, "report_form.register")
    try:
        services.end_form(
            entry_id=entry.pk, reason=request.POST.get("reason", ""), actor=request.actor, at=now()
        )
    except LinliError as refused:
        return form_page(request, entry, str(refused))
    return redirect("reports:form", entry.pk)


@require_http_methods(["GET", "POST"])
def issue(request: StaffRequest, entry_id: int) -> HttpResponse:
    """Send a registered form out."""
    entry = access.get_form_for(request.scope, entry_id, "report_form.issue")
    body, piece = own_body(request), contents.form_of(entry.content)
    if body is None:
        raise policy.NotYours
    today, wide = local_day(now()), piece.period == "campaign"
    form = html.IssueForm(request.POST or None, bodies=bodies_below(body), today=today, campaign=wide)
    if request.method == "POST" and form.is_valid():
        try:
            task = services.issue_task(
                entry_id=entry.pk, period=_period(piece, form.cleaned_data, entry.title),
                body_ids=[int(pk) for pk in form.cleaned_data["bodies"]], issuer_id=body.pk,
                due_at=form.cleaned_data["due"], actor=request.actor, at=now(),
            )  # fmt: skip
            return redirect("reports:task", task.pk)
        except (LinliError, ValueError) as refused:
            form.add_error(
                None, str(refused) if isinstance(refused, LinliError) else _("截止日在开始日之前。")
            )
    context = {
        "entry": entry, "form": form, "burden": queries.burden(entry),
        "overlaps": queries.overlaps(entry, today), "asked_already": queries.asked_already(entry, today),
    }  # fmt: skip
    return render(request, "reports/issue.html", context, status=422 if form.errors else 200)


def _period(piece: Any, data: dict[str, Any], title: str) -> Any:
    if piece.period == "campaign":
        if data["last_day"] < data["day"]:
            raise NotAllowed(_("截止日在开始日之前。"))
        return campaign(data["day"], data["last_day"], title[:40])
    return contents.period_for(piece, data["day"])
