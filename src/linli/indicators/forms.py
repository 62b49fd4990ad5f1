"""Forms of this room: which period, drafting a table, objections, additions and deductions, corrections, targets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.definitions.indicators import Indicator
from linli.domain.periods import Kind
from linli.ui.widgets import DateInput

KIND_WORDS = {
    Kind.DAY.value: _("日"),
    Kind.WEEK.value: _("周"),
    Kind.XUN.value: _("旬"),
    Kind.MONTH.value: _("月"),
    Kind.QUARTER.value: _("季度"),
    Kind.HALF_YEAR.value: _("半年"),
    Kind.YEAR.value: _("年"),
    Kind.ASSESSMENT_MONTH.value: _("考核期（19日至18日）"),
    Kind.CAMPAIGN.value: _("专项（自定起止）"),
}


class AskForm(forms.Form):
    """Period, 数据截至 and 同口径 over a table."""

    period = forms.ChoiceField(label=_("周期"), required=False)
    day = forms.DateField(label=_("哪天所在的周期"), required=False, widget=DateInput)
    as_of = forms.DateField(label=_("数据截至"), required=False, widget=DateInput)
    basis = forms.ChoiceField(
        label=_("区划"),
        required=False,
        choices=[("", _("按当时区划")), ("today", _("按现在区划（同口径）"))],
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [one for one in indicator.periods if one != Kind.CAMPAIGN.value]
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, KIND_WORDS[one]) for one in kinds]


class DraftForm(forms.Form):
    """A table to be kept."""

    day = forms.DateField(label=_("哪天所在的周期"), widget=DateInput)
    basis = forms.CharField(
        label=_("考核依据"),
        required=False,
        max_length=200,
        help_text=_("写明文件名称和文号。不写的，只出进展情况表，不排名。"),
    )


class TextForm(forms.Form):
    """One sentence and the version it was written against."""

    text = forms.CharField(label=_("说明"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.CharField(required=False, widget=forms.HiddenInput)


class AdjustForm(forms.Form):
    """加分、扣分."""

    unit = forms.ChoiceField(label=_("单位"))
    points = forms.DecimalField(
        label=_("加减分"), max_digits=8, decimal_places=3, help_text=_("扣分写负数。")
    )
    reason = forms.CharField(label=_("理由"), max_length=200)
    proof = forms.CharField(label=_("凭据"), max_length=200)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = units


class ObjectForm(forms.Form):
    """核对意见 of a unit."""

    unit = forms.ChoiceField(label=_("单位"))
    text = forms.CharField(
        label=_("核对意见"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明哪个数不对、应为多少、有什么凭据。"),
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = units


class TargetForm(forms.Form):
    """A target of a unit with its paper."""

    unit = forms.ChoiceField(label=_("单位"))
    period = forms.ChoiceField(label=_("周期"))
    day = forms.DateField(label=_("哪天所在的周期"), widget=DateInput)
    value = forms.DecimalField(label=_("目标值"), min_value=0, max_digits=20, decimal_places=4)
    paper = forms.CharField(label=_("依据文件"), max_length=200, help_text=_("写文件名称和文号。"))

    def __init__(self, *args: Any, indicator: Indicator, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [one for one in indicator.periods if one != Kind.CAMPAIGN.value]
        for name, choices in (("unit", units), ("period", [(one, KIND_WORDS[one]) for one in kinds])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class LeaveOutForm(forms.Form):
    """剔除 of one record: who approves is the acting post."""

    reason = forms.CharField(label=_("理由"), max_length=40)
    basis = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("写明哪份办法第几条，或者会议纪要。")
    )
    on = forms.DateField(label=_("批准日期"), widget=DateInput)


class UnitsForm(forms.Form):
    """From which day a set of units holds; its lines are read beside the form."""

    on = forms.DateField(label=_("从哪天起"), widget=DateInput)
    version = forms.CharField(required=False, widget=forms.HiddenInput)
