"""Forms of duties: the filter bars, who takes what, who follows, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.areas.fields import PlaceField
from linli.definitions.duties import DutyKind
from linli.duties import kinds
from linli.duties.models import Duty, ItemState
from linli.organizations.forms import PickField, body_field, day_field
from linli.organizations.models import Appointment, Post, on_day
from linli.records.time import now
from linli.ui.widgets import DateInput


class PostField(PickField):
    """A post with its holder."""

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        """「王× · 街道办 主任」 by post id."""
        return holder_names(ids, now().date())

    def find(self, text: str) -> list[int]:
        """Posts whose holder has exactly this name."""
        rows = Appointment.objects.filter(on_day(now().date()), person__name=text.strip())
        return list(rows.values_list("post_id", flat=True)[:2])


def holder_names(ids: Iterable[int], on: date) -> dict[int, str]:
    """Holder, body and title by post; a vacant post by its title."""
    wanted = [int(one) for one in ids]
    posts = Post.objects.filter(pk__in=wanted).select_related("organization")
    acts = Appointment.objects.filter(on_day(on), post_id__in=wanted).select_related("person").order_by("-pk")
    people = {row.post_id: row.person.name for row in acts if not row.is_deputy}
    return {post.pk: f"{people.get(post.pk, '—')} · {post.organization} {post.title}" for post in posts}


def post_field(**kwargs: Any) -> PostField:
    """A post searched by the holder's name."""
    return PostField(url=reverse_lazy("duties:find_posts"), **kwargs)


def kind_choices(found: Sequence[DutyKind]) -> list[tuple[str, str]]:
    """Kinds with their words."""
    return [(kind.id, kinds.word(kind.id)) for kind in found]


class ListFilter(forms.Form):
    """The filter bar of the list."""

    q = forms.CharField(label=_("责任人或单位"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("分工"), required=False)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("now", _("在任")), ("gone", _("责任人空缺")), ("ended", _("已结束")), ("all", _("全部"))],
    )
    place = PlaceField(label=_("地点"), required=False)

    def __init__(self, *args: Any, found: Sequence[DutyKind] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("全部")), *kind_choices(found)]


class GapFilter(forms.Form):
    """Which place on which day."""

    kind = forms.CharField(required=False, widget=forms.HiddenInput())
    place = PlaceField(label=_("地点"), required=False)
    on = forms.DateField(label=_("数据截至"), required=False, widget=DateInput())

    def name_place(self, area_id: int, name: str) -> None:
        """The name of a place is known already: the field need not ask for it."""
        widget: Any = self.fields["place"].widget
        ask = widget.label_for
        widget.label_for = lambda value: name if str(value) == str(area_id) else ask(value)


class QuotaFilter(GapFilter):
    """Over the holders of a kind with quotas."""

    q = forms.CharField(label=_("责任人或单位"), required=False, max_length=40)
    short = forms.BooleanField(label=_("只看没有定满的"), required=False)


class ThingsField(forms.TypedMultipleChoiceField):
    """Objects to tick. Any id is taken: what may be assigned is the service's to say, also when a form comes twice."""

    def valid_value(self, value: Any) -> bool:
        """Always; see above."""
        del value
        return True


