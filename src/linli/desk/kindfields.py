"""The further fields of a kind on the staff form: the letter of a rectification task, the field of an opinion.

They stand on the form as soon as the kind is chosen; what is missing is said there, the verb judges the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.areas.fields import PlaceField
from linli.definitions.cases import CaseKind, Field
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.errors import UnknownPieceError
from linli.mechanisms.queries import label
from linli.ui.widgets import BigText, DateInput, DateTimeInput, Numbers

PREFIX = "f_"
LONGEST = 500


def kind_at(kind_id: str, area_id: int | None, at: datetime) -> CaseKind | None:
    """The kind as it is in use at a place; None where none is chosen or it is not in use."""
    if not kind_id or area_id is None:
        return None
    try:
        return mechanisms.case_kind(kind_id, area_id, at)[0]
    except UnknownPieceError:
        return None


def add(form: forms.Form, kind: CaseKind | None) -> None:
    """Put the fields of the kind on the form."""
    for one in kind.fields if kind else ():
        made = _BUILD.get(one.type, _text)(one)
        unit = label(one.unit) if one.unit else ""
        name = one.names.in_(get_language() or "zh-hans")
        made.label = f"{name}（{unit}）" if unit else name
        made.required = one.required
        made.error_messages["required"] = _("请填写“%(field)s”。") % {"field": name}
        form.fields[f"{PREFIX}{one.id}"] = made


def given(form: forms.Form) -> dict[str, Any]:
    """What was typed into them, as the verb takes it; money in 分."""
    return {
        name.removeprefix(PREFIX): _plain(value)
        for name, value in form.cleaned_data.items()
        if name.startswith(PREFIX) and value not in (None, "")
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value * 100)
    # A local time of the office as it was typed; the rules of the kind read it as Shanghai time.
    return value.replace(tzinfo=None).isoformat() if isinstance(value, datetime) else value


def _text(one: Field) -> forms.Field:
    return forms.CharField(max_length=one.longest or LONGEST)


def _long_text(one: Field) -> forms.Field:
    return forms.CharField(max_length=one.longest or LONGEST, widget=BigText(rows=3))


def _choice(one: Field) -> forms.Field:
    lang = get_language() or "zh-hans"
    options = [(option.id, option.names.in_(lang)) for option in one.options]
    return forms.ChoiceField(choices=[("", _("请选择")), *options])


def _number(one: Field) -> forms.Field:
    return forms.IntegerField(min_value=one.least, max_value=one.most, widget=Numbers())


def _money(one: Field) -> forms.Field:
    most = None if one.most is None else Decimal(one.most) / 100
    return forms.DecimalField(min_value=0, max_value=most, decimal_places=2, widget=Numbers(decimals=True))


def _yes_no(_one: Field) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("请选择")), ("1", _("是")), ("0", _("否"))])


_BUILD: dict[str, Callable[[Field], forms.Field]] = {
    "long_text": _long_text,
    "choice": _choice,
    "integer": _number,
    "quantity": _number,
    "money": _money,
    "boolean": _yes_no,
    "day": lambda _one: forms.DateField(widget=DateInput()),
    "instant": lambda _one: forms.DateTimeField(widget=DateTimeInput()),
    "place": lambda _one: PlaceField(),
}
