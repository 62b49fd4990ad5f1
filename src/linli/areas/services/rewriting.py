"""After a change of the tree: today's ancestors on every scoped row, in chunks that can be resumed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from linli.areas import queries, registry
from linli.areas.models import ColumnRewrite
from linli.domain.access import COLUMN_LEVELS
from linli.records.tx import verb

#: Places handled in one transaction.
CHUNK = 200
#: Chunks handled in one call; the worker calls again.
_CHUNKS = 50


def rewrite_after_commit(at: datetime) -> None:
    """Do the first chunks as soon as the change is stored; the worker does what is left."""
    transaction.on_commit(lambda: rewrite_columns(at), robust=True)


def rewrite_columns(at: datetime, *, chunk: int = CHUNK) -> int:
    """Work on open rewrites; answers the number of rows written. Safe to stop and to run twice."""
    written = 0
    for _round in range(_CHUNKS):
        done = _one_chunk(at, chunk)
        if done is None:
            break
        written += done
    return written


@verb()
def _one_chunk(at: datetime, chunk: int) -> int | None:
    """The next chunk of the oldest open rewrite; None when nothing is open."""
    job = ColumnRewrite.objects.select_for_update().filter(done_at=None).order_by("pk").first()
    if job is None:
        return None
    affected = _affected(job.area_id)
    ids = sorted(_next_ids(affected, job.after_id, chunk))[:chunk]
    columns = queries.columns_for_many(ids)
    written = sum(
        model._default_manager.filter(area_id=area_id).update(**columns[area_id])
        for model in registry.scoped_models()
        for area_id in ids
    )
    if ids:
        job.after_id = ids[-1]
    if len(ids) < chunk:
        job.done_at = at
    job.save(update_fields=["after_id", "done_at"])
    return written


def _affected(area_id: int) -> Q:
    """Rows under a changed place, by the column they carry for it; by id below the column levels.

    The column is the right key: a row on a place that ended long ago carries its successor there.
    """
    last = queries.last_span(area_id)
    if last is not None and last.level in COLUMN_LEVELS:
        return Q(**{last.level: area_id}) | Q(area_id=area_id)
    below = list(queries.subtree(area_id).values_list("area_id", flat=True))
    return Q(area_id__in=[*below, area_id])


def _next_ids(affected: Q, after_id: int, chunk: int) -> Iterable[int]:
    found: set[int] = set()
    for model in registry.scoped_models():
        rows = model._default_manager.filter(affected, area_id__gt=after_id).order_by("area_id")
        found |= set(rows.values_list("area_id", flat=True).distinct()[:chunk])
    return found
