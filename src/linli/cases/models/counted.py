"""Rows that are counted: a change of many at once marks the days on which they count, before and after.

Rows that change their place as well are counted there, and found there by the search.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models, transaction

from linli.domain.access import COLUMN_LEVELS
from linli.records import search, touching
from linli.records import services as records

if TYPE_CHECKING:
    from linli.cases.models.case import Case

#: The record set of figures, and the dates by whose days its counts are kept.
RECORD_SET = "cases"
KEPT_BY = ("closed_at", "reported_at")
#: What no figure asks: heads of the history, words, and marks for lists.
_NOT_COUNTED = frozenset({
    "version", "event_seq", "event_hash", "text", "title", "spot", "fields", "reachable", "followers", "urged",
    "next_due", "next_step", "focus", "receipt", "code",
})  # fmt: skip

TALLY = "cases"
M = TypeVar("M", bound="Case")


def keys_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the tally of cases is kept by."""
    places = {level: row[level] for level in COLUMN_LEVELS}
    return {**places, "stage": str(row["stage"]), "fast": bool(row["fast_lane"])}


class CountedRows(models.QuerySet[M]):
    """Verbs of one case mark its days by themselves (``services._step``); this is for what changes many at once."""

    def update(self, **changed: Any) -> int:
        """As ever, and the days of the rows are counted again."""
        if not set(changed) - _NOT_COUNTED:
            return super().update(**changed)
        with transaction.atomic(using=self.db):
            touching.touch_all(RECORD_SET, KEPT_BY, self)
            if not changed.keys().isdisjoint(COLUMN_LEVELS):
                self._take_along(changed)
            made = super().update(**changed)
            touching.touch(RECORD_SET, {name: changed.get(name) for name in KEPT_BY})
        return made

    def _take_along(self, changed: Mapping[str, Any]) -> None:
        """The tally and the search of rows that are about to change their place."""
        rows = self.order_by()
        for row in rows.values(*COLUMN_LEVELS, "stage", "fast_lane").annotate(n=models.Count("pk")):
            records.add_delta(tally=TALLY, keys=keys_of(row), amount=-row["n"])
            records.add_delta(tally=TALLY, keys=keys_of({**row, **changed}), amount=row["n"])
        search.later_many("case", rows.values_list("pk", flat=True))
