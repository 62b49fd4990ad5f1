"""Pages of resources; thin: access, one query or verb, render. Those of the matching stand in ``matching``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.calendar import local_day
from linli.organizations import sending
from linli.organizations.requests import StaffRequest
from linli.records import queries as records
from linli.records.errors import LinliError
from linli.records.time import now
from linli.resources import access, forms, queries, services
from linli.resources.errors import Refused
from linli.ui import paging

#: Field of a refusal → field of a form, where they are not called the same.
_ALIASES = {"starts": "start", "ends": "end"}


def tried(request: StaffRequest, form: django_forms.Form, act: Callable[[], str]) -> str:
    """The address to go to after acting once; "" with the refusal at its field and the typed text kept."""
    return sending.tried(request, form, act, aliases=_ALIASES)


def form_page(request: StaffRequest, form: django_forms.Form, title: str, back: str) -> HttpResponse:
    page = {"form": form, "page_title": title, "back": back}
    return render(request, "resources/form.html", page, status=sending.status_of(form))


@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """Resources in force, with filters and export."""
    form = forms.ResourceFilter(request.GET)
    form.is_valid()
    rows = queries.with_tags(queries.listed(request.scope, form.cleaned_data, local_day(now())))
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
        "history": records.history("resource", pk) if "history" in request.GET else None,
        "may_edit": policy.allows(request.scope, "resource.edit", row),
        "book_form": forms.BookForm() if policy.allows(request.scope, "resource.book", row) else None,
    }
    return render(request, "resources/page.html", context)


def within(request: StaffRequest, area_id: int) -> None:
    if request.scope.fill and not areas.within(area_id, request.scope.fill):
        raise Refused(_("这个地点不在您的辖区内。"), field="area")


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Put one on the list; a unit's liaison for his own unit, an office inside its place."""
    start = {"body": next(iter(request.scope.bodies), None)}
    form = forms.ResourceForm(request.POST or None, initial=start)

    def act() -> str:
        given = form.given()
        if not request.scope.fill and given.body_id not in request.scope.bodies:
            raise Refused(_("只能登记本单位的资源。"), field="body")
        within(request, given.area_id)
        made = services.add_resource(given=given, actor=request.actor, at=now())
        messages.success(request, _("已登记。"))
        return reverse("resources:page", args=[made.pk])

    if url := tried(request, form, act):
        return redirect(url)
    return form_page(request, form, _("登记资源"), reverse("resources:list"))


@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct a resource; kind and place stay."""
    row = access.get_resource_for(request.scope, pk, "edit")
    form = forms.ResourceForm(request.POST or None, initial=forms.initial_of(row))
    back = reverse("resources:page", args=[pk])

    def act() -> str:
        version = form.cleaned_data["version"]
        services.change_resource(
            resource_id=pk, given=form.given(), actor=request.actor, at=now(), version=version
        )
        return back

    if url := tried(request, form, act):
        return redirect(url)
    return form_page(request, form, _("更正资源"), back)


@require_http_methods(["GET", "POST"])
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """No longer given."""
    row = access.get_resource_for(request.scope, pk, "edit")
    form = forms.EndForm(request.POST or None, initial={"version": row.version})
    back = reverse("resources:page", args=[pk])

    def act() -> str:
        services.end_resource(resource_id=pk, **form.cleaned_data, actor=request.actor, at=now())
        return back

    if url := tried(request, form, act):
        return redirect(url)
    return form_page(request, form, _("停用资源"), back)


@require_POST
def book(request: StaffRequest, pk: int) -> HttpResponse:
    """Reserve it for one's own body."""
    row = access.get_resource_for(request.scope, pk, "book")
    form = forms.BookForm(request.POST)

    def act() -> str:
        starts, ends = form.period()
        services.book(
            resource_id=pk, starts=starts, ends=ends, purpose=form.cleaned_data["purpose"],
            body_id=request.actor.body_id or row.body_id, actor=request.actor, at=now(),
        )  # fmt: skip

        messages.success(request, _("已预约。"))
        return reverse("resources:page", args=[pk])

    if url := tried(request, form, act):
        return redirect(url)
    context = queries.resource_page(row, now()) | {
        "row": row, "book_form": form, "may_edit": False, "history": None,
    }  # fmt: skip
    return render(request, "resources/page.html", context, status=sending.status_of(form))


@require_POST
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Free a booked time again."""
    held = access.get_booking_for(request.scope, pk)
    return done(request, lambda: services.cancel_booking(booking_id=pk, actor=request.actor, at=now()),
                 _("已取消预约。"), reverse("resources:page", args=[held.resource_id]))  # fmt: skip


def done(request: StaffRequest, act: Callable[[], Any], said: str, back: str) -> HttpResponse:
    """Run a button once; what it refuses stands as a message above the page."""

    def once() -> str:
        act()
        return back

    try:
        sending.sent_once(request, once)
    except LinliError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, said)
    return redirect(back)
