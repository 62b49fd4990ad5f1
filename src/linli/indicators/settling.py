"""Pages of what stands beside a definition: targets with their paper, records left out, who is told in a table."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.calendar import local_day
from linli.domain.periods import Kind, period_of
from linli.indicators import access, asking, forms, pieces, queries, services
from linli.indicators import units as who
from linli.indicators.asked import Request
from linli.indicators.errors import NoSuchIndicator, Refused
from linli.indicators.models import LeftOut, ReportingSet, SetMember, Target
from linli.indicators.units import Member
from linli.mechanisms.queries import label
from linli.organizations.requests import StaffRequest
from linli.organizations.sending import sent_once, status_of, tried
from linli.records.measures import Unit
from linli.records.time import now


def _place(request: StaffRequest) -> int:
    """The place a page settles something for; it must lie in what the acting post fills in."""
    area = access.place_for(request.scope, request.GET.get("place", "") or request.POST.get("place", ""))
    if not areas.within(area, request.scope.fill):
        raise policy.NotYours
    return area


def _key(unit: Unit) -> str:
    return f"{unit.kind}-{unit.id}"


@require_http_methods(["GET", "POST"])
def target(request: StaffRequest, indicator_id: str) -> HttpResponse:
    """The targets of an indicator by unit and period with their papers, and the form for another one."""
    with who.remembering():
        return _target(request, indicator_id)


def _target(request: StaffRequest, indicator_id: str) -> HttpResponse:
    area = _place(request)
    asked = asking.read_request(indicator_id, area, {}, now())
    listed = who.listed(asked.indicator, (indicator_id,), area, asked.period)
    whole = Unit("area", area)
    names = {whole: who.name(area), **{one.unit: one.name for one in listed}}
    form = forms.TargetForm(
        request.POST or None,
        indicator=asked.indicator,
        units=[(_key(unit), name) for unit, name in names.items()],
        initial={"day": local_day(now()), "unit": _key(whole)},
    )
    if to := tried(request, form, lambda: _set_target(request, indicator_id, form.cleaned_data, now())):
        return redirect(to)
    rows = Target.objects.filter(
        indicator=indicator_id, withdrawn_at__isnull=True, unit_id__in={one.id for one in names}
    ).order_by("-start", "unit_kind", "unit_id")
    context = {
        "form": form,
        "title": _("目标任务：%s") % label(asked.indicator.term),
        "id": indicator_id,
        "area": area,
        "rows": [(row, names.get(Unit(row.unit_kind, row.unit_id), "")) for row in rows[:200]],  # type: ignore[arg-type]
    }
    return render(request, "indicators/target.html", context, status=status_of(form))


def _set_target(request: StaffRequest, indicator_id: str, data: dict[str, Any], at: datetime) -> str:
    unit = queries.unit_of(data["unit"])
    assert unit is not None
    services.set_target(
        indicator=indicator_id,
        unit=unit,
        period=period_of(Kind(data["period"]), data["day"]),
        value=data["value"],
        paper=data["paper"],
        actor=request.actor,
        at=at,
    )
    return request.get_full_path()


@require_POST
def withdraw_target(request: StaffRequest, indicator_id: str, target_id: int) -> HttpResponse:
    """Take a target back; it stays in the history."""
    row = Target.objects.filter(pk=target_id, indicator=indicator_id).first()
    if row is None:
        raise NoSuchIndicator
    if not _settles(request, Unit(row.unit_kind, row.unit_id)):  # type: ignore[arg-type]
        raise policy.NotYours
    version = request.POST.get("version") or None

    def withdraw() -> str:
        services.withdraw_target(target_id=row.pk, actor=request.actor, at=now(), version=version)
        return reverse("indicators:target", args=[indicator_id])

    return redirect(sent_once(request, withdraw))


def _settles(request: StaffRequest, unit: Unit) -> bool:
    if unit.kind == "area":
        return areas.within(unit.id, request.scope.fill)
    return access.may_see(request.scope, unit)


@require_http_methods(["GET", "POST"])
def leave_out(request: StaffRequest, indicator_id: str, record_id: int) -> HttpResponse:
    """Leave one record out of an indicator, with reason, basis and date; the acting post approves."""
    with who.remembering():
        return _leave_out(request, indicator_id, record_id)


def _leave_out(request: StaffRequest, indicator_id: str, record_id: int) -> HttpResponse:
    found = _found(request, indicator_id)
    record, line = access.get_record_for(request.scope, found.indicator, record_id)
    if not areas.within(record.area_id, request.scope.fill):
        raise policy.NotYours
    form = forms.LeaveOutForm(request.POST or None, initial={"on": local_day(now())})

    def leave() -> str:
        services.leave_out(
            indicator=indicator_id, record_id=record_id, actor=request.actor, at=now(), **form.cleaned_data
        )
        return reverse("indicators:indicator", args=[indicator_id])

    if to := tried(request, form, leave):
        return redirect(to)
    context = {"form": form, "title": _("剔除：%s") % label(found.indicator.term), "line": line}
    return render(request, "indicators/leave_out.html", context, status=status_of(form))


def _found(request: StaffRequest, indicator_id: str) -> pieces.Found:
    return pieces.find(indicator_id, access.place_for(request.scope), local_day(now()))


@require_POST
def put_back(request: StaffRequest, indicator_id: str, left_out_id: int) -> HttpResponse:
    """恢复计入: the record counts again."""
    row = LeftOut.objects.filter(pk=left_out_id, indicator=indicator_id).first()
    if row is None:
        raise NoSuchIndicator
    record, _line = access.get_record_for(
        request.scope, _found(request, indicator_id).indicator, row.record_id
    )
    if not areas.within(record.area_id, request.scope.fill):
        raise policy.NotYours
    version = request.POST.get("version") or None

    def take_back() -> str:
        services.take_back(left_out_id=row.pk, actor=request.actor, at=now(), version=version)
        return reverse("indicators:indicator", args=[indicator_id])

    return redirect(sent_once(request, take_back))


@require_http_methods(["GET", "POST"])
def units(request: StaffRequest, piece_id: str) -> HttpResponse:
    """参评单位 of an indicator or a ranking: who stands in it, in which group and order, from which day."""
    with who.remembering():
        return _units(request, piece_id)


def _units(request: StaffRequest, piece_id: str) -> HttpResponse:
    area, at = _place(request), now()
    asked, title = _piece(piece_id, area, at)
    every = who.listed(asked.indicator, (), area, asked.period)
    kept = ReportingSet.objects.filter(piece=piece_id, area_id=area).first()
    today = local_day(at)
    form = forms.UnitsForm(
        request.POST or None, initial={"on": today, "version": kept.version if kept else ""}
    )

    def settle() -> str:
        services.set_reporting_units(
            piece=piece_id,
            area_id=area,
            units=_chosen(request.POST, every),
            on=form.cleaned_data["on"],
            actor=request.actor,
            at=at,
            version=form.cleaned_data["version"] or None,
        )
        return request.get_full_path()

    if to := tried(request, form, settle):
        return redirect(to)
    lines = _typed(request.POST, every) if form.is_bound else _lines(every, kept, today)
    context = {"form": form, "lines": lines, "title": title, "area": area, "kept": kept}
    return render(request, "indicators/units.html", context, status=status_of(form))


def _piece(piece_id: str, area: int, at: datetime) -> tuple[Request, str]:
    """The indicator that tells the units: of a ranking its first criterion. Raises NoSuchIndicator."""
    try:
        asked = asking.read_request(piece_id, area, {}, at)
        name = asked.indicator.term
    except NoSuchIndicator:
        found = pieces.find_ranking(piece_id, area, local_day(at))
        asked = asking.read_request(found.ranking.criteria[0].indicator, area, {}, at)
        name = found.ranking.term
    return asked, _("参评单位：%s") % label(name)


def _lines(every: list[Member], kept: ReportingSet | None, on: date) -> list[dict[str, Any]]:
    held: dict[Unit, SetMember] = {}
    if kept is not None:
        rows = kept.members.filter(valid_from__lte=on, valid_to__gt=on)
        held = {Unit(row.unit_kind, row.unit_id): row for row in rows}  # type: ignore[arg-type]
    made = [
        {
            "key": _key(one.unit),
            "name": one.name,
            "chosen": not held or one.unit in held,
            "group": held[one.unit].group if one.unit in held else "",
            "order": held[one.unit].position if one.unit in held else number,
        }
        for number, one in enumerate(every, start=1)
    ]
    return sorted(made, key=lambda one: (not one["chosen"], one["order"]))


def _typed(data: QueryDict, every: list[Member]) -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "name": one.name,
            "chosen": key in data.getlist("unit"),
            "group": data.get(f"group-{key}", ""),
            "order": data.get(f"order-{key}", ""),
        }
        for one in every
        if (key := _key(one.unit))
    ]


def _chosen(data: QueryDict, every: list[Member]) -> list[tuple[Unit, str]]:
    """The ticked units in the order typed, each with its group. Raises Refused for one from elsewhere or a bad order."""
    known = {_key(one.unit): one.unit for one in every}
    rows: list[tuple[int, Unit, str]] = []
    for number, key in enumerate(data.getlist("unit"), start=1):
        if key not in known:
            raise Refused(_("有一个单位不在本辖区，请重新选择。"), "unit")
        typed = data.get(f"order-{key}", "").strip() or str(number)
        if not typed.isdecimal() or len(typed) > 4:
            raise Refused(_("顺序要写数字。"), "order")
        rows += [
            (int(typed), known[key], group.strip()[:40]) for group in data.getlist(f"group-{key}") or [""]
        ]
    return [(unit, group) for _order, unit, group in sorted(rows, key=lambda one: one[0])]
