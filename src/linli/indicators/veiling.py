"""Which figures a reader does not get to read: small counts of sensitive kinds whose records he may not open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.domain.access import Scope
from linli.domain.smallcounts import SMALL, Part, hidden
from linli.indicators import access, counting
from linli.indicators.asked import Figure, Request
from linli.indicators.compiling import compile_base, where
from linli.records import measures
from linli.records.measures import RecordSet, Unit

Signs = dict[Unit, str]


#: By figure the records of each part that the reader may open, and the sensitive ones that he may not.
Split = Sequence[Sequence[counting.Numbers]]


def split(requests: Sequence[Request], scope: Scope) -> tuple[Q, ...]:
    """What a reader opens and what not, as conditions to count by; none where figures count several record sets."""
    sets = {held.id: held for asked in requests if (held := _sensitive_set(asked))}
    if len(sets) != 1 or not all(_sensitive_set(asked) for asked in requests):
        return ()
    held = next(iter(sets.values()))
    return _opened(held, scope), _closed(held, scope)


def veil(
    requests: Sequence[Request],
    found: Sequence[Mapping[Unit, Figure]],
    scope: Scope,
    counted: Split = (),
) -> list[dict[Unit, str]]:
    """For each figure the units whose numbers are not printed, with the sign in their place.

    Nothing is asked of the database where no count is small; one look tells whether the reader lacks any record.
    ``counted``: both parts of :func:`split`, where they were counted together with the figures.
    """
    made: list[Signs] = [{} for _asked in requests]
    wanted = [
        number
        for number, asked in enumerate(requests)
        if _sensitive_set(asked) and any(_has_small(asked, one) for one in found[number].values())
    ]
    asked = [requests[number] for number in wanted]
    if not wanted or not (counted or unseen_at_all(asked, scope)):
        return made
    units = sorted({unit for number in wanted for unit in found[number]}, key=lambda one: (one.kind, one.id))
    known = [[part[number] for number in wanted] for part in counted]
    opened, closed = known if counted else _counts(asked, units, scope)
    for place, number in enumerate(wanted):
        made[number] = hidden(
            {
                unit: list(_parts(asked[place], figure, opened[place], closed[place], unit))
                for unit, figure in found[number].items()
            }
        )
    return made


def is_sensitive(asked: Request) -> bool:
    """Does the figure count records of which some may be kept from a reader?"""
    return _sensitive_set(asked) is not None


def _sensitive_set(asked: Request) -> RecordSet | None:
    measure = asked.indicator.measure
    held = measures.get(measure.rows.set) if measure is not None and measure.rows is not None else None
    return held if held is not None and held.sensitive is not None else None


def _counts_of(asked: Request, counts: Mapping[str, int]) -> dict[str, int]:
    """The parts that a table tells or lets one reckon: also what of the base is not in the numerator."""
    made = dict(counts)
    measure = asked.indicator.measure
    if measure is not None and measure.kind == "share":
        made["rest"] = counts.get("denominator", 0) - counts.get("numerator", 0)
    return made


def _has_small(asked: Request, figure: Figure) -> bool:
    return any(0 < number <= SMALL for number in _counts_of(asked, figure.counts).values())


def _parts(
    asked: Request, figure: Figure, opened: counting.Numbers, closed: counting.Numbers, unit: Unit
) -> Iterable[Part]:
    open_, shut = (
        _counts_of(asked, {name: held.get(unit, 0) for name, held in one.items()}) for one in (opened, closed)
    )
    # Sensitive records of the base may lie on either side of the numerator: both are kept then.
    base = max(shut.get("denominator", 0), shut.get("numerator", 0))
    for name, number in _counts_of(asked, figure.counts).items():
        yield Part(number, open_.get(name, 0), shut.get(name, 0) if name == "left_out" else base)


def _counts(requests: Sequence[Request], units: Sequence[Unit], scope: Scope) -> Split:
    """Records of each part that the reader may open, and the sensitive ones that he may not; one query a record set."""
    sets = {held.id: held for asked in requests if (held := _sensitive_set(asked))}
    found: dict[int, tuple[counting.Numbers, counting.Numbers]] = {}
    for set_id, held in sets.items():
        alike = [asked for asked in requests if (one := _sensitive_set(asked)) and one.id == set_id]
        opened, closed = counting.part_numbers(alike, units, (_opened(held, scope), _closed(held, scope)))
        found |= {id(asked): both for asked, *both in zip(alike, opened, closed, strict=True)}  # type: ignore[misc]
    return [found[id(asked)][0] for asked in requests], [found[id(asked)][1] for asked in requests]


def _opened(held: RecordSet, scope: Scope) -> Q:
    rows: QuerySet[Any] = held.model._default_manager.filter(pk=OuterRef("pk"))
    return Q(Exists(access.visible(rows, held, scope)))


def _closed(held: RecordSet, scope: Scope) -> Q:
    assert held.sensitive is not None
    return held.sensitive() & ~_opened(held, scope)


def unseen_at_all(requests: Sequence[Request], scope: Scope, place: Q | None = None) -> bool:
    """Is there any sensitive record of these figures that the reader may not open?"""
    for held in {one.id: one for asked in requests if (one := _sensitive_set(asked))}.values():
        if scope.view and held.opens_all is not None and held.opens_all(scope):
            continue  # All figures of a reader with a place lie in it (access.place_for).
        spans = [
            where(rows, asked.ask)[0]
            for asked in requests
            if (measure := asked.indicator.measure) is not None
            for rows in (measure.rows, measure.top)
            if rows is not None and rows.set == held.id
        ]
        # An empty condition is a figure without a date: then every record is looked at.
        dates = reduce(or_, spans) if all(spans) else Q()
        rows_ = compile_base(held).filter(dates, _closed(held, scope))
        if (rows_.filter(place) if place is not None else rows_).exists():
            return True
    return False


def unseen_in(rows: QuerySet[Any], held: RecordSet, scope: Scope) -> bool:
    """Are there sensitive records among these that the reader may not open? Then their number is not told."""
    return held.sensitive is not None and rows.filter(_closed(held, scope)).exists()


def unseen_ids(ids: Iterable[int], held: RecordSet, scope: Scope | None) -> set[int]:
    """The sensitive ones among these that the reader may not open; ``None``: somebody outside, who opens nothing."""
    if held.sensitive is None:
        return set()
    rows = held.model._default_manager.filter(pk__in=list(ids)).filter(held.sensitive())
    if scope is not None:
        rows = rows.filter(~_opened(held, scope))
    return set(rows.values_list("pk", flat=True))
