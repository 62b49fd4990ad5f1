"""Forms of resources, bookings, runs and answers; what was typed survives a mistake."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.areas.fields import PlaceField
from linli.domain.calendar import SHANGHAI
from linli.domain.matching import SLOTS
from linli.organizations.forms import BodyField
from linli.resources import kinds, words
from linli.resources.models import Resource
from linli.resources.services import Given
from linli.ui.widgets import Choices, DateInput, ManyChoices, TimeInput


def _body() -> BodyField:
    from django.urls import reverse_lazy

    return BodyField(url=reverse_lazy("organizations:find"), label=_("提供单位"))


def kind_choices() -> list[tuple[str, str]]:
    """All kinds with their words."""
    return [(one.id, kinds.label(one.term)) for one in kinds.every().values()]


def _slots() -> list[tuple[str, str]]:
    return [(str(bit), f"{words.DAYS[bit // 3]}{words.PARTS[bit % 3]}") for bit in range(SLOTS)]


def _tags() -> list[tuple[str, str]]:
    """What resources can be filed under, in words."""
    return list(kinds.tags_of(kinds.every().values()).items())


class ResourceFilter(forms.Form):
    """Over the list."""

    q = forms.CharField(label=_("名称或单位"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("类别"), required=False)
    tag = forms.ChoiceField(label=_("平台"), required=False)
    place = PlaceField(label=_("地点"), required=False)
    ended = forms.BooleanField(label=_("已停用的"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("全部")), *kind_choices()]  # type: ignore[attr-defined]
        self.fields["tag"].choices = [("", _("全部")), *_tags()]  # type: ignore[attr-defined]


class ResourceForm(forms.Form):
    """What is given, by whom, where, when."""

    kind = forms.ChoiceField(label=_("类别"))
    title = forms.CharField(
        label=_("能提供什么"), max_length=80, help_text=_("例：周末修家电、300平方米会议室")
    )
    body = _body()
    area = PlaceField(label=_("所在地点"))
    served = PlaceField(label=_("服务范围"), required=False, help_text=_("不填就是所在地点。"))
    skills = forms.MultipleChoiceField(label=_("技能"), required=False, widget=ManyChoices)
    tags = forms.MultipleChoiceField(label=_("归到平台"), required=False, widget=ManyChoices)
    amount = forms.DecimalField(
        label=_("数量"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("小时、平方米、元、件或岗位数，按类别。"),
    )
    cap = forms.IntegerField(label=_("同时最多承接"), required=False, min_value=1, max_value=50)
    slots = forms.MultipleChoiceField(label=_("方便的时段"), required=False, widget=ManyChoices)
    trusted = forms.BooleanField(label=_("本人同意对接困难家庭，已说明保密要求"), required=False)
    valid_from = forms.DateField(label=_("从哪天起"), required=False, widget=DateInput())
    valid_to = forms.DateField(label=_("到哪天止"), required=False, widget=DateInput())
    note = forms.CharField(label=_("说明"), required=False, max_length=300)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]
        self.fields["skills"].choices = list(kinds.skills_of(kinds.every().values()).items())  # type: ignore[attr-defined]
        self.fields["tags"].choices = _tags()  # type: ignore[attr-defined]
        self.fields["slots"].choices = _slots()  # type: ignore[attr-defined]

    def given(self) -> Given:
        """What the service takes; money typed in yuan becomes 分."""
        data = self.cleaned_data
        kind = kinds.every()[data["kind"]]
        amount = data["amount"] or 0
        return Given(
            kind=data["kind"], title=data["title"], body_id=data["body"], area_id=data["area"],
            note=data["note"], skills=tuple(data["skills"]),
            amount=int(amount * 100) if kind.class_ == "money" else int(amount),
            cap=data["cap"], slots=sum(1 << int(one) for one in data["slots"]), trusted=data["trusted"],
            served=(data["served"],) if data["served"] else (),
            valid_from=data["valid_from"], valid_to=data["valid_to"], tags=tuple(data["tags"]),
        )  # fmt: skip


def initial_of(row: Resource) -> dict[str, Any]:
    """A resource as the form shows it."""
    kind = kinds.every().get(row.kind)
    money = kind is not None and kind.class_ == "money"
    served = row.served.values_list("area_id", flat=True).first()
    return {
        "kind": row.kind, "title": row.title, "body": row.body_id, "area": row.area_id,
        "tags": list(row.tags.values_list("tag", flat=True)),
        "served": served if served != row.area_id else None, "skills": row.skills,
        "amount": (row.amount / 100 if money else row.amount) or None, "cap": row.cap,
        "slots": [str(bit) for bit in range(SLOTS) if row.slots >> bit & 1], "trusted": row.trusted,
        "valid_from": row.valid_from, "valid_to": None if row.is_open else row.valid_to, "note": row.note,
        "version": row.version,
    }  # fmt: skip


class EndForm(forms.Form):
    """The day from which it is no longer given."""

    on = forms.DateField(label=_("从哪天起停用"), widget=DateInput())
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class BookForm(forms.Form):
    """From when to when, for what."""

    day = forms.DateField(label=_("日期"), widget=DateInput())
    start = forms.TimeField(label=_("开始"), widget=TimeInput())
    end = forms.TimeField(label=_("结束"), widget=TimeInput())
    purpose = forms.CharField(label=_("用途"), max_length=80)

    def period(self) -> tuple[datetime, datetime]:
        """The two instants in Shanghai time."""
        data = self.cleaned_data
        start, end = (_instant(data["day"], data[name]) for name in ("start", "end"))
        return start, end


def _instant(day: Any, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=SHANGHAI)


class RunForm(forms.Form):
    """Over which place; a dry run first."""

    area = PlaceField(label=_("范围"), levels=("city", "district", "street", "community"))


class RefuseForm(forms.Form):
    """Why not; one tap, a sentence only for other reasons."""

    reason = forms.ChoiceField(label=_("为什么不合适"), widget=Choices)
    text = forms.CharField(label=_("说明"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(words.REFUSALS.items())  # type: ignore[attr-defined]


class WantForm(forms.Form):
    """What an open need asks for."""

    kind = forms.ChoiceField(label=_("需要哪类资源"))
    skill = forms.ChoiceField(label=_("技能"), required=False)
    amount = forms.IntegerField(label=_("数量"), required=False, min_value=0)
    slots = forms.MultipleChoiceField(label=_("方便的时段"), required=False, widget=ManyChoices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        skills = kinds.skills_of(kinds.every().values())
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]
        self.fields["skill"].choices = [("", _("不限")), *skills.items()]  # type: ignore[attr-defined]
        self.fields["slots"].choices = _slots()  # type: ignore[attr-defined]
