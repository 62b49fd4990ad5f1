"""Forms of bodies, people, posts and appointments; dates are days from which something holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.areas.fields import PlaceField
from linli.definitions import get_library, terms
from linli.domain.codes import record_id
from linli.organizations import queries
from linli.organizations.models import AppointmentKind, AreaLinkKind, Organization, Tree
from linli.ui.widgets import ComboBox, DateInput, PhoneInput

#: Kinds of bodies in the order people look for them; the glossary has their words.
KINDS = (
    "community_committee", "street_office", "property_company", "owners_committee", "party_org", "party_branch",
    "party_general_branch", "joint_branch", "party_group", "property_branch", "self_management_committee",
    "temporary_general_branch", "temporary_branch", "commando_team", "leading_group", "leading_group_office",
    "veterans_station", "volunteer_team", "speakers_group",
    "department", "dept_urban_management", "dept_housing", "dept_market", "dept_public_security",
    "dept_traffic_police", "dept_transport", "dept_education", "dept_emergency", "dept_finance",
    "dept_human_resources", "dept_medical_insurance", "dept_civil_affairs", "dept_veterans", "dept_approval",
    "works_bureau", "park_committee", "hotline_centre", "mediation_committee", "health_centre",
    "disabled_federation", "water_company", "power_company", "gas_company", "heat_company", "telecom_company",
)  # fmt: skip


def kind_label(kind: str) -> str:
    """The word for a kind of body."""
    return terms.label(kind, get_language() or "zh-hans") if terms.known(kind) else kind


def role_label(role: str) -> str:
    """The word for a role."""
    found = get_library().roles.get(role)
    return terms.label(found.term, get_language() or "zh-hans") if found and terms.known(found.term) else role


def kind_choices() -> list[tuple[str, str]]:
    """Kinds of bodies with their words."""
    return [("", str(_("请选择"))), *((kind, kind_label(kind)) for kind in KINDS if terms.known(kind))]


def role_choices() -> list[tuple[str, str]]:
    """Roles a post of the field can have; administrators are no posts, residents hold none."""
    found = [
        role for role in get_library().roles.values() if role.standing not in {"administrator", "public"}
    ]
    return [("", str(_("请选择"))), *((role.id, role_label(role.id)) for role in found)]


class PickField(forms.Field):
    """An id picked in a combo box, or typed words that mean exactly one row."""

    def __init__(self, *, url: Any, **kwargs: Any) -> None:
        super().__init__(widget=ComboBox(url=url, label_for=self.words), **kwargs)

    def words(self, value: Any) -> str:
        """The words of a picked id."""
        picked = record_id(value)
        names = {} if picked is None else self.names([picked])
        return names.get(picked, "") if names and picked is not None else str(value)

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        """Names by id."""
        raise NotImplementedError

    def find(self, text: str) -> list[int]:
        """Ids the typed words may mean, at most two."""
        raise NotImplementedError

    def to_python(self, value: Any) -> int | None:
        """The id of a row that is there; a typed text must mean exactly one."""
        if value in (None, ""):
            return None
        picked = record_id(value)
        if picked is not None and self.names([picked]):
            return picked
        found = [] if picked is not None else self.find(str(value).removeprefix("text:"))
        if len(found) == 1:
            return found[0]
        said = _("有几个都叫这个名字，请从列表中选一个。") if found else _("没有找到，请从列表中选择。")
        raise forms.ValidationError(said)


class PersonField(PickField):
    """A person of the directory: a member known only by a roll can be neither named nor picked by his id."""

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        """Names by id."""
        return dict(queries.directory().filter(pk__in=list(ids)).values_list("pk", "name"))

    def find(self, text: str) -> list[int]:
        """People of exactly this name."""
        rows = queries.directory().filter(name=text.strip(), ended_on=None)
        return list(rows.values_list("pk", flat=True)[:2])


class BodyField(PickField):
    """A body."""

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        """Names by id."""
        return queries.body_names(ids)

    def find(self, text: str) -> list[int]:
        """Bodies of exactly this name."""
        rows = Organization.objects.filter(name=text.strip())
        return list(rows.values_list("pk", flat=True)[:2])


def person_field(**kwargs: Any) -> PersonField:
    """A person with the search of this room."""
    return PersonField(url=reverse_lazy("organizations:find_people"), **kwargs)


def place_field(**kwargs: Any) -> PlaceField:
    """A place, with the search of its own room."""
    return PlaceField(**kwargs)


def body_field(**kwargs: Any) -> BodyField:
    """A body with the search of this room."""
    return BodyField(url=reverse_lazy("organizations:find"), **kwargs)


def day_field(label: Any = None, **kwargs: Any) -> forms.DateField:
    """A day; today when left empty."""
    kwargs.setdefault("required", False)
    kwargs.setdefault("help_text", _("不填就是今天。"))
    return forms.DateField(label=label or _("自哪天起"), widget=DateInput(), **kwargs)


class OrganizationForm(forms.Form):
    """Found a body."""

    name = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("类别"), choices=lazy(kind_choices, list))
    area_id = place_field(label=_("所在地点"))
    short_name = forms.CharField(label=_("简称"), max_length=30, required=False)
    phone = forms.CharField(label=_("办公电话"), max_length=30, required=False, widget=PhoneInput())
    credit_code = forms.CharField(
        label=_("统一社会信用代码"), max_length=40, required=False, help_text=_("18位，没有可以不填。")
    )
    basis = forms.CharField(label=_("设立依据"), max_length=120, required=False)
    on = day_field(_("成立日期"))


class OrganizationEditForm(forms.Form):
    """Correct a body; a new name keeps the old one in the history."""

    name = forms.CharField(label=_("名称"), max_length=60)
    short_name = forms.CharField(label=_("简称"), max_length=30, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=lazy(kind_choices, list))
    phone = forms.CharField(label=_("办公电话"), max_length=30, required=False, widget=PhoneInput())
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=40, required=False)
    basis = forms.CharField(label=_("设立依据"), max_length=120, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(forms.Form):
    """End something on a day."""

    on = day_field(_("自哪天起结束"))


class LinkForm(forms.Form):
    """Link a body to a place."""

    area_id = place_field(label=_("地点"))
    kind = forms.ChoiceField(label=_("关系"), choices=AreaLinkKind.choices)
    on = day_field()


class TreeForm(forms.Form):
    """Put a body under another."""

    tree = forms.ChoiceField(label=_("隶属关系"), choices=Tree.choices)
    parent_id = body_field(label=_("上级单位"))
    on = day_field()


class PostForm(forms.Form):
    """Set up a post."""

    title = forms.CharField(label=_("岗位名称"), max_length=60, help_text=_("例如：社区党支部书记、网格员。"))
    role = forms.ChoiceField(
        label=_("角色"), choices=lazy(role_choices, list), help_text=_("决定能看什么、能办什么。")
    )
    area_id = place_field(label=_("负责的地点"), required=False, help_text=_("不填就是单位所在地点。"))
    on = day_field(_("设立日期"))


class AppointForm(forms.Form):
    """Appoint a person to a post; a new person is entered on the way."""

    person_id = person_field(label=_("人员"))
    kind = forms.ChoiceField(label=_("任职方式"), choices=AppointmentKind.choices)
    on = day_field(_("任职日期"))
    until = day_field(_("到哪天止（当天不算）"), help_text=_("借调、代岗要填；其他不填就是一直任职。"))
    basis = forms.CharField(
        label=_("依据"), max_length=120, required=False, help_text=_("借调必须写明批准依据。")
    )


class PersonForm(forms.Form):
    """Enter or correct a person: work data only."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    work_phone = forms.CharField(label=_("工作电话"), max_length=30, required=False, widget=PhoneInput())
    staff_number = forms.CharField(
        label=_("工号"), max_length=30, required=False, help_text=_("用来区分同名的人，不要填身份证号。")
    )


class HandOverForm(forms.Form):
    """Who takes over, from when, and whether for good or only for a while."""

    successor_id = person_field(label=_("交给谁"))
    mode = forms.ChoiceField(
        label=_("方式"),
        choices=[("hand_over", _("换人交接，原任职结束")), ("stand_in", _("AB角代办，原任职保留"))],
        initial="hand_over",
    )
    on = day_field(_("自哪天起"))
    until = day_field(_("代办到哪天止（当天不算）"), help_text=_("只有AB角代办要填。"))
    basis = forms.CharField(label=_("依据"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Standing in needs an end."""
        data = super().clean() or {}
        if data.get("mode") == "stand_in" and not data.get("until"):
            self.add_error("until", _("请填写代办到哪天止。"))
        return data


class BodyFilter(forms.Form):
    """The filter bar over the list of bodies."""

    q = forms.CharField(label=_("名称、拼音首字母或代码"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=lazy(kind_choices, list), required=False)


class PeopleFilter(forms.Form):
    """The filter bar over the list of people."""

    q = forms.CharField(label=_("姓名、拼音首字母或工号"), max_length=40, required=False)


class GapFilter(forms.Form):
    """Below which place the gaps are looked for."""

    area = place_field(label=_("范围"), required=False)
