"""The overview of 双报到, the lists of units and members, who stands twice, what is still owed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.access import AreaRef
from linli.domain.rolls import period_of, read_period
from linli.organizations.requests import StaffRequest
from linli.organizations.views.common import today
from linli.rolls import access, forms, queries, rules, showing
from linli.ui import paging


def _refs(request: StaffRequest, area_id: int | None) -> tuple[AreaRef, ...]:
    """The place asked for where it lies in what the post sees, else all it sees."""
    scope = request.scope
    return areas.refs_for([area_id]) if area_id and areas.within(area_id, scope.view) else scope.view


@require_GET
def overview(request: StaffRequest) -> HttpResponse:
    """How many units and members stand where; every number opens its rows. A unit has its own list only."""
    if not request.scope.view:
        return redirect("rolls:list")
    form = forms.OverviewFilter(request.GET)
    form.is_valid()
    area = form.cleaned_data.get("area")
    context = showing.overview(_refs(request, area), form.cleaned_data.get("on") or today())
    context |= {"form": form, "area": area, "may_apply": policy.may(request.scope, "roll_unit.apply")}
    context["behind"] = {holder: _behind(holder, area) for holder in ("unit", "member")}
    context["sees_members"] = policy.may(request.scope, "roll_member.view")
    return render(request, "rolls/overview.html", context)


def _behind(holder: str, area: int | None) -> str:
    """The address of the rows behind a figure of the overview: those reporting in, in the place chosen."""
    kinds = rules.reporting_in(holder)
    asked = {"holder": "member"} if holder == "member" else {}
    asked |= {"state": "on_roll"} | ({"kind": kinds[0]} if len(kinds) == 1 else {})
    return f"{reverse('rolls:list')}?{urlencode(asked | ({'area': str(area)} if area else {}))}"


@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """Units on rolls, or members (?holder=member) for those who may see them."""
    holder = "member" if request.GET.get("holder") == "member" else "unit"
    if not policy.may(request.scope, f"roll_{holder}.view"):
        raise policy.NotYours
    form = forms.ListFilter(holder, request.GET)
    form.is_valid()
    rows = showing.filtered(request.scope, holder, form.cleaned_data)
    page = paging.page(rows, order=("-applied_on", "-id"), request=request)
    context = {"page": page, "table": showing.table(page.rows), "form": form, "holder": holder}
    if holder == "unit":
        context["told"] = queries.told(rows)
    context |= {
        verb: policy.may(request.scope, f"roll_{holder}.{verb}") for verb in ("apply", "export", "import")
    }
    if policy.may(request.scope, "roll_member.view"):
        here = reverse("rolls:list")
        context["tabs"] = [
            (_("报到单位"), here, holder == "unit"),
            (_("报到党员"), f"{here}?holder=member", holder == "member"),
        ]
    return render(request, "rolls/list.html", context)


@require_GET
def doubles(request: StaffRequest) -> HttpResponse:
    """Members on two rolls at once, to be checked; for those who may see members."""
    if not policy.may(request.scope, "roll_member.view"):
        raise policy.NotYours
    found = queries.doubles(request.scope.view, today())
    seen = set(access.members(request.scope).values_list("person_id", flat=True)) if found else set()
    shown = [(double, showing.table(double.rows)) for double in found if double.holder_id in seen]
    return render(request, "rolls/doubles.html", {"doubles": shown[:200]})


@require_GET
def reports(request: StaffRequest) -> HttpResponse:
    """双报告 of a period: to whom the community still writes back, and of whom nothing is confirmed."""
    try:
        period = read_period(request.GET.get("period", ""))
    except ValueError:
        period = period_of("quarter", today()).before
    units = access.units(request.scope)
    members = access.members(request.scope)
    due = queries.feedback_due(request.scope.view, period).filter(pk__in=units.values("pk"))
    missing = queries.without_report(request.scope.view, period).filter(pk__in=members.values("pk"))
    if not request.scope.view:
        body = next(iter(request.scope.bodies), 0)
        missing = queries.without_report((), period, organization_id=body).filter(pk__in=members.values("pk"))
    joined = ("organization", "person")
    context = {
        "period": period,
        "title": _("双报告 · %(period)s") % {"period": showing.period_word(period)},
        "before": period.before.code,
        "due": showing.table(due.select_related(*joined).order_by("since", "pk")[:200]),
        "missing": showing.table(missing.select_related(*joined).order_by("since", "pk")[:200]),
        "counts": (due.count(), missing.count()),
    }
    return render(request, "rolls/reports.html", context)
