"""Forms of courtyard governance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.areas import queries as areas
from linli.organizations.forms import body_field, day_field, place_field
from linli.organizations.models import ServiceContract
from linli.ui.widgets import BigText, DateInput, PhoneInput


class PlaceDay(forms.Form):
    """Below which place and on which day one looks."""

    area = place_field(label=_("范围"), required=False)
    on = forms.DateField(label=_("截至哪天"), widget=DateInput(), required=False)

    def __init__(self, *args: Any, words: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        """``words``: names of places that are known already, by id."""
        super().__init__(*args, **kwargs)
        widget: Any = self.fields["area"].widget
        ask, known = widget.label_for, words or {}
        widget.label_for = lambda value: known.get(str(value)) or ask(value)


class EndProgramme(forms.Form):
    """From which day, and why."""

    on = day_field(_("自哪天起结束"))
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)


class ContractForm(forms.Form):
    """A company serves an estate from a day to a day."""

    area_id = place_field(label=_("小区（楼院）"))
    company_id = body_field(label=_("物业服务企业"))
    kind = forms.ChoiceField(label=_("合同类别"), choices=ServiceContract.Kind.choices)
    number = forms.CharField(label=_("合同编号"), max_length=40, required=False)
    signed_on = forms.DateField(label=_("签订日期"), widget=DateInput(), required=False)
    on = forms.DateField(label=_("开始日期"), widget=DateInput())
    until = forms.DateField(label=_("到哪天止（当天不算）"), widget=DateInput())


class SetUp(forms.Form):
    """Branch, head and committee of courtyards; several courtyards make a joint branch."""

    areas = forms.CharField(
        label=_("楼院"),
        widget=BigText(rows=3),
        help_text=_("写楼院全称，一行一个；写几个就是联建支部。"),
    )
    branch = forms.CharField(label=_("党支部名称"), max_length=60, required=False)
    head = forms.CharField(label=_("楼院长"), max_length=40, required=False)
    head_phone = forms.CharField(label=_("工作电话"), max_length=30, required=False, widget=PhoneInput())
    committee = forms.CharField(label=_("自管会名称"), max_length=60, required=False)
    on = day_field(_("成立日期"))

    def clean_areas(self) -> list[int]:
        """The places, each named so that exactly one is meant."""
        field = place_field(label="", levels=("estate",))
        found = []
        for line in self.cleaned_data["areas"].splitlines():
            if line.strip():
                pk = field.clean(f"text:{line.strip()}")
                span = areas.span(pk)
                if span is None or span.name not in line:
                    raise forms.ValidationError(
                        _("没有找到叫「%(name)s」的小区或楼院，请写全称。") % {"name": line.strip()[:20]}
                    )
                found.append(pk)
        return list(dict.fromkeys(found))
