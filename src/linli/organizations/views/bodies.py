"""Bodies: the list, one body, founding, correcting, ending, its links and its place in the trees."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.areas import queries as areas
from linli.organizations import access, forms, queries, services, showing
from linli.organizations.errors import Refused
from linli.organizations.requests import StaffRequest
from linli.organizations.services.checks import credit_code_hint
from linli.organizations.views.common import form_page, today, tried
from linli.records import queries as records
from linli.records.time import now
from linli.ui import paging, panels


def listing(request: StaffRequest) -> HttpResponse:
    """Bodies by name, kind and place."""
    form = forms.BodyFilter(request.GET)
    form.is_valid()
    rows = showing.bodies(request.scope, form.cleaned_data, on=today())
    page = paging.page(rows, order=("name", "id"), request=request)
    names = areas.full_names({row.area_id for row in page.rows})
    table = [(row, names.get(row.area_id, ""), forms.kind_label(row.kind)) for row in page.rows]
    may_export = access.visible(rows, request.scope, "organization.export").exists()
    context = {
        "page": page,
        "table": table,
        "form": form,
        "may_export": may_export,
        "may_found": bool(request.scope.fill),
    }
    return render(request, "organizations/list.html", context)


def page(request: StaffRequest, pk: int) -> HttpResponse:
    """One body: who sits where, what it answers for, above and below, history, and panels of upper rooms."""
    body = access.get_organization_for(request.scope, pk)
    context = showing.body_page(request.scope, body, on=today())
    context |= {
        "panels": panels.collect("organization", request.scope, pk, now()) if "late" in request.GET else None,
        "history": records.history("organization", pk) if "history" in request.GET else None,
    }
    name = (
        "organizations/parts/panels.html" if request.headers.get("HX-Request") else "organizations/page.html"
    )
    return render(request, name, context)


def new(request: StaffRequest) -> HttpResponse:
    """Found a body inside one's own place."""
    form = forms.OrganizationForm(request.POST or None)
    made = []

    def act(data: dict) -> None:  # type: ignore[type-arg]
        if not areas.within(data["area_id"], request.scope.fill):
            raise Refused(_("这个地点不在您的辖区内。"), field="area")
        made.append(services.create_organization(**data, actor=request.actor, at=now()))

    if tried(form, act):
        _hint(request, made[0].credit_code, made[0].kind)
        return redirect("organizations:page", made[0].pk)
    return form_page(request, form, title=_("登记单位"), back=reverse("organizations:list"))


def _hint(request: StaffRequest, code: str, kind: str) -> None:
    hint = credit_code_hint(code, kind)
    if hint:
        messages.warning(request, hint)


def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct a body."""
    body = access.get_organization_for(request.scope, pk, "organization.edit")
    shown = ("name", "short_name", "kind", "phone", "credit_code", "basis", "version")
    form = forms.OrganizationEditForm(
        request.POST or None, initial={key: getattr(body, key) for key in shown}
    )

    def act(data: dict) -> None:  # type: ignore[type-arg]
        name, short_name = data.pop("name"), data.pop("short_name")
        services.change_organization(organization_id=pk, **data, actor=request.actor, at=now())
        if (name, short_name) != (body.name, body.short_name):
            services.rename_organization(
                organization_id=pk, name=name, short_name=short_name, actor=request.actor, at=now()
            )

    if tried(form, act):
        _hint(request, form.cleaned_data["credit_code"], form.cleaned_data["kind"])
        return redirect("organizations:page", pk)
    return form_page(request, form, title=_("更正单位信息"), back=reverse("organizations:page", args=[pk]))


def end(request: StaffRequest, pk: int) -> HttpResponse:
    """End a body."""
    body = access.get_organization_for(request.scope, pk, "organization.edit")
    form = forms.EndForm(request.POST or None)
    if tried(
        form,
        lambda data: services.end_organization(
            organization_id=pk, on=data["on"], actor=request.actor, at=now()
        ),
    ):
        messages.success(request, _("已登记撤销，历史都保留。"))
        return redirect("organizations:page", pk)
    title = _("撤销「%(name)s」") % {"name": body.name}
    return form_page(request, form, title=title, back=reverse("organizations:page", args=[pk]))


def link(request: StaffRequest, pk: int) -> HttpResponse:
    """Link a body to a place inside one's own."""
    body = access.get_organization_for(request.scope, pk, "organization.edit")
    form = forms.LinkForm(request.POST or None, initial={"area_id": request.GET.get("area")})

    def act(data: dict) -> None:  # type: ignore[type-arg]
        if not areas.within(data["area_id"], request.scope.fill):
            raise Refused(_("这个地点不在您的辖区内。"), field="area")
        services.link_area(organization_id=pk, **data, actor=request.actor, at=now())

    if tried(form, act):
        messages.success(request, _("已登记。"))
        return redirect("organizations:page", pk)
    title = _("「%(name)s」负责哪里") % {"name": body.name}
    return form_page(request, form, title=title, back=reverse("organizations:page", args=[pk]))


@require_POST
def unlink(request: StaffRequest, pk: int) -> HttpResponse:
    """End a link to a place today."""
    row = access.get_link_for(request.scope, pk, "organization.edit")
    try:
        services.end_link(link_id=pk, actor=request.actor, at=now())
    except Refused as error:
        messages.error(request, str(error))
    return redirect("organizations:page", row.organization_id)


def tree(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a body under another."""
    body = access.get_organization_for(request.scope, pk, "organization.edit")
    form = forms.TreeForm(request.POST or None)
    if tried(form, lambda data: services.put_under(child_id=pk, **data, actor=request.actor, at=now())):
        return redirect("organizations:page", pk)
    title = _("「%(name)s」隶属于") % {"name": body.name}
    return form_page(request, form, title=title, back=reverse("organizations:page", args=[pk]))


def find(request: StaffRequest) -> JsonResponse:
    """Bodies for a combo box."""
    rows = queries.search_bodies(request.GET.get("q", ""), on=today()).order_by("name")[:20]
    names = areas.full_names({row.area_id for row in rows})
    items = [{"id": row.pk, "label": row.name, "hint": names.get(row.area_id, "")} for row in rows]
    return JsonResponse({"items": items})
