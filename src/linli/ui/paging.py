"""Pages by key instead of by number: the hundredth page costs what the first costs, and nothing shifts.

The key of the last row stands in the address (``?after=…``), signed by nobody and trusted for nothing: it is
only compared, through the ORM, with columns the caller named.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest


@dataclass(frozen=True)
class Page:
    """Rows of one page and the keys of its neighbours (None where there is no neighbour)."""

    rows: list[Any]
    next: str | None
    prev: str | None
    query: str = ""
    size: int = 50
    order: tuple[str, ...] = field(default=())

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page(queryset: QuerySet[Any], *, order: Sequence[str], request: HttpRequest, size: int = 50) -> Page:
    """One page of ``queryset`` in ``order`` (names, "-" for falling; the last one unique, never null).

    Columns in ``order`` must not hold null. A key that cannot be read counts as none: the first page.
    """
    after = _read(request.GET.get("after", ""), order)
    before = None if after else _read(request.GET.get("before", ""), order)
    towards = [_turn(name) for name in order] if before else list(order)
    found = _read_on(queryset.order_by(*towards), towards, before or after, size)
    if found is None:
        after = before = None
        found = list(queryset.order_by(*order)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if before:
        found.reverse()
    has_next = bool(before) or more
    has_prev = more if before else bool(after)
    return Page(
        rows=found,
        next=_write(found[-1], order) if found and has_next else None,
        prev=_write(found[0], order) if found and has_prev else None,
        query=_query(request),
        size=size,
        order=tuple(order),
    )


def _read_on(
    rows: QuerySet[Any], towards: Sequence[str], key: Sequence[Any] | None, size: int
) -> list[Any] | None:
    """The rows after a key, one more than a page holds; None without a key, or for one no column can be compared with."""
    if not key:
        return None
    try:
        return list(rows.filter(_beyond(towards, key))[: size + 1])
    except (ValueError, TypeError, OverflowError, ValidationError, DataError):
        return None


def _turn(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], key: Sequence[Any]) -> Q:
    """(a > x) or (a = x and b > y) …: portable, and answered from an index on the same columns."""
    condition = Q()
    equal = Q()
    for name, value in zip(order, key, strict=True):
        column = name.removeprefix("-")
        compare = "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{column}__{compare}": value})
        equal &= Q(**{column: value})
    return condition


def _write(row: Model, order: Sequence[str]) -> str:
    values = [_plain(_value(row, name.removeprefix("-"))) for name in order]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = row[part] if isinstance(row, dict) else getattr(row, part)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _read(text: str, order: Sequence[str]) -> list[Any] | None:
    if not text or len(text) > 500:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        return None
    plain = isinstance(values, list) and all(isinstance(value, str | int | float) for value in values)
    return values if plain and len(values) == len(order) else None


def _query(request: HttpRequest) -> str:
    """The other parts of the address (filters, sorting), to be kept by the links of the pager."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    return query.urlencode()
