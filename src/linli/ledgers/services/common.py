"""What the verbs share: batches, the row a target sees, the actor of a background step, steps in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.utils.translation import gettext as _

from linli.domain.access import Actor, AreaRef, Scope
from linli.domain.calendar import SHANGHAI
from linli.ledgers import registry
from linli.ledgers.models import Import, ImportRow
from linli.ledgers.services.parsing import Parsing
from linli.ledgers.services.rows import CHUNK, Staged
from linli.records import services as records
from linli.records.errors import NotAllowed

T = TypeVar("T")

#: Files up to this many rows are dealt with while the person waits; larger ones by the worker.
AT_ONCE = 2_000
#: Rows of one transaction of a kind that writes no concealed rows, so that the others see all of them or none.
#: SQLite has one writer, for whom the others wait 20 seconds at most: a thousand bodies take four and a half.
WHOLE = {"sqlite": 1_000, "postgresql": 10_000}


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """``items`` in lists of at most ``size``."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part


def fits_whole(rows: int) -> bool:
    """May so many rows be written by one transaction on this engine?"""
    return rows <= WHOLE[connection.vendor]


def actor_of(batch: Import) -> Actor:
    """Who brought the file in, acting through the import."""
    return Actor(user_id=batch.user_id, post_id=batch.post_id, channel="import", body_id=batch.body_id)


def context_of(batch: Import) -> registry.Context:
    """What the target may know about this import; a fresh cache."""
    fill = tuple(AreaRef(level, area_id) for level, area_id in batch.fill)
    bodies = frozenset({batch.body_id} if batch.body_id else ())
    scope = Scope(view=fill, fill=fill, bodies=bodies, user_id=batch.user_id, post_id=batch.post_id)
    return registry.Context(
        import_id=batch.pk, fill=fill, body_id=batch.body_id, options=batch.options, cache={}, scope=scope
    )


def lock_in(import_id: int, *states: str) -> Import:
    """The import, locked. Raises NotAllowed when it is not in one of ``states``."""
    batch = records.lock(Import, import_id)
    if batch.state not in states:
        raise NotAllowed(
            _("这次导入现在是「%(state)s」，不能这样操作。") % {"state": batch.get_state_display()}
        )
    return batch


@dataclass(frozen=True)
class Run:
    """One run over the rows of an import: the import as it stood, its target, who acts and when."""

    batch: Import
    target: registry.Target
    context: registry.Context
    actor: Actor
    at: datetime

    @classmethod
    def over(cls, batch: Import, at: datetime, actor: Actor | None = None) -> Run:
        """A run over ``batch``, by whoever brought it in unless ``actor`` says otherwise."""
        return cls(batch, registry.target(batch.target), context_of(batch), actor or actor_of(batch), at)

    @cached_property
    def parsing(self) -> Parsing:
        """How the rows are read on the day of the run, as the office counts it."""
        return Parsing(self.batch, self.target, self.at.astimezone(SHANGHAI).date())


def parse_row(run: Run, row: Staged | ImportRow) -> tuple[registry.Row, list[list[Any]]]:
    """The row with parsed values, and the problems of its cells as [column, message, help]."""
    found, problems = run.parsing.read(row.cells)
    return registry.Row(row.number, found, run.context, run.parsing.merged(row.cells)), problems
