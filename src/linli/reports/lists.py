"""The lists of this room: what may be asked of them, in which order they stand. Pages and exports read the same rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.domain.access import Scope
from linli.reports import access, queries
from linli.reports.forms import PERIODS
from linli.reports.models import FormEntry, Report, ReportTask
from linli.ui.widgets import DateInput

_ALL = ("", _("全部"))
#: Parts of a task's lines that can be looked at alone.
PARTS = (
    _ALL,
    ("missing", _("未报")),
    ("late", _("迟报")),
    ("returned", _("退回重报")),
    ("unchecked", _("待审核")),
)
#: Sort keys of the addresses → columns; the key is unique and never null.
MINE_ORDER = {"due": "due_at", "title": "task__title"}
TASK_ORDER = {"due": "due_at", "title": "title"}
FORM_ORDER = {"title": "title", "fields": "fields", "bodies": "bodies_expected", "ends": "valid_to"}


class MineFilter(forms.Form):
    """Over what my body reported."""

    q = forms.CharField(label=_("表名"), max_length=60, required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[_ALL, *Report.STATES])
    due_from = forms.DateField(label=_("期限自"), required=False, widget=DateInput())
    due_to = forms.DateField(label=_("期限至"), required=False, widget=DateInput())


class TaskFilter(forms.Form):
    """Over collections."""

    q = forms.CharField(label=_("表名、收表单位"), max_length=60, required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[_ALL, *ReportTask.State.choices])
    missing = forms.ChoiceField(
        label=_("收齐没有"),
        required=False,
        choices=[_ALL, ("open", _("还有未报的")), ("late", _("已过期限未收齐"))],
    )
    due_from = forms.DateField(label=_("期限自"), required=False, widget=DateInput())
    due_to = forms.DateField(label=_("期限至"), required=False, widget=DateInput())


class FormFilter(forms.Form):
    """Over the registry of forms."""

    q = forms.CharField(label=_("表名、依据、主责单位"), max_length=60, required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[_ALL, *FormEntry.State.choices])
    period = forms.ChoiceField(label=_("多久报一次"), required=False, choices=[_ALL, *PERIODS])
    overlap = forms.BooleanField(label=_("只看与别的表重复的"), required=False)


class LineFilter(forms.Form):
    """Over the bodies of one collection."""

    q = forms.CharField(label=_("单位"), max_length=60, required=False)
    part = forms.ChoiceField(label=_("只看"), required=False, choices=PARTS)


def order_of(sort: str, known: Mapping[str, str], usual: tuple[str, ...]) -> tuple[str, ...]:
    """The order an address asks for, ended by the key; anything unknown is the usual order."""
    column = known.get(sort.removeprefix("-"))
    if column is None:
        return usual
    sign = "-" if sort.startswith("-") else ""
    return (f"{sign}{column}", f"{sign}id")


def asked(form: forms.Form) -> dict[str, Any]:
    """What was typed and could be read."""
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


def _within(rows: QuerySet[Any], data: Mapping[str, Any]) -> QuerySet[Any]:
    if day := data.get("due_from"):
        rows = rows.filter(due_at__date__gte=day)
    if day := data.get("due_to"):
        rows = rows.filter(due_at__date__lte=day)
    return rows


def mine(scope: Scope, data: Mapping[str, Any]) -> QuerySet[Report]:
    """What my body owes or owed."""
    rows = _within(access.reports_for(scope), data)
    if text := data.get("q"):
        rows = rows.filter(task__title__icontains=text)
    return rows.filter(state=data["state"]) if data.get("state") else rows


def tasks(scope: Scope, data: Mapping[str, Any], at: datetime) -> QuerySet[ReportTask]:
    """Collections of my body and below."""
    rows = _within(access.tasks_for(scope), data)
    if text := data.get("q"):
        rows = rows.filter(Q(title__icontains=text) | Q(issuer__name__icontains=text))
    if state := data.get("state"):
        rows = rows.filter(state=state)
    if missing := data.get("missing"):
        owing = Report.objects.filter(state__in=queries.TO_DO).values("task")
        rows = rows.filter(state=ReportTask.State.OPEN, pk__in=owing)
        rows = rows.filter(due_at__lt=at) if missing == "late" else rows
    return rows


def forms_(scope: Scope, data: Mapping[str, Any]) -> QuerySet[FormEntry]:
    """The registry."""
    rows = access.forms_for(scope)
    if text := data.get("q"):
        rows = rows.filter(
            Q(title__icontains=text) | Q(basis__icontains=text) | Q(owner__name__icontains=text)
        )
    for name in ("state", "period"):
        if data.get(name):
            rows = rows.filter(**{name: data[name]})
    return rows.exclude(overlaps=[]) if data.get("overlap") else rows


def lines(task: ReportTask, data: Mapping[str, Any]) -> QuerySet[Report]:
    """The bodies of a collection, or a part of them."""
    rows = task.reports.select_related("body")
    if text := data.get("q"):
        rows = rows.filter(Q(body__name__icontains=text) | Q(body__short_name__icontains=text))
    parts = {
        "missing": Q(state__in=queries.TO_DO),
        "late": Q(on_time=False),
        "returned": Q(state="returned"),
        "unchecked": Q(state="submitted"),
    }
    part = parts.get(str(data.get("part") or ""))
    return rows.filter(part) if part is not None else rows
