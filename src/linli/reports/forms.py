"""Django forms of this room: a form drawn up by an office, a task, a reason."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.definitions import get_library
from linli.domain.periods import Kind
from linli.ui.widgets import BigText, DateInput

PERIODS = (
    (Kind.DAY.value, gettext_lazy("日报")),
    (Kind.WEEK.value, gettext_lazy("周报")),
    (Kind.XUN.value, gettext_lazy("旬报")),
    (Kind.MONTH.value, gettext_lazy("月报")),
    (Kind.QUARTER.value, gettext_lazy("季报")),
    (Kind.HALF_YEAR.value, gettext_lazy("半年报")),
    (Kind.YEAR.value, gettext_lazy("年报")),
)
KINDS = {"本期": "period", "累计": "cumulative", "期末": "stock"}


def units() -> dict[str, str]:
    """Word of a unit → its term."""
    return {
        term.zh: term.id
        for term in get_library().terms.values()
        if term.id.startswith("unit_") or term.id in ("yuan", "person")
    }


class DraftForm(forms.Form):
    """A form an office wants to send out: what it asks, by which basis, until when."""

    title = forms.CharField(label=gettext_lazy("表名"), max_length=100)
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=200,
        help_text=gettext_lazy("文件名称和文号；没有依据的表不能列入清单。"),
    )
    period = forms.ChoiceField(label=gettext_lazy("多久报一次"), choices=PERIODS, initial="month")
    days = forms.IntegerField(
        label=gettext_lazy("期末后几个工作日内报"), min_value=1, max_value=60, initial=3
    )
    items = forms.CharField(
        label=gettext_lazy("要报的项"),
        widget=BigText(8),
        help_text=gettext_lazy("一行一项：名称，单位，本期／累计／期末。例如：走访户数，户，本期"),
    )
    valid_to = forms.DateField(label=gettext_lazy("用到哪天为止"), widget=DateInput())

    def clean_items(self) -> list[dict[str, Any]]:
        """Each line as an item; a wrong line is named."""
        known, items = units(), []
        for number, line in enumerate(str(self.cleaned_data["items"]).splitlines(), start=1):
            parts = [part.strip() for part in re.split(r"[,，\t;；]", line) if part.strip()]
            if not parts:
                continue
            name, unit, kind = (*parts, "项", "本期")[:3] if len(parts) == 1 else (*parts, "本期")[:3]
            if unit not in known:
                raise forms.ValidationError(
                    _("第%(number)d行的单位“%(unit)s”不认识，可用：%(known)s。")
                    % {"number": number, "unit": unit, "known": "、".join(known)}
                )
            if kind not in KINDS:
                raise forms.ValidationError(
                    _("第%(number)d行：“%(kind)s”应写本期、累计或期末。") % {"number": number, "kind": kind}
                )
            items.append(
                {
                    "id": f"item_{number}",
                    "names": {"zh": name, "en": name},
                    "unit": known[unit],
                    "kind": KINDS[kind],
                }
            )
        if not items:
            raise forms.ValidationError(_("一项也没有。"))
        return items

    def content(self) -> dict[str, Any]:
        """The form as data."""
        data = self.cleaned_data
        span = {
            "from": "2000-01-01",
            "value": {"amount": data["days"], "unit": "working_day"},
            "source": "office",
        }
        return {
            "id": "office_form", "term": "report_task", "period": data["period"], "items": data["items"],
            "due": {"span": [span]}, "basis": {"zh": data["basis"], "en": data["basis"]},
            "layout": {"title": {"zh": data["title"], "en": data["title"]}},
        }  # fmt: skip


class IssueForm(forms.Form):
    """For which period a form goes out, and to whom."""

    day = forms.DateField(
        label=gettext_lazy("统计期内任一天"),
        widget=DateInput(),
        help_text=gettext_lazy("系统按表的周期算出起止日期。"),
    )
    last_day = forms.DateField(label=gettext_lazy("截止日（专项用）"), widget=DateInput(), required=False)
    due = forms.DateTimeField(
        label=gettext_lazy("报送期限"), required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=gettext_lazy("不填就按表的规定和工作日历算。"),
    )  # fmt: skip
    bodies = forms.MultipleChoiceField(label=gettext_lazy("填报单位"), widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, bodies: list[tuple[int, str]], today: date, campaign: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].choices = [(str(pk), name) for pk, name in bodies]  # type: ignore[attr-defined]
        self.fields["bodies"].initial = [str(pk) for pk, _name in bodies]
        self.fields["day"].initial = today
        if campaign:
            self.fields["last_day"].required = True
        else:
            del self.fields["last_day"]


class RepeatForm(forms.Form):
    """From which period on a form goes out by itself, how early, and to whom."""

    day = forms.DateField(
        label=gettext_lazy("从哪一期开始"),
        widget=DateInput(),
        help_text=gettext_lazy("填这一期内的任一天。"),
    )
    ahead = forms.IntegerField(
        label=gettext_lazy("提前几天下发"), min_value=0, max_value=15, initial=0, required=False,
        help_text=gettext_lazy("0：一期结束后第一天早上8点下发。已手工发过的那一期不会再发。"),
    )  # fmt: skip
    bodies = forms.MultipleChoiceField(label=gettext_lazy("填报单位"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, bodies: list[tuple[int, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].choices = [(str(pk), name) for pk, name in bodies]  # type: ignore[attr-defined]
        self.fields["bodies"].initial = [str(pk) for pk, _name in bodies]
        self.fields["day"].initial = today


class SourceForm(forms.Form):
    """What another source said of the same items: beside the body's own word, never instead of it."""

    source = forms.CharField(
        label=gettext_lazy("数据来源"),
        max_length=160,
        help_text=gettext_lazy("文件名称和文号、会议、报道及日期。"),
    )
    issuer = forms.CharField(label=gettext_lazy("发布单位"), max_length=100)
    as_of = forms.DateField(label=gettext_lazy("数据截至"), widget=DateInput())
    explanation = forms.CharField(
        label=gettext_lazy("说明"), max_length=300, required=False, widget=BigText(2),
        help_text=gettext_lazy("累计数比以前小、口径不同，在这里写明。"),
    )  # fmt: skip

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in items:
            self.fields[f"v_{key}"] = forms.CharField(label=label, max_length=30, required=False)

    def typed(self) -> dict[str, str]:
        """What was typed, by item; what the source does not speak of is left out."""
        return {
            name[2:]: str(text)
            for name, text in self.cleaned_data.items()
            if name.startswith("v_") and str(text).strip()
        }


class ReasonForm(forms.Form):
    """A reason, for a return, an unlock or an overlap."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=300, widget=BigText(3))


class FilesForm(forms.Form):
    """Returned workbooks of one task."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = forms.FileField(
            label=_("收回来的表"),
            widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et"}),
            help_text=_("可一次选多个；按表里的单位名称对应。"),
        )
        self.fields["files"].widget.attrs["multiple"] = True
