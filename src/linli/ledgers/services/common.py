"""What the verbs share: batches, the row a target sees, the actor of a background step, steps in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
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
    def keys(self) -> list[str]:
        """The columns of the target, in their order."""
        return [column.key for column in self.target.columns]

    @cached_property
    def plan(self) -> list[tuple[Answers, int]]:
        """For each of ``keys``: what its cells say, and where it stands in the sheet."""
        return [
            (Answers(self, column), self.batch.mapping.get(column.key, -1)) for column in self.target.columns
        ]

    @cached_property
    def today(self) -> date:
        """The day of the run, as the office counts it."""
        return self.at.astimezone(SHANGHAI).date()


#: Answers of one column that are remembered: words, days and places repeat, names do not.
_REMEMBERED = 5_000


class Wrong:
    """What is wrong with a cell: [column, message, help]."""

    __slots__ = ("told",)

    def __init__(self, column: str, bad: BadCell) -> None:
        self.told = [column, bad.message, bad.help]


class Answers(dict[str, "values.Value | Wrong"]):
    """What the cells of one column say, each text judged once."""

    def __init__(self, run: Run, column: registry.Column) -> None:
        super().__init__()
        self._column, self._parse, self._today = column, column.parse, run.today

    def __missing__(self, cell: str) -> values.Value | Wrong:
        answer: values.Value | Wrong
        try:
            answer = self._parse(cell) if cell else None
            if not cell and self._column.required:
                raise _empty(self._column)
            # Names and texts, which no file repeats, have no hyphen where a stored day has its first.
            if type(answer) is str and answer[4:5] == "-":
                values.check_not_far_ahead(answer, self._today)
        except BadCell as bad:
            answer = Wrong(self._column.key, bad)
        if len(self) < _REMEMBERED:
            self[cell] = answer
        return answer


def _empty(column: registry.Column) -> BadCell:
    return BadCell(_("「%(title)s」不能空着。") % {"title": column.title}, _("请补填这一格。"))


def parse_row(run: Run, row: Staged | ImportRow) -> tuple[registry.Row, list[list[Any]]]:
    """The row with parsed values, and the problems of its cells as [column, message, help]."""
    # Short rows are filled up; a column that is not in the sheet finds the empty cell at the very end.
    cells = [*row.cells, *[""] * (len(run.batch.labels) - len(row.cells)), ""]
    found = [answers[cells[index]] for answers, index in run.plan]
    problems: list[list[Any]] = []
    parsed: dict[str, Any] = dict(zip(run.keys, found, strict=True))
    if Wrong in map(type, found):
        problems = [list(one.told) for one in found if isinstance(one, Wrong)]
        parsed = {key: value for key, value in parsed.items() if not isinstance(value, Wrong)}
    return registry.Row(row.number, parsed, run.context, _merged(run, row.cells)), problems


def _merged(run: Run, cells: Sequence[str]) -> frozenset[str]:
    """Our columns that this row has from a merged cell above (see staging)."""
    width = len(run.batch.labels)
    if len(cells) <= width or not cells[width]:
        return frozenset()
    held = {int(index) for index in cells[width].split(",")}
    return frozenset(key for key, index in run.batch.mapping.items() if index in held)
