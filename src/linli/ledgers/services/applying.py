"""Good rows become records, each once by (import, line); whoever reads sees all of them or none.

A kind that writes concealed rows is written in transactions of at most 500 and revealed at the end, at any size. Any
other is written by one transaction while its rows are few enough for it (``common.WHOLE``); above that it is seen
chunk by chunk, and the page says so before.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.ledgers import files, registry
from linli.ledgers.models import Import, ImportRow
from linli.ledgers.services.common import (
    AT_ONCE,
    Run,
    actor_of,
    chunks,
    fits_whole,
    lock_in,
    parse_row,
)
from linli.ledgers.services.rows import CHUNK, Staged, staged, write_back
from linli.records import services as records
from linli.records.errors import LinliError
from linli.records.tx import verb

State = Import.State


def apply_import(*, import_id: int, actor: Actor, at: datetime) -> Import:
    """Apply the good rows; event ``import.confirmed``, at the end ``import.done``. Bad rows stay behind.

    Up to 2,000 rows are applied at once, more by the worker; a broken run goes on where it stopped.
    """
    batch = _confirm(import_id=import_id, actor=actor, at=at)
    if batch.rows_good <= AT_ONCE:
        return run_apply(import_id=import_id, at=at)
    from linli.ledgers.tasks import enqueue

    enqueue("apply", import_id)
    return batch


@verb()
def _confirm(*, import_id: int, actor: Actor, at: datetime) -> Import:
    batch = lock_in(import_id, State.PREVIEW)
    if not batch.rows_good:
        raise LinliError(_("没有可导入的行：请先按提示改好表格，再重新上传。"))
    batch.state = State.APPLYING
    batch.save(update_fields=["state"])
    records.append(subject=batch, name="import.confirmed", actor=actor, at=at, data={"rows": batch.rows_good})
    return batch


def run_apply(*, import_id: int, at: datetime) -> Import:
    """Go on applying staged rows until none is left, then reveal them all and mark the import done."""
    batch = Import.objects.get(pk=import_id)
    if registry.target(batch.target).reveal is None and fits_whole(batch.rows_good):
        return _apply_whole(import_id, at)
    return _apply_all(import_id, Run.over(batch, at))


def shown_by_and_by(batch: Import) -> bool:
    """Is this import too large for one transaction, and of a kind that cannot be concealed until its end?"""
    return registry.target(batch.target).reveal is None and not fits_whole(batch.rows_good)


def _apply_all(import_id: int, run: Run) -> Import:
    while _apply_chunk(import_id, run):
        pass
    return _finish(import_id, run)


@verb()
def _apply_whole(import_id: int, at: datetime) -> Import:
    """One transaction: a break in it leaves nothing, and the import begins again."""
    # Anew at each try: what a run remembers of records it made is gone with their transaction.
    return _apply_all(import_id, Run.over(Import.objects.get(pk=import_id), at))


@verb()
def _apply_chunk(import_id: int, run: Run) -> int:
    """One transaction; answers how many rows it dealt with. The lock keeps a second worker out."""
    batch = lock_in(import_id, State.APPLYING)
    rows = staged(import_id, ImportRow.State.STAGED, most=CHUNK)
    if run.target.apply_many is not None:
        _apply_together(run, rows)
    else:
        for row in rows:
            _apply_row(run, row)
    if rows:
        _save(import_id, rows)
        failed = sum(row.state == ImportRow.State.FAILED for row in rows)
        batch.rows_failed += failed
        batch.rows_done += len(rows) - failed
        batch.save(update_fields=["rows_failed", "rows_done"])
    return len(rows)


def _save(import_id: int, rows: list[Staged]) -> None:
    """What became of the rows. Those that simply made a record lie a constant apart from its id: one statement each."""
    runs: dict[tuple[str, int], list[int]] = {}
    rest = []
    for row in rows:
        plain = row.state == ImportRow.State.DONE and row.how == "created" and not row.before
        if plain and row.ref_id is not None:
            runs.setdefault((row.ref_kind, row.ref_id - row.number), []).append(row.pk)
        else:
            rest.append(row)
    if len(runs) > len(rows) // 10 + 1:
        runs, rest = {}, rows
    for (kind, apart), ids in runs.items():
        found = ImportRow.objects.filter(pk__in=ids)
        if len(ids) == len(rows):
            # A chunk is all that is staged between its first line and its last: no list of five hundred ids.
            span = (rows[0].number, rows[-1].number)
            found = ImportRow.objects.filter(
                batch_id=import_id, number__range=span, state=ImportRow.State.STAGED
            )
        found.update(state=ImportRow.State.DONE, ref_kind=kind, ref_id=F("number") + apart, how="created")
    fields = ["state", "problems", "ref_kind", "ref_id", "how", "before"]
    write_back(rest, fields)


def _apply_together(run: Run, rows: list[Staged]) -> None:
    """All rows of the chunk through the target's own way of writing many."""
    assert run.target.apply_many is not None
    good: list[Staged] = []
    parsed: list[registry.Row] = []
    for row in rows:
        one, problems = parse_row(run, row)
        if problems:
            row.state, row.problems = ImportRow.State.FAILED, problems
        else:
            good.append(row)
            parsed.append(one)
    answers = run.target.apply_many(parsed, run.actor, run.at) if parsed else []
    for row, answer in zip(good, answers, strict=True):
        _note(row, answer)


def _apply_row(run: Run, row: Staged) -> None:
    parsed, problems = parse_row(run, row)
    if problems:
        row.state, row.problems = ImportRow.State.FAILED, problems
        return
    try:
        # A row that is refused in the middle must leave nothing; the others of the chunk stay.
        with transaction.atomic():
            _note(row, run.target.apply(parsed, run.actor, run.at))
    except LinliError as refused:
        _note(row, refused)


def _note(row: Staged, applied: registry.Applied | LinliError) -> None:
    """What became of a row."""
    if isinstance(applied, LinliError):
        row.state, row.problems = ImportRow.State.FAILED, [[None, str(applied), ""]]
        return
    row.state, row.problems = ImportRow.State.DONE, []
    row.ref_kind, row.ref_id, row.how = applied.kind, applied.id, applied.how
    row.before = dict(applied.before)


@verb()
def _finish(import_id: int, run: Run) -> Import:
    """One transaction: whoever reads sees nothing of the import or all of it."""
    batch = lock_in(import_id, State.APPLYING)
    if run.target.reveal is not None:
        made = ImportRow.objects.filter(batch_id=import_id, state=ImportRow.State.DONE, how="created")
        refs = made.exclude(ref_id=None).order_by("number").values_list("ref_id", flat=True)
        for part in chunks(refs.iterator(chunk_size=CHUNK)):
            run.target.reveal([ref for ref in part if ref is not None], run.actor, run.at)
    batch.state, batch.finished_at = State.DONE, run.at
    batch.save(update_fields=["state", "finished_at"])
    records.append(
        subject=batch,
        name="import.done",
        actor=actor_of(batch),
        at=run.at,
        data={"rows": batch.rows_done, "failed": batch.rows_failed},
    )
    # A second try of this transaction, or a crash before its commit, must find the file again.
    transaction.on_commit(lambda: files.forget_upload(import_id))
    return batch
