"""Choosing a place, a day and a basis."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.definitions.display import word
from linli.definitions.words import SUBJECTS
from linli.domain.access import AreaRef
from linli.mechanisms import places
from linli.mechanisms.models import Adoption
from linli.ui.widgets import DateInput


class LibraryFilter(forms.Form):
    """What stands over the cards."""

    q = forms.CharField(label=_("查找"), required=False, max_length=40)
    subject = forms.ChoiceField(label=_("主题"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Adoption.State.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = get_language() or "zh-hans"
        subject = self.fields["subject"]
        assert isinstance(subject, forms.ChoiceField)
        subject.choices = [("", _("全部")), *((name, word(name, lang)) for name in SUBJECTS)]


class TrialForm(forms.Form):
    """One community until a day."""

    until = forms.DateField(
        label=_("试点到"), widget=DateInput(), help_text=_("到这一天自动结束，最长一年。")
    )
    basis = forms.CharField(label=_("依据"), required=False, max_length=200)

    def __init__(self, *args: Any, within: tuple[AreaRef, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = places.place_field(levels=("community",), within=within, label=_("试点社区"))
        self.order_fields(["area", "until", "basis"])


class RollOutForm(forms.Form):
    """A whole place from today on."""

    basis = forms.CharField(label=_("依据"), required=False, max_length=200)
    binding = forms.BooleanField(label=_("下级统一执行，不能单独停用"), required=False)

    def __init__(
        self, *args: Any, within: tuple[AreaRef, ...], needs_basis: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = places.place_field(within=within, label=_("推开范围"))
        self.fields["basis"].required = needs_basis
        self.order_fields(["area", "basis", "binding"])


class StopForm(forms.Form):
    """Why it ends."""

    reason = forms.CharField(
        label=_("停用原因"), max_length=200, error_messages={"required": _("请填写停用的原因。")}
    )
