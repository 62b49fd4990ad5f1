"""Frozen books and their comparison, duplicates, the map, and the public list."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.areas import queries as areas
from linli.definitions.registers import RegisterKind
from linli.domain import figures
from linli.domain import registers as rules
from linli.domain.calendar import local_day
from linli.domain.codes import record_id
from linli.mechanisms.queries import label as term
from linli.organizations.requests import StaffRequest
from linli.records import queries as records
from linli.records.errors import LinliError
from linli.records.time import now
from linli.registers import access, comparing, kinds, planning, queries, showing, then, values
from linli.registers import services as registers
from linli.registers.forms import FreezeForm, MapForm
from linli.registers.models import RegisterItem
from linli.registers.services._common import secrets_of
from linli.ui.paging import page as paged

#: Levels the map may show, finest last.
LEVELS = ("district", "street", "community", "estate")


@require_http_methods(["GET", "POST"])
def freezes(request: StaffRequest, kind_id: str) -> HttpResponse:
    """The frozen books of a kind, and the form that locks a new one."""
    kind = access.get_kind_for(request.scope, kind_id)
    if not kind.freezes:
        raise Http404
    may = policy.may(request.scope, "register_freeze.freeze")
    today = local_day(now())
    start = {"on": today, "area": request.scope.fill[0].area_id if request.scope.fill else None}
    form = FreezeForm(request.POST or None, within=request.scope.fill, initial=start)
    if request.method == "POST":
        if not may:
            raise policy.NotYours
        if form.is_valid():
            data = form.cleaned_data
            try:
                made = registers.freeze(
                    kind=kind_id, area_id=data["area"], on=data["on"], title=data["title"], basis=data["basis"],
                    actor=request.actor, at=now(),
                )  # fmt: skip
                return redirect("registers:frozen", made.pk)
            except LinliError as refused:
                form.add_error(getattr(refused, "field", None), str(refused))
    rows = list(access.freezes_for(request.scope, kind).order_by("-on", "-pk")[:100])
    names = areas.names({row.area_id for row in rows})
    context = {
        "kind": kind,
        "title": kinds.label(kind_id),
        "form": form if may else None,
        "table": [
            (row, names.get(row.area_id, ""), showing.said_figures(kind, list(row.sums.items())))
            for row in rows
        ],
    }
    return render(request, "registers/freezes.html", context, status=422 if form.errors else 200)


@require_GET
def frozen(request: StaffRequest, freeze_id: int) -> HttpResponse:
    """A frozen book: as frozen, as of now, and what differs."""
    made = access.get_freeze_for(request.scope, freeze_id)
    kind = kinds.shipped(made.kind)
    found = comparing.compare(made, kind)
    sees = access.sees_rows(request.scope, kind)
    ids = {item.area_id for item in found.added} | {line.area_id for line in found.gone}
    ids |= {item.area_id for _line, item in found.changed}
    context = {
        "freeze": made,
        "kind": kind,
        "title": kinds.label(kind.id),
        "place": areas.full_name(made.area_id),
        "found": found,
        "count": _signed(f"{found.difference.count:,}"),
        "figures": [
            (
                values.titled(kind.field(field)),
                _said(kind, field, old),
                _said(kind, field, new),
                _signed(_said(kind, field, moved)),
            )
            for field, old, new, moved in found.figures
        ],
        "names": areas.names(ids),
        "sees_rows": sees,
        "changed": [(item, _moved(kind, line, item)) for line, item in found.changed] if sees else [],
        "history": records.history("register_freeze", made.pk, limit=5),
    }
    return render(request, "registers/frozen.html", context)


def _signed(said: str) -> str:
    """By how much, with its sign; nothing is neither more nor less."""
    return said if said == "0" or said.startswith("-") else f"+{said}"


def _said(kind: kinds.RegisterKind, field: str, value: int) -> str:
    return rules.say_quantity(value, kind.field(field).decimals)


def _moved(kind: kinds.RegisterKind, line: object, item: RegisterItem) -> str:
    """What of a row differs, in words."""
    lang = get_language() or "zh-hans"
    states = {one.id: one.names.in_(lang) for one in kind.states}
    parts = []
    if line.state != item.state:  # type: ignore[attr-defined]
        parts.append(f"{states.get(line.state, line.state)} → {states.get(item.state, item.state)}")  # type: ignore[attr-defined]
    for index, one in enumerate(kind.totals):
        old, new = getattr(line, f"n{index + 1}") or 0, getattr(item, f"n{index + 1}") or 0
        if old != new:
            parts.append(
                f"{values.word(one)} {rules.say_quantity(old, one.decimals)} → {rules.say_quantity(new, one.decimals)}"
            )
    if line.area_id != item.area_id:  # type: ignore[attr-defined]
        parts.append(str(_("换了地点")))
    return "；".join(parts)


@require_GET
def duplicates(request: StaffRequest, kind_id: str) -> HttpResponse:
    """Rows that seem to be the same thing entered twice."""
    kind = access.get_kind_for(request.scope, kind_id, "merge")
    today = local_day(now())
    rows = access.items_for(request.scope, kind).select_related("keeper_post", "keeper_body", "parent")
    groups = comparing.duplicates(rows, kind)
    # One table for all, cut afterwards: the names of places are asked for once.
    lines = iter(showing.table([row for group in groups for row in group.rows], kind, today))
    tables = [(group.why, list(islice(lines, len(group.rows)))) for group in groups]
    context = {
        "kind": kind,
        "title": kinds.label(kind_id),
        "groups": tables,
        "columns": showing.columns(kind),
    }
    return render(request, "registers/duplicates.html", context)


@require_POST
def merge(request: StaffRequest, kind_id: str) -> HttpResponse:
    """Merge the rows of one group into the one kept."""
    kind = access.get_kind_for(request.scope, kind_id, "merge")
    ids = [found for text in request.POST.getlist("row")[:20] if (found := record_id(text)) is not None]
    keep = record_id(request.POST.get("keep", ""))
    allowed = set(
        access.items_for(request.scope, kind, "merge").filter(pk__in=ids).values_list("pk", flat=True)
    )
    if keep is None or set(ids) != allowed or keep not in allowed:
        messages.error(request, _("请选择保留哪一条。"))
        return redirect("registers:duplicates", kind_id)
    try:
        registers.merge_items(
            keep_id=keep, gone_ids=[pk for pk in ids if pk != keep], reason=_("重复登记"),
            actor=request.actor, at=now(),
        )  # fmt: skip
        messages.success(request, _("已合并为一条，其余的退出台账，记录保留。"))
    except LinliError as refused:
        messages.error(request, str(refused))
    return redirect("registers:duplicates", kind_id)


@require_GET
def map_of(request: StaffRequest, kind_id: str) -> HttpResponse:
    """示意图: one tile a place with the worst colour on it (挂图作战); no real boundaries. ``?on=``: as of a past day."""
    kind = access.get_kind_for(request.scope, kind_id)
    on, day = local_day(now()), then.day_of(request.GET, now())
    if request.GET.get("by") == "keeper" and kind.keeper and access.sees_rows(request.scope, kind):
        return render(request, "registers/owners.html", _owners(request, kind, on))
    for level in _levels(request):
        found = planning.tiles(access.counted_for(request.scope, kind), kind, level=level, on=on, day=day)
        if found:
            break
    names = then.names({row[0] for row in found}, day)
    below = 0 if access.sees_rows(request.scope, kind) else queries.hidden_below(kind, on, day)
    shown, _total = rules.suppress({row[0]: row[2] for row in found}, below) if below else ({}, None)
    tiles = []
    for place, colours, count, late in found:
        colour = "bad" if late else rules.tile_colour(colours)
        said = showing.say_count(shown.get(place, count) if below else count, below)
        tiles.append((place, names.get(place, ""), showing.TILES[colour], said, late if not below else 0))
    own = f"&on={day.isoformat()}" if day else ""
    levels = [(term(one), f"?level={one}{own}", one == level) for one in LEVELS]
    if kind.keeper and not below:
        levels.append((_("按责任人"), "?by=keeper", False))
    context = {
        "kind": kind,
        "title": kinds.label(kind_id),
        "tiles": tiles,
        "legend": showing.state_counts(kind, {}, 0),
        "levels": levels,
        "level": level,
        "on": day or on,
        "day": day,
        "form": MapForm(initial={"level": level, "on": day}),
        "sees_rows": not below,
    }
    return render(request, "registers/map.html", context)


def _owners(request: StaffRequest, kind: RegisterKind, on: date) -> dict[str, Any]:
    """挂图作战 by keeper: every open point in the colour of who has to see to it, as of now."""
    found, counts = planning.by_owner(access.items_for(request.scope, kind), kind)
    done = sum(counts[one.id] for one in kind.states if one.cleared)
    total = sum(counts.values())
    names = areas.names({item.area_id for one in found for item in one.items})
    states = showing.state_counts(kind, counts, 0)
    labels = {one.id: one.label for one in states}
    return {
        "kind": kind,
        "title": kinds.label(kind.id),
        "owners": [
            (one, [(item, names.get(item.area_id, ""), labels.get(item.state, "")) for item in one.items])
            for one in found
            if one.items
        ],
        "finished": [one for one in found if not one.items],
        "states": states,
        "total": total,
        "missing": total - done - sum(len(one.items) for one in found),
        "percent": figures.say_percent(done, total) if total else "",
        "on": on,
        "levels": [
            *((term(one), f"?level={one}", False) for one in LEVELS),
            (_("按责任人"), "?by=keeper", True),
        ],
    }


def _levels(request: StaffRequest) -> tuple[str, ...]:
    """The level that was asked for, else the one below the post's own and then its own: rows may stand there only."""
    asked = request.GET.get("level", "")
    if asked in LEVELS:
        return (asked,)
    own = request.scope.view[0].level if request.scope.view else "street"
    after = {"nation": "district", "province": "district", "city": "street", "district": "community"}
    below = after.get(own, "estate" if own == "community" else "community")
    return (below, own) if own in LEVELS else (below,)


