"""The Ibis compiler: the same closed filters over the lake, on DuckDB or a Spark cluster. Answers integers, as the ORM does.

It reads what was true at the last export; the past of a figure (``as_of``) is asked of the database, which has the
spans. Division, rounding and ranks stay with :mod:`linli.domain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import ibis  # type: ignore[import-untyped]

from linli.definitions.indicators import Filter, Measure, Rows
from linli.indicators.compiling import Ask, record_set, wanted
from linli.indicators.errors import NotCountable
from linli.records.measures import Column, RecordSet

#: The engine of the base extra; its statements are kept, those of a cluster go through Ibis each time.
DUCKDB = "duckdb"


def table(folder: Path, set_id: str, connection: Any = None) -> Any:
    """The lake's table of a record set. Raises :class:`NotCountable` before the first export.

    ``connection``: an Ibis connection, DuckDB in this process unless a cluster's (Spark, its session in UTC) is given.
    """
    place = folder / set_id.replace(":", ".")
    files = sorted(str(file) for file in place.glob("city=*/month=*/rows.parquet"))
    if not files:
        raise NotCountable
    made = connection if connection is not None else ibis.duckdb.connect()
    if made.name == DUCKDB:
        return made.read_parquet(files)
    # Spark takes one pattern; of a bare folder it would read city and month as columns besides those in the files.
    return made.read_parquet(str(place / "*" / "*" / "rows.parquet"))


def compile_rows(found: Any, rows: Rows, ask: Ask, *, extra: Iterable[Filter] = ()) -> Any:
    """The same rows as the ORM compiler's, as an Ibis table."""
    if ask.as_of is not None:
        raise NotCountable
    held = record_set(rows)
    made = found
    if rows.date is not None:
        made = made.filter(_inside(made, _column(held, rows.date), ask, until=rows.until))
    if rows.ends is not None:
        column = _column(held, rows.ends)
        stopped, end = made[f"c_{column.name}"], (ask.days if column.kind == "day" else ask.instants)[1]
        made = made.filter(stopped.isnull() | (stopped >= _literal(end)))
    for item in (*rows.where, *extra):
        made = made.filter(_one(made, item, held, ask))
    for item in rows.left_out:
        made = made.filter(_one(made, item, held, ask, turned=True))
    return made


def count_by(rows: Any, level: str, column: str | None = None) -> dict[int, int]:
    """Rows (or the sum of a column) by a level or body column."""
    key = level if level in rows.columns else f"c_{level}"
    there = rows.filter(rows[key].notnull())
    amount = there.count() if column is None else there[f"c_{column}"].sum()
    found = there.group_by(key).aggregate(linli_n=amount).to_pyarrow().to_pylist()
    return {int(row[key]): int(row["linli_n"] or 0) for row in found}


#: Statements already made, by table and question: a page asks the same one for every reader.
_statements: dict[Any, str] = {}
KEPT = 256


def parts_by(
    found: Any, level: str, parts: Sequence[tuple[Filter, ...]], spec: Rows, ask: Ask
) -> dict[int, tuple[int, ...]]:
    """Base and parts of every unit in one scan of a lake's table: unit → (base, part, part …)."""
    backend = found.get_backend()
    if backend.name != DUCKDB:
        told = _parts(found, level, parts, spec, ask).to_pyarrow().to_pylist()
        return {int(unit): tuple(numbers) for unit, *numbers in (row.values() for row in told)}
    question = (found.get_name(), level, tuple(parts), spec, ask)
    if question not in _statements:
        if len(_statements) >= KEPT:
            _statements.clear()
        _statements[question] = str(backend.compile(_parts(found, level, parts, spec, ask)))
    rows = backend.con.execute(_statements[question]).fetchall()
    return {int(unit): tuple(numbers) for unit, *numbers in rows}


