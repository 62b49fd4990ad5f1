"""Assigning one or many, another holder, ending, ticking, and the list of households and projects."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts.policy import NotYours
from linli.areas import queries as areas
from linli.definitions.duties import DutyKind
from linli.domain.codes import record_id
from linli.duties import access, forms, kinds, objects, queries, services
from linli.duties.errors import DutyRefused, NoSuchKind
from linli.duties.views.common import form_page, once, stale, today, tried
from linli.organizations.requests import StaffRequest
from linli.records.errors import Conflict
from linli.records.time import now

#: Objects offered at once; more are reached by a smaller place.
OFFERED = 120


@require_http_methods(["GET", "POST"])
def assign(request: StaffRequest) -> HttpResponse:
    """Choose a kind, then a holder and what he takes: those that nobody has stand ready to be ticked."""
    area_id = access.place_of(request.scope, record_id(request.GET.get("place", "")))
    found = [kind for kind, _definition in kinds.in_use(area_id, today())] if area_id else []
    kind = next((one for one in found if one.id == request.GET.get("kind")), None)
    if kind is None or area_id is None:
        rows = [(one, kinds.word(one.id)) for one in found]
        return render(request, "duties/choose.html", {"rows": rows, "area_id": area_id})
    form = forms.AssignForm(
        request.POST or None, kind=kind, things=_things(kind, area_id), initial=_picked(request)
    )
    made: list[int] = []
    if tried(form, lambda data: made.extend(_assign(request, kind, data))):
        said = ngettext("已登记%(count)s条分工。", "已登记%(count)s条分工。", len(made)) % {
            "count": len(made)
        }
        messages.success(request, said)
        return redirect(f"{reverse('duties:list')}?kind={kind.id}")
    back = f"{reverse('duties:gaps')}?kind={kind.id}"
    charges = f"{reverse('duties:charges')}?kind={kind.id}" if kind.object in ("household", "project") else ""
    title = _("分包：%(kind)s") % {"kind": kinds.word(kind.id)}
    return form_page(request, form, title=title, back=back, key=True, charges=charges)


def _picked(request: StaffRequest) -> dict[str, Any]:
    picked = record_id(request.GET.get("object", ""))
    return {} if picked is None else {"things": [picked]}


def _things(kind: DutyKind, area_id: int) -> list[tuple[int, str]]:
    rows = queries.gap_rows(kind, area_id, today(), limit=OFFERED)
    return [(row.object_id, f"{row.where} {row.name}".strip()) for row in rows]


def _assign(request: StaffRequest, kind: DutyKind, data: dict[str, Any]) -> list[int]:
    _own_objects(request, kind, data["chosen"])
    drafts = [
        services.Draft(
            pk, post_id=data.get("post_id"), body_id=data.get("body_id"), grade=data.get("grade") or "",
            due_on=data.get("due_on"), quota=data.get("quota") or "",
        )
        for pk in data["chosen"]
    ]  # fmt: skip

    def run() -> list[int]:
        rows = services.assign_many(
            kind=kind.id, drafts=drafts, on=data["on"], until=data["until"], basis=data["basis"],
            actor=request.actor, at=now(),
        )  # fmt: skip
        return [row.pk for row in rows]

    made: list[int] = once(request, data, run)
    return made


def _own_objects(request: StaffRequest, kind: DutyKind, ids: list[int]) -> None:
    """What is assigned must lie in the post's own place."""
    refs = request.scope.fill or request.scope.view
    if kind.object == "place":
        places = set(ids)
    else:
        rows = objects.source(kind.object).rows(ids)
        places = {row.area_id for row in rows}
    if any(not areas.within(pk, refs) for pk in places):
        raise DutyRefused(_("有的对象不在您的辖区内，不能分包。"), field="things")


