"""What has to be counted for a figure: one integer by unit each, and which of them may be kept by day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from linli.definitions.indicators import Filter, Measure, Rows
from linli.records import measures


@dataclass(frozen=True)
class Want:
    """One integer by unit: records of ``rows`` (and ``extra``), counted, or a column of them summed or distinct."""

    rows: Rows
    extra: tuple[Filter, ...] = ()
    column: str | None = None
    distinct: bool = False
    left_out: bool = False
    #: A further condition on the records (who may open them).
    only: Q | None = None

    @property
    def is_nothing(self) -> bool:
        """Nothing is left out where the definition leaves nothing out."""
        return self.left_out and not self.rows.left_out


Wants = Mapping[str, Want]


@lru_cache(maxsize=1024)
def of_measure(measure: Measure) -> Wants:
    """What has to be counted for a measure, by name."""
    if measure.kind == "reported":
        return {}
    rows = measure.rows
    assert rows is not None
    made = {"rows": Want(rows), "left_out": Want(rows, left_out=True)}
    if measure.kind == "ratio":
        assert measure.top is not None
        made["top"] = Want(measure.top)
        made["top_sum"] = Want(measure.top, column=measure.top_column)
        made["sum"] = Want(rows, column=measure.column)
    elif measure.kind == "share":
        for number, filters in enumerate([measure.part, *(item.where for item in measure.also)]):
            made[f"part_{number}"] = Want(rows, extra=filters)
    elif measure.kind != "count" and measure.column is not None:
        made["sum"] = Want(rows, column=measure.column, distinct=measure.kind == "distinct")
    return made


@lru_cache(maxsize=4096)
def key_of(want: Want) -> str:
    """The key under which a count by day is kept; empty where days do not add up or more than the row is asked.

    A definition that says something else has another key: what was kept for the old one is never taken for it.
    """
    held = measures.get(want.rows.set)
    rows = want.rows
    if held is None or rows.date not in held.kept_by or rows.until or want.distinct or want.only is not None:
        return ""
    filters = (*rows.where, *rows.left_out, *want.extra)
    if want.is_nothing or any(one.period is not None or one.has is not None for one in filters):
        return ""
    said = repr((rows.set, rows.date, rows.where, rows.left_out, want.extra, want.column, want.left_out))
    return hashlib.sha256(said.encode()).hexdigest()[:10]
