"""Forms of reporting-in: three fields to report, one sentence for a service, one choice for an opinion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from linli.definitions.rolls import RollKind
from linli.domain.access import Scope
from linli.mechanisms.queries import label
from linli.organizations.forms import body_field, day_field, place_field
from linli.rolls import rules
from linli.rolls.models import Feedback, Item, Membership, Service
from linli.ui.widgets import BigText, Choices, DateInput, PhoneInput


def kind_choices(holder: str) -> list[tuple[str, str]]:
    """Kinds for units or members, 双报到 first."""
    found = [kind for _home, kind in rules.shipped().values() if kind.holder == holder]
    ordered = sorted(found, key=lambda kind: (not kind.reporting_in, kind.id))
    return [(kind.id, label(kind.term)) for kind in ordered]


class ListFilter(forms.Form):
    """Over the list of units or members."""

    holder = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("名称"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("报到类型"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Membership.Stages.choices]
    )
    area = place_field(label=_("范围"), required=False)

    def __init__(self, holder: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("全部")), *kind_choices(holder)]  # type: ignore[attr-defined]


class OverviewFilter(forms.Form):
    """Which place, as of which day."""

    area = place_field(label=_("范围"), required=False)
    on = day_field(_("数据截至"), help_text="")


class UnitForm(forms.Form):
    """Report a unit: where, whom to call. A unit's own liaison need not name it, nor a community itself."""

    kind = forms.ChoiceField(label=_("报到类型"), choices=lazy(lambda: kind_choices("unit"), list))
    organization_id = body_field(label=_("单位"))
    area_id = place_field(label=_("到哪里报到"), help_text=_("单位所在地的社区。"))
    contact = forms.CharField(label=_("联系人"), max_length=40)
    phone = forms.CharField(label=_("联系人工作电话"), max_length=30, widget=PhoneInput())

    def __init__(self, scope: Scope, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_places(self, scope)
        if kind:
            hidden(self, "kind", kind)


class MemberForm(forms.Form):
    """Report a member: name, unit, and the home only where the community needs it."""

    kind = forms.ChoiceField(label=_("报到类型"), choices=lazy(lambda: kind_choices("member"), list))
    name = forms.CharField(label=_("姓名"), max_length=40)
    organization_id = body_field(label=_("所在单位"), required=False)
    area_id = place_field(label=_("到哪里报到"), help_text=_("本人居住地的社区。"))
    home = forms.CharField(
        label=_("住址"), max_length=120, required=False, help_text=_("可以不填；只有社区和所在支部看得到。")
    )

    def __init__(self, scope: Scope, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known_places(self, scope)
        if kind:
            hidden(self, "kind", kind)


def hidden(form: forms.Form, name: str, value: Any) -> None:
    """A field whose value is known is not asked."""
    form.fields[name] = forms.CharField(widget=forms.HiddenInput, initial=value)


def known_places(form: forms.Form, scope: Scope) -> None:
    """Leave out what the post itself says: its only community, its only body (for posts without a place)."""
    own = [ref.area_id for ref in scope.fill if ref.level == "community"]
    if len(own) == 1 and len(scope.fill) == 1:
        hidden(form, "area_id", own[0])
    elif not scope.fill and len(scope.bodies) == 1:
        hidden(form, "organization_id", next(iter(scope.bodies)))


class ReasonForm(forms.Form):
    """Why not, in one sentence."""

    reason = forms.CharField(label=_("原因"), max_length=200, widget=BigText(rows=2))
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(ReasonForm):
    """Off the roll."""

    on = day_field(_("自哪天起结束"))
    field_order = ("reason", "on", "version")


class MoveForm(ReasonForm):
    """To another roll."""

    area_id = place_field(label=_("转到哪里"))
    on = day_field(_("自哪天起转出"))
    field_order = ("area_id", "reason", "on", "version")


class ChangeForm(forms.Form):
    """Contact and number of members."""

    contact = forms.CharField(label=_("联系人"), max_length=40, required=False)
    phone = forms.CharField(label=_("工作电话"), max_length=30, required=False, widget=PhoneInput())
    note = forms.CharField(label=_("说明"), max_length=120, required=False)
    said_members = forms.IntegerField(label=_("单位党员数"), min_value=0, max_value=100_000, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ServiceForm(forms.Form):
    """One sentence; the rest may stay empty."""

    title = forms.CharField(label=_("做了什么"), max_length=80)
    job = forms.ChoiceField(label=_("服务类别"), required=False)
    on = day_field(_("哪天"))
    minutes = forms.IntegerField(label=_("时长（分钟）"), min_value=1, max_value=44_640, required=False)
    people = forms.IntegerField(label=_("参加人数"), min_value=1, max_value=100_000, required=False)
    item_id = forms.ChoiceField(label=_("对应清单"), required=False)

    def __init__(self, row: Membership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = rules.kind_of(row.definition_id, row.kind)
        jobs = [(job, label(job)) for job in (kind.jobs if kind else ())]
        self.fields["job"].choices = [("", "—"), *jobs]  # type: ignore[attr-defined]
        items = [(str(item.pk), item.title) for item in row.items.exclude(state=Item.State.DROPPED)[:50]]
        self.fields["item_id"].choices = [("", "—"), *items]  # type: ignore[attr-defined]
        if not items:
            del self.fields["item_id"]

    def clean_item_id(self) -> int | None:
        """The line's id."""
        value = self.cleaned_data.get("item_id")
        return int(value) if value else None


class ItemForm(forms.Form):
    """A line of a list."""

    list_name = forms.ChoiceField(label=_("清单"), choices=Item.List.choices, widget=Choices())
    title = forms.CharField(label=_("内容"), max_length=80)
    detail = forms.CharField(label=_("说明"), max_length=200, required=False)
    due_on = forms.DateField(label=_("计划完成日期"), required=False, widget=DateInput())


class TakeForm(forms.Form):
    """Which unit takes a line, and what it gives."""

    membership_id = forms.ChoiceField(label=_("哪个单位"))
    what = forms.CharField(label=_("出力内容"), max_length=80, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, choices: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership_id"].choices = choices  # type: ignore[attr-defined]


class FeedbackForm(forms.Form):
    """The only thing typed of the dual report."""

    opinion = forms.ChoiceField(label=_("评价"), choices=Feedback.Opinion.choices, widget=Choices())
    text = forms.CharField(label=_("意见"), max_length=200, required=False, widget=BigText(rows=2))


class StageForm(forms.Form):
    """A stage of a kind."""

    stage = forms.ChoiceField(label=_("阶段"), widget=Choices())
    said_members = forms.IntegerField(label=_("党员数"), min_value=0, max_value=100_000, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, kind: RollKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (stage.id, label(stage.term)) for stage in kind.stages
        ]


class HoldForm(forms.Form):
    """Who takes a floating member in."""

    backstop = forms.ChoiceField(label=_("兜底方式"), widget=Choices())
    host_id = body_field(label=_("兜底单位"))
    on = day_field()

    def __init__(self, kind: RollKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["backstop"].choices = [(one, label(one)) for one in kind.backstops]  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """Why a service is not confirmed."""

    reason = forms.CharField(label=_("原因"), max_length=200, widget=BigText(rows=2))


#: The states of services in the order of their tones.
SERVICE_TONES: dict[str, str] = {
    Service.State.WAITING: "warn",
    Service.State.CONFIRMED: "good",
    Service.State.DECLINED: "plain",
}
TONES: dict[str, str] = {"applied": "warn", "received": "warn", "on_roll": "good", "moved": "plain", "ended": "plain", "refused": "bad", "withdrawn": "plain"}  # fmt: skip
