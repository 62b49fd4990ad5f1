"""A register as Excel in the office's layout: what is personal stays masked, sensitive kinds for their viewers only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.definitions.registers import MEASURED, RegisterField, RegisterKind
from linli.domain import registers as rules
from linli.domain.access import Scope
from linli.ledgers.registry import Outlet
from linli.ledgers.targets.outlets import layout
from linli.ledgers.writing.layout import Col, Layout
from linli.mechanisms.queries import label
from linli.registers import access, queries, then, values
from linli.registers.ledger import columns
from linli.registers.ledger.incoming import _title
from linli.registers.models import RegisterItem
from linli.registers.services._common import secrets_of

#: Rows read at once.
_STEP = 500


def outlet_of(kind: RegisterKind, order: int) -> Outlet:
    """The outlet of a kind."""
    return Outlet(
        id=f"register-{kind.id}",
        title=_title(kind),
        verb="register_item.export",
        order=order,
        layout=lambda scope, params, day: _layout(kind, scope, day),
        rows=lambda scope, params, at: _rows(kind, scope, params, at),
        count=lambda scope, params, at: _wanted(kind, scope, params, then.day_of(params, at)).count(),
        allowed=lambda request: access.sees_rows(request.scope, kind),  # type: ignore[attr-defined]
    )


def _wanted(kind: RegisterKind, scope: Scope, params: Mapping[str, str], day: date | None) -> queries.Items:
    rows = access.items_for(scope, kind, "export")
    return queries.filtered(rows, kind, params, day=day)


def _layout(kind: RegisterKind, scope: Scope, day: date) -> Layout:
    own = [
        Col("number", _("编号"), width=7),
        Col("area", _("所在地点"), width=16),
        Col("name", str(columns.name_title(kind)), width=12),
    ]
    if kind.parent:
        own.append(Col("parent", _("所属上级"), width=10))
    fields = [_col(one) for one in kind.fields]
    tail = [Col("state", _("状态"), width=8)]
    if kind.keeper:
        tail.append(Col("keeper", _("专管员"), width=8))
    tail.append(Col("added_on", _("登记日期"), width=7, kind="day"))
    return layout(
        label(kind.term), (*own, *fields, *tail), scope, day, paper="A3" if len(fields) > 6 else "A4"
    )


def _col(one: RegisterField) -> Col:
    above = (one.above.in_(get_language() or "zh-hans"),) if one.above else ()
    kind: Any = "text"
    if one.type in (*MEASURED, "integer"):
        kind = "decimal" if one.decimals else "whole"
    elif one.type == "day":
        kind = "day"
    return Col(f"f_{one.id}", values.titled(one), above, width=8, kind=kind, total=one.total == "sum")


def _rows(
    kind: RegisterKind, scope: Scope, params: Mapping[str, str], at: datetime
) -> Iterator[dict[str, Any]]:
    day = then.day_of(params, at)
    rows = (
        _wanted(kind, scope, params, day)
        .select_related("keeper_post", "keeper_body", "parent")
        .order_by("number", "id")
    )
    part: list[RegisterItem] = []
    for item in rows.iterator(chunk_size=_STEP):
        part.append(item)
        if len(part) == _STEP:
            yield from _said(kind, then.overlay(part, kind) if day else part)
            part = []
    yield from _said(kind, then.overlay(part, kind) if day else part)


def _said(kind: RegisterKind, part: list[RegisterItem]) -> Iterator[dict[str, Any]]:
    names = areas.full_names({item.area_id for item in part})
    states = {one.id: one.names.in_(get_language() or "zh-hans") for one in kind.states}
    for item in part:
        row: dict[str, Any] = {
            "number": item.number,
            "area": names.get(item.area_id, ""),
            "name": item.name,
            "parent": (item.parent.number or item.parent.name) if item.parent else "",
            "state": states.get(item.state, item.state),
            "keeper": queries.keeper_of(item),
            "added_on": item.added_on,
        }
        secret = secrets_of(item) if item.personal else {}
        row |= {f"f_{one.id}": cell(one, item.values.get(one.id), secret.get(one.id)) for one in kind.fields}
        yield row


def cell(one: RegisterField, value: Any, secret: Any) -> Any:
    """A value as it stands in a cell: numbers as numbers, what is personal masked."""
    if one.personal:
        return values.masked(one, secret)
    if value is None:
        return None
    if one.type in (*MEASURED, "integer"):
        return rules.from_smallest(value, one.decimals) if one.decimals else value
    if one.type == "day":
        return date.fromisoformat(value)
    return values.said(one, value)