class AssignForm(forms.Form):
    """One holder takes one object or many at once."""

    things = ThingsField(label=_("负责哪些"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
    on = day_field()
    until = forms.DateField(
        label=_("到哪天止"), required=False, widget=DateInput(), help_text=_("不填就是没有期限。")
    )
    basis = forms.CharField(
        label=_("依据"), required=False, max_length=120, help_text=_("文件号或会议，可不填。")
    )

    def __init__(self, *args: Any, kind: DutyKind, things: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        holder: forms.Field = (
            body_field(label=_("责任单位"))
            if kind.subject == "body"
            else post_field(label=_("责任人"), help_text=_("输入姓名，从列表中选。"))
        )
        name = "body_id" if kind.subject == "body" else "post_id"
        picks = self.fields["things"]
        assert isinstance(picks, forms.TypedMultipleChoiceField)
        picks.choices = list(things)
        added: dict[str, forms.Field] = {"things": picks}
        if kind.object == "place":
            added["other"] = PlaceField(label=_("或者另选一处"), required=False)
        elif kind.object == "body":
            added["other"] = body_field(label=_("或者另选一个单位"), required=False)
        added[name] = holder
        if kind.grades:
            language = get_language() or "zh-hans"
            grades = [("", _("不填")), *((one.id, one.names.in_(language)) for one in kind.grades)]
            added["grade"] = forms.ChoiceField(label=_("身份"), required=False, choices=grades)
        if kind.quotas and kind.object not in ("household", "project"):
            added["quota"] = group_field(kind)
        if kind.ticked:
            added["due_on"] = forms.DateField(label=_("完成期限"), required=False, widget=DateInput())
        self.fields = added | {key: self.fields[key] for key in ("on", "until", "basis")}

    def clean(self) -> dict[str, Any]:
        """At least one object."""
        data = super().clean() or {}
        chosen = list(data.get("things") or [])
        if data.get("other") and data["other"] not in chosen:
            chosen.append(data["other"])
        if not chosen and not self.errors:
            raise forms.ValidationError(_("请至少选一个对象。"))
        data["chosen"] = chosen
        return data


def group_field(kind: DutyKind) -> forms.ChoiceField:
    """The groups of a kind's quotas."""
    language = get_language() or "zh-hans"
    choices = [(one.id, one.names.in_(language)) for one in kind.quotas]
    return forms.ChoiceField(label=_("属于哪一组"), choices=choices)


class FollowForm(forms.Form):
    """Another holder."""

    on = day_field()
    text = forms.CharField(label=_("说明"), required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, kind: DutyKind | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body = kind is not None and kind.subject == "body"
        holder: forms.Field = (
            body_field(label=_("改由哪个单位负责")) if body else post_field(label=_("改由谁负责"))
        )
        self.fields = {"body_id" if body else "post_id": holder} | self.fields


class EndForm(forms.Form):
    """How it ends."""

    reason = forms.ChoiceField(
        label=_("原因"),
        choices=[(one.value, one.label) for one in Duty.Ended if one != Duty.Ended.REASSIGNED],
    )
    on = day_field(_("自哪天起结束"))
    text = forms.CharField(label=_("说明"), required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput())


class EndManyForm(forms.Form):
    """Why several end together, and from which day."""

    reason = forms.ChoiceField(
        label=_("原因"),
        initial="programme",
        choices=[(one.value, one.label) for one in Duty.Ended if one != Duty.Ended.REASSIGNED],
    )
    on = day_field(_("自哪天起结束"))
    text = forms.CharField(label=_("说明"), required=False, max_length=200)


class UnderForm(forms.Form):
    """The duty of the layer above."""

    above_id = forms.ChoiceField(label=_("上一级"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["above_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("没有上一级")), *choices]


class ExtendForm(forms.Form):
    """Until when."""

    until = forms.DateField(
        label=_("到哪天止"), required=False, widget=DateInput(), help_text=_("不填就是没有期限。")
    )
    version = forms.IntegerField(widget=forms.HiddenInput())


class ItemForm(forms.Form):
    """One item of a duty."""

    item = forms.CharField(max_length=40)
    state = forms.ChoiceField(choices=ItemState.State.choices)


class ChargesForm(forms.Form):
    """Households or projects, one a line."""

    place = PlaceField(label=_("在哪里"))
    names = forms.CharField(
        label=_("编号或名称"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("一行一个。户只写门牌或编号，不写姓名。一次最多500个。"),
    )

    def __init__(self, *args: Any, kind: DutyKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind.quotas:
            self.fields = {"place": self.fields["place"], "group": group_field(kind)} | self.fields

    def clean_names(self) -> list[str]:
        """The lines that are not empty."""
        found = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(found) > 500:
            raise forms.ValidationError(_("一次最多500个，请分几次填。"))
        return found
