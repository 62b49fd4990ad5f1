"""Kinds of visits in use at a place, and the days of a period."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from linli.definitions import get_library
from linli.definitions.visits import Outcome, VisitKind, VisitShare
from linli.duties import kinds as duties
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Definition
from linli.mechanisms.queries import label
from linli.visits.errors import Refused

__all__ = [
    "every",
    "here",
    "inside",
    "label",
    "need",
    "of_definition",
    "of_duty",
    "outcome",
    "period",
    "shares",
    "word",
]


_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def here(area_id: int, on: date) -> list[tuple[VisitKind, Definition]]:
    """Kinds in use at a place on a day."""
    homes = [piece.id for piece in get_library().mechanisms.values() if piece.visit_kinds]
    found = mechanisms.active(area_id, on, only=homes)
    return [
        (kind, definition)
        for definition in found.values()
        for kind in mechanisms.content(definition).visit_kinds
        if kind.capability is None
    ]


def need(kind_id: str, area_id: int, on: date) -> tuple[VisitKind, Definition]:
    """One kind in use at a place. Raises :class:`Refused` naming it."""
    for kind, definition in here(area_id, on):
        if kind.id == kind_id:
            return kind, definition
    raise Refused(
        _("本地没有启用“%(kind)s”，请先在工作机制里启用。") % {"kind": label(kind_id)}, field="kind"
    )


def of_definition(definition: Definition, kind_id: str) -> VisitKind:
    """The kind as a contact's own definition says it."""
    return next(kind for kind in mechanisms.content(definition).visit_kinds if kind.id == kind_id)


def inside(definition: Definition) -> tuple[VisitKind, ...]:
    """All kinds of one definition."""
    return mechanisms.content(definition).visit_kinds


def every() -> dict[str, VisitKind]:
    """All kinds of the shipped library by id; for words and choices only."""
    return {
        kind.id: kind
        for mechanism in get_library().mechanisms.values()
        for kind in mechanism.visit_kinds
        if kind.capability is None
    }


def word(kind_id: str) -> str:
    """The word for a kind."""
    kind = every().get(kind_id)
    return label(kind.term) if kind else kind_id


def outcome(kind: VisitKind, outcome_id: str) -> Outcome:
    """One outcome of a kind. Raises :class:`Refused`."""
    for one in kind.outcomes:
        if one.id == outcome_id:
            return one
    raise Refused(_("这类走访没有这个去向，请从列表里选。"), field="outcome")


def period(kind: VisitKind, on: date) -> tuple[date, date]:
    """First and last day of the period a day lies in (month, quarter, half-year, year of the calendar)."""
    months = _MONTHS[kind.period]
    first = date(on.year, (on.month - 1) // months * months + 1, 1)
    last_month = first.month + months - 1
    after = date(first.year + last_month // 12, last_month % 12 + 1, 1)
    return first, after - timedelta(days=1)


def shares(kind: VisitKind, on: date, definition: Definition | None = None) -> tuple[VisitShare, ...]:
    """So many contacts of each sort for one person: the kind's own quota, else that of the duties it reads."""
    if kind.quota is not None:
        return kind.quota.at(on) or ()
    found: list[VisitShare] = []
    for duty_kind in kind.duty_kinds:
        duty = duties.of_definition(definition, duty_kind) if definition else duties.shipped(duty_kind)
        found += [
            VisitShare(to=one.id, number=number)  # type: ignore[arg-type]
            for one in (duty.quotas if duty else ())
            if (number := one.amount.at(on))
        ]
    return tuple(found)


def of_duty(duty_kind: str, area_id: int, on: date) -> tuple[VisitKind, Definition] | None:
    """The kind of visits whose contacts are the objects of a kind of duties at a place; None where none is in use."""
    return next((pair for pair in here(area_id, on) if duty_kind in pair[0].duty_kinds), None)
