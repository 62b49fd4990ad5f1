"""What resources show elsewhere: those of a body, those that may be used at a place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.accounts import policy
from linli.areas import queries as areas
from linli.cases.models import Case, Stage
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.organizations.models import on_day
from linli.resources import kinds
from linli.resources.models import Resource
from linli.ui import panels

ROWS = 6


def register() -> None:
    """Called at start."""
    template = "resources/parts/panel.html"
    panels.register("case", "want", of_case, "resources/parts/want.html", order=8)
    panels.register("organization", "resources", of_body, template, order=60)
    panels.register("area", "resources", of_place, template, order=60, weight=2)


def of_case(scope: Scope, case_id: int, at: datetime) -> dict[str, Any] | None:
    """What an open need asks for, and the link to say it."""
    del at
    answered = {answers.case_kind for kind in kinds.every().values() for answers in kind.answers}
    case = Case.objects.select_related("want").filter(pk=case_id, kind__in=answered).first()
    if case is None or case.stage != Stage.DISPATCH or not policy.allows(scope, "case.dispatch", case):
        return None
    want = getattr(case, "want", None)
    word = kinds.label(want.skill) if want and want.skill else kinds.word(want.kind) if want else ""
    return {"code": case.code, "word": word}


def of_body(scope: Scope, body_id: int, at: datetime) -> dict[str, Any] | None:
    """What a body gives."""
    return _shown(scope, Resource.objects.filter(body_id=body_id), at)


def of_place(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """What stands in a place."""
    refs = areas.refs_for([area_id])
    return _shown(scope, areas.in_scope(Resource.objects.all(), refs), at) if refs else None


def _shown(scope: Scope, rows: Any, at: datetime) -> dict[str, Any] | None:
    found = policy.filter(rows.filter(on_day(local_day(at))), scope, "resource.view")
    shown = list(found.order_by("-pk")[: ROWS + 1])
    if not shown:
        return None
    items = [(row, kinds.word(row.kind)) for row in shown[:ROWS]]
    return {"rows": items, "more": len(shown) > ROWS}
