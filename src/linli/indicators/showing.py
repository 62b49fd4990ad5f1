"""What the templates need, gathered: lists of indicators, rows behind, previews, editions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.domain.periods import Kind, period_of
from linli.indicators import (
    access,
    asking,
    figures,
    forms,
    packing,
    pages,
    pieces,
    queries,
    tables,
    units,
    veiling,
    wording,
)
from linli.indicators.errors import NoSuchEdition, NotCountable
from linli.indicators.figures import Part, Request
from linli.indicators.models import Edition, EditionCell, LeftOut
from linli.indicators.services.editions import period_of as period_of_edition
from linli.mechanisms.queries import label, name_of
from linli.organizations.models import Post
from linli.organizations.requests import StaffRequest
from linli.records import measures
from linli.records import queries as records
from linli.records.measures import RecordSet, Unit
from linli.ui.paging import page as paged


def part_word(part: Part) -> str:
    """分子, 分母 or 剔除."""
    return {"numerator": _("计入的"), "denominator": _("基数"), "left_out": _("剔除的")}[part]


def indicators(area_id: int, on: date, text: str = "") -> list[dict[str, Any]]:
    """The indicators in use at a place, by mechanism."""
    made = []
    for found in pieces.in_use(area_id, on):
        one = found.indicator
        name = label(one.term)
        if text.strip() and text.strip() not in name:
            continue
        made.append(
            {
                "id": one.id,
                "name": name,
                "mechanism": name_of(found.definition.mechanism),
                "periods": "、".join(str(forms.KIND_WORDS[kind]) for kind in one.periods),
                "countable": figures.countable(one),
            }
        )
    return made


def about(asked: Request, area_id: int, scope: Scope) -> dict[str, Any]:
    """Title, period, definition and neighbours of an indicator's page."""
    one, period = asked.indicator, asked.period
    steps = {}
    if period.kind is not Kind.CAMPAIGN:
        for name, other in (("earlier", period.previous()), ("later", period.next())):
            steps[name] = {**asking.period_params(other), "place": str(area_id)}
        year = pages.last_year(period)
        if year is not None:
            steps["year_before"] = {**asking.period_params(year), "place": str(area_id)}
    return {
        "title": label(one.term),
        "period": period.label(),
        "place": units.name(area_id),
        "facts": wording.definition(one),
        "digest": asked.found.digest[:12],
        "mechanism": name_of(asked.found.definition.mechanism),
        "as_of": asked.as_of,
        "steps": steps,
        "may_units": policy.may(scope, access.MAKERS) and areas.within(area_id, scope.fill),
        "may_target": policy.may(scope, "figure.target") and areas.within(area_id, scope.fill),
    }


def rows(request: StaffRequest, asked: Request, unit: Unit, part: Part) -> dict[str, Any]:
    """One page of records behind a part of a live figure."""
    measure = asked.indicator.measure
    if measure is None or measure.rows is None:
        raise NotCountable
    spec = measure.top if part == "numerator" and measure.kind == "ratio" else measure.rows
    held = measures.get(spec.set) if spec else None
    if held is None:
        raise NotCountable
    found = figures.rows_for(asked, unit, part)
    shown = access.visible(found, held, request.scope)
    page = paged(shown, order=("-id",), request=request, size=50)
    name = units.name(unit.id) if unit.kind == "area" else units.names([unit]).get(unit, "")
    unseen = veiling.unseen_in(found, held, request.scope)
    visible = shown.count()
    return {
        **_list(held, page, part, asked.indicator.id),
        "title": f"{name} {label(asked.indicator.term)}",
        "part": part_word(part),
        "period": asked.period.label(),
        "as_of": asked.as_of,
        # Where the reader may open all of them, one count tells both.
        "total": None if unseen else visible if shown is found else found.count(),
        "visible": visible,
        "digest": asked.found.digest[:12],
        "frozen": None,
        "may_leave_out": policy.may(request.scope, "figure.leave_out"),
    }


def _list(held: RecordSet, page: Any, part: str, indicator_id: str) -> dict[str, Any]:
    lines = held.lines(page.rows)
    why, decided = _why(held, [line.id for line in lines], indicator_id) if part == "left_out" else ({}, {})
    return {
        "page": page,
        "lines": [(line, why.get(line.id), decided.get(line.id)) for line in lines],
        "set": held.label,
        "id": indicator_id,
        "is_left_out": part == "left_out",
    }


def _why(
    held: RecordSet, ids: list[int], indicator_id: str
) -> tuple[dict[int, measures.LeftOut], dict[int, LeftOut]]:
    """Reason, basis, approver and date of each, and the decisions of this room, which may be taken back."""
    found = dict(held.left_out(ids)) if held.left_out else {}
    decided = list(
        LeftOut.objects.filter(indicator=indicator_id, record_id__in=ids, taken_back_at__isnull=True)
    )
    posts = Post.objects.in_bulk([row.approver_id for row in decided if row.approver_id])
    for row in decided:
        approver = str(posts.get(row.approver_id or 0, ""))
        found[row.record_id] = measures.LeftOut(row.reason, row.basis, approver, row.on)
    return found, {row.record_id: row for row in decided}


