"""小区治理: what every estate and courtyard has and lacks, contracts, quick setting up, the end of a programme."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.areas import queries as areas
from linli.domain import figures
from linli.organizations import access, forms, governance, governance_forms, services
from linli.organizations.errors import Refused
from linli.organizations.models import Organization, ServiceContract, on_day
from linli.organizations.requests import StaffRequest
from linli.organizations.views.common import form_page, today, tried
from linli.records.time import now

#: So many lines are printed; the figures above are exact.
SHOWN = 300
#: A contract that ends within so many days is told.
EXPIRING = 90


def root_of(request: StaffRequest) -> int | None:
    """The place asked for, if it is one's own; else the first of one's own places."""
    wanted = request.GET.get("area", "")
    if wanted.isdigit() and len(wanted) < 19 and areas.within(int(wanted), request.scope.view):
        return int(wanted)
    return request.scope.view[0].area_id if request.scope.view else None


def day_of(request: StaffRequest) -> date:
    """The day asked for, else today; figures of any day can be read."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today()


@require_GET
def overview(request: StaffRequest) -> HttpResponse:
    """One card for every arrangement in use: covered of all, the rate, how many are missing."""
    root, day = root_of(request), day_of(request)
    form = governance_forms.PlaceDay(request.GET or None, initial={"area": root, "on": day})
    in_use = governance.in_use(root, day) if root else []
    cover = [kind for kind in in_use if kind.form == "coverage"]
    results = governance.read_many(cover, [root], day) if root and cover else []
    cards = [
        {
            "kind": found.kind.id,
            "word": governance.word(found.kind),
            "covered": len(found.total.covered),
            "objects": found.total.objects,
            "percent": figures.say_percent(len(found.total.covered), found.total.objects, 1),
            "missing": len(found.total.missing),
            "full": found.total.full,
            "parts": [(str(part.names), len(one.covered), one.objects) for part, one in found.by_part],
        }
        for found in results
    ]
    others = [(kind.id, governance.word(kind)) for kind in in_use if kind.form != "coverage"]
    context = {
        "form": form,
        "cards": cards,
        "others": others,
        "day": day,
        "root": root,
        "place": areas.full_name(root, top="district") if root else "",
        "may_set_up": bool(request.scope.fill),
    }
    return render(request, "organizations/governance/overview.html", context)


@require_GET
def one_kind(request: StaffRequest, kind: str) -> HttpResponse:
    """One arrangement: the list with the missing first, the tiles, pairs, people on loan."""
    root, day = root_of(request), day_of(request)
    if root is None:
        raise Http404
    try:
        piece = governance.at_place(kind, root, day)
    except Refused as error:
        raise Http404 from error
    page = {"coverage": _coverage, "cross": _cross, "secondment": _loans}.get(piece.form, _posts)
    context: dict[str, Any] = {
        "kind": kind,
        "word": governance.word(piece),
        "day": day,
        "root": root,
        "place": areas.full_name(root, top="district"),
        "form_": piece.form,
        "form": governance_forms.PlaceDay(request.GET or None, initial={"area": root, "on": day}),
    }
    context |= page(piece, root, day) if piece.form != "temporary" else _programmes(request, piece, root, day)
    return render(request, "organizations/governance/kind.html", context)


def _coverage(piece: Any, root: int, day: date) -> dict[str, Any]:
    found = governance.read(piece, [root], day)
    places = piece.object == "place"
    shown = found.lines[:SHOWN]
    names = areas.full_names([line.object_id for line in shown], day, top="street") if places else {}
    return {
        "total": found.total,
        "percent": figures.say_percent(len(found.total.covered), found.total.objects, 1),
        "by_part": [
            (part, one, figures.say_percent(len(one.covered), one.objects, 1)) for part, one in found.by_part
        ],
        "bodies": [(forms.kind_label(code), count) for code, count in sorted(found.bodies.items())],
        "lines": [(line, names.get(line.object_id, line.name)) for line in shown],
        "tiles": [(line, "good" if not line.missing else "bad") for line in found.lines[:SHOWN]],
        "places": places,
        "more": max(len(found.lines) - SHOWN, 0),
    }


def _cross(piece: Any, root: int, day: date) -> dict[str, Any]:
    rows = governance.pairs(piece, [root], day)
    counts = {way: sum(pair.direction == way for pair in rows) for way in ("none", "one_way", "two_way")}
    return {"pairs": rows[:SHOWN], "counts": counts, "pair_total": len(rows)}


def _loans(piece: Any, root: int, day: date) -> dict[str, Any]:
    offices = Organization.objects.filter(on_day(day), kind__in=piece.parts[0].bodies)
    rows = areas.in_scope(offices, areas.refs_for([root])).order_by("pk")[:20]
    words = {rank.id: str(rank.names) for rank in piece.ranks}
    loans = []
    for office in rows:
        found = governance.headcount(piece, office.pk, day)
        loans.append(
            (office, [(words.get(code, code), count) for code, count in found.groups.items()], found)
        )
    return {"loans": loans}


def _posts(piece: Any, root: int, day: date) -> dict[str, Any]:
    parts, every = governance.posts_and_people(piece, [root], day)
    words = {part.id: str(part.names) for part in piece.parts}
    return {"posts": [(words[one.part], one) for one in parts], "every": every}


def _programmes(request: StaffRequest, piece: Any, root: int, day: date) -> dict[str, Any]:
    found = governance.programmes(piece, [root], day)
    rows = [
        (
            one.top,
            [(forms.kind_label(code), count) for code, count in sorted(one.below.items())],
            access.allows(request.scope, "organization.edit", one.top),
        )
        for one in found
    ]
    return {"programmes": rows}


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
    root, day = root_of(request), day_of(request)
    rows = ServiceContract.objects.filter(on_day(day)).select_related("company")
    rows = areas.in_scope(rows, areas.refs_for([root])) if root else rows.none()
    found = list(rows.order_by("valid_to", "pk")[:SHOWN])
    names = areas.full_names({row.area_id for row in found}, top="street")
    served = set(rows.values_list("area_id", flat=True))
    estates = [row for row in areas.subtree(root, day) if row.level == "estate"] if root else []
    without = [row for row in estates if row.area_id not in served]
    soon = day + timedelta(days=EXPIRING)
    context = {
        "table": [(row, names.get(row.area_id, ""), row.valid_to <= soon) for row in found],
        "soon": sum(row.valid_to <= soon for row in found),
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
