"""From the cells of a staged row to values: what a column says of a text is asked once and remembered.

A large file has millions of cells, so a row goes through two ways. Columns of plain text are looked at together, and a
row with nothing to complain about passes whole. Whatever is not as it should be goes cell by cell and is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from operator import getitem, itemgetter
from typing import Any

from django.utils.translation import gettext as _

from linli.ledgers import registry
from linli.ledgers.errors import BadCell
from linli.ledgers.models import Import
from linli.ledgers.reading import values

Cells = Sequence[str]
#: Answers of one column that are remembered: words, days and places repeat, names do not.
_REMEMBERED = 5_000


class Wrong:
    """What is wrong with a cell: [column, message, help]."""

    __slots__ = ("told",)

    def __init__(self, column: str, bad: BadCell) -> None:
        self.told = [column, bad.message, bad.help]


class Answers(dict[str, "values.Value | Wrong"]):
    """What the cells of one column say, each text judged once."""

    def __init__(self, column: registry.Column, today: date, told: list[Wrong]) -> None:
        super().__init__()
        self._column, self._parse, self._today, self._told = column, column.parse, today, told

    def __missing__(self, cell: str) -> values.Value | Wrong:
        answer: values.Value | Wrong
        try:
            answer = self._judged(cell)
        except BadCell as bad:
            answer = Wrong(self._column.key, bad)
            self._told[:] = [answer]
        if len(self) < _REMEMBERED:
            self[cell] = answer
        return answer

    def _judged(self, cell: str) -> values.Value:
        if not cell:
            if self._column.required:
                raise _empty(self._column)
            return None
        answer = self._parse(cell)
        # A text stays what it says; only what was read as a day or moment is one.
        if type(answer) is str and answer[4:5] == "-" and not isinstance(self._parse, values.Text):
            values.check_not_far_ahead(answer, self._today)
        return answer


def _empty(column: registry.Column) -> BadCell:
    return BadCell(_("「%(title)s」不能空着。") % {"title": column.title}, _("请补填这一格。"))


class Parsing:
    """How the rows of one import are read: made once for a run over them."""

    def __init__(self, batch: Import, target: registry.Target, today: date) -> None:
        self.width = len(batch.labels)
        self._mapping = batch.mapping
        #: Holds the last cell that was wrong; while it is empty no row needs to be looked through.
        self._told: list[Wrong] = []
        plain = [column for column in target.columns if isinstance(column.parse, values.Text)]
        rest = [column for column in target.columns if column not in plain]
        self._all = _Part(target.columns, batch.mapping, today, self._told)
        self._plain = _Part(plain, batch.mapping, today, self._told)
        self._rest = _Part(rest, batch.mapping, today, self._told)
        self._keys = [*self._plain.keys, *self._rest.keys]
        self._most = min((one.parse.most for one in plain if isinstance(one.parse, values.Text)), default=0)
        self._required = any(one.required for one in plain)

    def read(self, cells: Cells) -> tuple[dict[str, Any], list[list[Any]]]:
        """The values by column, and the problems of the cells as [column, message, help]."""
        # Short rows are filled up; a column that is not in the sheet finds the empty cell at the very end.
        filled = [*cells, *[""] * (self.width - len(cells)), ""]
        plain: Sequence[str | None] = (texts := self._plain.take(filled))
        together = "".join(texts)
        if "e+" in together or (len(together) > self._most and max(map(len, texts)) > self._most):
            return self._one_by_one(filled)
        if "" in texts:
            if self._required:
                return self._one_by_one(filled)
            plain = [text or None for text in texts]
        rest = self._rest.say(filled)
        if self._told and Wrong in map(type, rest):
            return self._one_by_one(filled)
        return dict(zip(self._keys, (*plain, *rest), strict=True)), []

    def _one_by_one(self, filled: Cells) -> tuple[dict[str, Any], list[list[Any]]]:
        found = dict(zip(self._all.keys, self._all.say(filled), strict=True))
        problems = [list(one.told) for one in found.values() if isinstance(one, Wrong)]
        return {key: value for key, value in found.items() if not isinstance(value, Wrong)}, problems

    def merged(self, cells: Cells) -> frozenset[str]:
        """Our columns that this row has from a merged cell above (see staging)."""
        if len(cells) <= self.width or not cells[self.width]:
            return frozenset()
        held = {int(index) for index in cells[self.width].split(",")}
        return frozenset(key for key, index in self._mapping.items() if index in held)


class _Part:
    """Some columns of a target: their keys, where they stand in the sheet, and what they say of a text."""

    def __init__(
        self, columns: Sequence[registry.Column], mapping: dict[str, int], today: date, told: list[Wrong]
    ) -> None:
        self.keys = [column.key for column in columns]
        self.take = _taker([mapping.get(key, -1) for key in self.keys])
        self._answers = [Answers(column, today, told) for column in columns]

    def say(self, cells: Cells) -> list[Any]:
        """The value of each column, or what is wrong with its cell."""
        return list(map(getitem, self._answers, self.take(cells)))


def _taker(places: Sequence[int]) -> Callable[[Cells], Sequence[str]]:
    """Takes the cells at ``places`` out of a row; ``itemgetter`` answers a bare cell for one, and takes no fewer."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple(cells[at] for at in places)
