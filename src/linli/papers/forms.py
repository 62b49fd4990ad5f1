"""Forms of papers: filters, drafting, what the office automation gave back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.papers.kinds import KINDS, WRITTEN, Kind
from linli.papers.models import Openness, Paper, Series
from linli.ui.widgets import BigText, DateInput, ManyChoices


class FilterForm(forms.Form):
    """Filters of the list."""

    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Paper.State.choices]
    )
    kind = forms.ChoiceField(
        label=_("种类"), required=False, choices=[("", _("全部")), *((k.id, k.label) for k in KINDS.values())]
    )
    text = forms.CharField(label=_("标题或文号"), required=False, max_length=60)
    since = forms.DateField(label=_("成文日期从"), required=False, widget=DateInput())
    until = forms.DateField(label=_("到"), required=False, widget=DateInput())
    to_sign = forms.BooleanField(label=_("等本单位签收"), required=False)


class DraftForm(forms.Form):
    """A paper drafted for the office automation."""

    kind = forms.ChoiceField(
        label=_("种类"),
        choices=[(name, KINDS[name].label) for name in WRITTEN if KINDS[name].form != "working"],
    )
    title = forms.CharField(label=_("标题"), max_length=120)
    addressee = forms.CharField(label=_("主送"), max_length=200, required=False)
    text = forms.CharField(
        label=_("正文"),
        widget=BigText(12),
        max_length=20_000,
        help_text=_(
            "一行一段。用「一、」「（一）」「1.」「（1）」开头的短行自动成为标题；〔表格1〕这样的行是已有的表，可以移动。"
        ),
    )
    authority = forms.CharField(
        label=_("授权依据"),
        max_length=200,
        required=False,
        help_text=_("转两办印发时填写，例如会议纪要编号。一般不用填。"),
    )
    attachments = forms.CharField(
        label=_("附件"), required=False, max_length=600, widget=BigText(2), help_text=_("一行一个附件名称。")
    )
    copies = forms.CharField(label=_("抄送"), required=False, max_length=200)
    people = forms.CharField(
        label=_("到会人员或报送范围"),
        required=False,
        max_length=1000,
        widget=BigText(3),
        help_text=_("纪要写「出席：…」「请假：…」「列席：…」，简报写「报：…」「送：…」「发：…」，一行一项。"),
    )


def working_data(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    """The typed fields of a daily paper apart from its addressee and text."""
    fields = {key: str(data.get(f"f_{key}") or "") for key, _label in kind.fields}
    return {"fields": fields, "addressee": data["addressee"], "text": data["text"]}


class WorkingForm(forms.Form):
    """A daily paper: the fields of its kind."""

    addressee = forms.CharField(label=_("主送"), max_length=200, required=False)
    text = forms.CharField(
        label=_("开头一段"),
        required=False,
        max_length=2000,
        widget=BigText(2),
        help_text=_("不写就用通行的一句。"),
    )

    def __init__(self, kind: Kind, data: Any = None) -> None:
        super().__init__(data)
        self.kind = kind
        for key, label in kind.fields:
            long = key in {"text", "analysis", "advice", "decisions", "agenda", "needs"}
            self.fields[f"f_{key}"] = forms.CharField(
                label=label, required=False, max_length=4000, widget=BigText(4) if long else forms.TextInput()
            )


class DescribeForm(forms.Form):
    """公开属性, 发放范围, internal, 回执."""

    openness = forms.ChoiceField(
        label=_("公开属性"), required=False, choices=[("", _("未定")), *Openness.choices]
    )
    distribution = forms.CharField(label=_("发放范围"), required=False, max_length=200)
    internal = forms.BooleanField(label=_("标「内部资料　注意保存」"), required=False)
    asks_reply = forms.BooleanField(
        label=_("要求回执"), required=False, help_text=_("确实需要单位回复的才勾；一般不要回执。")
    )


def described(paper: Paper) -> dict[str, Any]:
    """What the form of a paper's description starts with."""
    return {
        "openness": paper.openness,
        "distribution": paper.distribution,
        "internal": paper.body.internal,
        "asks_reply": paper.asks_reply,
    }


class ReplyForm(forms.Form):
    """A 回执 that came back on paper: from whom, the day it names, what it says."""

    unit = forms.TypedChoiceField(label=_("回复单位"), required=False, coerce=int, empty_value=None)
    received_on = forms.DateField(
        label=_("收到日期"), required=False, widget=DateInput(), help_text=_("照回执上写的填；不填就是今天。")
    )
    text = forms.CharField(label=_("登记回执"), required=False, max_length=2000, widget=BigText(2))

    def __init__(self, units: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(units)
        if not units:
            del self.fields["unit"]


class DeliverForm(forms.Form):
    """The units a paper goes to: ticked on a list that is searched, those of the last such paper ticked already."""

    q = forms.CharField(label=_("找单位"), required=False, max_length=40)
    units = forms.TypedMultipleChoiceField(label=_("发放到"), coerce=int, widget=ManyChoices, required=False)

    def __init__(self, choices: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["units"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(choices)

    def clean_units(self) -> list[int]:
        """At least one."""
        units: list[int] = self.cleaned_data["units"]
        if not units:
            raise forms.ValidationError(_("请至少勾选一个单位。"))
        return units


class SeriesForm(forms.Form):
    """How a kind is numbered."""

    kind = forms.ChoiceField(
        label=_("文种"), choices=[(k.id, k.label) for k in KINDS.values() if k.style == "oa" or k.series]
    )
    style = forms.ChoiceField(label=_("编号方式"), choices=Series.Style.choices)
    code = forms.CharField(label=_("机关代字"), max_length=20, help_text=_("例如「濮政办」，只写文字。"))


class NumberForm(forms.Form):
    """Number and date the office automation gave."""

    number = forms.CharField(label=_("文号"), max_length=60, help_text=_("例如 濮政办〔2026〕8号"))
    issued_on = forms.DateField(label=_("成文日期"), widget=DateInput())


class ReasonForm(forms.Form):
    """Why a draft is voided."""

    reason = forms.CharField(label=_("作废原因"), max_length=200)
