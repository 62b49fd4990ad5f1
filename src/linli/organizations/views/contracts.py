"""小区治理, acting: a courtyard set up in one form, contracts, the end of a programme."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.areas import queries as areas
from linli.domain.access import AreaRef
from linli.organizations import access, governance, governance_forms, services
from linli.organizations.errors import Refused
from linli.organizations.models import ServiceContract, on_day
from linli.organizations.requests import StaffRequest
from linli.organizations.views.common import form_page, today, tried
from linli.organizations.views.governance import SHOWN, day_of, root_at
from linli.records.time import now

#: A contract that ends within so many days is told.
EXPIRING = 90


@require_http_methods(["GET", "POST"])
def end_programme(request: StaffRequest, pk: int) -> HttpResponse:
    """End a temporary body with all below it."""
    body = access.get_organization_for(request.scope, pk, "organization.edit")
    form = governance_forms.EndProgramme(request.POST or None)
    if tried(
        form, lambda data: services.end_programme(organization_id=pk, **data, actor=request.actor, at=now())
    ):
        messages.success(request, _("已随专项工作结束，只在历史里可查。"))
        return redirect("organizations:page", pk)
    title = _("专项工作结束：「%(name)s」及下属临时机构") % {"name": body.name}
    return form_page(request, form, title=title, back=reverse("organizations:page", args=[pk]))


@require_http_methods(["GET", "POST"])
def set_up(request: StaffRequest) -> HttpResponse:
    """A courtyard's organisation in one form: branch over one or several courtyards, head, committee."""
    initial = {"areas": request.GET.get("area", "")}
    form = governance_forms.SetUp(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> None:
        for pk in data["areas"]:
            if not areas.within(pk, request.scope.fill):
                raise Refused(_("这个地点不在您的辖区内。"), field="areas")
        services.set_up_courtyard(**data, actor=request.actor, at=now())

    if tried(form, act):
        messages.success(request, _("已登记。"))
        return redirect("organizations:governance")
    return form_page(
        request,
        form,
        title=_("登记楼院组织"),
        back=reverse("organizations:governance"),
        other=(_("有很多楼院？用表格一次导入"), reverse("ledgers:upload", args=["courtyards"])),
    )


@require_GET
def contracts(request: StaffRequest) -> HttpResponse:
    """Contracts in force, those that end soon first, and the estates without one."""
    day = day_of(request)
    root = root_at(request, day)
    spans = governance.survey([root], [], day) if root else []
    known = governance.by_id(spans)
    rows = ServiceContract.objects.filter(on_day(day)).select_related("company")
    rows = areas.in_scope(rows, (AreaRef(root.span.level, root.id),)) if root else rows.none()
    served = list(rows.order_by("valid_to", "pk"))
    found = served[:SHOWN]
    names = {row.area_id: governance.spoken(known[row.area_id], known, top="street") for row in found
             if row.area_id in known}  # fmt: skip
    estates = [row for row in spans if row.level == "estate"]
    covered = {row.area_id for row in served}
    without = [row for row in estates if row.area_id not in covered]
    soon = day + timedelta(days=EXPIRING)
    context = {
        "table": [(row, names.get(row.area_id, ""), row.valid_to <= soon) for row in found],
        "soon": sum(row.valid_to <= soon for row in served),
        "estates": len(estates),
        "without": without[:SHOWN],
        "without_count": len(without),
        "day": day,
        "may_edit": bool(request.scope.fill),
    }
    return render(request, "organizations/governance/contracts.html", context)


@require_http_methods(["GET", "POST"])
def contract_new(request: StaffRequest) -> HttpResponse:
    """Register a contract."""
    form = governance_forms.ContractForm(request.POST or None, initial={"area_id": request.GET.get("area")})

    def act(data: dict[str, Any]) -> None:
        if not areas.within(data["area_id"], request.scope.fill):
            raise Refused(_("这个地点不在您的辖区内。"), field="area")
        services.sign_contract(**data, actor=request.actor, at=now())

    if tried(form, act):
        return redirect("organizations:contracts")
    return form_page(request, form, title=_("登记物业服务合同"), back=reverse("organizations:contracts"))


@require_http_methods(["GET", "POST"])
def contract_end(request: StaffRequest, pk: int) -> HttpResponse:
    """End a contract before its day."""
    row = ServiceContract.objects.select_related("company").filter(pk=pk).first()
    if row is None or not areas.within(row.area_id, request.scope.fill):
        raise Http404
    form = governance_forms.EndProgramme(request.POST or None)
    if tried(
        form,
        lambda data: services.end_contract(
            contract_id=pk, on=data["on"] or today(), reason=data["reason"], actor=request.actor, at=now()
        ),
    ):
        return redirect("organizations:contracts")
    title = _("终止「%(name)s」的合同") % {"name": row.company.name}
    return form_page(request, form, title=title, back=reverse("organizations:contracts"))
