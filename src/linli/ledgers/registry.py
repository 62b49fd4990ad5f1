"""What can be brought in and taken out; the rooms above and beside register here in ``AppConfig.ready``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from linli.domain.access import Actor, AreaRef, Scope
from linli.ledgers.reading import values
from linli.ledgers.reading.matching import Wanted
from linli.ledgers.writing.layout import Layout
from linli.records.errors import LinliError

Text = str | Promise


@dataclass(frozen=True)
class Column:
    """One column that an import understands.

    ``aliases`` are the other names offices give it; ``parse`` turns the cell's text into a JSON value or
    raises ``BadCell``; an empty cell is None unless ``required``; ``help`` is shown at the mapping.
    """

    key: str
    title: Text
    aliases: tuple[str, ...] = ()
    required: bool = False
    parse: values.Parse = field(default_factory=values.text)
    help: Text = ""

    @property
    def wanted(self) -> Wanted:
        """This column for the matching by name."""
        return Wanted(self.key, (str(self.title), *self.aliases))


@dataclass(frozen=True)
class Context:
    """What a target may know about the import it serves; ``cache`` lives for one run over the rows."""

    import_id: int
    fill: tuple[AreaRef, ...]
    body_id: int | None
    options: Mapping[str, Any]
    cache: dict[str, Any]
    #: How much the person may see, for look-ups by name: nothing outside may be named in an error.
    scope: Scope = field(default_factory=Scope)


@dataclass(frozen=True)
class Row:
    """One record of the sheet: its line in Excel and the parsed values by column key (absent: None)."""

    number: int
    values: Mapping[str, values.Value]
    context: Context
    #: Columns of ours whose text stands in a merged cell that begins in a row above.
    merged: frozenset[str] = frozenset()

    def text(self, key: str) -> str:
        """The value as text, empty when there is none."""
        value = self.values.get(key)
        # Most values are text already, and a target asks for each of them.
        return value if type(value) is str else "" if value is None else str(value)

    def day(self, key: str) -> date | None:
        """The value as a date."""
        return values.as_date(self.values.get(key))


@dataclass(frozen=True)
class Applied:
    """What applying a row did: to which subject, created | updated | unchanged, and what stood there before."""

    kind: str
    id: int
    how: str = "created"
    before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """A finding of a target's own check: at a column (or the whole row), what is wrong, how to mend it."""

    column: str | None
    message: Text
    help: Text = ""


@dataclass(frozen=True)
class Target:
    """A kind of record that Excel can bring in.

    ``apply(row, actor, at)`` writes one record through the room's own services, inside a transaction that
    the engine opened, and raises ``RowRefused`` (or any ``LinliError``) with a sentence when it may not;
    ``undo(applied, row, actor, at)`` compensates it. ``check(row)`` looks at one parsed row without writing.
    ``ahead(rows)`` is told the rows of a chunk before they are checked one by one, to ask once for all of them.
    ``reveal(ids, actor, at)`` is called in chunks at the very end, for rooms that write concealed rows.
    ``apply_many(rows, actor, at)``, where there is one, does what ``apply`` does for up to 500 rows at once and
    answers for each an ``Applied`` or the error why not, in the order of the rows.
    ``key`` names columns whose combination may stand only once in a file. ``verb`` is the permission.
    """

    id: str
    title: Text
    columns: tuple[Column, ...]
    apply: Callable[[Row, Actor, datetime], Applied]
    verb: str
    undo: Callable[[Applied, Row, Actor, datetime], None] | None = None
    check: Callable[[Row], Iterable[Problem]] | None = None
    ahead: Callable[[list[Row]], None] | None = None
    reveal: Callable[[list[int], Actor, datetime], None] | None = None
    apply_many: Callable[[list[Row], Actor, datetime], Sequence[Applied | LinliError]] | None = None
    key: tuple[str, ...] = ()
    help: Text = ""
    order: int = 50

    def column(self, key: str) -> Column:
        """The column with this key. Raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """All columns for the matching by name."""
        return tuple(column.wanted for column in self.columns)


@dataclass(frozen=True)
class Outlet:
    """A list that can be taken out as a ledger in the office's layout.

    ``layout(scope, params, day)`` gives titles and columns, ``rows(scope, params, at)`` streams dicts by
    column key in their final order, ``count(scope, params, at)`` says how many. All three see only what ``scope`` sees.
    """

    id: str
    title: Text
    layout: Callable[[Scope, Mapping[str, str], date], Layout]
    rows: Callable[[Scope, Mapping[str, str], datetime], Iterable[Mapping[str, Any]]]
    count: Callable[[Scope, Mapping[str, str], datetime], int]
    verb: str = "view"
    allowed: Callable[[HttpRequest], bool] | None = None
    order: int = 50
    #: False: it stands only on the page that chooses what is taken out.
    listed: bool = True


_targets: dict[str, Target] = {}
_outlets: dict[str, Outlet] = {}


def register_target(target: Target) -> None:
    """Make a target known; the same id again replaces it (tests, reloads)."""
    keys = [column.key for column in target.columns]
    if len(keys) != len(set(keys)):
        raise ValueError(f"target {target.id} names a column twice")
    _targets[target.id] = target


def target(target_id: str) -> Target:
    """The target with this id. Raises KeyError."""
    return _targets[target_id]


def targets() -> list[Target]:
    """All targets in the order they are offered."""
    return sorted(_targets.values(), key=lambda item: (item.order, item.id))


def forget_target(target_id: str) -> None:
    """Take a target away (tests)."""
    _targets.pop(target_id, None)


def register_outlet(outlet: Outlet) -> None:
    """Make a ledger that can be taken out known."""
    _outlets[outlet.id] = outlet


def outlet(outlet_id: str) -> Outlet:
    """The outlet with this id. Raises KeyError."""
    return _outlets[outlet_id]


def outlets() -> list[Outlet]:
    """All outlets in the order they are offered."""
    return sorted(_outlets.values(), key=lambda item: (item.order, item.id))


def forget_outlet(outlet_id: str) -> None:
    """Take an outlet away (tests)."""
    _outlets.pop(outlet_id, None)
