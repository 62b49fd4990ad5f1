"""Forms of the duty rota: how a month is filled, the sheet itself, a swap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domain import rota as rules
from linli.domain.codes import record_id
from linli.organizations.models import Pattern
from linli.organizations.rota import Line, Member
from linli.organizations.services.rota import NewTurn, Slot
from linli.ui.widgets import ComboBox, ManyChoices, PhoneInput, TimeInput


class MonthFilter(forms.Form):
    """Which month, and whose turns."""

    month = forms.DateField(
        label=_("月份"), required=False, input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
    )  # fmt: skip
    q = forms.CharField(label=_("姓名"), required=False, max_length=40)


class FillForm(forms.Form):
    """How the sheet is filled before one goes over it line by line; nothing is saved by this."""

    month = forms.DateField(required=False, input_formats=["%Y-%m"], widget=forms.HiddenInput)
    pattern = forms.ChoiceField(label=_("分班"), choices=Pattern.choices, required=False)
    fill = forms.ChoiceField(
        label=_("怎么排"), required=False,
        choices=[("", _("一天一天填")), ("copy", _("照上个月的星期排")), ("rotate", _("选人轮流"))],
    )  # fmt: skip
    worked = forms.TypedMultipleChoiceField(
        label=_("工作日轮流值班的人"), required=False, coerce=int, widget=ManyChoices,
        help_text=_("接着上个月最后一位往下轮。"),
    )  # fmt: skip
    rested = forms.TypedMultipleChoiceField(
        label=_("周末和节假日轮流值班的人"), required=False, coerce=int, widget=ManyChoices,
        help_text=_("按国务院放假安排，调休上班的周末算工作日。不选就和工作日一起轮。"),
    )  # fmt: skip
    leaders = forms.TypedMultipleChoiceField(
        label=_("轮流带班的领导"), required=False, coerce=int, widget=ManyChoices
    )
    over = forms.BooleanField(label=_("已经排好的班也重排"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, members: Mapping[int, Member], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        choices = [(pk, one.person.name) for pk, one in members.items()]
        for name in ("worked", "rested", "leaders"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class MemberField(forms.Field):
    """One of the body's people: picked in the combo box, or typed with exactly his name. Asks no database."""

    def __init__(self, known: Mapping[int, str], url: str, **kwargs: Any) -> None:
        self.known = known
        super().__init__(widget=ComboBox(url=url, label_for=self.words), required=False, **kwargs)

    def words(self, value: Any) -> str:
        """The name behind an id."""
        picked = record_id(value)
        return self.known.get(picked, "") if picked is not None else str(value)

    def to_python(self, value: Any) -> int | None:
        """The id of one of the people."""
        if value in (None, ""):
            return None
        picked = record_id(value)
        if picked is not None and picked in self.known:
            return picked
        typed = str(value).removeprefix("text:").strip()
        found = [pk for pk, name in self.known.items() if name == typed]
        if len(found) == 1:
            return found[0]
        said = _("本单位有几位同名，请从列表中选一位。") if found else _("本单位没有这个人，请从列表中选择。")
        raise forms.ValidationError(said)


class SheetForm(forms.Form):
    """A month, a line a slot: who, which telephone, who leads; and the hours of hand-over."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    pattern = forms.ChoiceField(choices=Pattern.choices, widget=forms.HiddenInput)
    starts_at = forms.TimeField(label=_("早上交接"), widget=TimeInput)
    noon_at = forms.TimeField(label=_("中午交接"), widget=TimeInput)
    evening_at = forms.TimeField(label=_("晚上交接"), widget=TimeInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        lines: Sequence[Line],
        turns: Mapping[Slot, NewTurn],
        known: Mapping[int, str],
        phones: Mapping[int, str],
        body_id: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.lines = list(lines)
        url = reverse("organizations:rota_people", args=[body_id])
        for line in self.lines:
            turn = turns.get((line.day, line.part))
            phone = PhoneInput({"placeholder": phones.get(turn.person_id, "") if turn else ""})
            self._put(
                f"person-{line.key}", MemberField(known, url, label=_("值班人员")), turn and turn.person_id
            )
            self._put(
                f"phone-{line.key}",
                forms.CharField(label=_("值班电话"), required=False, max_length=30, widget=phone),
                turn and turn.phone,
            )
            self._put(
                f"leader-{line.key}", MemberField(known, url, label=_("带班领导")), turn and turn.leader_id
            )

    def _put(self, name: str, made: forms.Field, initial: Any) -> None:
        made.initial = initial
        made.widget.attrs |= {"aria-label": str(made.label), "class": "input"}
        self.fields[name] = made

    @property
    def rows(self) -> Iterable[tuple[Line, Any, Any, Any]]:
        """The lines with their three cells."""
        for line in self.lines:
            yield line, self[f"person-{line.key}"], self[f"phone-{line.key}"], self[f"leader-{line.key}"]

    @property
    def shown(self) -> list[Any]:
        """The fields above the table."""
        pattern = self.data.get("pattern") or self.initial.get("pattern")
        names = ["starts_at"]
        if pattern == Pattern.HALVES:
            names.append("noon_at")
        if pattern != Pattern.WHOLE:
            names.append("evening_at")
        return [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        """A line with a telephone or a leader needs a person; hand-overs follow one another."""
        found = super().clean() or {}
        for line in self.lines:
            said = found.get(f"phone-{line.key}") or found.get(f"leader-{line.key}")
            if said and f"person-{line.key}" in found and not found[f"person-{line.key}"]:
                self.add_error(f"person-{line.key}", _("这一班还没有选值班人员。"))
        try:
            self.hours(found)
        except (rules.HoursError, KeyError):
            self.add_error("starts_at", _("交接时刻要一个比一个晚：早上、中午、晚上。"))
        return found

    @staticmethod
    def hours(found: Mapping[str, Any]) -> rules.Hours:
        """The hand-overs. Raises :class:`HoursError`."""
        return rules.Hours(found["starts_at"], found["noon_at"], found["evening_at"])

    def turns(self) -> list[NewTurn]:
        """The lines somebody is on."""
        found = self.cleaned_data
        return [
            NewTurn(
                line.day,
                line.part,
                found[f"person-{line.key}"],
                found.get(f"leader-{line.key}"),
                found.get(f"phone-{line.key}") or "",
            )
            for line in self.lines
            if found.get(f"person-{line.key}")
        ]


class SwapForm(forms.Form):
    """Two turns that change places."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    one = forms.ChoiceField(label=_("这一班"))
    other = forms.ChoiceField(label=_("和这一班对调"))
    reason = forms.CharField(label=_("原因"), required=False, max_length=100)

    def __init__(
        self, data: Mapping[str, Any] | None, *, choices: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        for name in ("one", "other"):
            self.fields[name].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]

    @staticmethod
    def slot(key: str) -> Slot:
        """The slot behind a key of a line."""
        return date.fromisoformat(key[:10]), key[11:]
