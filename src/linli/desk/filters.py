"""The filter bar over the list of cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.definitions import get_library
from linli.definitions.fieldvalues import in_reach
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.mechanisms.queries import label
from linli.records.time import now
from linli.ui.widgets import DateInput

KINDS = (
    "public_need",
    "household_need",
    "micro_wish",
    "complaint",
    "suggestion",
    "hazard",
    "consultation",
    "business_problem",
    "property_problem",
    "dispute",
    "emergency",
    "hotline_order",
    "key_small_matter",
    "care_request",
)


def day_in_reach(day: date) -> None:
    """Refuses a day nobody can mean."""
    if not in_reach(day, local_day(now())):
        raise forms.ValidationError(_("日期不在1900年到五十年以后之间。"))


class CaseFilter(forms.Form):
    """Closed shapes only: what stands here is what an index can answer."""

    q = forms.CharField(label=_("找"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("类型"), required=False)
    light = forms.ChoiceField(
        label=_("时限"),
        required=False,
        choices=[("", _("不限")), ("late", _("超期")), ("near", _("三天内到期"))],
    )
    since = forms.DateField(
        label=_("反映时间从"), required=False, widget=DateInput(), validators=[day_in_reach]
    )
    until = forms.DateField(label=_("到"), required=False, widget=DateInput(), validators=[day_in_reach])

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        # A link may ask for a kind beyond the usual ones: it is offered as long as it is asked for.
        asked = str(self.data.get("kind", ""))
        kinds = (*KINDS, asked) if asked in get_library().case_kinds and asked not in KINDS else KINDS
        kind.choices = [("", _("全部")), *((code, label(code)) for code in kinds)]