def _changing(request: StaffRequest, pk: int, form: Any, title: str, act: Any, said: str) -> HttpResponse:
    if tried(form, lambda data: once(request, data, lambda: act(data).pk)):
        messages.success(request, said)
        return redirect("duties:page", pk)
    stale(form, pk)
    return form_page(request, form, title=title, back=reverse("duties:page", args=[pk]), key=True)


@require_http_methods(["GET", "POST"])
def reassign(request: StaffRequest, pk: int) -> HttpResponse:
    """Another holder from a day on."""
    row = access.get_duty_for(request.scope, pk, "duty.assign")
    kind = kinds.of_definition(row.definition, row.kind)
    form = forms.FollowForm(request.POST or None, kind=kind, initial={"version": row.version})
    made: list[int] = []

    def act(data: dict[str, Any]) -> None:
        run = lambda: services.reassign(duty_id=pk, **data, actor=request.actor, at=now()).pk  # noqa: E731
        made.append(once(request, data, run))

    if tried(form, act):
        messages.success(request, _("已换人，原来的记录保留。"))
        return redirect("duties:page", made[0])
    stale(form, pk)
    title = _("换人：%(name)s") % {"name": queries.lines([row], today())[0].object}
    return form_page(request, form, title=title, back=reverse("duties:page", args=[pk]), key=True)


@require_http_methods(["GET", "POST"])
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """The duty ends."""
    row = access.get_duty_for(request.scope, pk, "duty.assign")
    form = forms.EndForm(request.POST or None, initial={"version": row.version})
    title = _("结束分工：%(name)s") % {"name": queries.lines([row], today())[0].object}
    return _changing(
        request, pk, form, title,
        lambda data: services.end(duty_id=pk, **data, actor=request.actor, at=now()),
        _("已结束，历史都保留。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def extend(request: StaffRequest, pk: int) -> HttpResponse:
    """The duty lasts longer (or shorter)."""
    row = access.get_duty_for(request.scope, pk, "duty.assign")
    until = None if row.is_open else row.valid_to
    form = forms.ExtendForm(request.POST or None, initial={"version": row.version, "until": until})
    title = _("改期限：%(name)s") % {"name": queries.lines([row], today())[0].object}
    return _changing(
        request, pk, form, title,
        lambda data: services.extend(duty_id=pk, **data, actor=request.actor, at=now()),
        _("期限已改。"),
    )  # fmt: skip


@require_POST
def item(request: StaffRequest, pk: int) -> HttpResponse:
    """One item is done, not in order, or open again."""
    access.get_duty_for(request.scope, pk, "duty.tick")
    form = forms.ItemForm(request.POST)
    try:
        if not form.is_valid():
            raise DutyRefused(_("请选择已完成、不合格或未完成。"))
        services.set_item(duty_id=pk, **form.cleaned_data, actor=request.actor, at=now())
    except (DutyRefused, Conflict) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已登记。"))
    return redirect("duties:page", pk)


@require_http_methods(["GET", "POST"])
def charges(request: StaffRequest) -> HttpResponse:
    """Households or projects that need a holder."""
    kind = kinds.shipped(request.GET.get("kind", ""))
    if kind is None or kind.object not in ("household", "project"):
        raise NoSuchKind()
    form = forms.ChargesForm(request.POST or None, kind=kind, initial={"place": access.home(request.scope)})

    def act(data: dict[str, Any]) -> None:
        if not access.may_assign_at(request.scope, data["place"]):
            raise NotYours()
        once(
            request, data,
            lambda: [row.pk for row in services.add_charges(
                kind=kind.id, area_id=data["place"], names=data["names"], group=data.get("group", ""),
                actor=request.actor, at=now(),
            )],
        )  # fmt: skip

    if tried(form, act):
        messages.success(request, _("已登记，可以分包了。"))
        return redirect(f"{reverse('duties:assign')}?kind={kind.id}&place={form.cleaned_data['place']}")
    title = _("登记对象：%(kind)s") % {"kind": kinds.word(kind.id)}
    return form_page(request, form, title=title, back=f"{reverse('duties:assign')}?kind={kind.id}", key=True)
