"""Forms of visits: one field on the phone; the plan and the facts for those who keep them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from linli.areas.fields import PlaceField
from linli.organizations.forms import BodyField
from linli.organizations.models import OPEN, Post
from linli.ui.widgets import BigText, DateInput
from linli.visits import kinds
from linli.visits.models import Contact


class VisitForm(forms.Form):
    """What was heard; the button says what follows."""

    text = forms.CharField(
        label=_("听到、看到的"),
        max_length=2000,
        widget=BigText(rows=4, attrs={"placeholder": _("例：店里反映门口路灯坏了半个月")}),
        error_messages={"required": _("请写一句听到、看到的。")},
    )
    on = forms.DateField(label=_("哪天去的（默认今天）"), required=False, widget=DateInput())
    said = forms.CharField(label=_("成效原话（可不填）"), required=False, max_length=120)
    said_number = forms.DecimalField(
        label=_("其中的数字（可不填）"), required=False, max_digits=12, decimal_places=2
    )


class TieForm(forms.Form):
    """Who keeps contact with whom."""

    kind = forms.ChoiceField(label=_("走访类别"))
    post = forms.ModelChoiceField(Post.objects.none(), label=_("谁来联系"), empty_label=_("请选择"))
    to = forms.ChoiceField(label=_("对象"), choices=Contact.To.choices)
    target = BodyField(url=reverse_lazy("organizations:find"), label=_("单位（企业、商户）"), required=False)
    name = forms.CharField(
        label=_("名称或门牌"), required=False, max_length=60, help_text=_("家庭只写门牌或编号，不写姓名。")
    )
    area = PlaceField(label=_("地点"))

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.id, kinds.label(one.term)) for one in kinds.every().values()]  # type: ignore[attr-defined]
        posts = Post.objects.filter(organization__in=bodies, valid_to=OPEN).select_related("organization")
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]


class FactsForm(forms.Form):
    """The few facts a kind asks for."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in kinds.of_definition(contact.definition, contact.kind).facts:
            self.fields[one.id] = forms.CharField(label=str(one.names), required=False, max_length=200)


class EndForm(forms.Form):
    """From which day another one keeps the contact."""

    on = forms.DateField(label=_("从哪天起不再联系"), widget=DateInput())
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class VisitFilter(forms.Form):
    """Over the list of visits."""

    kind = forms.ChoiceField(label=_("走访类别"), required=False)
    since = forms.DateField(label=_("从"), required=False, widget=DateInput())
    until = forms.DateField(label=_("到"), required=False, widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [(one.id, kinds.label(one.term)) for one in kinds.every().values()]
        self.fields["kind"].choices = [("", _("全部")), *held]  # type: ignore[attr-defined]


class PlanFilter(forms.Form):
    """Over the visits a period asks for."""

    q = forms.CharField(label=_("对象或岗位"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("走访类别"), required=False)
    state = forms.ChoiceField(
        label=_("本期"),
        required=False,
        choices=[("", _("全部")), ("not_yet", _("还没去够")), ("seen", _("已走访"))],
    )
    place = PlaceField(label=_("地点"), required=False)
    post = forms.IntegerField(required=False, max_value=1 << 62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [(one.id, kinds.label(one.term)) for one in kinds.every().values()]
        self.fields["kind"].choices = [("", _("全部")), *held]  # type: ignore[attr-defined]
