"""The words of the list of cases: tabs by stage, counts to a thousand, links that keep the filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.accounts import policy
from linli.cases import queries
from linli.cases.models import Case, Stage
from linli.cases.queries import Filters
from linli.cases.queries.today import title_of
from linli.desk.filters import CaseFilter
from linli.desk.queries import rows_of
from linli.domain.access import Scope
from linli.domain.codes import record_id
from linli.ui.paging import Page

#: What the sort links of the table say → the orders a list may have.
_SORTS = {"due": "due", "new": "old", "-new": "new"}
#: The tabs in the order of the trade's menu.
TABS = (Stage.DISPATCH, Stage.WORK, Stage.CALL_BACK, Stage.SUSPENDED, Stage.CLOSED)


def read(query: Mapping[str, str]) -> Filters:
    """The filter of an address, with the sort links of the table read as orders."""
    filters = Filters.read(query)
    sort = _SORTS.get(query.get("sort", ""), "")
    return replace(filters, order=sort) if sort else filters


def words_of(
    scope: Scope, filters: Filters, form: CaseFilter, rows: QuerySet[Case], page: Page, at: datetime
) -> dict[str, Any]:
    """What the list's template shows."""
    number, more = queries.count_to_thousand(rows)
    base = reverse("cases:list")
    kept = {key: value for key, value in filters.as_query().items() if key == "stage"}
    return {
        "title": _title(scope, filters),
        "total_words": ngettext("共%(count)s件", "共%(count)s件", number)
        % {"count": f"{number:,}{'+' if more else ''}"},
        "filters": filters,
        "filter_form": form,
        "filtered": set(filters.as_query()) - {"stage", "order"},
        "clear_url": f"{base}?{urlencode(kept)}",
        "tabs": tabs(filters, base),
        "rows": rows_of(page.rows, at),
        "page": page,
        "may_register": policy.may(scope, "case.register"),
        "may_export": policy.may(scope, "case.export"),
        "may_bulk": policy.may(scope, "case.urge")
        and (filters.stage == Stage.WORK or filters.today == "departments_late"),
        "new_url": reverse("desk:new"),
        "export_url": f"{reverse('cases:export')}?{urlencode(filters.as_query())}",
        "bulk_url": reverse("cases:bulk"),
        "empty_text": _("没有符合的诉求。") if filters.as_query() else _("还没有诉求。"),
    }


def _title(scope: Scope, filters: Filters) -> str:
    if filters.today and (said := title_of(filters.today, scope)):
        return said
    return str(Stage(filters.stage).label) if filters.stage in Stage.values else _("全部诉求")


def tabs(filters: Filters, base: str) -> list[tuple[str, str, bool, None]]:
    """The stages as tabs, keeping the rest of the filter."""
    rest = {key: value for key, value in filters.as_query().items() if key not in {"stage", "state", "today"}}
    found = [
        (
            str(stage.label),
            f"{base}?{urlencode({**rest, 'stage': stage.value})}",
            filters.stage == stage and not filters.today,
            None,
        )
        for stage in TABS
    ]
    return [*found, (_("全部"), f"{base}?{urlencode(rest)}", not filters.stage and not filters.today, None)]


def chosen(scope: Scope, ids: Iterable[str]) -> list[Case]:
    """The ticked cases that this reader may see, at most a hundred."""
    wanted = [found for text in list(ids)[:100] if (found := record_id(text)) is not None]
    return list(policy.filter(Case.objects.filter(pk__in=wanted), scope, "case.view").order_by("pk"))
