"""The printed figures as Excel: entry, place, figure as printed, source and date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.demo import access, figures, printed
from linli.domain.access import Scope
from linli.ledgers import registry
from linli.ledgers.registry import Outlet
from linli.ledgers.targets.outlets import layout
from linli.ledgers.writing.layout import Col, Layout


def register() -> None:
    """Called once at start."""
    registry.register_outlet(
        Outlet(
            id="printed_figures", title=gettext_lazy("报道数字"), layout=_layout, rows=_rows, count=_count,
            verb="organization.view", allowed=_allowed, order=90, listed=False,
        )
    )  # fmt: skip


def _allowed(request: HttpRequest) -> bool:
    return access.may_read(getattr(request, "scope", None))


def _layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("entry", _("机制"), width=22),
        Col("table", _("原表"), width=6),
        Col("name", _("项目"), width=18),
        Col("said", _("报道数"), width=10),
        Col("source", _("出处"), width=30),
        Col("day", _("数据截至"), width=9, kind="day"),
    )
    return layout(_("报道数字"), columns, scope, day)


def _ids(params: Mapping[str, str]) -> list[str]:
    return [one.form_id for one in printed.wanted(params)]


def _count(scope: Scope, params: Mapping[str, str], _at: datetime) -> int:
    return access.values(scope, _ids(params)).count()


def _rows(scope: Scope, params: Mapping[str, str], _at: datetime) -> Iterator[dict[str, Any]]:
    known = figures.entries()
    for row in access.values(scope, _ids(params)).order_by("form_id", "pk"):
        entry = known[row.form_id]
        item = next(one for one in entry.items if one.id == row.item)
        yield {
            "entry": entry.title, "table": entry.table, "name": item.names.zh, "said": printed.say(item, row.value),
            "source": row.source, "day": row.as_of,
        }  # fmt: skip
