"""Quotas to Excel: each holder with what is asked, held and missing of every group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.definitions.duties import DutyKind
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.duties import access, kinds, queries
from linli.ledgers.registry import Outlet, register_outlet
from linli.ledgers.targets.outlets import layout, number_in, parts_of
from linli.ledgers.writing.layout import Col, Layout


def _asked(scope: Scope, params: Mapping[str, str], at: datetime) -> tuple[DutyKind, int, date] | None:
    """The kind as in use at the place, the place inside one's own, the day."""
    area_id = access.place_of(scope, number_in(params, "place"))
    try:
        on = date.fromisoformat(str(params.get("on") or ""))
    except ValueError:
        on = local_day(at)
    found = kinds.in_use(area_id, min(on, local_day(at))) if area_id else []
    kind = next((one for one, _row in found if one.id == params.get("kind") and one.quotas), None)
    return (kind, area_id, on) if kind is not None and area_id else None


def _chosen(asked: tuple[DutyKind, int, date], params: Mapping[str, str]) -> Any:
    return queries.quotas.chosen(*asked, q=str(params.get("q") or ""), short=bool(params.get("short")))


def _rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    asked = _asked(scope, params, at)
    if asked is None:
        return
    kind, _area, on = asked
    for part in parts_of(_chosen(asked, params)):
        for line in queries.quotas.lines(kind, part, on):
            for share in line.shares:
                yield {
                    "kind": kinds.word(kind.id), "holder": line.name, "body": line.body, "group": share.word,
                    "asked": share.asked, "held": share.held, "missing": share.missing,
                }  # fmt: skip


def _count(scope: Scope, params: Mapping[str, str], at: datetime) -> int:
    asked = _asked(scope, params, at)
    if asked is None:
        return 0
    return int(_chosen(asked, params).count()) * len(queries.quotas.groups(asked[0], asked[2]))


def _layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("kind", _("分工"), width=14),
        Col("holder", _("责任人"), width=10),
        Col("body", _("单位"), width=20),
        Col("group", _("分组"), width=10),
        Col("asked", _("应联系"), width=8, kind="whole"),
        Col("held", _("已定"), width=8, kind="whole"),
        Col("missing", _("还差"), width=8, kind="whole"),
    )
    return layout(_("责任分工定额清单"), columns, scope, day)


def register() -> None:
    """Makes the outlet known; called once at start."""
    register_outlet(
        Outlet(
            id="duty_quotas",
            title=gettext_lazy("责任分工定额清单"),
            verb="duty.export",
            order=32,
            layout=_layout,
            rows=_rows,
            count=_count,
        )
    )
