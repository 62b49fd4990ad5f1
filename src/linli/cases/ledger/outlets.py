"""The ledger of cases as offices hand it in: no name, no phone, texts without either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.cases import words
from linli.cases.models import Case
from linli.cases.queries import Filters, listed
from linli.domain.access import Scope
from linli.domain.masking import strip_chat
from linli.ledgers.registry import Outlet
from linli.ledgers.targets.outlets import layout
from linli.ledgers.writing.layout import Col, Layout
from linli.mechanisms.queries import label

_PART = 500


def _cases(scope: Scope, params: Mapping[str, str], at: datetime) -> QuerySet[Case]:
    return listed(scope, Filters.read(params), at)


def _rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    rows = _cases(scope, params, at).order_by("pk")
    last = 0
    while part := list(rows.filter(pk__gt=last)[:_PART]):
        names = areas.full_names({case.area_id for case in part}, top="street")
        for case in part:
            yield _row(case, names)
        last = part[-1].pk


def _row(case: Case, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "code": case.external_number or case.code,
        "reported": case.reported_at,
        "place": names.get(case.area_id, ""),
        "kind": label(case.kind),
        "category": label(case.category) if case.category else "",
        "text": strip_chat(case.text).text[:500],
        "lead": str(case.lead_body) if case.lead_body else "",
        "due": case.next_due,
        "state": words.state(case.state),
        "result": label(case.result) if case.result else "",
        "closed": case.closed_at,
    }


def _layout(scope: Scope, _params: Mapping[str, str], day: date) -> Layout:
    voice, work = (_("反映情况"),), (_("办理情况"),)
    columns = (
        Col("code", _("编号"), width=9),
        Col("reported", _("反映时间"), voice, width=9, kind="moment"),
        Col("place", _("地点"), voice, width=14),
        Col("kind", _("类型"), voice, width=6),
        Col("category", _("分类"), voice, width=8),
        Col("text", _("主要内容"), voice, width=26),
        Col("lead", _("承办单位"), work, width=12),
        Col("due", _("期限"), work, width=9, kind="moment"),
        Col("state", _("状态"), work, width=6),
        Col("result", _("结果"), work, width=8),
        Col("closed", _("办结时间"), work, width=9, kind="moment"),
    )
    return layout(_("诉求办理台账"), columns, scope, day)


OUTLET = Outlet(
    id="cases",
    title=gettext_lazy("诉求办理台账"),
    verb="case.export",
    order=5,
    layout=_layout,
    rows=_rows,
    count=lambda scope, params, at: _cases(scope, params, at).order_by().count(),
)
