"""发文登记 as a ledger: papers taken out in the office's layout. Here, because papers may not know ledgers (floors)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.domain.access import Scope
from linli.ledgers import registry
from linli.ledgers.writing.layout import Col, Layout
from linli.papers import access, queries
from linli.papers.forms import FilterForm
from linli.papers.models import Paper

_COLUMNS = (
    Col("number", "文号", width=14),
    Col("kind", "文种", width=8),
    Col("title", "标题", width=26),
    Col("issuer", "发文单位", width=12),
    Col("addressee", "主送", width=12),
    Col("issued_on", "成文日期", kind="day"),
    Col("state", "状态", width=6),
    Col("openness", "公开属性", width=6),
    Col("distribution", "发放范围", width=12),
    Col("signed", "签收", width=6),
)


def _rows(scope: Scope, params: Mapping[str, str]) -> QuerySet[Paper]:
    form = FilterForm(dict(params))
    form.is_valid()
    return queries.filtered(access.papers_for(scope), form.cleaned_data).order_by("issued_on", "pk")


def rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterable[Mapping[str, Any]]:
    """The register row by row."""
    for paper in _rows(scope, params).prefetch_related("deliveries").iterator(chunk_size=500):
        sent = list(paper.deliveries.all())
        signed = sum(one.signed_at is not None for one in sent)
        yield {
            "number": paper.number,
            "kind": queries.label(paper),
            "title": paper.title,
            "issuer": paper.issuer.name,
            "addressee": paper.addressee_text,
            "issued_on": paper.issued_on,
            "state": paper.get_state_display(),
            "openness": paper.get_openness_display(),
            "distribution": paper.distribution,
            "signed": f"{signed}/{len(sent)}" if sent else "",
        }


def layout(scope: Scope, params: Mapping[str, str], day: date) -> Layout:
    """Title and columns."""
    return Layout("发文登记", _COLUMNS, filled_on=day, demo=bool(getattr(settings, "LINLI_DEMO", False)))


def _allowed(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", None)
    return scope is not None and policy.may(scope, "paper.view")


def register() -> None:
    """Once at start."""
    registry.register_outlet(
        registry.Outlet(
            id="papers",
            title=_("发文登记"),
            layout=layout,
            rows=rows,
            count=lambda scope, params, at: _rows(scope, params).count(),
            verb="paper.view",
            allowed=_allowed,
        )
    )
