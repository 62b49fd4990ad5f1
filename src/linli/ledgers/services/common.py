"""What the verbs share: batches, the row a target sees, the actor of a background step, steps in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
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

    @cached_property
    def plan(self) -> list[tuple[registry.Column, str, int, dict[str, Answer]]]:
        """Each column of the target, where it stands in the sheet, and the answers of its cells so far."""
        nowhere = 1 << 30
        return [
            (column, column.key, self.batch.mapping.get(column.key, nowhere), {})
            for column in self.target.columns
        ]

    @cached_property
    def today(self) -> date:
        """The day of the run, as the office counts it."""
        return self.at.astimezone(SHANGHAI).date()


@dataclass(slots=True)
class Staged:
    """A staged row while it is dealt with; lighter than its model, of which a large file holds hundreds of thousands."""

    pk: int
    number: int
    cells: list[str]
    state: str
    problems: list[list[Any]] = field(default_factory=list)
    ref_kind: str = ""
    ref_id: int | None = None
    how: str = ""
    before: dict[str, Any] = field(default_factory=dict)


def staged(import_id: int, *states: str, after: int = 0, most: int = CHUNK) -> list[Staged]:
    """The next rows of an import in these states, one transaction's worth."""
    rows = ImportRow.objects.filter(batch_id=import_id, number__gt=after, state__in=states)
    columns = ("pk", "number", "cells", "state")
    found: Iterable[Any] = rows.order_by("number").values_list(*columns)[:most]
    return [Staged(*row) for row in found]


def write_back(rows: Iterable[Staged], fields: Sequence[str]) -> None:
    """These fields of the rows, as they now stand."""
    made = [ImportRow(pk=row.pk, **{name: getattr(row, name) for name in fields}) for row in rows]
    ImportRow.objects.bulk_update(made, fields, batch_size=100)


#: Answers of one column that are remembered: words, days and places repeat, names do not.
_REMEMBERED = 5_000
Answer = tuple[values.Value, list[Any] | None]


def parse_row(run: Run, row: Staged | ImportRow) -> tuple[registry.Row, list[list[Any]]]:
    """The row with parsed values, and the problems of its cells as [column, message, help]."""
    parsed: dict[str, values.Value] = {}
    problems: list[list[Any]] = []
    cells = row.cells
    width = len(cells)
    for column, key, index, answers in run.plan:
        cell = cells[index] if index < width else ""
        answer = answers.get(cell)
        if answer is None:
            answer = _answer(run, column, cell)
            if len(answers) < _REMEMBERED:
                answers[cell] = answer
        value, problem = answer
        if problem is None:
            parsed[key] = value
        else:
            problems.append(list(problem))
    return registry.Row(row.number, parsed, run.context, _merged(run, cells)), problems


def _merged(run: Run, cells: Sequence[str]) -> frozenset[str]:
    """Our columns that this row has from a merged cell above (see staging)."""
    width = len(run.batch.labels)
    if len(cells) <= width or not cells[width]:
        return frozenset()
    held = {int(index) for index in cells[width].split(",")}
    return frozenset(key for key, index in run.batch.mapping.items() if index in held)


def _answer(run: Run, column: registry.Column, cell: str) -> Answer:
    """What a cell says, or what is wrong with it."""
    try:
        value = _value(column, cell)
        values.check_not_far_ahead(value, run.today)
    except BadCell as bad:
        return None, [column.key, bad.message, bad.help]
    return value, None


def _value(column: registry.Column, cell: str) -> values.Value:
    if cell:
        return column.parse(cell)
    if column.required:
        raise BadCell(_("「%(title)s」不能空着。") % {"title": column.title}, _("请补填这一格。"))
    return None
