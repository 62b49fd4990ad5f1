"""Kinds of rows that can stand behind a figure, and how a reader in his scope sees them (看明细)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.cases.models import Case
from linli.domain.access import Scope
from linli.mechanisms.queries import label
from linli.records import measures


@dataclass(frozen=True)
class RowKind:
    """A kind of rows: its word, titles of its columns, the rows a scope may see, and one row as cells with its page."""

    id: str
    label: str | Promise
    columns: tuple[str | Promise, ...]
    visible: Callable[[Scope], QuerySet[Any]]
    cells: Callable[[Any], Sequence[str]]
    url: Callable[[Any], str]


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


def _of_set(found: measures.RecordSet) -> RowKind:
    def line(row: Any) -> measures.Line:
        return found.lines([row])[0]

    def cells(row: Any) -> Sequence[str]:
        one = line(row)
        return (one.title, one.detail, one.at.strftime("%Y-%m-%d") if one.at else "—")

    return RowKind(
        found.id,
        str(found.label),
        (_("记录"), _("说明"), _("日期")),
        lambda scope: found.visible(found.model._default_manager.all(), scope),
        cells,
        lambda row: line(row).url or "",
    )


def among(kind: RowKind, scope: Scope, ids: Sequence[int]) -> QuerySet[Any]:
    """Those of the rows that the reader may see."""
    return kind.visible(scope).filter(pk__in=ids)


def _cases(scope: Scope) -> QuerySet[Any]:
    return policy.filter(Case.objects.select_related("lead_body", "area"), scope, "case.view")


def _case_cells(row: Case) -> Sequence[str]:
    title = row.title or row.text[:40]
    closed = row.closed_at.date().isoformat() if row.closed_at else "—"
    return (row.code, title, label(row.kind), str(row.lead_body or "—"), closed)


def register_own() -> None:
    """The kinds of this room, once at start."""
    register(
        RowKind(
            "case",
            _("诉求"),
            (_("编号"), _("事项"), _("类型"), _("主办单位"), _("办结日期")),
            _cases,
            _case_cells,
            lambda row: reverse("cases:page", args=[row.code]),
        )
    )
