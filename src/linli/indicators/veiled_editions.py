"""Kept tables read by somebody who may not open all records: which of their frozen cells are not printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linli.definitions.indicators import Indicator
from linli.domain.access import Scope
from linli.domain.smallcounts import SMALL, Part, hidden
from linli.indicators import access, packing, veiling
from linli.indicators.models import EditionCell, EditionRow
from linli.records import measures
from linli.records.measures import RecordSet


def signs(rows: Sequence[EditionRow], indicators: Sequence[Indicator], scope: Scope | None) -> dict[int, str]:
    """Cell → the sign in its place. ``None``: a paper's reader, who may open no sensitive record.

    Two queries for each record set with a small cell, none without.
    """
    by_id = {one.id: one for one in indicators}
    wanted: dict[str, list[EditionCell]] = {}
    for row in rows:
        for cell in row.cells.all():
            held = _held(by_id.get(cell.indicator))
            if held is not None and any(0 < number <= SMALL for number in _counts(cell).values()):
                wanted.setdefault(held.id, []).append(cell)
    made: dict[int, str] = {}
    for set_id, cells in wanted.items():
        held = measures.get(set_id)
        assert held is not None
        made |= _of_set(cells, held, scope)
    return made


def _held(indicator: Indicator | None) -> RecordSet | None:
    measure = indicator.measure if indicator else None
    held = measures.get(measure.rows.set) if measure is not None and measure.rows is not None else None
    return held if held is not None and held.sensitive is not None else None


def _counts(cell: EditionCell) -> dict[str, int]:
    made = {name: int(number) for name, number in cell.counts.items()}
    if "denominator" in made:
        made["rest"] = made["denominator"] - made.get("numerator", 0)
    return made


def _ids(cell: EditionCell) -> dict[str, set[int]]:
    made = {
        part: set(packing.unpack(getattr(cell, part))) for part in ("numerator", "denominator", "left_out")
    }
    made["rest"] = made["denominator"] - made["numerator"]
    return made


def _of_set(cells: Sequence[EditionCell], held: RecordSet, scope: Scope | None) -> Mapping[int, str]:
    ids = {cell.pk: _ids(cell) for cell in cells}
    every = {one for parts in ids.values() for part in parts.values() for one in part}
    unseen = veiling.unseen_ids(every, held, scope)
    if not unseen:
        return {}
    opened: set[int] = set()
    if scope is not None:
        rows = held.model._default_manager.filter(pk__in=list(every))
        opened = set(access.visible(rows, held, scope).values_list("pk", flat=True))
    return hidden(
        {
            cell.pk: [
                Part(number, len(ids[cell.pk][name] & opened), len(ids[cell.pk][name] & unseen))
                for name, number in _counts(cell).items()
            ]
            for cell in cells
        }
    )
