"""小区治理, reading: what every estate and courtyard has and lacks, pairs, people on loan, temporary bodies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.domain import figures
from linli.domain.codes import record_id
from linli.organizations import access, forms, governance, governance_forms
from linli.organizations.errors import Refused
from linli.organizations.models import Organization, on_day
from linli.organizations.requests import StaffRequest
from linli.organizations.views.common import today

#: So many lines are printed; the figures above are exact.
SHOWN = 300


def day_of(request: StaffRequest) -> date:
    """The day asked for, else today; figures of any day can be read."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today()


@require_GET
def overview(request: StaffRequest) -> HttpResponse:
    """One card for every arrangement in use: covered of all, the rate, how many are missing. Cards come after."""
    day = day_of(request)
    root = root_at(request, day)
    in_use = governance.in_use(root.id, day, chain=root.chain) if root else []
    cover = [kind for kind in in_use if kind.form == "coverage"]
    context: dict[str, Any] = {
        "day": day, "root": root.id if root else None, "waiting": bool(cover) and "late" not in request.GET,
        "cards": _cards(cover, root, day) if root and cover and "late" in request.GET else [],
        "others": [(kind.id, governance.word(kind)) for kind in in_use if kind.form != "coverage"],
    }  # fmt: skip
    if request.headers.get("HX-Request") and "late" in request.GET:
        return render(request, "organizations/parts/governance_cards.html", context)
    above = areas.spans(root.chain, day) if root else {}
    context |= {
        "form": _form(request, root, day, above),
        "place": governance.spoken(root.span, above, top="district") if root else "",
        "may_set_up": bool(request.scope.fill),
    }
    return render(request, "organizations/governance/overview.html", context)


def root_at(request: StaffRequest, day: date) -> governance.Root | None:
    """The place asked for on a day, if it is one's own; else the first of one's own places."""
    wanted = record_id(request.GET.get("area", ""))
    if wanted is not None:
        found = governance.root(wanted, day)
        if found is not None and areas.within(found.id, request.scope.view, row=found.span):
            return found
    return governance.root(request.scope.view[0].area_id, day) if request.scope.view else None


def _form(
    request: StaffRequest, root: governance.Root | None, day: date, above: Mapping[int, AreaSpan]
) -> governance_forms.PlaceDay:
    """The bar over the page; the name of the place is known already."""
    words = {str(root.id): governance.spoken(root.span, above, top="city")} if root else {}
    data = request.GET if "area" in request.GET or "on" in request.GET else None
    return governance_forms.PlaceDay(
        data, initial={"area": root.id if root else None, "on": day}, words=words
    )


def _cards(cover: list[Any], root: governance.Root, day: date) -> list[dict[str, Any]]:
    return [
        {
            "kind": found.kind.id,
            "word": governance.word(found.kind),
            "covered": len(found.total.covered),
            "objects": found.total.objects,
            "percent": figures.say_percent(len(found.total.covered), found.total.objects, 1),
            "missing": len(found.total.missing),
            "full": found.total.full,
            "parts": [(str(part.names), len(one.covered), one.objects) for part, one in found.by_part],
        }
        for found in governance.read_many(cover, [root], day)
    ]


@require_GET
def one_kind(request: StaffRequest, kind: str) -> HttpResponse:
    """One arrangement: the list with the missing first, the tiles, pairs, people on loan."""
    day = day_of(request)
    root = root_at(request, day)
    if root is None:
        raise Http404
    try:
        piece = governance.at_place(kind, root.id, day, chain=root.chain)
    except Refused as error:
        raise Http404 from error
    rows = governance.survey([root], [piece] if piece.form == "coverage" else [], day)
    above = governance.by_id(rows)
    page = {"coverage": _coverage, "cross": _cross, "secondment": _loans, "temporary": _programmes}
    context: dict[str, Any] = {
        "kind": kind,
        "word": governance.word(piece),
        "day": day,
        "root": root.id,
        "place": governance.spoken(root.span, above, top="district"),
        "form_": piece.form,
        "form": _form(request, root, day, above),
    }
    context |= page.get(piece.form, _posts)(request, piece, root, day, rows)
    if request.headers.get("HX-Request") and "late" in request.GET:
        return render(request, "organizations/parts/member_sources.html", context)
    return render(request, "organizations/governance/kind.html", context)


