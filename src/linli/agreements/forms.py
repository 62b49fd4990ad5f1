"""Forms of agreements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from linli.agreements import kinds
from linli.agreements.models import Agreement
from linli.areas.fields import PlaceField
from linli.organizations.forms import body_field
from linli.ui.widgets import BigText, DateInput


def kind_choices() -> list[tuple[str, str]]:
    """Kinds of agreements with their words."""
    return [("", str(_("全部类别"))), *((one, kinds.word(one)) for one in kinds.every())]


def _state_choices() -> list[tuple[str, str]]:
    return [("", str(_("全部状态"))), *((code, str(label)) for code, label in Agreement.State.choices)]


class ListFilter(forms.Form):
    """The filter bar over the list."""

    q = forms.CharField(label=_("名称或签署方"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=lazy(kind_choices, list), required=False)
    state = forms.ChoiceField(label=_("状态"), choices=lazy(_state_choices, list), required=False)


class DraftForm(forms.Form):
    """Draw up a sheet; the bodies or rows of a register expected to sign are listed by themselves."""

    kind = forms.ChoiceField(label=_("类别"))
    area_id = PlaceField(label=_("适用范围"), help_text=_("范围内应签的单位、门店自动列出。"))
    issuer_id = body_field(label=_("发起单位"))
    title = forms.CharField(label=_("名称"), max_length=80, required=False, help_text=_("不填就用类别名称。"))
    basis = forms.CharField(
        label=_("依据"), max_length=120, required=False, help_text=_("责任书、军令状必须写明依据。")
    )
    on = forms.DateField(
        label=_("自哪天起"), widget=DateInput(), required=False, help_text=_("不填就是今天。")
    )
    until = forms.DateField(
        label=_("到哪天止"),
        widget=DateInput(),
        required=False,
        help_text=_("不填就按这类协议的有效期；军令状填完成期限的次日。"),
    )
    names = forms.CharField(
        label=_("另列签署方"),
        widget=BigText(rows=4),
        required=False,
        help_text=_("一行一个，例如门店名称；不填就按范围自动列。"),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", str(_("请选择"))), *choices]  # type: ignore[attr-defined]


class Versioned(forms.Form):
    """A form that remembers which version of the sheet it was filled from."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TextForm(Versioned):
    """The text of a sheet."""

    title = forms.CharField(label=_("名称"), max_length=80)
    basis = forms.CharField(label=_("依据"), max_length=120, required=False)
    opening = forms.CharField(label=_("开头"), max_length=500, required=False, widget=BigText(rows=3))
    clauses = forms.CharField(label=_("条款"), widget=BigText(rows=8), help_text=_("一行一条。"))


class ScanForm(forms.Form):
    """The signed paper."""

    scan = forms.FileField(label=_("签好的扫描件或照片"), help_text=_("图片或PDF。"))


class PartiesForm(Versioned):
    """More who are expected to sign."""

    names = forms.CharField(
        label=_("签署方"), widget=BigText(rows=4), help_text=_("一行一个，已列的自动跳过。")
    )


class SignForm(forms.Form):
    """One signature."""

    on = forms.DateField(
        label=_("签署日期"), widget=DateInput(), required=False, help_text=_("不填就是今天。")
    )
    signer = forms.CharField(label=_("签署人"), max_length=40, required=False)
    signer_title = forms.CharField(label=_("职务"), max_length=40, required=False)


class KeptForm(forms.Form):
    """Whether a clause was kept."""

    clause = forms.ChoiceField(label=_("第几条"))
    kept = forms.ChoiceField(label=_("是否履行"), choices=[("1", _("已履行")), ("0", _("没有履行"))])
    on = forms.DateField(
        label=_("核对日期"), widget=DateInput(), required=False, help_text=_("不填就是今天。")
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, clauses: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].choices = [  # type: ignore[attr-defined]
            (str(number), f"{number}. {text[:40]}") for number, text in enumerate(clauses, 1)
        ]


class ReasonForm(Versioned):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class EndForm(ReasonForm):
    """Why it ends, and when."""

    on = forms.DateField(label=_("自哪天起"), widget=DateInput())


class TakeBackForm(forms.Form):
    """Why a signature is taken back, and from when."""

    reason = forms.CharField(label=_("原因"), max_length=200)
    on = forms.DateField(label=_("自哪天起"), widget=DateInput())
