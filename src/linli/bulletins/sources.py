"""Where figures come from: a small registry of sources, each a function from a question to a value and its rows.

A room above or beside registers its own (``register("indicator", …)``); a template names the source, never a query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.cases import measures
from linli.definitions.bulletins import BoundFigure, BoundTable
from linli.domain import binding
from linli.domain.access import AreaRef
from linli.domain.binding import Exact
from linli.records.errors import LinliError


@dataclass(frozen=True)
class Ask:
    """A question: which figure, of which place, from when until when, asked when.

    ``found`` are the figures of the same bulletin found so far; ``typed`` what was entered by hand; ``earlier`` answers
    the values of a figure in earlier bulletins of the same template and place.
    """

    figure: BoundFigure
    ref: AreaRef
    start: datetime | None
    end: datetime
    last_day: date
    at: datetime
    found: Mapping[str, Answer] = field(default_factory=dict)
    typed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    earlier: Callable[[str], Sequence[Exact]] = lambda name: ()

    @property
    def as_of(self) -> datetime | None:
        """What was true at the period's end, once that is past; until then what is true now."""
        return self.end if self.end <= self.at else None


@dataclass(frozen=True)
class Answer:
    """A value with what a reader sees beside it: its parts, a note, and the rows behind it (kind and query).

    ``said``: the words printed for it, where it is more than a number.
    """

    value: Exact | None
    part: Exact | None = None
    whole: Exact | None = None
    note: str = ""
    kind: str = ""
    rows: QuerySet[Any] | None = None
    ids: tuple[int, ...] | None = None
    said: str | None = None

    def row_ids(self) -> tuple[int, ...] | None:
        """Ids of the rows behind the value; None where no rows are behind it."""
        if self.ids is not None:
            return self.ids
        return None if self.rows is None else tuple(self.rows.values_list("pk", flat=True))


Source = Callable[[Ask], Answer]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Make a source known; the same name again replaces it."""
    _sources[name] = source


def ask(question: Ask) -> Answer:
    """The answer to a question. Raises LinliError for a source nobody registered."""
    source = _sources.get(question.figure.source)
    if source is None:
        raise LinliError(
            _("数字「%(label)s」没有来源：%(source)s。")
            % {"label": question.figure.label.zh, "source": question.figure.source}
        )
    return source(question)


def of_cases(question: Ask) -> Answer:
    """A measure of cases, or the share of one in another (``over``); its rows are those of the measure."""
    figure = question.figure
    given: dict[str, Any] = {
        "refs": (question.ref,),
        "period": measures.Period(question.start, question.end),
        "kinds": figure.kinds,
        "as_of": question.as_of,
    }
    value = measures.count(figure.of, **given)
    rows = measures.rows_of(figure.of, **given)
    if not figure.over:
        return Answer(value, kind="case", rows=rows)
    whole = measures.count(figure.over, **given)
    found = None if whole == 0 else Fraction(value, whole)
    return Answer(found, part=value, whole=whole, kind="case", rows=rows)


def of_hand(question: Ask) -> Answer:
    """A value entered by hand, with the source somebody gave for it."""
    held = question.typed.get(question.figure.id)
    if held is None:
        return Answer(None, note=_("还没有填"))
    note = _("据%(source)s") % {"source": held["source"]} if held.get("source") else ""
    return Answer(binding.read(str(held["value"])), note=note)


def of_calculation(question: Ask) -> Answer:
    """A named calculation over figures of the same bulletin."""
    taken = [question.found[name] for name in question.figure.takes]
    value = binding.calculate(question.figure.of, [one.value for one in taken])
    if len(taken) == 2:
        return Answer(value, part=taken[0].value, whole=taken[1].value)
    return Answer(value)


def of_countdown(question: Ask) -> Answer:
    """Days left to the target day, from the last day of the period."""
    return Answer(binding.days_until(question.last_day, date.fromisoformat(question.figure.on)))


def of_best(question: Ask) -> Answer:
    """1 when the figure is higher than in every earlier bulletin, else 0."""
    name = question.figure.takes[0]
    return Answer(int(binding.is_best(question.found[name].value, question.earlier(name))))


def register_own() -> None:
    """The sources of this room, once at start."""
    register("cases", of_cases)
    register("typed", of_hand)
    register("calculation", of_calculation)
    register("days_until", of_countdown)
    register("best", of_best)


# --- tables ---


@dataclass(frozen=True)
class Cell:
    """A printed cell; ``answer`` is set where it is a figure."""

    printed: str
    answer: Answer | None = None


@dataclass(frozen=True)
class Grid:
    """A table: titles, rows of cells, and the key of each row (a place or a body)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    note: str = ""
    #: The ranked text form, where the table is one.
    line: str = ""


TableSource = Callable[[BoundTable, Ask], Grid]
_tables: dict[str, TableSource] = {}


def register_table(name: str, source: TableSource) -> None:
    """Make a source of tables known."""
    _tables[name] = source


def ask_table(table: BoundTable, question: Ask) -> Grid:
    """The table as it stands now. Raises LinliError for a source nobody registered."""
    source = _tables.get(table.source)
    if source is None:
        raise LinliError(_("表格「%(label)s」没有来源。") % {"label": table.label.zh})
    return source(table, question)
