"""Record sets → Parquet, one file a city and month, only where something changed since the last time.

Only the named columns go out: no text, no name, nothing that is erased later. A partition is written again when the
number of its rows, their newest id or the sum of their versions differs, so an erasure (which moves the version)
reaches the lake with the next export, and a partition without rows is removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from django.db.models import Count, Exists, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncMonth

from linli.domain.access import COLUMN_LEVELS
from linli.domain.calendar import SHANGHAI, add_months
from linli.indicators.compiling import path
from linli.records import measures
from linli.records.measures import RecordSet

MANIFEST = "manifest.json"
#: Rows of one Parquet row group; memory stays below a few ten megabytes.
GROUP = 50_000

_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "instant": pa.timestamp("us"),
    "day": pa.date32(),
}


@dataclass(frozen=True)
class Exported:
    """What one export did."""

    set_id: str
    rows: int
    written: int
    kept: int
    removed: int


def export(folder: Path, set_ids: list[str] | None = None) -> list[Exported]:
    """Bring the lake up to date. Sets without rows leave no folder."""
    return [
        _export(folder / set_id.replace(":", "."), held)
        for set_id in (set_ids or measures.ids())
        if (held := measures.get(set_id)) is not None and not held.tree
    ]


def partition_date(held: RecordSet) -> str:
    """The date that says in which month's file a row lies: the first that is never empty."""
    for name in held.dates:
        column = held.column(name)
        if not column.expression and not held.model._meta.get_field(column.source).null:
            return name
    raise LookupError(f"{held.id} has no date that is always there")


def _export(folder: Path, held: RecordSet) -> Exported:
    before = _manifest(folder)
    now: dict[str, list[int]] = {}
    rows = written = 0
    for city, month, signature in _partitions(held):
        name = f"city={city or 0}/month={month:%Y-%m}/rows.parquet"
        now[name] = signature
        rows += signature[0]
        if before.get(name) != signature or not (folder / name).exists():
            _write(folder / name, held, city, month)
            written += 1
    gone = set(before) - set(now)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    if now or before:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MANIFEST).write_text(json.dumps(now, sort_keys=True), encoding="utf-8")
    return Exported(held.id, rows, written, len(now) - written, len(gone))


def _manifest(folder: Path) -> dict[str, list[int]]:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _all(held: RecordSet) -> QuerySet[Any]:
    rows = held.model._default_manager.all()
    return rows.filter(held.base()) if held.base is not None else rows


def _partitions(held: RecordSet) -> Iterator[tuple[int | None, date, list[int]]]:
    column = held.column(partition_date(held))
    truncated = (
        TruncMonth(column.source, tzinfo=SHANGHAI) if column.kind == "instant" else TruncMonth(column.source)
    )
    version = Sum("version") if any(f.name == "version" for f in held.model._meta.fields) else Value(0)
    found = (
        _all(held)
        .order_by()
        .annotate(linli_month=truncated)
        .values("city", "linli_month")
        .annotate(n=Count("pk"), newest=Max("pk"), oldest=Min("pk"), versions=version)
        .order_by("city", "linli_month")
    )
    for row in found:
        month = row["linli_month"]
        day = month.date() if isinstance(month, datetime) else month
        yield (
            row["city"],
            day.replace(day=1),
            [row["n"], row["newest"], row["oldest"], int(row["versions"] or 0)],
        )


def schema(held: RecordSet) -> pa.Schema:
    """Columns of the lake: id, place, levels, every named column, one yes/no for every relation."""
    fields = [pa.field("id", pa.int64()), pa.field("area_id", pa.int64())]
    fields += [pa.field(level, pa.int64()) for level in COLUMN_LEVELS]
    fields += [pa.field(f"c_{one.name}", _TYPES[one.kind]) for one in held.columns]
    fields += [pa.field(f"r_{name}", pa.bool_()) for name in held.relations]
    return pa.schema(fields)


def _write(file: Path, held: RecordSet, city: int | None, month: date) -> None:
    rows = _all(held).filter(city=city) if city is not None else _all(held).filter(city__isnull=True)
    column = held.column(partition_date(held))
    end = add_months(month, 1)
    if column.kind == "instant":
        start_at, end_at = (datetime(day.year, day.month, 1, tzinfo=SHANGHAI) for day in (month, end))
        rows = rows.filter(**{f"{column.source}__gte": start_at, f"{column.source}__lt": end_at})
    else:
        rows = rows.filter(**{f"{column.source}__gte": month, f"{column.source}__lt": end})
    expressions = {f"f_{one.name}": one.expression() for one in held.columns if one.expression}
    related = {f"r_{name}": _flag(made()) for name, made in held.relations.items()}
    rows = rows.annotate(**expressions, **related)
    names = ["pk", "area_id", *COLUMN_LEVELS, *(path(one) for one in held.columns), *related]
    shape = schema(held)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    with pq.ParquetWriter(beside, shape, compression="zstd") as writer:
        batch: list[tuple[Any, ...]] = []
        for row in rows.order_by("pk").values_list(*names).iterator(chunk_size=GROUP):
            batch.append(row)
            if len(batch) >= GROUP:
                writer.write_table(_table(batch, shape))
                batch = []
        if batch:
            writer.write_table(_table(batch, shape))
    beside.replace(file)


def _flag(condition: Q) -> Any:
    """A relation's condition as a column: it is one Exists."""
    child = condition.children[0]
    if not isinstance(child, Exists):
        raise TypeError("a relation is one Exists")
    return child


def _table(rows: list[tuple[Any, ...]], shape: pa.Schema) -> pa.Table:
    columns = [
        pa.array([_plain(value) for value in column], type=field.type)
        for column, field in zip(zip(*rows, strict=True), shape, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=shape)


def _plain(value: Any) -> Any:
    """Instants as UTC without a zone, so that every engine compares the same numbers."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return value
