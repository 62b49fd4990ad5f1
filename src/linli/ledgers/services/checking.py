"""Every staged row is parsed and checked; bad cells are kept with what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.ledgers.models import Import, ImportRow
from linli.ledgers.registry import Row
from linli.ledgers.services.common import Run, actor_of, lock_in, parse_row
from linli.ledgers.services.rows import Staged, staged, write_back
from linli.records import services as records
from linli.records.tx import verb

State = Import.State
#: Rows between two words of how far the check is; a transaction for each chunk would only say so.
TOLD_EVERY = 4_000


def run_check(*, import_id: int, at: datetime) -> Import:
    """Check all rows in chunks and end in 待确认导入; event ``import.checked``. May be run again."""
    batch = Import.objects.get(pk=import_id)
    run = Run.over(batch, at)
    seen: dict[tuple[object, ...], int] = {}
    bad = done = 0
    for rows in _rows_in_chunks(import_id):
        parsed = [parse_row(run, row) for row in rows]
        if run.target.ahead is not None:
            run.target.ahead([one for one, _problems_of_cells in parsed])
        changed = []
        for row, (one, cells) in zip(rows, parsed, strict=True):
            problems = _problems(run, one, cells, seen)
            state = ImportRow.State.BAD if problems else ImportRow.State.STAGED
            # Good rows of a first check stay untouched: most of a file is never written twice.
            if problems or row.state != state:
                row.problems, row.state = problems, state
                changed.append(row)
            bad += bool(problems)
        done += len(rows)
        if changed or done % TOLD_EVERY < len(rows):
            _keep(import_id, changed, done)
    return _finish_check(import_id, bad, at)


def _keep(import_id: int, changed: list[Staged], done: int) -> None:
    """What was found in a chunk, and how far the check is for whoever waits."""
    with transaction.atomic():
        write_back(changed, ["problems", "state"])
        Import.objects.filter(pk=import_id, state=State.CHECKING).update(rows_done=done)


def _rows_in_chunks(import_id: int) -> Iterator[list[Staged]]:
    last = 0
    while rows := staged(import_id, ImportRow.State.STAGED, ImportRow.State.BAD, after=last):
        yield rows
        last = rows[-1].number


def _problems(
    run: Run, parsed: Row, problems: list[list[Any]], seen: dict[tuple[object, ...], int]
) -> list[list[Any]]:
    target = run.target
    if target.key and not problems:
        key = tuple(parsed.values.get(name) for name in target.key)
        if any(part not in (None, "") for part in key):
            first = seen.setdefault(key, parsed.number)
            if first != parsed.number:
                message = _("和第%(number)d行重复。") % {"number": first}
                problems.append([target.key[0], message, _("请只保留一行。")])
    if target.check is not None:
        # All that is wrong with a row at once: nobody likes to be sent back twice.
        told = {problem[0] for problem in problems}
        found = [item for item in target.check(parsed) if item.column not in told]
        problems.extend([item.column, str(item.message), str(item.help)] for item in found)
    return problems


@verb()
def _finish_check(import_id: int, bad: int, at: datetime) -> Import:
    batch = lock_in(import_id, State.CHECKING)
    batch.state, batch.rows_bad, batch.rows_done = State.PREVIEW, bad, 0
    batch.save(update_fields=["state", "rows_bad", "rows_done"])
    records.append(
        subject=batch,
        name="import.checked",
        actor=actor_of(batch),
        at=at,
        data={"rows": batch.rows_total, "bad": bad},
    )
    return batch
