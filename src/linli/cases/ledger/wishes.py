"""The wall of wishes as a ledger: what hangs there, in its public words; nobody can be found by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.models import Wish
from linli.cases.queries import wishes
from linli.domain.access import Scope
from linli.ledgers.registry import Outlet
from linli.ledgers.targets.outlets import layout
from linli.ledgers.writing.layout import Col, Layout

_PART = 500


def _wall(params: Mapping[str, str]) -> QuerySet[Wish]:
    return wishes.wall(params.get("state") or wishes.FREE, text=params.get("q", "").strip()[:40])


def _rows(_scope: Scope, params: Mapping[str, str], _at: datetime) -> Iterator[dict[str, Any]]:
    words = {wishes.FREE: _("待认领"), wishes.TAKEN: _("已认领"), wishes.DONE: _("已圆梦")}
    rows, order = wishes.in_order(_wall(params), params.get("order", ""))
    # The order first and then the rows, so that a wish taken meanwhile shifts none of the others.
    keys = list(rows.order_by(*order).values_list("pk", flat=True))
    for start in range(0, len(keys), _PART):
        found = _wall(params).in_bulk(keys[start : start + _PART])
        for one in wishes.shown([found[pk] for pk in keys[start : start + _PART] if pk in found]):
            yield {
                "code": one.code,
                "text": one.text,
                "community": one.community,
                "cost": one.cost,
                "state": words[one.state],
                "persons": one.persons or None,
                "published": one.wish.published_at,
                "thanks": one.thanks,
            }


def _layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    columns = (
        Col("code", _("编号"), width=9),
        Col("text", _("微心愿"), width=26),
        Col("community", _("社区"), width=14),
        Col("cost", _("约需（元）"), width=6),
        Col("state", _("状态"), width=6),
        Col("persons", _("认领人数"), width=6, kind="whole"),
        Col("published", _("上墙时间"), width=9, kind="moment"),
        Col("thanks", _("感谢的话"), width=20),
    )
    return layout(_("微心愿台账"), columns, scope, day)


OUTLET = Outlet(
    id="wishes",
    title=gettext_lazy("微心愿台账"),
    verb="case.export",
    order=6,
    layout=_layout,
    rows=_rows,
    count=lambda _scope, params, _at: _wall(params).count(),
)
