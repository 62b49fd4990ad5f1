"""What the forms of a case's buttons are made of: a body by search, a long answer, the form that knows its case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from linli.cases.models import Case
from linli.domain.access import NOBODY, Scope
from linli.domain.codes import record_id
from linli.organizations.models import Organization
from linli.ui.widgets import BigText, ComboBox

LONG = 500


def body_label(value: Any) -> str:
    """The name of a chosen body."""
    chosen = record_id(value)
    found = None if chosen is None else Organization.objects.filter(pk=chosen).first()
    return found.name if found else ""


class BodyField(forms.Field):
    """A body by search; cleaned to its id."""

    default_error_messages = {
        "unknown": _("没有找到这个单位，请从列表里选。"),
        "required": _("请选承办单位。"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ComboBox(reverse_lazy("desk:bodies"), label_for=body_label))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in (None, ""):
            return None
        text = str(value)
        if (chosen := record_id(text)) is not None:
            if Organization.objects.filter(pk=chosen).exists():
                return chosen
        elif typed := text.removeprefix("text:").strip():
            found = list(Organization.objects.filter(name__contains=typed)[:2])
            if len(found) == 1:
                return int(found[0].pk)
        raise forms.ValidationError(self.error_messages["unknown"], code="unknown")


class ActForm(forms.Form):
    """A form of one button; knows the case it stands on and who fills it in. ``rare`` fields are folded under 「更多」."""

    rare: tuple[str, ...] = ()

    def __init__(self, *args: Any, case: Case, scope: Scope = NOBODY, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.scope = case, scope
        self.adapt()

    def adapt(self) -> None:
        """Narrow the choices to what the kind of the case knows."""


class Nothing(ActForm):
    """The button alone."""


def long_text(text: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=text,
        required=required,
        max_length=LONG,
        widget=BigText(rows=rows),
        help_text=help_text,
        error_messages={"required": _("请写一句话。")},
    )
