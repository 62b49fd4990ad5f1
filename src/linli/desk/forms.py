"""登记: the one form of the desk's own; the forms of a case's buttons stand in ``cases.forms``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.areas.fields import PlaceField
from linli.ui.widgets import BigText, Choices, PhoneInput, PhotoField


class NewForm(forms.Form):
    """登记: one box to paste or type into; the rest is proposed and can be changed."""

    text = forms.CharField(
        label=_("内容"),
        max_length=5000,
        widget=BigText(rows=6, attrs={"placeholder": _("打字，或把群消息、通话记录粘贴在这里")}),
        help_text=_("粘贴的群昵称和电话号码会在保存前去掉。"),
        error_messages={"required": _("请写一句什么事。")},
    )
    area = PlaceField(label=_("地点"), required=False)
    #: Another kind asks other fields; without scripts they come with the first refusal.
    kind = forms.ChoiceField(
        label=_("类型"),
        required=False,
        widget=forms.Select(
            {
                "hx-trigger": "change",
                "hx-target": "#kind-fields",
                "hx-select": "#kind-fields",
                "hx-swap": "outerHTML",
            }
        ),
    )
    category = forms.ChoiceField(label=_("事项分类"), required=False)
    urgency = forms.ChoiceField(label=_("紧急程度"), required=False, widget=Choices)
    channel = forms.ChoiceField(label=_("怎么来的"), required=False, widget=Choices)
    name = forms.CharField(label=_("反映人"), required=False, max_length=40)
    phone = forms.CharField(label=_("电话"), required=False, max_length=20, widget=PhoneInput())
    spot = forms.CharField(label=_("具体位置"), required=False, max_length=60)
    photos = PhotoField(label=_("照片"), most=3)
    done = forms.CharField(
        label=_("怎么办的（当场办结时填一句）"), required=False, max_length=500, widget=BigText(rows=2)
    )

    @property
    def kind_fields(self) -> list[forms.BoundField]:
        """The further fields of the chosen kind."""
        return [self[name] for name in self.fields if name.startswith("f_")]

    def clean(self) -> dict[str, Any]:
        """Settled at once without a word of its own: the one sentence says both what and how (B15)."""
        data = super().clean() or {}
        if self.data.get("settle") and not data.get("done"):
            data["done"] = data.get("text", "")[:500]
        return data
