"""空白点 (B12): one click from Today; bodies' gaps and every kind of duty on one page, as of any day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts import policy
from linli.areas import queries as areas
from linli.definitions.duties import DutyKind
from linli.duties import access, forms, kinds, queries
from linli.duties.queries.coverage import expired, gone, loads
from linli.duties.queries.lists import with_names
from linli.duties.views.common import today
from linli.organizations import showing
from linli.organizations.models import Organization, Person
from linli.organizations.requests import StaffRequest

#: Lines printed; the numbers above are exact.
SHOWN = 200


@require_safe
def gaps(request: StaffRequest) -> HttpResponse:
    """The gaps of bodies (default) or of one kind of duty in one place on a day."""
    form = forms.GapFilter(request.GET or None)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    area_id = access.place_of(request.scope, data.get("place"))
    on = data.get("on") or today()
    found = kinds.in_use(area_id, min(on, today()) if on else on) if area_id else []
    chosen = next((kind for kind, _definition in found if kind.id == data.get("kind")), None)
    context: dict[str, Any] = {
        "form": form,
        "day": on,
        "area_id": area_id,
        "place": areas.full_name(area_id) if area_id else "",
        "tabs": _tabs(found, chosen, area_id, on),
        "kind": chosen,
    }
    if area_id is None:
        context["no_place"] = True
    elif chosen is None:
        rows = showing.gap_rows([area_id], on=on)
        context |= {"bodies": rows[:SHOWN], "total": len(rows)}
    else:
        context |= _of_kind(request, chosen, area_id, on)
    return render(request, "duties/gaps.html", context)


def _tabs(
    found: list[Any], chosen: DutyKind | None, area_id: int | None, on: date
) -> list[tuple[str, str, bool, None]]:
    def url(kind: str) -> str:
        query = {"kind": kind, "place": area_id or "", "on": on.isoformat()}
        return f"{reverse('duties:gaps')}?{urlencode(query)}"

    own = [(kinds.word(kind.id), url(kind.id), kind is chosen, None) for kind, _definition in found]
    return [(_("责任单位"), url(""), chosen is None, None), *own]


def _of_kind(request: StaffRequest, kind: DutyKind, area_id: int, on: date) -> dict[str, Any]:
    cover = queries.cover(kind, area_id, on)
    return {
        "cover": cover,
        "tiles": queries.tiles(kind, area_id, on),
        "gaps": queries.gap_rows(kind, area_id, on, limit=SHOWN) if cover.uncovered else [],
        "overloaded": _loaded(kind, area_id, on) if cover.doubles else [],
        "gone": queries.lines(with_names(gone(kind, area_id, on))[:SHOWN], on) if cover.gone else [],
        "expired": queries.lines(with_names(expired(kind, area_id, on))[:SHOWN], on) if cover.expired else [],
        "quotas": queries.quotas.totals(kind, area_id, on) if kind.quotas else None,
        "may_assign": access.may_assign_at(request.scope, area_id),
        "may_export": policy.may(request.scope, "duty.export"),
        "kind_word": kinds.word(kind.id),
        "own": urlencode({"kind": kind.id, "place": str(area_id), "on": on.isoformat()}),
        "list_url": f"{reverse('duties:list')}?{urlencode({'kind': kind.id, 'place': str(area_id)})}",
    }


def _loaded(kind: DutyKind, area_id: int, on: date) -> list[tuple[str, str, int, bool]]:
    """(name, address, how many, more than allowed) of holders with more than usual; one query for the names."""
    limits = kinds.limits(kind, on)
    rows = loads(kind, area_id, on, more_than=limits.usual_load or 1)[:SHOWN]
    people = Person.objects.in_bulk([int(key[1:]) for key, _n in rows if key.startswith("p")])
    bodies = Organization.objects.in_bulk([int(key[1:]) for key, _n in rows if key.startswith("b")])
    said = []
    for key, count in rows:
        pk = int(key[1:])
        name = people[pk].name if key.startswith("p") else str(bodies[pk])
        query = {"kind": kind.id, "person" if key.startswith("p") else "body": str(pk)}
        url = f"{reverse('duties:list')}?{urlencode(query)}"
        said.append((name, url, count, limits.load is not None and count > limits.load))
    return said
