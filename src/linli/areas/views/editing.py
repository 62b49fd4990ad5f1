"""Changing places: one page for all changes, each with its own form and its service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.areas import access, forms, levels, queries, services
from linli.areas.models import AreaSpan
from linli.areas.requests import StaffRequest
from linli.records import time
from linli.records.errors import LinliError, NotAllowed

#: What a change does with the cleaned form; answers the place to show afterwards.
Act = Callable[[dict[str, Any]], int]


def _page(
    request: HttpRequest, row: AreaSpan, form: django_forms.Form, act: Act, words: dict[str, str]
) -> HttpResponse:
    """Ask, do, and show the place; a refusal stands above what was typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                shown = act(form.cleaned_data)
            except NotAllowed:
                raise
            except LinliError as error:
                form.add_error(None, str(error))
                status = error.status if error.status >= 409 else 422
            else:
                messages.success(request, words["done"])
                return redirect("areas:branch", shown)
    context = {"form": form, "row": row, "words": words, "level": levels.label(row.level)}
    return render(request, "areas/change.html", context, status=status)


def _begin(request: HttpRequest, area_id: int) -> tuple[StaffRequest, AreaSpan, dict[str, Any]]:
    """The request, the place, and the first values of its form."""
    staff = cast("StaffRequest", request)
    row = access.get_own_place(staff.scope, area_id)
    return staff, row, {"version": access.version_of(area_id)}


def _who(staff: StaffRequest, data: dict[str, Any]) -> dict[str, Any]:
    """What every service is given."""
    return {"actor": staff.actor, "at": time.now(), "on": data["on"]}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, area_id: int) -> HttpResponse:
    """Set up a place below this one."""
    staff, row, _initial = _begin(request, area_id)
    form = forms.NewPlaceForm(request.POST or None, parent=row)

    def act(data: dict[str, Any]) -> int:
        area = services.create_place(
            parent_id=area_id,
            level=data["level"],
            kind=data["kind"] or None,
            name=data["name"],
            **_who(staff, data),
        )
        return area.pk

    return _page(
        request, row, form, act, {"title": _("设立下级地点"), "button": _("设立"), "done": _("已设立。")}
    )


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, area_id: int) -> HttpResponse:
    """Another name from a day on."""
    staff, row, initial = _begin(request, area_id)
    form = forms.RenameForm(request.POST or None, initial={**initial, "name": row.name})

    def act(data: dict[str, Any]) -> int:
        services.rename(area_id=area_id, name=data["name"], version=data["version"], **_who(staff, data))
        return area_id

    return _page(
        request,
        row,
        form,
        act,
        {"title": _("更名"), "button": _("更名"), "done": _("已更名，原名称保留在沿革里。")},
    )


@require_http_methods(["GET", "POST"])
def recode(request: HttpRequest, area_id: int) -> HttpResponse:
    """Codes an authority has published meanwhile."""
    staff, row, initial = _begin(request, area_id)
    first = {**initial, "code_stat": row.code_stat, "code_mca": row.code_mca}
    form = forms.CodesForm(request.POST or None, initial=first)

    def act(data: dict[str, Any]) -> int:
        codes = {"code_stat": data["code_stat"], "code_mca": data["code_mca"]}
        services.set_codes(area_id=area_id, **codes, **_who(staff, data))
        return area_id

    return _page(
        request, row, form, act, {"title": _("区划代码"), "button": _("保存"), "done": _("代码已更新。")}
    )


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, area_id: int) -> HttpResponse:
    """Another parent from a day on."""
    staff, row, initial = _begin(request, area_id)
    within = access.own_refs(staff.scope)
    form = forms.MoveForm(request.POST or None, row=row, within=within, initial=initial)

    def act(data: dict[str, Any]) -> int:
        services.move(area_id=area_id, parent_id=data["parent"], version=data["version"], **_who(staff, data))
        return area_id

    return _page(
        request,
        row,
        form,
        act,
        {"title": _("划归"), "button": _("划归"), "done": _("已划归，下级一并划转。")},
    )


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, area_id: int) -> HttpResponse:
    """With sisters into a new place."""
    staff, row, initial = _begin(request, area_id)
    sisters = queries.children(row.parent_id or 0).filter(level=row.level).exclude(area_id=area_id)
    form = forms.MergeForm(request.POST or None, sisters=list(sisters), initial=initial)

    def act(data: dict[str, Any]) -> int:
        access.require_keeps(staff.scope, data["others"])
        made = services.merge(area_ids=[area_id, *data["others"]], name=data["name"], **_who(staff, data))
        return made.pk

    return _page(
        request,
        row,
        form,
        act,
        {"title": _("合并"), "button": _("合并"), "done": _("已合并，原地点的记录都在。")},
    )


