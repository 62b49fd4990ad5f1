"""What figures may count of visits: that they took place, what was heard, how the matter ended. Never who went how often."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.cases import words
from linli.mechanisms.queries import label
from linli.records import measures
from linli.records.measures import Column, Line
from linli.visits import kinds
from linli.visits.models import Visit
from linli.visits.queries import outcome_word


def _outcome(code: str) -> str:
    every = (one for kind in kinds.every().values() for one in kind.outcomes)
    return next((str(one.names) for one in every if one.id == code), code)


def _lines(rows: Iterable[Any]) -> list[Line]:
    held = list(rows)
    found = Visit.objects.select_related("contact__target", "case").in_bulk([row.pk for row in held])
    names = areas.full_names({row.area_id for row in held}, top="street")
    return [_line(found[row.pk], names.get(row.area_id, "")) for row in held if row.pk in found]


def _line(row: Visit, place: str) -> Line:
    """The firm, shop or door that was visited and what followed; what was heard stays with those who may read it."""
    state = words.state(row.case.state) if row.case else ""
    url = reverse("visits:contact", args=[row.contact_id])
    detail = " · ".join(x for x in (place, outcome_word(row), state) if x)
    return Line(row.pk, row.contact.label or kinds.word(row.kind), url, detail, row.on)


COLUMNS = (
    Column("kind", "text", _("走访类别"), words=kinds.word),
    Column("outcome", "text", _("走访结果"), words=_outcome),
    Column("body", "integer", _("走访单位"), path="body_id"),
    Column("on", "day", _("走访日期")),
    Column("case_state", "text", _("诉求状态"), path="case__state", words=words.state),
    Column("case_result", "text", _("诉求办理结果"), path="case__result", words=label),
    Column("case_word", "text", _("由谁确认"), path="case__word"),
    Column("case_fast_lane", "boolean", _("诉求当场办结"), path="case__fast_lane"),
    Column("case_excluded", "boolean", _("诉求已剔除"), path="case__excluded"),
)


def register() -> None:
    """Called once at start."""
    measures.register(
        measures.RecordSet(
            id="visits",
            label=_("走访"),
            model=Visit,
            columns=COLUMNS,
            dates=("on",),
            visible=lambda rows, scope: policy.filter(rows, scope, "visit.view"),
            lines=_lines,
            body="body",
        )
    )