def frozen_rows(request: StaffRequest, edition: Edition, cell_id: int, part: Part) -> dict[str, Any]:
    """The list that was frozen with a cell; records that the reader may not see are only counted."""
    cell = EditionCell.objects.select_related("row").filter(pk=cell_id, row__edition=edition).first()
    if cell is None:
        raise NoSuchEdition
    if access.own_rows_only(request.scope, edition) and not access.sees_row(request.scope, cell.row):
        raise policy.NotYours
    ids = packing.unpack(getattr(cell, part))
    found = pieces.find(cell.indicator, edition.area_id, edition.tree_date)
    measure = found.indicator.measure
    spec = (
        measure.top
        if measure and part == "numerator" and measure.kind == "ratio"
        else measure and measure.rows
    )
    held = measures.get(spec.set) if spec else None
    if held is None:
        raise NotCountable
    shown = access.visible(_chunked(held, ids), held, request.scope)
    page = paged(shown, order=("-id",), request=request, size=50)
    return {
        **_list(held, page, part, cell.indicator),
        "title": f"{cell.row.name} {label(found.indicator.term)}",
        "part": part_word(part),
        "period": period_of_edition(edition).label(),
        "as_of": edition.as_of,
        "total": None if veiling.unseen_in(_chunked(held, ids), held, request.scope) else len(ids),
        "visible": shown.count(),
        "digest": cell.digest[:12],
        "frozen": edition,
    }


def _chunked(held: RecordSet, ids: list[int]) -> Any:
    # SQLite takes 250,000 parameters in one statement; more records than that stand behind no cell of a street.
    return held.model._default_manager.filter(pk__in=ids[:200_000])


def preview(ranking_id: str, area_id: int, at: datetime) -> dict[str, Any]:
    """The running table: not kept, ranks are not shown to anybody else."""
    found = pieces.find_ranking(ranking_id, area_id, local_day(at))
    period = period_of(Kind(found.ranking.period), local_day(at))
    table = tables.make(found, area_id, period, now=at, ranked=True)
    indicators_ = [one.indicator for one in table.founds]
    lines = []
    for one in table.placed:
        cells = [
            (figures.say(piece, table.cells[piece.id][one.unit].value),
             asking.address(table.requests[piece.id], one.unit, "denominator" if piece.is_rate else "numerator")
             if table.cells[piece.id][one.unit].counts else "")
            for piece in indicators_
        ]  # fmt: skip
        lines.append(
            {
                "name": table.members[one.unit].name,
                "place": one.place,
                "tied": one.tied,
                "standing": standing_word(one.standing.value),
                "score": queries.score(one.value, indicators_, found.ranking),
                "cells": cells,
            }
        )
    return {
        "title": label(found.ranking.term),
        "period": period.label(),
        "as_of": table.as_of,
        "columns": [label(one.term) for one in indicators_],
        "weights": [
            (label(one.indicator), one.weight.at(period.last_day) if one.weight else "")
            for one in found.ranking.criteria
        ],
        "lines": lines,
        "single": len(indicators_) == 1,
    }


def standing_word(standing: str) -> str:
    """Why a unit has no place."""
    return {"too_few": _("样本不足不排名"), "no_task": _("本期无任务")}.get(standing, "")


def edition(found: Edition, scope: Scope, at: datetime) -> dict[str, Any]:
    """Everything the page of an edition shows."""
    page = queries.edition_page(found, scope)
    own = access.own_rows_only(scope, found)
    rows_ = [one for one in page.rows if not own or access.sees_row(scope, one.row)]
    choices = [(f"{one.row.unit_kind}-{one.row.unit_id}", one.row.name) for one in rows_]
    mine = [choice for choice, one in zip(choices, rows_, strict=True) if access.sees_row(scope, one.row)]
    allowed = {verb: policy.allows(scope, verb, found) for verb in ("edition.draft", "edition.approve", "edition.publish", "edition.object")}  # fmt: skip
    state = found.state
    return {
        "page": page,
        "edition": found,
        "rows": [(one, standing_word(one.row.standing)) for one in rows_],
        "columns": [label(one.term) for one in page.indicators],
        "single": len(page.indicators) == 1,
        "own": own,
        "adjustments": [] if own else list(found.adjustments.all()),
        "objections": [
            one for one in found.objections.all() if not own or f"{one.unit_kind}-{one.unit_id}" in dict(mine)
        ],
        "names": {f"{one.row.unit_kind}-{one.row.unit_id}": one.row.name for one in page.rows},
        "noticed": [one.row.name for one in rows_ if _noticed(found, one.row)],
        "may_make": allowed["edition.draft"],
        "may_round": allowed["edition.draft"] and state == "draft",
        "may_adjust": allowed["edition.draft"] and state in ("draft", "checking"),
        "may_approve": allowed["edition.approve"] and state == "checking",
        "may_publish": allowed["edition.publish"] and state == "approved",
        "may_correct": allowed["edition.draft"] and state == "published",
        "adjust_form": forms.AdjustForm(units=choices),
        "object_form": forms.ObjectForm(units=mine)
        if mine and state == "checking" and allowed["edition.object"]
        else None,
        "history": records.history("edition", found.pk),
        "at": at,
        "lang": get_language(),
    }


def _noticed(edition: Edition, row: Any) -> bool:
    return any((one.unit_kind, one.unit_id) == (row.unit_kind, row.unit_id) for one in edition.notices.all())
