"""What was done in an emergency, and for which house or household: three small pages of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from linli.cases import access, services
from linli.cases.models import Case
from linli.desk import rescue
from linli.domain.codes import record_id
from linli.organizations import sending
from linli.organizations.requests import StaffRequest
from linli.records.time import now
from linli.registers import access as items
from linli.registers import services as registers
from linli.ui.widgets import BigText, DateTimeInput


class HelpForm(forms.Form):
    """One thing that was done."""

    kind = forms.ChoiceField(label=gettext_lazy("做了什么"), choices=list(rescue.DONE.items()))
    text = forms.CharField(
        label=gettext_lazy("一句话说明"),
        help_text=gettext_lazy("例：组织6名党员连夜排水。"),
        max_length=300,
        required=False,
        widget=BigText(rows=2),
    )
    happened_at = forms.DateTimeField(label=gettext_lazy("时间"), widget=DateTimeInput())
    yuan = forms.DecimalField(
        label=gettext_lazy("花费（元）"), required=False, min_value=0, max_digits=10, decimal_places=2
    )
    paid_by = forms.CharField(label=gettext_lazy("支出来源"), required=False, max_length=40)

    def clean_happened_at(self) -> datetime:
        """Written down afterwards, never before."""
        moment: datetime = self.cleaned_data["happened_at"]
        if moment > now():
            raise forms.ValidationError(_("时间还没有到，请检查。"))
        return moment


class TieForm(forms.Form):
    """Which house or household: found by number or name."""

    q = forms.CharField(label=gettext_lazy("编号或名称"), required=False, max_length=40)


class UntieForm(forms.Form):
    """Why the tie was wrong."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=300)


@require_http_methods(["GET", "POST"])
def help_given(request: StaffRequest, code: str) -> HttpResponse:
    """Write down one thing that was done; the panel shows them in the order of time."""
    case = access.get_case_for(request.scope, code, "note")
    form = HelpForm(request.POST if request.method == "POST" else None, initial={"happened_at": now()})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            given = form.cleaned_data
            services.record_help_action(
                case_id=case.pk, kind=given["kind"], text=given["text"], paid_by=given["paid_by"],
                cost=None if given["yuan"] is None else int(given["yuan"] * 100),
                happened_at=given["happened_at"], actor=request.actor, at=now(),
            )  # fmt: skip
            return request.path

        if sending.tried(request, form, act, aliases={"cost": "yuan"}):
            messages.success(request, _("已记下。"))
            return redirect("cases:page", case.code)
    return _page(request, case, form, _("记一笔救助"))


@require_http_methods(["GET", "POST"])
def tie(request: StaffRequest, code: str) -> HttpResponse:
    """Find the hazardous house or the household, and tie it to the case with one click."""
    case = access.get_case_for(request.scope, code, "note")
    form = TieForm(request.GET if "q" in request.GET else None)
    if request.method == "POST":
        form = TieForm(request.POST)
        item = items.get_item_for(request.scope, record_id(request.POST.get("item", "")) or 0, "edit")

        def act() -> str:
            registers.tie_item(
                item_id=item.pk, kind=rescue.SUBJECT, subject_id=case.pk, actor=request.actor, at=now()
            )
            return request.path

        if sending.tried(request, form, act):
            messages.success(request, _("已关联：%(item)s") % {"item": item})
            return redirect("cases:page", case.code)
    asked = str(form.data.get("q", ""))
    rows = rescue.offered(request.scope, case, asked)
    return _page(request, case, form, _("关联房屋或家庭"), template="desk/tie.html", rows=rows, asked=asked)


@require_http_methods(["GET", "POST"])
def untie(request: StaffRequest, code: str, tie_id: int) -> HttpResponse:
    """Take a wrong tie back, with its reason."""
    case = access.get_case_for(request.scope, code, "note")
    row = items.get_tie_for(request.scope, tie_id, kind=rescue.SUBJECT, subject_id=case.pk)
    form = UntieForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            registers.untie_item(
                tie_id=row.pk, reason=form.cleaned_data["reason"], actor=request.actor, at=now()
            )
            return request.path

        if sending.tried(request, form, act):
            messages.success(request, _("已取消关联。"))
            return redirect("cases:page", case.code)
    return _page(request, case, form, _("取消关联"))


def _page(
    request: StaffRequest, case: Case, form: forms.Form, title: str, *, template: str = "desk/rescue_form.html",
    **more: Any,
) -> HttpResponse:  # fmt: skip
    status = sending.status_of(form)
    context = {"form": form, "title": title, "case": case, "back": reverse("cases:page", args=[case.code])}
    return render(request, template, context | more, status=status)
