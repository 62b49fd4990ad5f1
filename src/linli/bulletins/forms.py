"""Forms of bulletins: filters, a new draft, its words, a value by hand, a correction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.bulletins.models import Bulletin
from linli.ui.widgets import BigText, DateInput


class FilterForm(forms.Form):
    """Filters of the list."""

    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Bulletin.State.choices]
    )
    text = forms.CharField(label=_("标题"), required=False, max_length=60)


class PeriodForm(forms.Form):
    """The period of a new bulletin; both days are included."""

    template = forms.CharField(widget=forms.HiddenInput)
    first_day = forms.DateField(label=_("从"), required=False, widget=DateInput())
    last_day = forms.DateField(label=_("到"), widget=DateInput())


class WordsForm(forms.Form):
    """The words around the figures."""

    title = forms.CharField(label=_("标题"), max_length=120)
    addressee = forms.CharField(label=_("主送"), max_length=200, required=False)
    text = forms.CharField(
        label=_("正文"),
        max_length=20_000,
        widget=BigText(14),
        help_text=_(
            "花括号里是数字，可以移动、删去或多用几次；其余文字随意改。一行一段，「一、」「（一）」开头的短行是标题。"
        ),
    )
    authority = forms.CharField(
        label=_("授权依据"), max_length=200, required=False, help_text=_("转两办印发时填写，一般不用填。")
    )


class ValueForm(forms.Form):
    """A value by hand."""

    name = forms.CharField(widget=forms.HiddenInput)
    value = forms.CharField(label=_("数字"), max_length=4000)
    source = forms.CharField(label=_("来源"), max_length=100)
    explanation = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, table: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if table:
            self.fields["value"] = forms.CharField(
                label=_("各单位完成情况"),
                widget=BigText(6),
                max_length=4000,
                help_text=_("一行一个单位：范县 10/11"),
            )
            self.fields["basis"] = forms.CharField(
                label=_("考核依据"),
                max_length=100,
                required=False,
                help_text=_("没有考核依据的不排名，按行政区划顺序列出。"),
            )
            del self.fields["explanation"]


class ReasonForm(forms.Form):
    """Why a bulletin is corrected or voided."""

    reason = forms.CharField(label=_("原因"), max_length=500)
