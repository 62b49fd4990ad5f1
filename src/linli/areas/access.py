"""The only way views get a place, and whether the acting post may change it.

That a role may change places at all is decided at the address (permissions.yaml, ``area.edit``); here
the one place is judged: it must lie in what the post fills in. A system administrator fills in
nothing, so what he sees counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from linli.areas import queries
from linli.areas.models import NATION_ID, Area, AreaSpan, Plate
from linli.domain.access import AreaRef, Scope
from linli.records.errors import NotAllowed

#: May change every place he sees.
_ADMINISTRATOR = "system_admin"


def own_refs(scope: Scope) -> tuple[AreaRef, ...]:
    """The places a post keeps in order."""
    return scope.fill or (scope.view if _ADMINISTRATOR in scope.roles else ())


def home(scope: Scope) -> int:
    """Where a person begins to browse: his own place, else the nation."""
    refs = scope.fill or scope.view
    return refs[0].area_id if refs else NATION_ID


def get_place_for(scope: Scope, area_id: int, on: date | None = None) -> AreaSpan:
    """The place on a day. Names of places are public, so every post reads all. Raises Http404."""
    del scope
    return choose_span(queries.history(area_id) if 0 < area_id < 1 << 62 else [], on)


def choose_span(spans: Sequence[AreaSpan], on: date | None) -> AreaSpan:
    """The span of a history (newest first) that held on a day; without a day the last one. Raises Http404."""
    if on is None and spans:
        return spans[0]
    for span in spans:
        if on is not None and span.valid_from <= on < span.valid_to:
            return span
    raise Http404(_("没有找到这个地点。"))


def keeps(scope: Scope, area_id: int, row: AreaSpan | None = None) -> bool:
    """True when the post may change this place; ``row`` is its span of today, where known."""
    return queries.within(area_id, own_refs(scope), row=row)


def get_own_place(scope: Scope, area_id: int) -> AreaSpan:
    """A living place the post may change. Raises Http404, NotAllowed."""
    row = get_place_for(scope, area_id)
    require_keeps(scope, [area_id])
    if not row.is_today:
        raise Http404(_("这个地点已经停用。"))
    return row


def require_keeps(scope: Scope, area_ids: Iterable[int]) -> None:
    """Raise NotAllowed unless every place lies in what the post keeps."""
    for area_id in area_ids:
        if not keeps(scope, area_id):
            raise NotAllowed(_("这个地点不在您负责的辖区内，不能修改。"))


def get_own_plate(scope: Scope, plate_id: int) -> Plate:
    """A plate of a place the post keeps. Raises Http404, NotAllowed."""
    plate = Plate.objects.filter(pk=plate_id).first()
    if plate is None:
        raise Http404(_("没有这块公示牌。"))
    require_keeps(scope, [plate.area_id])
    return plate


def version_of(area_id: int) -> int:
    """The version a form is filled from."""
    return Area.objects.values_list("version", flat=True).get(pk=area_id)
