"""What can be counted: every room names its record sets here at start, and figures are made of nothing else.

A record set is a model with names for its columns; an indicator (a mechanism file) says filters and an aggregate over
these names. Two small compilers read them, one to the ORM and one to the lake; so a column is plain: a path of the
model, or an expression that can be computed by the database. There is no expression language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Model, Q, QuerySet

from linli.domain.access import Scope
from linli.records.errors import Sentence

ColumnKind = Literal["text", "integer", "boolean", "instant", "day"]
#: The closed list of filters: equals, one of, empty, inside the period asked for, has a row of a relation.
FILTERS = ("eq", "in", "null", "period", "has")
AGGREGATES = ("count", "sum", "distinct")


@dataclass(frozen=True)
class Column:
    """A name that filters may use."""

    name: str
    kind: ColumnKind
    label: Sentence
    #: Where it stands in the model (``"lead_body__kind"``); empty: under its own name.
    path: str = ""
    #: Where it has to be computed: gives an expression for ``annotate``.
    expression: Callable[[], Any] | None = None
    #: The field of records.Span that keeps its past; empty: as-of figures read today's value.
    span: str = ""
    #: Stored value → word, for pages.
    words: Callable[[str], str] | None = None
    #: Decimals of an integer kept in its smallest unit (158050 with two is 1580.50).
    decimals: int = 0

    @property
    def source(self) -> str:
        """The path asked of the ORM."""
        return self.path or self.name


@dataclass(frozen=True)
class Distinct:
    """What ``distinct`` may count: keys of rows of another table that hang on the records (persons served)."""

    name: str
    label: Sentence
    #: Rows of the other table, already narrowed to this kind.
    rows: Callable[[], QuerySet[Any]]
    #: Its column that points to the record, and the one that is counted.
    record: str
    key: str


@dataclass(frozen=True)
class LeftOut:
    """Why one record does not count: shown one click from the figure."""

    reason: str
    basis: str
    approver: str
    on: date | None


@dataclass(frozen=True)
class Line:
    """One record as a list of rows shows it."""

    id: int
    title: str
    url: str | None = None
    detail: str = ""
    at: datetime | date | None = None


@dataclass(frozen=True)
class Sought:
    """Rows of a set as a list page may be asked for them: a place, a date within days, columns with their values.

    ``start`` None: since ever; ``end``: first day after. A column with no values is to be empty, with None to be filled.
    """

    area_id: int
    dated: str
    start: date | None
    end: date
    where: tuple[tuple[str, tuple[str, ...] | None], ...] = ()


@dataclass(frozen=True)
class RecordSet:
    """A table that figures may count. Its model carries the level columns of ``areas.models.Scoped``."""

    id: str
    label: Sentence
    model: type[Model]
    columns: tuple[Column, ...]
    #: Columns (of kind instant or day) that may place a record in a period; the first is the usual one.
    dates: tuple[str, ...]
    #: What the reader may see of a query over the model (policy.filter, usually).
    visible: Callable[[QuerySet[Any], Scope], QuerySet[Any]]
    #: Rows → what a list shows, in the same order.
    lines: Callable[[Iterable[Any]], list[Line]]
    #: Name of the column that says to which organization a record counts; empty: to places only.
    body: str = ""
    #: Columns that may be summed (integers; money in 分).
    sums: tuple[str, ...] = ()
    distincts: tuple[Distinct, ...] = ()
    #: Relation name → condition that a record has such a row.
    relations: Mapping[str, Callable[[], Q]] = field(default_factory=dict)
    #: Ids → why each is left out, where the room itself keeps such rows (exclusions of cases).
    left_out: Callable[[list[int]], Mapping[int, LeftOut]] | None = None
    #: Rows whose small counts (< 5) only the role may read; None: none.
    sensitive: Callable[[], Q] | None = None
    #: Does the reader open every record in the places he views, sensitive ones too? None: each is asked for.
    opens_all: Callable[[Scope], bool] | None = None
    #: The subject kind of its spans (``"case"``); empty: no past, as-of figures cut at the date only.
    kind: str = ""
    #: Dates (instants) by whose days counts are kept; every change of a record then marks its days (records.touching).
    kept_by: tuple[str, ...] = ()
    #: The condition that a row is a record at all (imports not yet done, drafts …); None: every row.
    base: Callable[[], Q] | None = None
    #: The address of the room's own list that shows exactly these rows; None where it cannot be asked so.
    listed: Callable[[Sought], str | None] | None = None
    #: Its rows are places themselves (spans of the tree): they are told by their path, and stay out of the lake.
    tree: bool = False

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return self._by_name()[name]

    def has_column(self, name: str) -> bool:
        """Is there such a column?"""
        return name in self._by_name()

    def _by_name(self) -> dict[str, Column]:
        return {one.name: one for one in self.columns}

    def distinct(self, name: str) -> Distinct:
        """What is counted under that name. Raises KeyError."""
        return {one.name: one for one in self.distincts}[name]


@dataclass(frozen=True)
class Value:
    """A figure somebody reported: it has no records of ours behind it, but a source and a date."""

    amount: Decimal
    as_of: date
    source: str
    url: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Unit:
    """To whom a figure belongs: a place or an organization."""

    kind: Literal["area", "body"]
    id: int


@dataclass(frozen=True)
class ValueSource:
    """Where reported values are read: ``read(item, units, start, end, as_of, known_at)`` → the value that holds, by unit.

    ``start``/``end`` are the half-open days of the period. A unit that reported nothing is not in the answer (a zero
    is a value of 0). ``total(item, …)`` is not asked: totals are sums of the units.
    """

    id: str
    label: Sentence
    #: item id → words, for pages and checks.
    items: Callable[[], Mapping[str, Sentence]]
    read: Callable[[str, list[Unit], date, date, date, datetime], Mapping[Unit, Value]]


_sets: dict[str, RecordSet] = {}
_families: dict[str, tuple[Callable[[str], RecordSet | None], Callable[[], Iterable[str]]]] = {}
_sources: dict[str, ValueSource] = {}


def register(record_set: RecordSet) -> None:
    """Make a record set countable; called from ``startup.register``. Raises ValueError for a set that cannot be.

    A date column that is missing or is no date is told at start, not when a figure is asked for.
    """
    for name in record_set.dates:
        if not record_set.has_column(name) or record_set.column(name).kind not in ("instant", "day"):
            raise ValueError(f"{record_set.id}: {name!r} is no date column")
    for name in (*record_set.sums, *([record_set.body] if record_set.body else [])):
        if not record_set.has_column(name) or record_set.column(name).kind != "integer":
            raise ValueError(f"{record_set.id}: {name!r} is no integer column")
    _sets[record_set.id] = record_set


def get(set_id: str) -> RecordSet | None:
    """The record set of that id; ``register:litter_bin`` is asked of the family ``register``."""
    family, _sep, name = set_id.partition(":")
    if name and family in _families:
        return _families[family][0](name)
    return _sets.get(set_id)


def register_family(
    family: str, find: Callable[[str], RecordSet | None], names: Callable[[], Iterable[str]]
) -> None:
    """Make one set per kind known without reading the library at start: ``register:<kind>``."""
    _families[family] = (find, names)


def ids() -> list[str]:
    """All record sets, sorted."""
    of_families = [f"{one}:{name}" for one, (_find, names) in _families.items() for name in names()]
    return sorted([*_sets, *of_families])


def register_values(source: ValueSource) -> None:
    """Make reported values readable as figures."""
    _sources[source.id] = source


def values(source_id: str = "reported") -> ValueSource | None:
    """The source of reported values of that id."""
    return _sources.get(source_id)
