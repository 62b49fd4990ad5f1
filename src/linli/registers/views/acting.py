"""The steps of one item: another state, clearing, opening again, a keeper, an end, a stage that begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.domain.calendar import local_day
from linli.organizations.requests import StaffRequest
from linli.records.errors import Conflict, LinliError
from linli.records.time import now
from linli.registers import access, forms
from linli.registers import services as registers
from linli.registers.models import RegisterItem
from linli.registers.services._common import kind_of, secrets_of
from linli.registers.views.editing import told
from linli.registers.views.listing import item_page

#: Step → the verb it asks for, and the name of its form on the page.
STEPS = {
    "move": ("move", "move_form"),
    "clear": ("clear", "clear_form"),
    "reopen": ("reopen", "reopen_form"),
    "keeper": ("edit", "keeper_form"),
    "end": ("edit", "end_form"),
    "stage": ("move", "stage_form"),
}


@require_POST
def act(request: StaffRequest, item_id: int, verb: str) -> HttpResponse:
    """One step; a refusal comes back on the item's page at the field it belongs to."""
    if verb not in STEPS:
        raise Http404
    needed, name = STEPS[verb]
    item = access.get_item_for(request.scope, item_id, needed)
    if verb == "stage":
        return _stage(request, item)
    form = _form(request, item, verb)
    if form.is_valid():
        try:
            _run(request, item, verb, form)
            messages.success(request, _("已办理。"))
            return redirect("registers:item", item.pk)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            return item_page(request, RegisterItem.objects.get(pk=item.pk), status=409, more={name: form})
        except LinliError as refused:
            told(form, refused)
    return item_page(request, item, status=422, more={name: form})


def _form(request: StaffRequest, item: RegisterItem, verb: str) -> Form:
    kind, today = kind_of(item), local_day(now())
    if verb == "move":
        held = {**item.values, **secrets_of(item)}
        return forms.MoveForm(request.POST, kind=kind, state=item.state, held=held, today=today)
    if verb == "clear":
        return forms.ClearForm(request.POST, kind=kind)
    return forms.KeeperForm(request.POST) if verb == "keeper" else forms.ReasonForm(request.POST)


def _run(request: StaffRequest, item: RegisterItem, verb: str, form: Form) -> None:
    data = form.cleaned_data
    base: dict[str, Any] = {
        "item_id": item.pk,
        "version": data.get("version") or None,
        "actor": request.actor,
        "at": now(),
    }
    runs: dict[str, Callable[[], object]] = {
        "move": lambda: registers.move_state(
            state=data["state"],
            given=form.given() if isinstance(form, forms.MoveForm) else {},
            note=data["note"],
            **base,
        ),
        "clear": lambda: registers.clear_item(
            state=data["state"], basis=data["basis"], on=data["on"], verifier_name=data["verifier"], **base
        ),
        "reopen": lambda: registers.reopen_item(reason=data["reason"], **base),
        "keeper": lambda: registers.assign_keeper(
            name=data["name"], body_id=request.actor.body_id if data["name"] else None, **base
        ),
        "end": lambda: registers.end_item(reason=data["reason"], **base),
    }
    runs[verb]()


def _stage(request: StaffRequest, item: RegisterItem) -> HttpResponse:
    try:
        registers.start_stage(
            item_id=item.pk, stage=request.POST.get("stage", ""), actor=request.actor, at=now()
        )
        messages.success(request, _("已记下开始日期。"))
    except LinliError as refused:
        messages.error(request, str(refused))
    return redirect("registers:item", item.pk)
