"""空白点 (B12): one click from Today; bodies' gaps and every kind of duty on one page, as of any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts import policy
from linli.areas import paths
from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.definitions.duties import DutyKind
from linli.duties import access, forms, kinds, objects, queries
from linli.duties.queries.coverage import expired, gone, loads
from linli.duties.queries.lists import with_names
from linli.duties.views.common import today
from linli.organizations import showing
from linli.organizations.models import Organization, Person
from linli.organizations.requests import StaffRequest

#: Lines printed; the numbers above are exact.
SHOWN = 200


@dataclass(frozen=True)
class Ground:
    """The place of the page on its day with those directly below it, read together."""

    id: int
    on: date
    span: AreaSpan | None
    below: list[AreaSpan]

    @property
    def chain(self) -> list[int]:
        """The ids from the province down to the place."""
        return paths.ids(self.span.path) if self.span else []


def _ground(request: StaffRequest, wanted: int | None, on: date) -> Ground | None:
    """The place asked for if the post may see it, else its own; None for a post without a place."""
    asked = wanted or access.home(request.scope)
    if asked is None:
        return None
    span, below = areas.with_children(asked, on)
    seen = access.place_of(request.scope, asked, span)
    if seen is None or seen == asked:
        return Ground(asked, on, span, below)
    return Ground(seen, on, *areas.with_children(seen, on))


@require_safe
def gaps(request: StaffRequest) -> HttpResponse:
    """The gaps of bodies (default) or of one kind of duty in one place on a day."""
    form = forms.GapFilter(request.GET or None)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    on = data.get("on") or today()
    ground = _ground(request, data.get("place"), on)
    if ground is None:
        return render(request, "duties/gaps.html", {"form": form, "day": on, "no_place": True})
    request.read_place = ground.span
    chain = areas.chain_of(ground.span, on) if ground.span and on <= today() else None
    found = kinds.in_use(ground.id, min(on, today()), chain=chain)
    chosen = next((kind for kind, _definition in found if kind.id == data.get("kind")), None)
    tabs = _tabs(found, chosen, ground.id, on)
    context: dict[str, Any] = {"form": form, "day": on, "area_id": ground.id, "tabs": tabs, "kind": chosen}
    if chosen is None:
        rows = showing.gap_rows([ground.id], on=on)
        context |= {"bodies": rows[:SHOWN], "total": len(rows)}
    else:
        with objects.told(ground.span, on):
            context |= _of_kind(request, chosen, ground)
    if "place" not in context:
        context["place"] = areas.full_name(ground.id)
    form.name_place(ground.id, context["place"])
    return render(request, "duties/gaps.html", context)


def _tabs(
    found: list[Any], chosen: DutyKind | None, area_id: int | None, on: date
) -> list[tuple[str, str, bool, None]]:
    def url(kind: str) -> str:
        query = {"kind": kind, "place": area_id or "", "on": on.isoformat()}
        return f"{reverse('duties:gaps')}?{urlencode(query)}"

    own = [(kinds.word(kind.id), url(kind.id), kind is chosen, None) for kind, _definition in found]
    return [(_("责任单位"), url(""), chosen is None, None), *own]


def _of_kind(request: StaffRequest, kind: DutyKind, ground: Ground) -> dict[str, Any]:
    area_id, on = ground.id, ground.on
    cover = queries.cover(kind, area_id, on)
    rows, spans = queries.gap_lines(
        kind, area_id, on, limit=SHOWN if cover.uncovered else 0, also=ground.chain
    )
    over = {
        "gone": with_names(gone(kind, area_id, on))[:SHOWN] if cover.gone else [],
        "expired": with_names(expired(kind, area_id, on))[:SHOWN] if cover.expired else [],
    }
    lines = {line.duty.pk: line for line in queries.lines([*over["gone"], *over["expired"]], on)}
    said = {"place": areas.said(ground.chain, spans)} if ground.span else {}
    return said | {
        "cover": cover,
        "tiles": queries.tiles(kind, area_id, on, ground.below),
        "gaps": rows,
        "overloaded": _loaded(kind, area_id, on) if cover.doubles else [],
        **{name: [lines[row.pk] for row in found] for name, found in over.items()},
        "quotas": queries.quotas.totals(kind, area_id, on) if kind.quotas else None,
        "may_assign": access.may_assign_at(request.scope, area_id, ground.span),
        "may_export": policy.may(request.scope, "duty.export"),
        "kind_word": kinds.word(kind.id),
        "own": urlencode({"kind": kind.id, "place": str(area_id), "on": on.isoformat()}),
        "list_url": f"{reverse('duties:list')}?{urlencode({'kind': kind.id, 'place': str(area_id)})}",
    }


def _loaded(kind: DutyKind, area_id: int, on: date) -> list[tuple[str, str, int, bool]]:
    """(name, address, how many, more than allowed) of holders with more than usual; one query for the names."""
    limits = kinds.limits(kind, on)
    rows = loads(kind, area_id, on, more_than=limits.usual_load or 1)[:SHOWN]
    held = {letter: [int(key[1:]) for key, _n in rows if key.startswith(letter)] for letter in "pb"}
    people = Person.objects.in_bulk(held["p"]) if held["p"] else {}
    bodies = Organization.objects.in_bulk(held["b"]) if held["b"] else {}
    said = []
    for key, count in rows:
        pk = int(key[1:])
        name = people[pk].name if key.startswith("p") else str(bodies[pk])
        query = {"kind": kind.id, "person" if key.startswith("p") else "body": str(pk)}
        url = f"{reverse('duties:list')}?{urlencode(query)}"
        said.append((name, url, count, limits.load is not None and count > limits.load))
    return said
