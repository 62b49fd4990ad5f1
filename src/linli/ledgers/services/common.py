"""What the verbs share: batches, the row a target sees, the actor of a background step, steps in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from linli.domain.access import Actor, AreaRef, Scope
from linli.domain.calendar import SHANGHAI
from linli.ledgers import registry
from linli.ledgers.errors import BadCell
from linli.ledgers.models import Import, ImportRow
from linli.ledgers.reading import values
from linli.records import services as records
from linli.records.errors import NotAllowed

T = TypeVar("T")

#: Rows of one transaction (data.md: at most 500).
CHUNK = 500
#: Files up to this many rows are dealt with while the person waits; larger ones by the worker.
AT_ONCE = 2_000


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """``items`` in lists of at most ``size``."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part


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


def parse_row(run: Run, row: ImportRow) -> tuple[registry.Row, list[list[Any]]]:
    """The row with parsed values, and the problems of its cells as [column, message, help]."""
    parsed: dict[str, values.Value] = {}
    problems: list[list[Any]] = []
    today = run.at.astimezone(SHANGHAI).date()
    for column in run.target.columns:
        index = run.batch.mapping.get(column.key)
        cell = row.cells[index] if index is not None and index < len(row.cells) else ""
        try:
            parsed[column.key] = _value(column, cell)
            values.check_not_far_ahead(parsed[column.key], today)
        except BadCell as bad:
            problems.append([column.key, bad.message, bad.help])
    return registry.Row(row.number, parsed, run.context), problems


def _value(column: registry.Column, cell: str) -> values.Value:
    if cell:
        return column.parse(cell)
    if column.required:
        raise BadCell(_("「%(title)s」不能空着。") % {"title": column.title}, _("请补填这一格。"))
    return None
