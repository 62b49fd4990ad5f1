"""本单位版式: how a body's ledgers are printed: columns, names, heads, fixed order, paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from linli.accounts import policy
from linli.domain.codes import record_id
from linli.ledgers import access
from linli.ledgers.services import layouts as services
from linli.ledgers.services.filling import columns_of
from linli.organizations.requests import StaffRequest
from linli.records.errors import Conflict, LinliError
from linli.records.time import now
from linli.ui.widgets import BigText


class LayoutForm(forms.Form):
    """What an office may change of a printed ledger."""

    title = forms.CharField(label=gettext_lazy("表名"), max_length=100)
    columns = forms.CharField(
        label=gettext_lazy("列"), widget=BigText(12),
        help_text=gettext_lazy("一行一列，按打印顺序；删掉一行就不打印这一列。换叫法写“户数 → 基本情况·总户数”，“·”前是合并的上级表头。"),
    )  # fmt: skip
    order = forms.CharField(
        label=gettext_lazy("固定顺序"), widget=BigText(4), required=False,
        help_text=gettext_lazy("一行一个名称，按第一列排；没有写到的接在后面。这不是排名。"),
    )  # fmt: skip
    paper = forms.ChoiceField(label=gettext_lazy("纸张"), choices=[("A4", "A4"), ("A3", "A3")])
    landscape = forms.BooleanField(label=gettext_lazy("横向"), required=False)
    serial = forms.BooleanField(label=gettext_lazy("打印序号"), required=False)
    attachment = forms.CharField(label=gettext_lazy("附件编号"), max_length=30, required=False)
    note = forms.CharField(label=gettext_lazy("表下说明"), max_length=200, required=False)


@require_http_methods(["GET", "POST"])
def layout(request: StaffRequest, outlet_id: str) -> HttpResponse:
    """Set the own body's layout of a ledger, or go back to ours (``drop``)."""
    outlet = access.get_outlet_for(request.scope, outlet_id)
    body, at = request.actor.body_id, now()
    if body is None:
        raise policy.NotYours
    version = record_id(request.POST.get("version", "")) or 0
    columns = columns_of(outlet, request.scope, at)
    shape = services.shape_for(outlet.id, body)
    initial = _initial(str(outlet.title), columns, shape)
    given = request.POST if request.method == "POST" and "drop" not in request.POST else None
    form, refused = LayoutForm(given, initial=initial), None
    try:
        if "drop" in request.POST:
            services.drop_layout(
                outlet_id=outlet.id, body_id=body, actor=request.actor, at=at, version=version
            )
            messages.success(request, _("已恢复系统版式。"))
            return redirect("ledgers:layout", outlet.id)
        if form.is_valid():
            services.set_layout(
                outlet_id=outlet.id, body_id=body, content=_content(form.cleaned_data, columns),
                actor=request.actor, at=at, version=version,
            )  # fmt: skip
            messages.success(request, _("已保存，以后导出都用这个版式。"))
            return redirect("ledgers:layout", outlet.id)
    except Conflict as conflict:
        refused = conflict
    except LinliError as error:
        form.add_error("columns", str(error))
    context = {
        "outlet": outlet, "form": form, "own": shape is not None, "conflict": refused,
        # Once both were seen, the next save is meant; till then it is what this form was filled from.
        "version": services.version_of(outlet.id, body) if refused or given is None else version,
    }  # fmt: skip
    status = refused.status if refused else 422 if form.errors else 200
    return render(request, "ledgers/layout.html", context, status=status)


def _initial(title: str, columns: Any, shape: Any) -> dict[str, Any]:
    if shape is None:
        return {
            "title": title,
            "columns": services.lines_of(columns, None),
            "landscape": True,
            "serial": True,
        }
    return {
        "title": shape.title.zh, "columns": services.lines_of(columns, shape), "order": "\n".join(shape.order),
        "paper": shape.paper, "landscape": shape.landscape, "serial": shape.serial,
        "attachment": shape.attachment.zh if shape.attachment else "", "note": shape.note.zh if shape.note else "",
    }  # fmt: skip


def _content(data: dict[str, Any], columns: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "title": {"zh": data["title"], "en": data["title"]}, "paper": data["paper"], "landscape": data["landscape"],
        "serial": data["serial"], "columns": services.columns_from(data["columns"], columns),
        "order": [line.strip() for line in data["order"].splitlines() if line.strip()],
    }  # fmt: skip
    for name in ("attachment", "note"):
        if data[name]:
            found[name] = {"zh": data[name], "en": data[name]}
    return found
