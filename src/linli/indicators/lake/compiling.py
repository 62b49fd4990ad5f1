"""The Ibis compiler: the same closed filters over the lake, on DuckDB. Answers integers, as the ORM does.

It reads what was true at the last export; the past of a figure (``as_of``) is asked of the database, which has the
spans. Division, rounding and ranks stay with :mod:`linli.domain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import ibis  # type: ignore[import-untyped]

from linli.definitions.indicators import Filter, Rows
from linli.indicators.compiling import Ask, record_set, wanted
from linli.indicators.errors import NotCountable
from linli.records.measures import Column, RecordSet


def table(folder: Path, set_id: str, connection: Any = None) -> Any:
    """The lake's table of a record set. Raises :class:`NotCountable` before the first export."""
    place = folder / set_id.replace(":", ".")
    files = sorted(str(file) for file in place.glob("city=*/month=*/rows.parquet"))
    if not files:
        raise NotCountable
    made = connection if connection is not None else ibis.duckdb.connect()
    return made.read_parquet(files)


def compile_rows(found: Any, rows: Rows, ask: Ask, *, extra: Iterable[Filter] = ()) -> Any:
    """The same rows as the ORM compiler's, as an Ibis table."""
    if ask.as_of is not None:
        raise NotCountable
    held = record_set(rows)
    made = found
    if rows.date is not None:
        made = made.filter(_inside(made, _column(held, rows.date), ask, until=rows.until))
    for item in (*rows.where, *extra):
        made = made.filter(_one(made, item, held, ask))
    for item in rows.left_out:
        made = made.filter(~_one(made, item, held, ask))
    return made


def count_by(rows: Any, level: str, column: str | None = None) -> dict[int, int]:
    """Rows (or the sum of a column) by a level or body column."""
    key = level if level in rows.columns else f"c_{level}"
    there = rows.filter(rows[key].notnull())
    amount = there.count() if column is None else there[f"c_{column}"].sum()
    found = there.group_by(key).aggregate(linli_n=amount).to_pyarrow().to_pylist()
    return {int(row[key]): int(row["linli_n"] or 0) for row in found}


def parts_by(
    rows: Any, level: str, parts: Sequence[Iterable[Filter]], spec: Rows, ask: Ask
) -> dict[int, tuple[int, ...]]:
    """Base and parts of every unit in one scan: unit → (base, part, part …)."""
    held = record_set(spec)
    key = level if level in rows.columns else f"c_{level}"
    there = rows.filter(rows[key].notnull())
    amounts = {"linli_base": there.count()}
    for number, filters in enumerate(parts):
        made = ibis.literal(True)
        for item in filters:
            made = made & _one(there, item, held, ask)
        amounts[f"linli_{number}"] = there.count(where=made)
    found = there.group_by(key).aggregate(**amounts).to_pyarrow().to_pylist()
    return {int(row[key]): tuple(int(row[name]) for name in amounts) for row in found}


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
    made = value.notnull() & (value < _literal(end))
    return made if until else made & (value >= _literal(start))


def _literal(value: date | datetime) -> Any:
    if isinstance(value, datetime):
        return ibis.literal(value.astimezone(UTC).replace(tzinfo=None))
    return ibis.literal(value)


def _one(found: Any, item: Filter, held: RecordSet, ask: Ask) -> Any:
    if item.has is not None:
        if item.field not in held.relations:
            raise NotCountable
        made = found[f"r_{item.field}"]
        return made if item.has != item.not_ else ~made
    column = _column(held, item.field)
    value = found[f"c_{column.name}"]
    if item.period is not None:
        made = _inside(found, column, ask)
        return made if item.period != item.not_ else ~made
    if item.null is not None:
        empty = value.isnull() | (value == "") if column.kind == "text" else value.isnull()
        return empty if item.null != item.not_ else ~empty
    values = wanted(item, column)
    made = value.notnull() & value.isin(values) if values else ibis.literal(False)
    return ~made if item.not_ else made
