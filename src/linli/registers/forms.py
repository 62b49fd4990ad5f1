"""Forms generated from the fields of a kind; what people type is brought into the smallest unit here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.areas.fields import PlaceField
from linli.definitions.registers import MEASURED, RegisterField, RegisterKind
from linli.domain.access import AreaRef
from linli.registers import values
from linli.registers.ledger.columns import name_title
from linli.registers.queries import KEPT_BY
from linli.ui.widgets import BigText, Choices, DateInput, PhoneInput


class ValueField(forms.Field):
    """A field of a register: its own rules say what may stand in it."""

    def __init__(self, one: RegisterField, today: date, *, loose: bool = False, **more: Any) -> None:
        self.one, self.today = one, today
        label = values.word(one)
        super().__init__(
            label=f"{label}（{_unit(one)}）" if one.unit else label,
            required=one.required and not loose,
            widget=more.pop("widget", None) or _widget(one),
            **more,
        )

    def to_python(self, value: Any) -> Any:
        """The kept value; a sentence for what cannot be kept."""
        try:
            return values.typed(self.one, value, self.today)
        except ValueError as bad:
            raise forms.ValidationError(str(bad)) from bad

    def prepare_value(self, value: Any) -> Any:
        """Kept integers as people read them; typed text as it was typed."""
        if self.one.type in (*MEASURED, "integer") and isinstance(value, int) and not isinstance(value, bool):
            return values.said(self.one, value).replace(",", "")
        if self.one.type == "boolean" and isinstance(value, bool):
            return "true" if value else "false"
        return value


def _unit(one: RegisterField) -> str:
    from linli.mechanisms.queries import label

    return label(one.unit) if one.unit else ""


def _widget(one: RegisterField) -> forms.Widget:
    lang = get_language() or "zh-hans"
    if one.type == "choice":
        return forms.Select(choices=[("", _("请选择")), *((o.id, o.names.in_(lang)) for o in one.options)])
    if one.type == "boolean":
        return forms.Select(choices=[("", _("未填")), ("true", _("是")), ("false", _("否"))])
    if one.type in (*MEASURED, "integer"):
        return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    special: dict[str, type[forms.Widget]] = {"day": DateInput, "phone": PhoneInput, "long_text": BigText}
    if one.type in special:
        return special[one.type]()
    return forms.TextInput(attrs={"autocomplete": "off", "maxlength": one.longest or values.LONGEST})


class ItemForm(forms.Form):
    """Add or edit an item of a kind."""

    version = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(
        self,
        *args: Any,
        kind: RegisterKind,
        within: tuple[AreaRef, ...],
        today: date,
        new: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["area"] = PlaceField(label=_("所在地点"), within=within)
        self.fields["name"] = forms.CharField(label=str(name_title(kind)), max_length=120)
        if new and kind.number is None:
            self.fields["number"] = forms.CharField(label=_("编号"), max_length=40, required=False)
        if new and kind.parent:
            self.fields["parent"] = forms.IntegerField(
                label=_("所属上级"), required=False, widget=forms.HiddenInput()
            )
        for one in kind.fields:
            if one.id not in kind.derived:
                self.fields[f"f_{one.id}"] = ValueField(one, today)
        if new and kind.keeper:
            self.fields["keeper_name"] = forms.CharField(label=_("专管员"), max_length=60, required=False)

    def given(self) -> dict[str, Any]:
        """The values by field id, in the smallest unit."""
        return {
            name.removeprefix("f_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("f_")
        }


class FilterForm(forms.Form):
    """Filters of a list."""

    q = forms.CharField(label=_("名称、编号、专管员"), required=False, max_length=40)

    def __init__(self, *args: Any, kind: RegisterKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = get_language() or "zh-hans"
        states = [("", _("全部")), *((one.id, one.names.in_(lang)) for one in kind.states)]
        self.fields["state"] = forms.ChoiceField(label=_("状态"), required=False, choices=states)
        for one in kind.fields:
            if one.type == "choice" and not one.personal:
                options = [("", _("全部")), *((o.id, o.names.in_(lang)) for o in one.options)]
                self.fields[f"f_{one.id}"] = forms.ChoiceField(
                    label=values.word(one), required=False, choices=options
                )
        if kind.keeper:
            self.fields["keeper"] = forms.ChoiceField(
                label=_("专管员"), required=False, choices=[("", _("全部")), ("none", _("未指定"))]
            )
        self.fields["ended"] = forms.ChoiceField(
            label=_("范围"), required=False, choices=[("", _("已登记")), ("1", _("已退出"))]
        )
        self.fields["on"] = forms.DateField(label=_("截至日期"), required=False, widget=DateInput())
        needed = {name for one in kind.states for name in one.needs}
        lacking = [(one.id, values.word(one)) for one in kind.fields if one.id in needed and not one.personal]
        if lacking:
            self.fields["lacks"] = forms.ChoiceField(
                label=_("还缺哪一项"), required=False, choices=[("", _("全部")), *lacking]
            )
        self._days("added", _("登记日期自"), _("登记日期至"))
        if kind.due:
            self._days("due", _("期限自"), _("期限至"))
        if any(one.cleared for one in kind.states):
            self._days("cleared", _("销号日期自"), _("销号日期至"))
        self._keep()

    def _keep(self) -> None:
        """What the address of a figure asks beyond the fields (a place, several values) goes along with the next search."""
        for name, value in self.data.items():
            several = "," in str(value) or name not in self.fields
            if name in ("place", "parent", "has", *KEPT_BY) or (several and name.startswith(("state", "f_"))):
                self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput())

    @property
    def folded(self) -> list[str]:
        """The names of the days, folded away until they are asked for."""
        return [name for name in self.fields if name.endswith(("_from", "_to")) and not name.startswith("f_")]

    def _days(self, name: str, first: Any, last: Any) -> None:
        for end, label in (("from", first), ("to", last)):
            self.fields[f"{name}_{end}"] = forms.DateField(label=label, required=False, widget=DateInput())


class MapForm(forms.Form):
    """As of which day the map is drawn."""

    level = forms.CharField(required=False, widget=forms.HiddenInput())
    on = forms.DateField(label=_("截至日期"), required=False, widget=DateInput())


class MoveForm(forms.Form):
    """The next state, with what it asks for."""

    version = forms.CharField(required=False, widget=forms.HiddenInput())
    state = forms.ChoiceField(label=_("改为"), widget=Choices())

    def __init__(
        self, *args: Any, kind: RegisterKind, state: str, held: dict[str, Any], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        lang = get_language() or "zh-hans"
        ways = [one for one in kind.states if one.id in kind.state(state).to]
        self.fields["state"].choices = [(one.id, one.names.in_(lang)) for one in ways]  # type: ignore[attr-defined]
        needed = {name for one in ways for name in one.needs if held.get(name) in (None, "")}
        for name in sorted(needed):
            self.fields[f"f_{name}"] = ValueField(kind.field(name), today, loose=True)
        self.fields["note"] = forms.CharField(label=_("说明"), required=False, max_length=300)

    def given(self) -> dict[str, Any]:
        """Values that were asked for and typed."""
        return {
            name.removeprefix("f_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("f_") and value is not None
        }


class ClearForm(forms.Form):
    """销号: the basis and the day; the acting post is the verifier."""

    version = forms.CharField(required=False, widget=forms.HiddenInput())
    state = forms.ChoiceField(label=_("销号结果"))
    basis = forms.CharField(label=_("销号依据"), max_length=300, widget=BigText(2))
    on = forms.DateField(label=_("销号日期"), widget=DateInput())
    verifier = forms.CharField(
        label=_("一同核验的人"),
        max_length=60,
        required=False,
        help_text=_("您是核验人；还有别人到场的写在这里。"),
    )

    def __init__(self, *args: Any, kind: RegisterKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = get_language() or "zh-hans"
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (one.id, one.names.in_(lang)) for one in kind.states if one.cleared
        ]


class ReasonForm(forms.Form):
    """Why it is opened again, or leaves the register."""

    version = forms.CharField(required=False, widget=forms.HiddenInput())
    reason = forms.CharField(label=_("原因"), max_length=300)


class KeeperForm(forms.Form):
    """Who looks after the thing; a name is enough, the acting body is taken with it."""

    version = forms.CharField(required=False, widget=forms.HiddenInput())
    name = forms.CharField(label=_("专管员"), max_length=60, required=False)


class BulkForm(forms.Form):
    """The same change on all rows ticked; empty fields stay as they are."""

    def __init__(self, *args: Any, kind: RegisterKind, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = get_language() or "zh-hans"
        keep = ("", _("不改"))
        states = [keep, *((one.id, one.names.in_(lang)) for one in kind.states if not one.cleared)]
        self.fields["to"] = forms.ChoiceField(label=_("状态"), required=False, choices=states)
        if kind.keeper:
            self.fields["keeper_name"] = forms.CharField(label=_("专管员"), max_length=60, required=False)
        for one in kind.fields:
            if not one.personal and one.id not in kind.derived and one.type != "long_text":
                self.fields[f"f_{one.id}"] = ValueField(one, today, loose=True)

    def given(self) -> dict[str, Any]:
        """What was typed."""
        return {
            name.removeprefix("f_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("f_") and value is not None
        }


class FreezeForm(forms.Form):
    """底数锁定."""

    area = PlaceField(label=_("范围"))
    on = forms.DateField(label=_("底数日期"), widget=DateInput())
    title = forms.CharField(label=_("名称"), max_length=80, required=False)
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)

    def __init__(self, *args: Any, within: tuple[AreaRef, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].within = within  # type: ignore[attr-defined]