@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest, area_id: int) -> HttpResponse:
    """Another place comes into this one."""
    staff, row, initial = _begin(request, area_id)
    within = access.own_refs(staff.scope)
    form = forms.TakeOverForm(request.POST or None, row=row, within=within, initial=initial)

    def act(data: dict[str, Any]) -> int:
        services.take_over(
            area_id=area_id, source_id=data["source"], version=data["version"], **_who(staff, data)
        )
        return area_id

    return _page(
        request,
        row,
        form,
        act,
        {"title": _("并入"), "button": _("并入"), "done": _("已并入，下级一并划转。")},
    )


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, area_id: int) -> HttpResponse:
    """Into two; more parts by splitting again."""
    staff, row, initial = _begin(request, area_id)
    below = list(queries.children(area_id))
    form = forms.SplitForm(request.POST or None, children=below, initial={**initial, "first": row.name})

    def act(data: dict[str, Any]) -> int:
        moved = set(data["moved"])
        stay = tuple(child.area_id for child in below if child.area_id not in moved)
        parts = [
            services.Part(data["first"], stay, continues=data["continues"]),
            services.Part(data["second"], tuple(sorted(moved))),
        ]
        ids = services.split(area_id=area_id, parts=parts, version=data["version"], **_who(staff, data))
        return ids[1]

    return _page(
        request,
        row,
        form,
        act,
        {"title": _("拆分"), "button": _("拆分"), "done": _("已拆分，下级都已分到。")},
    )


@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, area_id: int) -> HttpResponse:
    """What belongs to a grid, or the communities a road lies in."""
    staff, row, initial = _begin(request, area_id)
    is_grid = row.level == "grid"
    if is_grid:
        wanted = levels.GRID_MEMBERS
        held = list(queries.grid_members(area_id).values_list("member_id", flat=True))
        label = _("本网格包括哪些小区、楼栋、路段")
    else:
        wanted = frozenset({"community"})
        held = queries.covered_communities(area_id)
        label = _("跨哪些社区")
    rows = list(queries.subtree(row.parent_id or 0).filter(level__in=wanted)[:500])
    form = forms.MembersForm(
        request.POST or None, rows=rows, label=label, initial={**initial, "members": held}
    )

    def act(data: dict[str, Any]) -> int:
        if is_grid:
            services.set_grid(grid_id=area_id, members=data["members"], **_who(staff, data))
        else:
            services.set_covers(area_id=area_id, communities=data["members"], **_who(staff, data))
        return area_id

    return _page(
        request, row, form, act, {"title": _("调整范围"), "button": _("保存"), "done": _("范围已调整。")}
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, area_id: int) -> HttpResponse:
    """The end of a place; its records stay."""
    staff, row, initial = _begin(request, area_id)
    form = forms.EndForm(request.POST or None, initial=initial)
    parent_id = row.parent_id or access.home(staff.scope)

    def act(data: dict[str, Any]) -> int:
        services.end(area_id=area_id, version=data["version"], **_who(staff, data))
        return parent_id

    return _page(
        request, row, form, act, {"title": _("停用"), "button": _("停用"), "done": _("已停用，记录保留。")}
    )
