"""Kinds of rows that can stand behind a figure, and how a reader in his scope sees them (看明细)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.cases.models import Case
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.mechanisms.queries import label
from linli.records import measures

#: Up to so many ids are sent one by one; a longer list is sent as one value, as no engine takes any number of them.
FEW = 500


@dataclass(frozen=True)
class Line:
    """One row as cells, and its page (empty where it has none)."""

    cells: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class RowKind:
    """A kind of rows: its word, titles of its columns, the rows a scope may see, and many of them as lines."""

    id: str
    label: str | Promise
    columns: tuple[str | Promise, ...]
    visible: Callable[[Scope], QuerySet[Any]]
    lines: Callable[[Sequence[Any]], list[Line]]


_kinds: dict[str, RowKind] = {}


def register(kind: RowKind) -> None:
    """Make a kind of rows known."""
    _kinds[kind.id] = kind


def get(kind: str) -> RowKind | None:
    """The kind of that id; any record set that figures may count is one too."""
    if kind in _kinds:
        return _kinds[kind]
    found = measures.get(kind)
    return _of_set(found) if found is not None else None


def _day(at: date | datetime | None) -> str:
    if at is None:
        return "—"
    return (local_day(at) if isinstance(at, datetime) else at).isoformat()


def _of_set(found: measures.RecordSet) -> RowKind:
    def lines(rows: Sequence[Any]) -> list[Line]:
        return [Line((one.title, one.detail, _day(one.at)), one.url or "") for one in found.lines(list(rows))]

    return RowKind(
        found.id,
        str(found.label),
        (_("记录"), _("说明"), _("日期")),
        lambda scope: found.visible(found.model._default_manager.all(), scope),
        lines,
    )


def among(kind: RowKind, scope: Scope, ids: Sequence[int]) -> QuerySet[Any]:
    """Those of the rows that the reader may see, however many they are."""
    visible = kind.visible(scope)
    if len(ids) <= FEW:
        return visible.filter(pk__in=ids)
    return visible.filter(pk__in=_listed(ids))


def _listed(ids: Sequence[int]) -> RawSQL:
    """The ids as one value, unpacked by the engine; nothing but numbers is in it."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", ([int(one) for one in ids],))
    return RawSQL("SELECT value FROM json_each(%s)", (json.dumps([int(one) for one in ids]),))


def _cases(scope: Scope) -> QuerySet[Any]:
    return policy.filter(Case.objects.select_related("lead_body", "area"), scope, "case.view")


def _case_lines(rows: Sequence[Case]) -> list[Line]:
    found = []
    for row in rows:
        title = row.title or row.text[:40]
        cells = (row.code, title, label(row.kind), str(row.lead_body or "—"), _day(row.closed_at))
        found.append(Line(cells, reverse("cases:page", args=[row.code])))
    return found


def register_own() -> None:
    """The kinds of this room, once at start."""
    register(
        RowKind(
            "case",
            _("诉求"),
            (_("编号"), _("事项"), _("类型"), _("主办单位"), _("办结日期")),
            _cases,
            _case_lines,
        )
    )
