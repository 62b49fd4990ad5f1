"""Adding and editing an item, and the same change on many."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.domain.calendar import local_day
from linli.domain.codes import record_id
from linli.organizations.requests import StaffRequest
from linli.records import services as records
from linli.records.errors import Conflict, LinliError
from linli.records.time import now
from linli.registers import access, kinds, values
from linli.registers import services as registers
from linli.registers.errors import Refused
from linli.registers.forms import BulkForm, ItemForm
from linli.registers.models import RegisterItem
from linli.registers.services import New
from linli.registers.services._common import kind_of, secrets_of
from linli.registers.views.listing import list_context


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest, kind_id: str) -> HttpResponse:
    """Put one item on the register."""
    kind = access.get_kind_for(request.scope, kind_id, "add")
    today = local_day(now())
    start = {"parent": request.GET.get("parent"), "area": request.GET.get("area")}
    form = ItemForm(
        request.POST or None, kind=kind, within=request.scope.fill, today=today, new=True, initial=start
    )
    if request.method == "POST" and form.is_valid():
        try:
            pk = _once(request, lambda: _add(request, kind_id, form))
            messages.success(request, _("已登记。"))
            return redirect("registers:item", pk)
        except LinliError as refused:
            told(form, refused)
    status = 422 if form.errors else 200
    context = {"form": form, "kind": kind, "title": kinds.label(kind_id)}
    return render(request, "registers/form.html", context, status=status)


def _add(request: StaffRequest, kind_id: str, form: ItemForm) -> int:
    data = form.cleaned_data
    row = New(
        area_id=data["area"],
        name=data["name"],
        values={key: value for key, value in form.given().items() if value is not None},
        number=data.get("number") or "",
        keeper_name=data.get("keeper_name") or "",
        parent_id=data.get("parent"),
    )
    return int(registers.add_item(kind=kind_id, new=row, actor=request.actor, at=now()).pk)


def _once(request: StaffRequest, run: Any) -> int:
    key = request.POST.get("request_key", "")
    if not key:
        return int(run())
    body = "&".join(
        f"{name}={value}" for name, value in sorted(request.POST.items()) if name != "csrfmiddlewaretoken"
    )
    return int(records.once(key=key, actor=request.actor, body=body, run=run, result=(int, int)))


def told(form: Form, refused: LinliError) -> None:
    """A refusal at the fields it belongs to, else above the form."""
    fields = refused.fields if isinstance(refused, Refused) else {}
    for name, sentence in fields.items():
        place = name if name in form.fields else f"f_{name}" if f"f_{name}" in form.fields else None
        form.add_error(place, sentence)
    if not fields:
        form.add_error(None, str(refused))


@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, item_id: int) -> HttpResponse:
    """Change an item; personal values stay as they are while their fields are left empty."""
    item = access.get_item_for(request.scope, item_id, "edit")
    kind = kind_of(item)
    start = {"version": item.version, "area": item.area_id, "name": "" if kind.personal_name else item.name}
    start |= {f"f_{one.id}": item.values.get(one.id) for one in kind.fields if not one.personal}
    form = ItemForm(
        request.POST or None,
        kind=kind,
        within=request.scope.fill,
        today=local_day(now()),
        new=False,
        initial=start,
    )
    _loosen(form, item)
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, item, form)
            messages.success(request, _("已保存。"))
            return redirect("registers:item", item.pk)
        except Conflict as conflict:
            return _conflict(request, item, form, conflict)
        except LinliError as refused:
            told(form, refused)
    status = 422 if form.errors else 200
    context = {"form": form, "kind": kind, "title": kinds.label(item.kind), "item": item}
    return render(request, "registers/form.html", context, status=status)


def _loosen(form: ItemForm, item: RegisterItem) -> None:
    """What is stored masked need not be typed again to keep it."""
    kind, held = form.kind, secrets_of(item)
    for one in kind.fields:
        if one.personal and held.get(one.id):
            form.fields[f"f_{one.id}"].required = False
            form.fields[f"f_{one.id}"].help_text = _("已填写，不显示；不改就空着。")
    if kind.personal_name:
        form.fields["name"].required = False
        form.fields["name"].help_text = _("已填写（%(name)s），不改就空着。") % {"name": item.name}


def _change(request: StaffRequest, item: RegisterItem, form: ItemForm) -> None:
    kept = secrets_of(item)
    given = {
        key: value
        for key, value in form.given().items()
        if not (form.kind.field(key).personal and value is None and kept.get(key))
    }
    registers.change_item(
        item_id=item.pk,
        version=form.cleaned_data["version"],
        name=form.cleaned_data["name"] or None,
        given=given,
        area_id=form.cleaned_data["area"],
        actor=request.actor,
        at=now(),
    )


def _conflict(request: StaffRequest, item: RegisterItem, form: ItemForm, conflict: Conflict) -> HttpResponse:
    """Both texts side by side; what was typed is still in the form, which now carries the newer version."""
    current = RegisterItem.objects.get(pk=item.pk)
    pairs = [
        (
            values.word(one),
            values.said(one, current.values.get(one.id)),
            values.said(one, form.given().get(one.id)),
        )
        for one in form.kind.fields
        if not one.personal and current.values.get(one.id) != form.given().get(one.id)
    ]
    form.data = {**{name: form.data[name] for name in form.data}, "version": str(current.version)}
    form.add_error(None, str(conflict))
    context = {"form": form, "kind": form.kind, "title": kinds.label(item.kind), "item": item, "pairs": pairs}
    return render(request, "registers/form.html", context, status=409)


@require_POST
def many(request: StaffRequest, kind_id: str) -> HttpResponse:
    """The same change on the rows ticked; the first post shows the form, the second does it."""
    kind = access.get_kind_for(request.scope, kind_id, "edit")
    today = local_day(now())
    picked = _picked(request)
    allowed = access.items_for(request.scope, kind, "edit").filter(pk__in=picked, ended_on=None)
    rows = {row.pk: row for row in allowed.order_by("number", "id")}
    if not rows:
        messages.error(request, _("请先勾选要改的条目。"))
        return redirect("registers:list", kind_id)
    sent = "apply" in request.POST
    form = BulkForm(request.POST if sent else None, kind=kind, today=today)
    context: dict[str, Any] = {
        "kind": kind,
        "title": kinds.label(kind_id),
        "form": form,
        "rows": [(row, picked[row.pk] or row.version) for row in rows.values()],
    }
    if sent and form.is_valid():
        versions = {pk: picked[pk] or row.version for pk, row in rows.items()}
        keeper = form.cleaned_data.get("keeper_name", "")
        try:
            done, refused = registers.edit_many(
                picked=versions,
                state=form.cleaned_data["to"],
                given=form.given(),
                keeper={"name": keeper} if keeper else {},
                actor=request.actor,
                at=now(),
            )
        except LinliError as error:
            form.add_error(None, str(error))
            return render(request, "registers/many.html", context, status=422)
        context |= {"done": len(done), "refused": [(rows[pk], text) for pk, text in refused.items()]}
        if not refused:
            messages.success(request, _("已改%(count)d条。") % {"count": len(done)})
            return redirect("registers:list", kind_id)
        return render(request, "registers/many.html", context, status=422)
    return render(request, "registers/many.html", context, status=422 if form.errors else 200)


def _picked(request: StaffRequest) -> dict[int, str]:
    """Ids ticked with the versions their page showed: "12.3"."""
    found: dict[int, str] = {}
    for text in request.POST.getlist("pick")[: registers.MOST_AT_ONCE + 1]:
        pk, _dot, version = text.partition(".")
        if (number := record_id(pk)) is not None:
            found[number] = version
    return found


__all__ = ["edit", "list_context", "many", "new", "told"]
