"""An import is undone by a compensating import: a new one that takes its rows back, last row first."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.ledgers import registry
from linli.ledgers.models import Import, ImportRow
from linli.ledgers.services.common import AT_ONCE, Run, actor_of, fits_whole, lock_in, parse_row
from linli.ledgers.services.rows import CHUNK
from linli.records import services as records
from linli.records.errors import LinliError, NotAllowed
from linli.records.tx import verb

State = Import.State
#: Then the staged rows and former values are emptied (jobs.KEEP_ROWS).
UNDO_WITHIN = timedelta(days=30)


def undo_import(*, import_id: int, actor: Actor, at: datetime) -> Import:
    """Take an import back; events ``import.undo_started`` and ``import.undone``. Answers the compensation.

    Rows whose record went on since then are refused by the target and stay; the compensation lists them.
    """
    undo = _start(import_id=import_id, actor=actor, at=at)
    if undo.rows_total <= AT_ONCE:
        return run_undo(import_id=undo.pk, at=at)
    from linli.ledgers.tasks import enqueue

    enqueue("undo", undo.pk)
    return undo


@verb()
def _start(*, import_id: int, actor: Actor, at: datetime) -> Import:
    batch = lock_in(import_id, State.DONE)
    target = registry.target(batch.target)
    if target.undo is None:
        raise NotAllowed(_("这类记录导入后不能成批撤销，请逐条更正。"))
    if batch.finished_at is None or at - batch.finished_at > UNDO_WITHIN:
        raise NotAllowed(_("导入已超过30天，原来的内容已清除，不能成批撤销，请逐条更正。"))
    if batch.compensates_id is not None:
        raise NotAllowed(_("撤销本身不能再撤销，请重新导入原表。"))
    batch.state = State.UNDOING
    batch.save(update_fields=["state"])
    undo = Import(
        target=batch.target,
        state=State.UNDOING,
        file_name=batch.file_name,
        file_digest=batch.file_digest,
        mapping=batch.mapping,
        labels=batch.labels,
        options=batch.options,
        fill=batch.fill,
        user_id=actor.user_id,
        post_id=actor.post_id,
        body_id=actor.body_id,
        rows_total=batch.rows_done,
        compensates=batch,
        created_at=at,
    )
    records.append(subject=undo, name="import.undo_started", actor=actor, at=at, data={"import": batch.pk})
    return undo


def run_undo(*, import_id: int, at: datetime) -> Import:
    """Go on taking rows back until none is left; ``import_id`` is the compensation's."""
    undo = Import.objects.get(pk=import_id)
    if undo.compensates_id is None:
        raise LookupError(f"import {import_id} compensates nothing")
    # As it came: at once where one transaction can hold it, whatever its kind.
    if fits_whole(undo.rows_total):
        return _undo_whole(undo, at)
    return _undo_all(undo, at)


@verb()
def _undo_whole(undo: Import, at: datetime) -> Import:
    return _undo_all(undo, at)


def _undo_all(undo: Import, at: datetime) -> Import:
    original = Import.objects.get(compensation=undo)
    run = Run.over(original, at, actor_of(undo))
    while _undo_chunk(undo.pk, run):
        pass
    return _finish(undo.pk, original.pk, at)


@verb()
def _undo_chunk(import_id: int, run: Run) -> int:
    undo = lock_in(import_id, State.UNDOING)
    dealt_with = ImportRow.objects.filter(batch=undo).values("number")
    rows = list(
        ImportRow.objects.filter(batch=run.batch, state=ImportRow.State.DONE)
        .exclude(number__in=dealt_with)
        .order_by("-number")[:CHUNK]
    )
    results = []
    for row in rows:
        result = ImportRow(batch=undo, number=row.number, ref_kind=row.ref_kind, ref_id=row.ref_id)
        trouble = _undo_row(run, row)
        result.state = ImportRow.State.FAILED if trouble else ImportRow.State.DONE
        result.problems = [[None, trouble, ""]] if trouble else []
        if not trouble:
            row.state = ImportRow.State.UNDONE
        results.append(result)
    ImportRow.objects.bulk_create(results)
    ImportRow.objects.bulk_update(rows, ["state"], batch_size=200)
    failed = sum(result.state == ImportRow.State.FAILED for result in results)
    undo.rows_failed += failed
    undo.rows_done += len(results) - failed
    undo.save(update_fields=["rows_failed", "rows_done"])
    return len(rows)


def _undo_row(run: Run, row: ImportRow) -> str:
    """Takes one row back; answers the sentence of the refusal, or an empty text."""
    assert run.target.undo is not None
    parsed, _problems = parse_row(run, row)
    applied = registry.Applied(row.ref_kind, row.ref_id or 0, row.how, dict(row.before or {}))
    if applied.how == "unchanged":
        return ""
    try:
        with transaction.atomic():
            run.target.undo(applied, parsed, run.actor, run.at)
    except LinliError as refused:
        return str(refused)
    return ""


@verb()
def _finish(import_id: int, original_id: int, at: datetime) -> Import:
    original = lock_in(original_id, State.UNDOING)
    undo = lock_in(import_id, State.UNDOING)
    original.state, undo.state, undo.finished_at = State.UNDONE, State.DONE, at
    original.save(update_fields=["state"])
    undo.save(update_fields=["state", "finished_at"])
    data = {"rows": undo.rows_done, "failed": undo.rows_failed}
    actor = actor_of(undo)
    records.append(subject=original, name="import.undone", actor=actor, at=at, data=data)
    records.append(subject=undo, name="import.done", actor=actor, at=at, data=data)
    return undo
