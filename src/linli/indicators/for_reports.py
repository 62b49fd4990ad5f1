"""The filters of figures, lent to the room of reports below: a form filled in from records counts the same rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from linli.definitions.indicators import Rows
from linli.domain.periods import Period
from linli.indicators.compiling import Ask, compile_base, record_set, where
from linli.indicators.errors import NotCountable
from linli.reports import drawn


def register() -> None:
    """Called once at start."""
    drawn.use(conditions)


def conditions(rows: Rows, period: Period) -> tuple[QuerySet[Any], Q] | None:
    """All records of the set and the condition of those that count in a period; None where it cannot be counted."""
    try:
        within, (counting, _left_out) = where(rows, Ask(period))
        return compile_base(record_set(rows)), within & counting
    except NotCountable:
        return None
