"""The further fields of a kind, cleaned: unknown, missing and wrong ones are refused in their place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from linli.cases.errors import BadInput
from linli.definitions.cases import CaseKind
from linli.definitions.fieldvalues import clean as clean_value
from linli.domain.calendar import local_day

_PROBLEMS = {
    "number": gettext_lazy("“%(field)s”请填整数。"),
    "range": gettext_lazy("“%(field)s”超出了可填的范围。"),
    "option": gettext_lazy("“%(field)s”请在列出的选项里选。"),
    "day": gettext_lazy("“%(field)s”的日期不对，请按2026-11-21这样填。"),
    "instant": gettext_lazy("“%(field)s”的时间不对，请按2026-11-21 09:00这样填。"),
    "long": gettext_lazy("“%(field)s”太长了，请写短一些。"),
    "yes_no": gettext_lazy("“%(field)s”请选是或否。"),
    "id": gettext_lazy("“%(field)s”请从列表中选择。"),
}


def clean(kind: CaseKind, given: Mapping[str, Any] | None, *, public: bool, at: datetime) -> dict[str, Any]:
    """The values to keep, as JSON can hold them. Raises :class:`BadInput` naming the field."""
    raw = dict(given or {})
    known = {field.id: field for field in kind.fields}
    lang = get_language() or "zh-hans"
    for name in raw:
        if name not in known:
            raise BadInput(_("这类诉求没有“%(field)s”这一项。") % {"field": name}, field=name)
    kept = {}
    for field in kind.fields:
        words = {"field": field.names.in_(lang)}
        found = clean_value(field, raw.get(field.id), local_day(at))
        if found.problem:
            raise BadInput(_PROBLEMS[found.problem] % words, field=field.id)
        if found.value is not None:
            kept[field.id] = found.value
        elif field.required and (field.public or not public):
            raise BadInput(_("请填写“%(field)s”。") % words, field=field.id)
    return kept
