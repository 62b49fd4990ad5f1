"""Which place a reader looks at, and which editions are his to read. Every row behind a figure goes through its own room."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from linli.accounts import policy
from linli.areas import queries as areas
from linli.definitions.indicators import Indicator
from linli.domain.access import Scope
from linli.domain.codes import record_id
from linli.indicators import units
from linli.indicators.compiling import compile_base
from linli.indicators.errors import NoSuchEdition
from linli.indicators.models import Edition, EditionRow
from linli.organizations.models import Organization
from linli.records import measures
from linli.records.measures import Line, RecordSet, Unit

MAKERS = "edition.draft"


def place_for(scope: Scope, asked: str = "") -> int:
    """The place a page is about: the one asked for if it lies in the reader's, else the reader's own.

    Raises :class:`accounts.policy.NotYours` for a place elsewhere, or for a post that has no place.
    """
    place = record_id(asked)
    if place is not None:
        if _within(scope, place):
            return place
        raise policy.NotYours
    if scope.view:
        return scope.view[0].area_id
    own = _own_places(scope)
    if not own:
        raise policy.NotYours
    return own[0]


def _own_places(scope: Scope) -> list[int]:
    bodies = Organization.objects.filter(pk__in=scope.bodies).order_by("pk")
    return list(bodies.values_list("area_id", flat=True))


def _within(scope: Scope, area_id: int) -> bool:
    if scope.view:
        return areas.within(area_id, scope.view, row=units.span(area_id))
    # A department without a place of its own reads the tables of its body's place, and so the figures in it.
    return areas.within(area_id, areas.refs_for(_own_places(scope)), row=units.span(area_id))


def may_see(scope: Scope, unit: Unit) -> bool:
    """May the reader open this unit's figure? A place in his own, or his own body, or a body in his place."""
    if unit.kind == "area":
        return _within(scope, unit.id)
    if unit.id in scope.bodies:
        return True
    body = Organization.objects.filter(pk=unit.id).first()
    return body is not None and areas.within(body.area_id, scope.view)


def editions_for(scope: Scope) -> QuerySet[Edition]:
    """Published ones of one's own place and those above; tables under way for those who make them, and in the
    time for objections for the units in them."""
    rows = policy.filter(Edition.objects.all(), scope, "edition.view")
    made = policy.filter(Edition.objects.all(), scope, MAKERS).values("pk")
    told = Q(state__in=(Edition.State.PUBLISHED, Edition.State.CHECKING))
    return rows.filter(told | Q(pk__in=made))


def get_edition_for(scope: Scope, pk: int, verb: str = "edition.view") -> Edition:
    """The edition. Raises :class:`NoSuchEdition` or NotYours."""
    edition = editions_for(scope).filter(pk=pk).select_related("corrects", "issuer", "signer").first()
    if edition is None:
        raise NoSuchEdition
    policy.require(scope, verb, edition)
    return edition


def own_rows_only(scope: Scope, edition: Edition) -> bool:
    """Before publication a unit sees its own line and nobody else's."""
    return not edition.is_frozen and not policy.allows(scope, MAKERS, edition)


def sees_row(scope: Scope, row: EditionRow) -> bool:
    """Is this line the reader's own?"""
    return may_see(scope, Unit(row.unit_kind, row.unit_id))  # type: ignore[arg-type]


def get_record_for(scope: Scope, indicator: Indicator, record_id: int) -> tuple[Any, Line]:
    """A record that the indicator may count, if the reader may open it. Raises NotYours."""
    measure = indicator.measure
    sets = {one.set for one in (measure.rows, measure.top) if one is not None} if measure else set()
    for set_id in sorted(sets):
        held = measures.get(set_id)
        if held is not None:
            record = visible(compile_base(held), held, scope).filter(pk=record_id).first()
            if record is not None:
                return record, held.lines([record])[0]
    raise policy.NotYours


def visible(rows: QuerySet[Any], held: RecordSet, scope: Scope) -> QuerySet[Any]:
    """The rows behind a figure that this reader may open, by the rule of the room that keeps them."""
    return held.visible(rows, scope)
