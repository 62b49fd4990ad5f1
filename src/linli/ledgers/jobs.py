"""What the worker does for ledgers by the clock: broken steps go on, fetched files go, old rows are emptied."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from linli.ledgers.models import Import, ImportRow
from linli.ledgers.services.exporting import forget_old_exports
from linli.ledgers.services.filling import forget_old_fills
from linli.ledgers.services.undoing import UNDO_WITHIN
from linli.records import registry, schedule

#: An import is undone within this time; then its staged cells and former values are emptied.
KEEP_ROWS = UNDO_WITHIN
#: A step that did not move for this long lost its worker.
SILENT = timedelta(minutes=10)
_STEPS = {
    Import.State.READING: "staging",
    Import.State.CHECKING: "check",
    Import.State.APPLYING: "apply",
    Import.State.UNDOING: "undo",
}
_CHUNK = 100


class Watch:
    """Remembers how far each running step was, and hands those on again that stand still."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[tuple[object, ...], datetime]] = {}

    def standing_still(self, at: datetime) -> list[tuple[str, int]]:
        """Steps to hand on again: (step, import)."""
        running = Import.objects.filter(state__in=_STEPS).order_by("pk")[:_CHUNK]
        found: dict[int, tuple[tuple[object, ...], datetime]] = {}
        again = []
        for batch in running:
            # The original of an undo waits for its compensation, which is watched itself.
            if batch.state == Import.State.UNDOING and batch.compensates_id is None:
                continue
            progress = (batch.state, batch.rows_total, batch.rows_bad, batch.rows_done, batch.rows_failed)
            before, since = self._seen.get(batch.pk, (progress, at))
            if before != progress:
                since = at
            elif at - since >= SILENT:
                again.append((_STEPS[Import.State(batch.state)], batch.pk))
                since = at
            found[batch.pk] = (progress, since)
        self._seen = found
        return again


_watch = Watch()


def tick(at: datetime) -> None:
    """Once a minute."""
    from linli.ledgers.tasks import enqueue

    for step, import_id in _watch.standing_still(at):
        enqueue(step, import_id)
    forget_old_exports(at=at)
    forget_old_fills(at=at)


def due(at: datetime) -> Iterable[int]:
    """Imports over for thirty days whose rows still hold what people wrote."""
    over = Import.objects.filter(finished_at__lt=at - KEEP_ROWS)
    kept = ImportRow.objects.exclude(cells="").filter(batch__in=over)
    return list(kept.order_by().values_list("batch_id", flat=True).distinct()[:_CHUNK])


def erase(import_id: int, at: datetime) -> None:
    """Empty cells, problems and former values of an import's rows; what became of each row stays."""
    ImportRow.objects.filter(batch_id=import_id).update(cells=[], problems=[], before=[])


def register() -> None:
    """Called once at start."""
    schedule.register("ledgers", every=60, run=tick)
    basis = "practice D3: staged copies only as long as an import can be undone"
    registry.register_eraser(registry.Eraser("import", "rows", due, erase, basis=basis, whole=False))
