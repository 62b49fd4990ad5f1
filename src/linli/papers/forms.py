"""Forms of papers: filters, drafting, what the office automation gave back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.papers.kinds import KINDS
from linli.papers.models import Paper
from linli.ui.widgets import BigText, DateInput


class FilterForm(forms.Form):
    """Filters of the list."""

    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Paper.State.choices]
    )
    kind = forms.ChoiceField(
        label=_("种类"), required=False, choices=[("", _("全部")), *((k.id, k.label) for k in KINDS.values())]
    )
    text = forms.CharField(label=_("标题或文号"), required=False, max_length=60)


class DraftForm(forms.Form):
    """A paper drafted for the office automation."""

    kind = forms.ChoiceField(
        label=_("种类"), choices=[(kind.id, kind.label) for kind in KINDS.values() if kind.style == "oa"]
    )
    title = forms.CharField(label=_("标题"), max_length=120)
    addressee = forms.CharField(label=_("主送"), max_length=200, required=False)
    text = forms.CharField(
        label=_("正文"),
        widget=BigText(12),
        max_length=20_000,
        help_text=_("一行一段。用「一、」「（一）」「1.」「（1）」开头的短行自动成为标题。"),
    )
    authority = forms.CharField(
        label=_("授权依据"),
        max_length=200,
        required=False,
        help_text=_("转两办印发时填写，例如会议纪要编号。一般不用填。"),
    )


class NumberForm(forms.Form):
    """Number and date the office automation gave."""

    number = forms.CharField(label=_("文号"), max_length=60, help_text=_("例如 濮政办〔2026〕8号"))
    issued_on = forms.DateField(label=_("成文日期"), widget=DateInput())


class ReasonForm(forms.Form):
    """Why a draft is voided."""

    reason = forms.CharField(label=_("作废原因"), max_length=200)
