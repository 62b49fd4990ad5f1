"""What a resident may send: as little as possible, and nothing of it lost when something is missing."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from linli.areas import queries as areas
from linli.areas.searching import search
from linli.domain.codes import record_id
from linli.ui.widgets import BigText, ComboBox, PhoneInput, PhotoField

#: Characters that cannot be seen and are never meant: controls and direction marks.
_UNSEEN = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PHONE = re.compile(r"(\+?86[- ]?)?1\d{10}|0\d{2,3}-?\d{7,8}(-\d{1,6})?")


def visible(text: str) -> str:
    """The text without control and direction characters."""
    return _UNSEEN.sub("", text)


class PlaceField(forms.Field):
    """A place by id, or by what was typed when nothing was picked; the cleaned value is an area id."""

    default_error_messages = {
        "required": _("请写明地点，例如小区和楼号。"),
        "unknown": _("没有找到这个地点，请写小区或社区的名字，再从下面选一个。"),
        "several": _("有几个地点叫这个名字，请从列表里选一个。"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ComboBox(reverse_lazy("window:places"), label_for=place_label))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in (None, ""):
            return None
        text = str(value)
        if (chosen := record_id(text)) is not None:
            if areas.span(chosen) is None:
                raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
            return chosen
        return self._typed(visible(text.removeprefix("text:")).strip())

    def _typed(self, text: str) -> int | None:
        if not text:
            return None
        found = search(text, None, limit=2, where=False)
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        if len(found) > 1 and found[0].name == found[1].name:
            raise forms.ValidationError(self.error_messages["several"], code="several")
        return found[0].area_id


def place_label(value: Any) -> str:
    """The words of a chosen place."""
    chosen = record_id(value)
    return "" if chosen is None else areas.full_name(chosen)


class ReportForm(forms.Form):
    """One matter: what, where; the rest only if the resident wants to."""

    text = forms.CharField(
        label=_("什么事"),
        help_text=_("想到什么写什么，口语就行。"),
        max_length=2000,
        widget=BigText(rows=5, attrs={"placeholder": _("例：3号楼下水管堵了，一楼反水")}),
        error_messages={"required": _("请写一句什么事。"), "max_length": _("最多写2000字，请拣要紧的说。")},
    )
    place = PlaceField(label=_("在哪里"), help_text=_("小区、楼号、路口都行，可打拼音首字母。"))
    photos = PhotoField(label=_("照片（可不传）"), most=3)
    phone = forms.CharField(label=_("电话"), required=False, max_length=20, widget=PhoneInput())
    name = forms.CharField(label=_("怎么称呼"), required=False, max_length=20)
    spot = forms.CharField(label=_("门牌或具体位置"), required=False, max_length=60)
    on_behalf_of = forms.CharField(label=_("替谁反映（请人代报时填）"), required=False, max_length=20)
    share_contact = forms.BooleanField(label=_("同意物业联系我"), required=False)
    no_danger = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, place_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place_id = place_id
        if place_id is not None:
            del self.fields["place"]

    def clean_text(self) -> str:
        text = visible(self.cleaned_data["text"]).strip()
        if len(re.sub(r"[\W_]", "", text)) < 2:
            raise forms.ValidationError(_("请写一句什么事，至少两个字。"))
        return text

    def clean_phone(self) -> str:
        phone = re.sub(r"[\s－—]", "", visible(self.cleaned_data["phone"]))
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("电话号码好像少了或多了一位，请再看看；不想留可以空着。"))
        return phone

    def clean_name(self) -> str:
        return visible(self.cleaned_data["name"]).strip()

    def clean_spot(self) -> str:
        return visible(self.cleaned_data["spot"]).strip()

    def clean_on_behalf_of(self) -> str:
        return visible(self.cleaned_data["on_behalf_of"]).strip()


class FindForm(forms.Form):
    """The code of a receipt, however it was typed."""

    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "class": "code"}),
        error_messages={"required": _("请输入查询码。")},
    )


class AnswerForm(forms.Form):
    """「解决了」 or 「没解决」, with a word if the resident likes."""

    solved = forms.ChoiceField(choices=[("yes", _("解决了")), ("no", _("没解决"))])
    satisfied = forms.ChoiceField(
        label=_("满意吗"),
        required=False,
        choices=[("satisfied", _("满意")), ("basic", _("基本满意")), ("unsatisfied", _("不满意"))],
    )
    text = forms.CharField(label=_("还差什么"), required=False, max_length=500, widget=BigText(rows=3))


class ContactForm(forms.Form):
    """Whose telephone."""

    place = PlaceField(label=_("您住在哪里"))