def _parts(found: Any, level: str, parts: Sequence[Iterable[Filter]], spec: Rows, ask: Ask) -> Any:
    held = record_set(spec)
    rows = compile_rows(found, spec, ask)
    key = level if level in rows.columns else f"c_{level}"
    there = rows.filter(rows[key].notnull())
    amounts = {"linli_base": there.count()}
    for number, filters in enumerate(parts):
        made = [_one(there, item, held, ask) for item in filters]
        amounts[f"linli_{number}"] = there.count(where=reduce(and_, made) if made else ibis.literal(True))
    return there.group_by(key).aggregate(**amounts)


def shares_by(
    found: Any, measures: Mapping[str, Measure], level: str, ask: Ask
) -> dict[str, dict[int, tuple[int, ...]]]:
    """Several shares of every unit: those over the same rows in one scan. Indicator → unit → (base, part, also …)."""
    alike: dict[Rows, list[str]] = {}
    for name, one in measures.items():
        if one.kind != "share" or one.rows is None:
            raise NotCountable
        alike.setdefault(one.rows, []).append(name)
    made: dict[str, dict[int, tuple[int, ...]]] = {}
    for spec, names in alike.items():
        parts = {name: [measures[name].part, *(also.where for also in measures[name].also)] for name in names}
        every = [part for name in names for part in parts[name]]
        told = parts_by(found, level, every, spec, ask)
        first = 1
        for name in names:
            last = first + len(parts[name])
            made[name] = {unit: (numbers[0], *numbers[first:last]) for unit, numbers in told.items()}
            first = last
    return made


def count(rows: Any, column: str | None = None, *, distinct: bool = False) -> int:
    """All rows, a sum, or the different values of a column."""
    if column is None:
        return int(rows.count().to_pyarrow().as_py())
    if distinct:
        return int(rows[f"c_{column}"].nunique().to_pyarrow().as_py())
    return int(rows[f"c_{column}"].sum().to_pyarrow().as_py() or 0)


def _column(held: RecordSet, name: str) -> Column:
    if not held.has_column(name):
        raise NotCountable
    return held.column(name)


def _inside(found: Any, column: Column, ask: Ask, *, until: bool = False) -> Any:
    value = found[f"c_{column.name}"]
    start, end = ask.days if column.kind == "day" else ask.instants
    # The null is named: the opposite of this condition is asked for as well.
    made = value.notnull() & (value < _literal(end))
    return made if until else made & (value >= _literal(start))


def _literal(value: date | datetime) -> Any:
    if isinstance(value, datetime):
        return ibis.literal(value.astimezone(UTC).replace(tzinfo=None))
    return ibis.literal(value)


def _one(found: Any, item: Filter, held: RecordSet, ask: Ask, *, turned: bool = False) -> Any:
    """The filter (``turned``: its opposite) as a condition that a plain WHERE or FILTER may join by AND."""
    negative = item.not_ != turned
    if item.has is not None:
        if item.field not in held.relations:
            raise NotCountable
        made = found[f"r_{item.field}"]
        return made if item.has != negative else ~made
    column = _column(held, item.field)
    value = found[f"c_{column.name}"]
    if item.period is not None:
        made = _inside(found, column, ask)
        return made if item.period != negative else ~made
    if item.null is not None:
        empty = value.isnull() | (value == "") if column.kind == "text" else value.isnull()
        return empty if item.null != negative else ~empty
    return _among(value, wanted(item, column), negative=negative)


def _among(value: Any, values: list[Any], *, negative: bool) -> Any:
    """One of the values, or none of them, as plainly as an engine likes it.

    An unknown counts as no in a WHERE, so only what is negative has to name the empty.
    """
    if not values:
        return ibis.literal(negative)
    if isinstance(values[0], bool) and len(values) == 1:
        same = value if values[0] else ~value
        return ~same.fill_null(False) if negative else same
    if negative:
        return value.isnull() | (value != values[0] if len(values) == 1 else value.notin(values))
    return value == values[0] if len(values) == 1 else value.isin(values)