def _coverage(
    request: StaffRequest, piece: Any, root: governance.Root, day: date, rows: list[AreaSpan]
) -> dict[str, Any]:
    late = "late" in request.GET
    found = governance.read_many([piece], [root], day, spans=rows)[0]
    places, known = piece.object == "place", governance.by_id(rows)
    shown = found.lines[:SHOWN]
    names = {
        line.object_id: governance.spoken(known[line.object_id], known, top="street")
        for line in shown
        if places
    }
    return {
        "total": found.total,
        "percent": figures.say_percent(len(found.total.covered), found.total.objects, 1),
        "by_part": [
            (part, one, figures.say_percent(len(one.covered), one.objects, 1)) for part, one in found.by_part
        ],
        "bodies": [(forms.kind_label(code), count) for code, count in sorted(found.bodies.items())],
        "lines": [(line, names.get(line.object_id, line.name)) for line in shown],
        "sources": _sources(piece, shown, day) if late else [],
        "waiting": bool(piece.member_sources) and not late,
        "tiles": [(line, "good" if not line.missing else "bad") for line in found.lines[:SHOWN]],
        "places": places,
        "more": max(len(found.lines) - SHOWN, 0),
    }


def _sources(piece: Any, lines: Sequence[governance.Line], day: date) -> list[dict[str, Any]]:
    """For every branch shown which sorts of members sit in it and which do not yet."""
    if not piece.member_sources:
        return []
    core = {code for part in piece.parts[:1] for code in part.bodies}
    bodies = {one.body.pk: one.body for line in lines for _part, held in line.held for one in held
              if one.code in core}  # fmt: skip
    found = governance.sources_of(piece, list(bodies), day)
    return [
        {
            "body": body,
            "has": [str(group.names) for group, count in found[pk] if count],
            "lacks": [str(group.names) for group, count in found[pk] if not count],
        }
        for pk, body in bodies.items()
    ]


def _cross(
    request: StaffRequest, piece: Any, root: governance.Root, day: date, _rows: list[AreaSpan]
) -> dict[str, Any]:
    del request
    rows = governance.pairs(piece, [root], day)
    counts = {way: sum(pair.direction == way for pair in rows) for way in ("none", "one_way", "two_way")}
    return {"pairs": rows[:SHOWN], "counts": counts, "pair_total": len(rows)}


def _loans(
    request: StaffRequest, piece: Any, root: governance.Root, day: date, _rows: list[AreaSpan]
) -> dict[str, Any]:
    del request
    offices = Organization.objects.filter(on_day(day), kind__in=piece.parts[0].bodies)
    rows = areas.in_scope(offices, areas.refs_for([root.id])).order_by("pk")[:20]
    words = {rank.id: str(rank.names) for rank in piece.ranks}
    loans = []
    for office in rows:
        found = governance.headcount(piece, office.pk, day)
        loans.append(
            (office, [(words.get(code, code), count) for code, count in found.groups.items()], found)
        )
    return {"loans": loans}


def _posts(
    request: StaffRequest, piece: Any, root: governance.Root, day: date, _rows: list[AreaSpan]
) -> dict[str, Any]:
    del request
    parts, every = governance.posts_and_people(piece, [root.id], day)
    words = {part.id: str(part.names) for part in piece.parts}
    return {"posts": [(words[one.part], one) for one in parts], "every": every}


def _programmes(
    request: StaffRequest, piece: Any, root: governance.Root, day: date, _rows: list[AreaSpan]
) -> dict[str, Any]:
    found = governance.programmes(piece, [root.id], day)
    rows = [
        (
            one.top,
            [(forms.kind_label(code), count) for code, count in sorted(one.below.items())],
            access.allows(request.scope, "organization.edit", one.top),
        )
        for one in found
    ]
    return {"programmes": rows}
