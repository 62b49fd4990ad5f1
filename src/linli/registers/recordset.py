"""Registers as record sets of figures: one family ``register:<kind>``, its columns the fields of the kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.definitions.registers import MEASURED, RegisterField, RegisterKind
from linli.definitions.text import Text
from linli.records import measures
from linli.records.measures import Column, ColumnKind, Line, Sought
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
        listed=lambda sought: _listed(kind, sought),
    )


def _listed(kind: RegisterKind, sought: Sought) -> str | None:
    """The list of the register asked for exactly these rows, or None where it has no such filter."""
    asked = {"place": str(sought.area_id)}
    name = sought.dated.removesuffix("_on")
    if name not in ("added", "cleared"):
        return None
    if sought.start is not None:
        asked[f"{name}_from"] = sought.start.isoformat()
    asked[f"{name}_to"] = (sought.end - timedelta(days=1)).isoformat()
    on_register = False
    open_fields = {one.id: one.type for one in kind.fields if not one.personal}
    for column, values in sought.where:
        if column == "ended_on" and values == ():
            on_register = True
        elif values and column == "state":
            asked["state"] = ",".join(values)
        elif values and open_fields.get(column) in ("choice", "integer"):
            asked[f"f_{column}"] = ",".join(values)
        elif not values and column in open_fields:
            test = "has" if values is None else "lacks"
            asked[test] = ",".join(filter(None, (asked.get(test), column)))
        else:
            return None
    # The list leaves out what is off the register; a figure that counts it too has no such list.
    return f"{reverse('registers:list', args=[kind.id])}?{urlencode(asked)}" if on_register else None


def _visible(rows: Any, scope: Any, kind: RegisterKind) -> Any:
    """Rows of a sensitive kind are for its viewers alone, behind a figure as on its own page."""
    if not access.sees_rows(scope, kind):
        return rows.none()
    return policy.filter(rows, scope, "register_item.view")


def _column(kind: RegisterKind, one: RegisterField) -> Column:
    label = one.names.in_(get_language() or "zh-hans")
    if one in kind.totals:
        path = TOTALS[kind.totals.index(one)]
        return Column(one.id, "integer", label, path=path, decimals=one.decimals)
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
