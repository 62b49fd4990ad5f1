"""定额: what each holder should take of every group, what he has, what is missing; those short first on request."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from linli.accounts import policy
from linli.areas import queries as areas
from linli.duties import access, forms, kinds, objects, queries
from linli.duties.models import Duty
from linli.duties.views.common import today
from linli.organizations.requests import StaffRequest
from linli.ui import paging

#: ``name`` and ``-name`` as the table head asks, else as entered.
_ORDERS = {"name": ("name", "id"), "-name": ("-name", "-id")}


@require_safe
def quotas(request: StaffRequest) -> HttpResponse:
    """Holders of one kind with quotas in a place on a day."""
    form = forms.QuotaFilter(request.GET or None)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    area_id = access.place_of(request.scope, data.get("place"))
    on = data.get("on") or today()
    request.read_place = span = areas.span(area_id, on) if area_id else None
    chain = areas.chain_of(span, on) if span and on <= today() else None
    found = [kind for kind, _row in kinds.in_use(area_id, min(on, today()), chain=chain)] if area_id else []
    kind = next((one for one in found if one.quotas and data.get("kind") in ("", None, one.id)), None)
    context: dict[str, Any] = {"form": form, "day": on, "kind": kind, "area_id": area_id}
    if kind is not None and area_id is not None:
        with objects.told(span, on):
            every = queries.quotas.holders(kind, area_id, on)
        rows = queries.quotas.cut(every, kind, on, q=data.get("q", ""), short=bool(data.get("short")))
        order = _ORDERS.get(request.GET.get("sort", ""), ("id",))
        page = paging.page(rows, order=order, request=request, size=50)
        seen = policy.filter(Duty.objects.all(), request.scope, "duty.view")
        own = urlencode({"kind": kind.id, "place": area_id, "on": on.isoformat()})
        context |= {
            "page": page,
            "lines": queries.quotas.lines(kind, page.rows, on, seen),
            "totals": queries.quotas.totals(kind, area_id, on, every),
            "kind_word": kinds.word(kind.id),
            "own": own,
            "list_url": f"{reverse('duties:list')}?{urlencode({'kind': kind.id})}",
            "may_export": policy.may(request.scope, "duty.export"),
        }
    return render(request, "duties/quotas.html", context)
