"""The registers, the rows of one, one item, and the paper to print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from linli.accounts import policy
from linli.areas import queries as areas
from linli.definitions.registers import RegisterKind
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.domain.codes import record_id
from linli.organizations.requests import StaffRequest
from linli.records.time import now
from linli.registers import access, kinds, queries, showing, then
from linli.registers.forms import FilterForm
from linli.registers.models import RegisterItem
from linli.ui.paging import page as paged

#: Columns people may sort by → columns of the row, the last one unique.
SORTS = {
    "number": ("number", "id"),
    "-number": ("-number", "-id"),
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "added": ("added_on", "id"),
    "-added": ("-added_on", "-id"),
}
#: Rows on one printed paper.
PRINTED = 2_000


@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """All registers in use here, each with its counts."""
    at = now()
    on = local_day(at)
    books = []
    wanted = access.kinds_for(request.scope, at)
    held = queries.counts_of_all(request.scope, wanted, on)
    for kind in wanted:
        counts, total = held[kind.id]
        books.append(showing.Book.of(kind, counts, total, queries.hidden_below(kind, on)))
    context = {"books": books, "may_import": policy.may(request.scope, "register_item.import")}
    return render(request, "registers/home.html", context)


@require_GET
def rows(request: StaffRequest, kind_id: str) -> HttpResponse:
    """The rows of a register: filtered, searched, sorted, by key."""
    kind = access.get_kind_for(request.scope, kind_id)
    on = local_day(now())
    return render(request, "registers/list.html", list_context(request, kind, on))


def list_context(request: HttpRequest, kind: RegisterKind, on: date, **more: Any) -> dict[str, Any]:
    """What the list shows; also used when a bulk edit comes back with sentences."""
    scope = request.scope  # type: ignore[attr-defined]
    form = FilterForm(request.GET, kind=kind)
    form.is_valid()
    params = {key: str(value) for key, value in request.GET.items()}
    day = then.day_of(params, now())
    wanted = queries.filtered(access.items_for(scope, kind), kind, params, day=day)
    order = SORTS.get(params.get("sort", ""), SORTS["number"])
    around = wanted.select_related("keeper_post", "keeper_body", "parent")
    found = paged(around, order=order, request=request, size=50)
    shown_rows = then.overlay(found.rows, kind) if day else found.rows
    context = {
        "kind": kind,
        "title": kinds.label(kind.id),
        "form": form,
        "page": found,
        "columns": showing.columns(kind),
        "table": showing.table(shown_rows, kind, day or on),
        "day": day,
        **_counts(scope, kind, on, day, params.get("state", "")),
        **_figures(scope, kind, wanted, day),
        "export_id": f"register-{kind.id}",
        "hidden": [
            (name, value) for name, value in params.items() if value and name not in ("after", "before")
        ],
        "place": _place(params.get("place", "")),
        "keepers": queries.keepers(params),
        "printable": request.GET.urlencode(),
    }
    context |= {
        f"may_{verb}": policy.may(scope, f"register_item.{verb}") and access.sees_rows(scope, kind)
        for verb in ("add", "edit", "import", "export", "merge")
    }
    # What stood there once is looked at, not changed.
    context["may_edit"] = context["may_edit"] and day is None
    context["may_freeze"] = kind.freezes and policy.may(scope, "register_freeze.view")
    return context | more


def _counts(scope: Scope, kind: RegisterKind, on: date, day: date | None, state: str) -> dict[str, Any]:
    """The counts by state above the list, hidden where they are few."""
    counts, total = queries.counts_for(scope, kind, on, day=day)
    below = queries.hidden_below(kind, on, day)
    return {
        "counts": showing.state_counts(kind, counts, below, state),
        "total": showing.say_count(total, below),
    }


def _figures(scope: Scope, kind: RegisterKind, wanted: queries.Items, day: date | None) -> dict[str, Any]:
    """How many rows the filters leave and their sums, for those who see rows."""
    sees = access.sees_rows(scope, kind)
    shown, figures = queries.sums(wanted, kind, day=day) if sees else (0, [])
    return {"shown": shown, "figures": showing.said_figures(kind, figures), "sees_rows": sees}


def _place(text: str) -> str:
    place = record_id(text)
    return "" if place is None else areas.full_name(place)


@require_GET
def print_page(request: StaffRequest, kind_id: str) -> HttpResponse:
    """The rows as a paper with signature lines; at most 2,000."""
    kind = access.get_kind_for(request.scope, kind_id)
    params = {key: str(value) for key, value in request.GET.items()}
    past = then.day_of(params, now())
    wanted = queries.filtered(access.items_for(request.scope, kind), kind, params, day=past)
    total, figures = queries.sums(wanted, kind, day=past)
    items = list(
        wanted.select_related("keeper_post", "keeper_body", "parent").order_by("number", "id")[:PRINTED]
    )
    day = local_day(now())
    context = {
        "kind": kind,
        "title": kinds.label(kind.id),
        "columns": showing.columns(kind),
        "table": showing.table(items, kind, day),
        "total": total,
        "figures": showing.said_figures(kind, figures),
        "more": total > len(items),
        "day": day,
    }
    return render(request, "registers/print.html", context)


@require_GET
def item(request: StaffRequest, item_id: int) -> HttpResponse:
    """One item with its next steps, its parts and its history."""
    return item_page(request, access.get_item_for(request.scope, item_id))


def item_page(
    request: HttpRequest, found: RegisterItem, *, status: int = 200, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page of an item; ``more`` brings back a form that was refused."""
    scope = request.scope  # type: ignore[attr-defined]
    context = showing.item_context(scope, found, now(), get_language() or "zh-hans")
    return render(request, "registers/item.html", context | dict(more or {}), status=status)
