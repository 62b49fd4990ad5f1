"""The small form of the clock page: which limit, from when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.clocks import lookup


class NoticeForm(forms.Form):
    """The notice of a year, in the form of ``library/calendars``."""

    text = forms.CharField(
        label=_("通知内容"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text=_(
            "写法：year 年份；source 通知标题（title）和文号（number）；holidays 每个节日的 name、statutory 法定假日、"
            "rest 调休放假、workdays 调休上班。"
        ),
        error_messages={"required": _("请把放假通知按写法填在这里。")},
    )


class CountForm(forms.Form):
    """Which clock, from when, for what class of matter."""

    clock = forms.ChoiceField(label=_("时限"))
    at = forms.DateTimeField(
        label=_("从何时起算"),
        help_text=_("提前报备的，填开始的时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        error_messages={"invalid": _("时间写法如2026-02-13 16:00")},
    )
    complex = forms.BooleanField(label=_("重大复杂事项"), required=False)
    community = forms.BooleanField(label=_("由社区承办"), required=False)
    working = forms.BooleanField(label=_("按工作日算"), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["clock"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = lookup.choices(on)

    def clean_at(self) -> Any:
        """Dates the calendar can count, in a sentence."""
        at = self.cleaned_data["at"]
        if not 1990 <= at.year <= date.today().year + 50:  # noqa: DTZ011  a bound, not a moment
            raise forms.ValidationError(_("日期要在1990年以后、今后50年以内"))
        return at

    @property
    def classes(self) -> list[str]:
        """The classes ticked."""
        return [name for name in ("complex", "community") if self.cleaned_data.get(name)]
