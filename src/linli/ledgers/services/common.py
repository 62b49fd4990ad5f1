"""What the verbs share: batches, the row a target sees, the actor of a background step, steps in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
from linli.ledgers.services.rows import CHUNK, Staged
from linli.records import services as records
from linli.records.errors import NotAllowed

T = TypeVar("T")

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
    def plan(self) -> list[tuple[str, int, Answers]]:
        """Each column of the target: its key, where it stands in the sheet, and what its cells say."""
        return [
            (column.key, self.batch.mapping.get(column.key, -1), Answers(self, column))
            for column in self.target.columns
        ]

    @cached_property
    def today(self) -> date:
        """The day of the run, as the office counts it."""
        return self.at.astimezone(SHANGHAI).date()


#: Answers of one column that are remembered: words, days and places repeat, names do not.
_REMEMBERED = 5_000
Answer = tuple[values.Value, list[Any] | None]


class Answers(dict[str, Answer]):
    """What the cells of one column say, each text judged once."""

    def __init__(self, run: Run, column: registry.Column) -> None:
        super().__init__()
        self._run, self._column = run, column

    def __missing__(self, cell: str) -> Answer:
        answer = _answer(self._run, self._column, cell)
        if len(self) < _REMEMBERED:
            self[cell] = answer
        return answer


def parse_row(run: Run, row: Staged | ImportRow) -> tuple[registry.Row, list[list[Any]]]:
    """The row with parsed values, and the problems of its cells as [column, message, help]."""
    parsed: dict[str, values.Value] = {}
    problems: list[list[Any]] = []
    # Short rows are filled up; a column that is not in the sheet finds the empty cell at the very end.
    cells = [*row.cells, *[""] * (len(run.batch.labels) - len(row.cells)), ""]
    for key, index, answers in run.plan:
        value, problem = answers[cells[index]]
        if problem is None:
            parsed[key] = value
        else:
            problems.append(list(problem))
    return registry.Row(row.number, parsed, run.context, _merged(run, row.cells)), problems


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
