"""When a record counts for one integer of a figure, as one condition: period, filters, what is left out, who may open it."""

from __future__ import annotations

from django.db.models import Q

from linli.indicators import keeping
from linli.indicators.asked import Request
from linli.indicators.behind import decided
from linli.indicators.compiling import path, where
from linli.indicators.keeping import Share
from linli.indicators.wants import Want
from linli.records.measures import RecordSet


def condition(asked: Request, want: Want, share: Share | None, held: RecordSet, decided_of: set[str]) -> Q:
    """``share``: what is kept of the integer, so that only the rest is asked; ``decided_of``: indicators of which a
    record is left out by decision."""
    within, (counts, out) = where(want.rows, asked.ask, extra=want.extra, left_out=want.left_out)
    if share is not None:
        within = keeping.inside(path(held.column(str(want.rows.date))), share.left)
    if share is None and asked.indicator.id in decided_of:
        taken_off = Q(pk__in=decided(asked).values("record_id"))
        made = within & counts & ((out | taken_off) if want.left_out else ~taken_off)
    else:
        made = within & counts & out
    return made if want.only is None else made & want.only
