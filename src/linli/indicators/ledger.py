"""Tables of figures as offices hand them in: one indicator, or a kept edition, in fixed columns with totals as printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts import policy
from linli.domain.access import Scope
from linli.domain.codes import record_id
from linli.indicators import access, asking, pages, queries
from linli.indicators.models import Edition
from linli.ledgers import registry
from linli.ledgers.targets.outlets import layout
from linli.ledgers.writing.layout import Col, Layout
from linli.mechanisms.queries import label
from linli.records.time import now


def _page(scope: Scope, params: Mapping[str, str], at: datetime) -> pages.Page:
    if not policy.may(scope, "figure.export"):
        raise policy.NotYours
    area = access.place_for(scope, params.get("place", ""))
    asked = asking.read_request(params.get("indicator", ""), area, params, at)
    return pages.table(asked, area, scope)


def _figures_layout(scope: Scope, params: Mapping[str, str], day: date) -> Layout:
    page = _page(scope, params, now())
    name = label(page.asked.indicator.term)
    columns = [Col("name", _("单位"), width=14), Col("value", name, width=8)]
    if page.has_base:
        columns += [Col("top", _("分子"), width=7), Col("base", _("基数"), width=7)]
    columns += [
        Col("left_out", _("剔除"), width=6),
        Col("before", _("上期"), width=8),
        Col("change", _("比上期"), width=10),
    ]
    if page.has_target:
        columns += [Col("target", _("目标"), width=8), Col("attained", _("完成率"), width=8)]
    title = _("%(name)s（%(period)s）") % {"name": name, "period": page.asked.period.label()}
    return layout(title, tuple(columns), scope, day)


def _figures_rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    page = _page(scope, params, at)
    for line in (*page.lines, page.total):
        yield {
            "name": line.name,
            "value": line.value,
            "top": line.top,
            "base": line.base,
            "left_out": line.left_out,
            "before": line.before,
            "change": line.change,
            "target": line.target,
            "attained": line.attained,
        }


def _edition(scope: Scope, params: Mapping[str, str]) -> Edition:
    edition = access.get_edition_for(scope, record_id(params.get("edition", "")) or 0)
    if access.own_rows_only(scope, edition):
        raise policy.NotYours
    return edition


def _edition_layout(scope: Scope, params: Mapping[str, str], day: date) -> Layout:
    page = queries.edition_page(_edition(scope, params), scope)
    columns = [Col("place", _("名次"), width=6)] if page.edition.ranked else []
    columns += [Col("name", _("单位"), width=14)]
    if len(page.indicators) > 1:
        columns.append(Col("score", _("综合成绩"), width=8))
    columns += [Col(one.id, label(one.term), width=8) for one in page.indicators]
    return layout(page.title, tuple(columns), scope, day)


def _edition_rows(scope: Scope, params: Mapping[str, str], _at: datetime) -> Iterator[dict[str, Any]]:
    from linli.indicators.showing import standing_word

    for one in queries.edition_page(_edition(scope, params), scope).rows:
        yield {
            "place": str(one.row.place or standing_word(one.row.standing)),
            "name": one.row.name,
            "score": one.score,
            **{cell.indicator.id: cell.text for cell in one.cells},
        }


def register() -> None:
    """Called once at start."""
    registry.register_outlet(
        registry.Outlet(
            id="figures",
            title=gettext_lazy("指标表"),
            verb="figure.export",
            layout=_figures_layout,
            rows=_figures_rows,
            count=lambda scope, params, at: len(_page(scope, params, at).lines) + 1,
            order=60,
            listed=False,
        )
    )
    registry.register_outlet(
        registry.Outlet(
            id="edition",
            title=gettext_lazy("通报底表"),
            verb="edition.view",
            layout=_edition_layout,
            rows=_edition_rows,
            count=lambda scope, params, _at: _edition(scope, params).rows.count(),
            order=61,
            listed=False,
        )
    )
