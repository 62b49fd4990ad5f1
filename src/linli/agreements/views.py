"""Agreements, reading: the list, one sheet with its signatures, the paper, whom to remind. Acting stands in ``acting``."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linli.accounts import policy
from linli.agreements import access, forms, kinds, queries
from linli.areas import queries as areas
from linli.domain.calendar import local_day
from linli.organizations.requests import StaffRequest
from linli.records import queries as records
from linli.records.time import now
from linli.ui import paging


def today() -> date:
    """The day on the wall calendar."""
    return local_day(now())


@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """Sheets with their signed rates."""
    form = forms.ListFilter(request.GET)
    form.is_valid()
    found = form.cleaned_data
    rows = queries.listed(
        request.scope, text=found.get("q", ""), kind=found.get("kind", ""), state=found.get("state", "")
    )
    page = paging.page(rows, order=("-valid_from", "-id"), request=request)
    at = queries.progress(page.rows, today())
    names = areas.full_names({row.area_id for row in page.rows}, top="street")
    table = [(row, kinds.word(row.kind), names.get(row.area_id, ""), at[row.pk]) for row in page.rows]
    context = {
        "form": form,
        "page": page,
        "table": table,
        "may_draft": policy.may(request.scope, "agreement.edit"),
        "may_import": policy.may(request.scope, "agreement.import"),
        "may_export": policy.may(request.scope, "agreement.export"),
    }
    return render(request, "agreements/list.html", context)


@require_GET
def reminders(request: StaffRequest) -> HttpResponse:
    """Whom to remind: unsigned for long, or about to end; the names to copy."""
    found = queries.reminders(request.scope, today())
    return render(request, "agreements/reminders.html", {"rows": found, "day": today()})


@require_GET
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """One sheet: the rate, the unsigned first, the text, the history."""
    row = access.get_agreement_for(request.scope, pk)
    day = today()
    parties = list(queries.with_kept(pk))
    at = queries.progress([row], day)[pk]
    order = {"unsigned": 0, "withdrawn": 1, "signed": 2, "lapsed": 3, "unlisted": 4}
    table = sorted(
        ((party, party.standing(day)) for party in parties), key=lambda one: (order[one[1]], one[0].pk)
    )
    context = {
        "row": row,
        "word": kinds.word(row.kind),
        "place": areas.full_name(row.area_id, top="street"),
        "at": at,
        "table": table,
        "may_edit": policy.allows(request.scope, "agreement.edit", row),
        "may_sign": policy.allows(request.scope, "agreement.sign", row),
        "expired": row.valid_to <= day,
        "untouched": all(party.signed_on is None for party in parties),
        "files": records.attachments("agreement", pk),
        "history": records.history("agreement", pk) if "history" in request.GET else None,
    }
    return render(request, "agreements/page.html", context)


@require_GET
def printed(request: StaffRequest, pk: int) -> HttpResponse:
    """The sheet on paper, with a line for every signature."""
    row = access.get_agreement_for(request.scope, pk)
    parties = [one for one in queries.with_kept(pk) if one.ended_on is None]
    return render(request, "agreements/print.html", {"row": row, "parties": parties})
