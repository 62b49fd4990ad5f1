"""Which days of a record set have to be counted again: whoever changes a counted record says its days.

A figure over whole closed days is answered from counts kept by day (``indicators.keeping``). A day with a mark is read
from the records instead, so a late change, an exclusion or a place that moves shows at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from linli.domain.calendar import local_day
from linli.records.inserting import insert_rows
from linli.records.models import Touched


def touch(record_set: str, *rows: Mapping[str, datetime | None]) -> None:
    """Mark the days of one record, each row a state of it (before, after): name of the date → instant."""
    days = {(name, local_day(at)) for row in rows for name, at in row.items() if at is not None}
    _write(record_set, days)


def touch_all(record_set: str, names: Iterable[str], rows: QuerySet[Any]) -> None:
    """Mark every day on which any of ``rows`` counts; asked before and in the transaction of a change of them all."""
    wanted = list(names)
    days = {
        (name, local_day(at))
        for found in rows.order_by().values_list(*wanted).iterator()
        for name, at in zip(wanted, found, strict=True)
        if at is not None
    }
    _write(record_set, days)


def _write(record_set: str, days: Iterable[tuple[str, Any]]) -> None:
    insert_rows([Touched(record_set=record_set, date_name=name, day=day) for name, day in sorted(days)])