@require_GET
def public(request: HttpRequest, kind_id: str) -> HttpResponse:
    """What residents may look up: rows in a public state, public fields only."""
    kind = kinds.shipped(kind_id)
    if not kind.public:
        raise Http404
    states = [one.id for one in kind.states if one.public]
    rows = RegisterItem.objects.filter(kind=kind_id, concealed=False, ended_on=None, state__in=states)
    # A plate past its day counts for nothing, whether somebody has taken it down or not.
    rows = rows.exclude(due_on__lt=local_day(now()))
    words = request.GET.get("q", "").strip()[:40]
    if words:
        rows = rows.filter(name__contains=words)
    found = paged(rows, order=("number", "id"), request=request, size=50)
    names = areas.full_names({row.area_id for row in found.rows}, top="street")
    fields = [one for one in kind.fields if one.public]
    table = [
        (row, names.get(row.area_id, ""), [(values.titled(one), _open(one, row)) for one in fields])
        for row in found.rows
    ]
    context = {"kind": kind, "title": kinds.label(kind_id), "page": found, "table": table, "q": words}
    context["heads"] = [values.titled(one) for one in fields]
    return render(request, "registers/public.html", context)


def _open(one: object, row: RegisterItem) -> str:
    held = secrets_of(row) if one.personal else row.values  # type: ignore[attr-defined]
    return values.said(one, held.get(one.id))  # type: ignore[arg-type, attr-defined]
