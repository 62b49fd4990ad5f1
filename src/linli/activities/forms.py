"""Forms of activities: a session, a series, a record in two fields."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from linli.activities import rules
from linli.activities.models import Session
from linli.domain.access import Scope
from linli.domain.calendar import SHANGHAI
from linli.mechanisms.queries import label
from linli.organizations.forms import body_field, place_field
from linli.ui.widgets import BigText, Choices, DateInput, ManyChoices, TimeInput


def kind_choices() -> list[tuple[str, str]]:
    """All kinds of activities, in words."""
    return [(kind.id, label(kind.term)) for _home, kind in rules.shipped().values()]


def tag_choices(kind_id: str) -> list[tuple[str, str]]:
    """What a session of a kind can be filed under."""
    found = rules.shipped().get(kind_id)
    return [(tag, label(tag)) for tag in found[1].tags] if found else []


class MonthFilter(forms.Form):
    """Over the list: month, kind, state, place."""

    month = forms.CharField(label=_("月份"), required=False, max_length=7, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("活动类型"), required=False, choices=lazy(lambda: [("", _("全部")), *kind_choices()], list)
    )
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Session.State.choices]
    )
    area = place_field(label=_("范围"), required=False)


class When(forms.Form):
    """A day and an hour of the wall clock."""

    on = forms.DateField(label=_("日期"), widget=DateInput())
    time = forms.TimeField(label=_("时间"), widget=TimeInput(), initial="09:00")

    def clean(self) -> dict[str, Any]:
        """Both as one instant."""
        data = super().clean() or {}
        if data.get("on") and data.get("time") is not None:
            data["starts_at"] = datetime.combine(data["on"], data["time"], SHANGHAI)
        return data


class SessionForm(When):
    """A single activity."""

    kind = forms.ChoiceField(label=_("活动类型"), choices=lazy(kind_choices, list))
    title = forms.CharField(label=_("名称"), max_length=60)
    area_id = place_field(label=_("在哪个社区"))
    spot = forms.CharField(label=_("具体地点"), max_length=80, required=False)
    organization_id = body_field(label=_("主办单位"), required=False)
    field_order = ("kind", "title", "area_id", "on", "time", "spot", "organization_id")

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_place(self, scope)


class SeriesForm(forms.Form):
    """An activity that comes again."""

    kind = forms.ChoiceField(label=_("活动类型"), choices=lazy(kind_choices, list))
    title = forms.CharField(label=_("名称"), max_length=60)
    area_id = place_field(label=_("在哪个社区"))
    every = forms.ChoiceField(
        label=_("多久一次"),
        choices=[("week", _("每周")), ("month", _("每月")), ("quarter", _("每季度"))],
        widget=Choices(),
        initial="month",
    )
    day = forms.IntegerField(
        label=_("哪一天"),
        min_value=1,
        max_value=31,
        help_text=_("每周填1到7（星期一到星期日），每月填几号。"),
    )
    time = forms.TimeField(label=_("时间"), widget=TimeInput(), initial="09:00")
    on_holiday = forms.ChoiceField(
        label=_("逢节假日"),
        choices=[("keep", _("不改期")), ("next", _("顺延")), ("previous", _("提前")), ("skip", _("不办"))],
        widget=Choices(),
        initial="keep",
    )
    first = forms.DateField(label=_("从哪天开始"), widget=DateInput())

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_place(self, scope)

    def clean(self) -> dict[str, Any]:
        """The words of a stored rhythm."""
        data = super().clean() or {}
        if data.get("day") and data.get("time") is not None and data.get("every"):
            if data["every"] == "week" and data["day"] > 7:
                self.add_error("day", _("每周填1到7，星期一是1。"))
                return data
            data["rhythm"] = {
                "every": data["every"],
                "days": [data["day"]],
                "hour": data["time"].hour,
                "minute": data["time"].minute,
                "on_holiday": data.get("on_holiday") or "keep",
            }
        return data


def own_place(form: forms.Form, scope: Scope) -> None:
    """A post of one community is not asked which."""
    own = [ref.area_id for ref in scope.fill if ref.level == "community"]
    if len(own) == 1 and len(scope.fill) == 1:
        form.fields["area_id"] = forms.IntegerField(widget=forms.HiddenInput, initial=own[0])


class RecordForm(forms.Form):
    """It was held: theme and how many came; the rest may stay empty. Nothing is scored."""

    theme = forms.CharField(label=_("主题"), max_length=120, required=False)
    people = forms.IntegerField(label=_("到会人数"), min_value=1, max_value=100_000)
    minutes = forms.IntegerField(label=_("时长（分钟）"), min_value=1, max_value=44_640, required=False)
    notes = forms.CharField(label=_("活动情况"), max_length=4000, required=False, widget=BigText(rows=4))
    tags = forms.MultipleChoiceField(label=_("归类"), required=False, widget=ManyChoices())
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, row: Session, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = tag_choices(row.kind)
        if choices:
            self.fields["tags"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["tags"]


class AnswerForm(forms.Form):
    """A unit that is asked says whether it comes and with how many."""

    coming = forms.ChoiceField(
        label=_("贵单位参加吗"), choices=[("yes", _("参加")), ("no", _("不参加"))], widget=Choices()
    )
    people = forms.IntegerField(
        label=_("大约来几个人"), help_text=_("不参加就不用填。"), min_value=1, max_value=1000, required=False
    )


class MoveForm(When):
    """Another day, and why."""

    reason = forms.CharField(label=_("原因"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CancelForm(forms.Form):
    """It does not take place, and why."""

    reason = forms.CharField(label=_("原因"), max_length=200, widget=BigText(rows=2))
    version = forms.IntegerField(widget=forms.HiddenInput)


class SeriesFilter(forms.Form):
    """Over the list of series."""

    q = forms.CharField(label=_("名称"), max_length=40, required=False)
    kind = forms.ChoiceField(
        label=_("活动类型"), required=False, choices=lazy(lambda: [("", _("全部")), *kind_choices()], list)
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("进行中")), ("over", _("已结束")), ("all", _("全部"))],
    )
    area = place_field(label=_("范围"), required=False)


class SeriesEditForm(forms.Form):
    """What of a series may change; another rhythm is another series."""

    title = forms.CharField(label=_("名称"), max_length=60)
    spot = forms.CharField(label=_("具体地点"), max_length=80, required=False)
    time = forms.TimeField(label=_("时间"), widget=TimeInput())
    last = forms.DateField(label=_("到哪天止"), required=False, widget=DateInput())
    version = forms.IntegerField(widget=forms.HiddenInput)


class SeriesEndForm(forms.Form):
    """After which day there is no session, and why."""

    on = forms.DateField(label=_("办到哪天为止"), widget=DateInput())
    reason = forms.CharField(label=_("原因"), max_length=200)


class NamesForm(forms.Form):
    """Who of the roll was there."""

    people_named = forms.MultipleChoiceField(
        label=_("到会的人"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("只作记录，不作考核，不排名。"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, offered: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people_named"].choices = [(str(pk), name) for pk, name in offered]  # type: ignore[attr-defined]


class FileForm(forms.Form):
    """A photo or the signed sheet."""

    kind = forms.ChoiceField(
        label=_("是什么"),
        choices=[("photo", _("照片")), ("sign_in_sheet", _("签到表"))],
        widget=Choices(),
        initial="photo",
    )
    file = forms.FileField(label=_("文件"), help_text=_("图片或PDF；照片里的位置信息会去掉。"))
