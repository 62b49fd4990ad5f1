"""From the list of cases to a ledger in the office's layout: the ledgers room writes it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from linli.cases.queries import Filters
from linli.organizations.requests import StaffRequest


@require_GET
def export(request: StaffRequest) -> HttpResponse:
    """Hands the filter of the list to the export page."""
    query = urlencode(Filters.read(request.GET).as_query())
    return redirect(f"{reverse('ledgers:export_new', args=['cases'])}?{query}")
