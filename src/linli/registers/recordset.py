"""Registers as record sets of figures: one family ``register:<kind>``, its columns the fields of the kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.definitions.registers import MEASURED, RegisterField, RegisterKind
from linli.definitions.text import Text
from linli.records import measures
from linli.records.measures import Column, ColumnKind, Line
from linli.registers import access, kinds
from linli.registers.errors import NoSuchRegister
from linli.registers.models import TOTALS, RegisterItem

_KINDS: dict[str, ColumnKind] = {"day": "day", "boolean": "boolean", "integer": "integer"}

STATE = Column("state", "text", _("状态"))
BASE = (
    Column("number", "text", _("编号")),
    Column("keeper_body", "integer", _("专管单位"), path="keeper_body_id"),
    Column("added_on", "day", _("登记日期")),
    Column("due_on", "day", _("期限")),
    Column("cleared_on", "day", _("销号日期")),
    Column("ended_on", "day", _("退出日期")),
)


def record_set(kind_id: str) -> measures.RecordSet | None:
    """The rows of one register, or None if there is no such register."""
    try:
        kind = kinds.shipped(kind_id)
    except NoSuchRegister:
        return None
    state = replace(STATE, words=_words((one.id, one.names) for one in kind.states))
    columns = (state, *BASE, *(_column(kind, one) for one in kind.fields if not one.personal))
    return measures.RecordSet(
        id=f"register:{kind_id}",
        label=kinds.label(kind_id),
        model=RegisterItem,
        columns=columns,
        dates=("added_on", "due_on", "cleared_on", "ended_on"),
        visible=lambda rows, scope: _visible(rows, scope, kind),
        lines=_lines,
        body="keeper_body",
        sums=tuple(one.id for one in kind.totals),
        sensitive=(lambda: Q(kind=kind_id)) if kind.sensitive else None,
        base=lambda: Q(kind=kind_id, concealed=False),
    )


def _visible(rows: Any, scope: Any, kind: RegisterKind) -> Any:
    """Rows of a sensitive kind are for its viewers alone, behind a figure as on its own page."""
    if not access.sees_rows(scope, kind):
        return rows.none()
    return policy.filter(rows, scope, "register_item.view")


def _column(kind: RegisterKind, one: RegisterField) -> Column:
    label = one.names.in_(get_language() or "zh-hans")
    if one in kind.totals:
        return Column(one.id, "integer", label, path=TOTALS[kind.totals.index(one)])
    told: ColumnKind = "integer" if one.type in MEASURED else _KINDS.get(one.type, "text")
    # A day inside JSON is its ISO text: compared as text it sorts like a day.
    words = _words((option.id, option.names) for option in one.options) if one.options else None
    return Column(one.id, "text" if told == "day" else told, label, path=f"values__{one.id}", words=words)


def _words(named: Iterable[tuple[str, Text]]) -> Callable[[str], str]:
    """Stored value → its name; what the kind no longer knows stays as it is."""
    held = dict(named)
    return lambda value: held[value].in_(get_language() or "zh-hans") if value in held else value


def _lines(rows: Iterable[Any]) -> list[Line]:
    held = list(rows)
    names = areas.full_names({item.area_id for item in held}, top="street")
    return [
        Line(item.pk, str(item), _url(item), names.get(item.area_id, ""), item.cleared_on or item.added_on)
        for item in held
    ]


def _url(item: Any) -> str | None:
    try:
        return reverse("registers:item", args=[item.pk])
    except NoReverseMatch:
        return None


def register() -> None:
    """Called once at start."""
    measures.register_family("register", record_set, lambda: [kind.id for kind in kinds.shipped_kinds()])
