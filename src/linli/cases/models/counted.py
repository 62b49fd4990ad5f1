"""Rows that are counted by day: a change of many at once marks the days on which they count, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models, transaction

from linli.records import touching

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

M = TypeVar("M", bound="Case")


class CountedRows(models.QuerySet[M]):
    """Verbs of one case mark its days by themselves (``services._step``); this is for what changes many at once."""

    def update(self, **changed: Any) -> int:
        """As ever, and the days of the rows are counted again."""
        if not set(changed) - _NOT_COUNTED:
            return super().update(**changed)
        with transaction.atomic(using=self.db):
            touching.touch_all(RECORD_SET, KEPT_BY, self)
            made = super().update(**changed)
            touching.touch(RECORD_SET, {name: changed.get(name) for name in KEPT_BY})
        return made
