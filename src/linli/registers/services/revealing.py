"""From when an item counts: its first version, the deltas of its place and state, the figures of its parent."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet

from linli.domain.access import COLUMN_LEVELS, Actor
from linli.records import services as records
from linli.records.inserting import insert_rows
from linli.records.time import FOREVER
from linli.records.tx import verb
from linli.registers.models import TOTALS, ItemSpan, RegisterItem
from linli.registers.services import _common as common

#: What a version takes from its item as it stands.
_TAKEN = ("kind", "area_id", "state", "event_seq", *TOTALS)


def show(items: Sequence[RegisterItem], actor: Actor, at: datetime) -> None:
    """From now on these count: a first version each, one delta for each place and state, sums of parents."""
    insert_rows([common.span_of(item, at=at, seq=item.event_seq) for item in items])
    sums: Counter[str] = Counter()
    for item in items:
        row = {"state": item.state, **{level: getattr(item, level) for level in COLUMN_LEVELS}}
        sums[json.dumps(common.keys(item.kind, row))] += 1
    for key, amount in sums.items():
        records.add_delta(tally=common.TALLY, keys=json.loads(key), amount=amount)
    parents = {item.parent_id for item in items if item.parent_id is not None}
    common.refresh_parents(parents, actor=actor, at=at)


@verb()
def reveal_items(*, ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """Let items of an import that is done be seen and counted; answers how many. May be run again.

    Nothing is read into memory: the database copies versions from items, and counts them.
    """
    hidden = _those(ids).filter(concealed=True)
    held = sorted(hidden.select_for_update().values_list("pk", flat=True))
    if not held:
        return 0
    rows = _those(held)
    rows.update(concealed=False)
    _first_versions(held, at)
    standing = rows.filter(ended_on=None).order_by()
    names = ("kind", "state", *COLUMN_LEVELS)
    for row in standing.values(*names).annotate(n=Count("pk")):
        amount = row.pop("n")
        records.add_delta(tally=common.TALLY, keys=common.keys(row["kind"], row), amount=amount)
    parents = set(standing.exclude(parent=None).values_list("parent_id", flat=True).distinct())
    common.refresh_parents(parents, actor=actor, at=at)
    return len(held)


def _those(ids: Sequence[int]) -> QuerySet[RegisterItem]:
    """Items by id; an import draws them one after the other, and from … to is quicker than naming each of 500."""
    low, high = min(ids, default=0), max(ids, default=-1)
    if high - low + 1 == len(set(ids)):
        return RegisterItem.objects.filter(pk__gte=low, pk__lte=high)
    return RegisterItem.objects.filter(pk__in=ids)


def _first_versions(ids: list[int], at: datetime) -> None:
    """A first version of each item that stands, written by the database."""
    quote, ops = connection.ops.quote_name, connection.ops
    taken = [quote(name) for name in _TAKEN]
    into = ", ".join([quote("item_id"), *taken, quote("valid_from"), quote("valid_to")])
    marks = ", ".join(["%s"] * len(ids))
    stamp = "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"
    # Names of our own columns, quoted; values go as parameters.
    statement = (
        f"INSERT INTO {quote(ItemSpan._meta.db_table)} ({into}) "  # noqa: S608
        f"SELECT {quote('id')}, {', '.join(taken)}, {stamp}, {stamp} "
        f"FROM {quote(RegisterItem._meta.db_table)} "
        f"WHERE {quote('id')} IN ({marks}) AND {quote('ended_on')} IS NULL"
    )
    times: list[Any] = [ops.adapt_datetimefield_value(at), ops.adapt_datetimefield_value(FOREVER)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*times, *ids])
