"""Rows, columns, counts and one item as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.definitions.registers import RegisterKind
from linli.domain import registers as rules
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.records import queries as records
from linli.registers import access, forms, kinds, planning, queries, values
from linli.registers.ledger.columns import name_title
from linli.registers.models import RegisterItem
from linli.registers.services._common import kind_of, secrets_of
from linli.ui import panels

#: Colour of a state → tone of a badge or tile.
TONES = {"good": "good", "warn": "warn", "bad": "bad", "info": "info", "none": "plain"}
#: Colour of a state → tile on the map.
TILES = {"good": "good", "warn": "warn", "bad": "bad", "info": "warn", "none": "none"}


def say_count(count: int | None, below: int) -> str:
    """A count, or "<5" where it is hidden."""
    return f"<{below}" if count is None else f"{count:,}"


@dataclass(frozen=True)
class StateCount:
    """A state with its count and the link that filters by it."""

    id: str
    label: str
    tone: str
    count: str
    current: bool


@dataclass(frozen=True)
class Book:
    """A register on the home page."""

    id: str
    label: str
    total: str
    states: list[StateCount]

    @classmethod
    def of(cls, kind: RegisterKind, counts: Mapping[str, int | None], total: int | None, below: int) -> Book:
        """A book from its counts."""
        return cls(kind.id, kinds.label(kind.id), say_count(total, below), state_counts(kind, counts, below))


def state_counts(
    kind: RegisterKind, counts: Mapping[str, int | None], below: int, current: str = ""
) -> list[StateCount]:
    """The states with their counts, in the order of the kind."""
    lang = get_language() or "zh-hans"
    return [
        StateCount(
            one.id,
            one.names.in_(lang),
            TONES[one.colour],
            say_count(counts.get(one.id, 0), below),
            one.id == current,
        )
        for one in kind.states
    ]


@dataclass(frozen=True)
class Head:
    """A column of the list."""

    label: str
    number: bool


def columns(kind: RegisterKind) -> list[Head]:
    """The field columns of the list."""
    return [
        Head(values.titled(one), one.type in ("integer", "quantity", "money"))
        for one in kind.fields
        if one.listed
    ]


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    item: RegisterItem
    place: str
    state: str
    tone: str
    keeper: str
    cells: list[tuple[Head, str]]
    late: str


def table(items: Iterable[RegisterItem], kind: RegisterKind, on: date) -> list[Line]:
    """Rows with their words; two queries for all places."""
    rows = list(items)
    names = areas.full_names({row.area_id for row in rows}, top="street")
    lang = get_language() or "zh-hans"
    states = {one.id: one for one in kind.states}
    heads = columns(kind)
    listed = [one for one in kind.fields if one.listed]
    made = []
    for row in rows:
        state = states.get(row.state)
        secret = secrets_of(row) if any(one.personal for one in listed) else {}
        said = [
            values.masked(one, secret.get(one.id))
            if one.personal
            else values.said(one, row.values.get(one.id))
            for one in listed
        ]
        made.append(
            Line(
                item=row,
                place=names.get(row.area_id, ""),
                state=state.names.in_(lang) if state else row.state,
                tone=TONES[state.colour] if state else "plain",
                keeper=queries.keeper_of(row),
                cells=list(zip(heads, said, strict=True)),
                late=late_words(row, kind, on),
            )
        )
    return made


def late_words(item: RegisterItem, kind: RegisterKind, on: date) -> str:
    """Why a row is red: past its day, or a stage has not begun."""
    if kind.due is None or item.ended_on is not None:
        return ""
    stage = planning.late_stage(item, kind, on)
    if stage is None:
        return ""
    if stage == "due":
        return _("已到期")
    lang = get_language() or "zh-hans"
    name = next(one.names.in_(lang) for one in kind.stages if one.id == stage)
    return _("「%(stage)s」该开始未开始") % {"stage": name}


def said_figures(kind: RegisterKind, figures: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
    """Sums with their titles: (户数（户）, 36,149); how many are filled for the others."""
    found = []
    for field_id, value in figures:
        one = kind.field(field_id)
        if one.total == "filled":
            found.append((_("已填%(field)s") % {"field": values.word(one)}, f"{value:,}"))
        else:
            found.append((values.titled(one), rules.say_quantity(value, one.decimals)))
    return found


def item_context(scope: Scope, item: RegisterItem, at: datetime, lang: str) -> dict[str, Any]:
    """All that the page of one item shows."""
    kind, on = kind_of(item), local_day(at)
    state = kind.state(item.state)
    held = {**item.values, **secrets_of(item)}
    initial = {"version": item.version}
    may = {
        verb: item.is_open and access.may(scope, verb, item) for verb in ("edit", "move", "clear", "reopen")
    }
    may_move = may["move"] and bool(state.to)
    cleared = [one for one in kind.states if one.cleared]
    return {
        "item": item,
        "kind": kind,
        "title": kinds.label(item.kind),
        "state": state.names.in_(lang),
        "tone": TONES[state.colour],
        "late": late_words(item, kind, on),
        "facts": _facts(scope, item, kind, held),
        "may": may,
        "move_form": forms.MoveForm(initial=initial, kind=kind, state=item.state, held=held, today=on)
        if may_move
        else None,
        "clear_form": forms.ClearForm(initial=initial | {"on": on}, kind=kind)
        if may["clear"] and cleared and not state.cleared
        else None,
        "reopen_form": forms.ReasonForm(initial=initial) if may["reopen"] and state.cleared else None,
        "keeper_form": forms.KeeperForm(initial=initial | {"name": item.keeper_name})
        if may["edit"] and kind.keeper
        else None,
        "end_form": forms.ReasonForm(initial=initial) if may["edit"] else None,
        "parts": _parts(item, kind, on),
        "stages": _stages(item, kind, on, lang),
        "clearances": list(item.clearances.select_related("verifier_post").order_by("-pk")[:10]),
        "history": records.history("register_item", item.pk, limit=30),
        "panels": panels.collect("register_item", scope, item.pk, at),
    }


def _facts(
    scope: Scope, item: RegisterItem, kind: RegisterKind, held: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """Label, value, and the address that unmasks it (empty: nothing to unmask)."""
    open_secret = access.readable_secret(scope, item)
    place = areas.full_name(item.area_id)
    found = [(str(_("所在地点")), place, "")]
    if kind.personal_name and open_secret:
        found.insert(0, (str(name_title(kind)), item.name, _unmask(item, "name")))
    for one in kind.fields:
        if one.personal:
            said = values.masked(one, held.get(one.id))
            found.append(
                (values.titled(one), said or "—", _unmask(item, one.id) if said and open_secret else "")
            )
        else:
            found.append((values.titled(one), values.said(one, held.get(one.id)) or "—", ""))
    if kind.keeper:
        found.append((_("专管员"), queries.keeper_of(item) or _("未指定"), ""))
    found.append((_("登记日期"), item.added_on.isoformat(), ""))
    return found


def _unmask(item: RegisterItem, field: str) -> str:
    return reverse("accounts:unmask", args=["register_item", item.pk, field])


def _parts(item: RegisterItem, kind: RegisterKind, on: date) -> dict[str, Any] | None:
    if not kind.sums:
        return None
    of = kinds.shipped(kind.sums[0].of)
    rows = list(item.parts.filter(ended_on=None, concealed=False).order_by("number", "id")[:100])
    return {"kind": of, "label": kinds.label(of.id), "columns": columns(of), "table": table(rows, of, on)}


def _stages(item: RegisterItem, kind: RegisterKind, on: date, lang: str) -> list[dict[str, Any]]:
    started = item.values.get("started", {})
    names = {one.id: one.names.in_(lang) for one in kind.stages}
    return [
        {
            "id": stage.id,
            "name": names[stage.id],
            "start_by": stage.start_by,
            "done_by": stage.done_by,
            "started": started.get(stage.id, ""),
            "late": stage.start_by < on and stage.id not in started,
        }
        for stage in planning.plan_of(item, kind, on)
    ]
