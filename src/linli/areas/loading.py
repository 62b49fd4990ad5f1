"""Loading the official places: a county, a city or the nation, quickly and as often as one likes.

The data file gives every official place its id for ever (its line + 1), so that loading twice, in
parts or after a break adds only what is missing. Each batch is a transaction of its own, parents
first: stopped anywhere, the tree is sound and the next call goes on.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from typing import Any, cast

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from linli.areas import codes, grams, paths, spelling
from linli.areas.errors import UnknownCode
from linli.areas.models import FIRST_DAY, MAX_DAY, NATION_ID, Area, AreaGram, AreaSpan
from linli.areas.services import ensure_nation
from linli.domain.access import Actor
from linli.records import services as records

#: Rows of one transaction; small enough that other writers wait less than a second.
BATCH = 20_000
_WIDTHS = (0, *codes.WIDTHS.values())
_LEVELS = ("", *codes.WIDTHS)
_AREA_FIELDS = ("id", "version", "event_seq", "event_hash", "kind", "origin")
_SPAN_FIELDS = (
    "area_id",
    "name",
    "code_stat",
    "code_mca",
    "code_local",
    "level",
    "parent_id",
    "path",
    "initials",
    "sort",
    "valid_from",
    "valid_to",
)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Official:
    """One line of the data file, with the ids it gets."""

    area_id: int
    parent_id: int
    code: str
    name: str
    level: str
    path: str
    initials: str


@dataclass
class Loaded:
    """What a load did."""

    prefix: str
    edition: str
    created: dict[str, int] = field(default_factory=dict)
    existing: int = 0
    skipped: int = 0

    @property
    def count(self) -> int:
        """Places created."""
        return sum(self.created.values())


def about() -> dict[str, Any]:
    """Source, licence, edition and counts of the shipped list."""
    text = resources.files("linli").joinpath("library/places/china.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def read_official(prefix: str = "") -> Iterator[Official]:
    """The official places whose code begins with ``prefix``, and those above it, parents first."""
    stack: list[tuple[int, str, str]] = [(NATION_ID, "", "")]
    source = resources.files("linli").joinpath("library/places/china.tsv.xz")
    table = spelling.letter_table()
    skipped = len(_LEVELS)
    with source.open("rb") as raw, lzma.open(raw, "rt", encoding="utf-8") as lines:
        for area_id, line in enumerate(cast("Iterable[str]", lines), start=NATION_ID + 1):
            depth = int(line[0])
            if depth > skipped:  # below a place that is not wanted: none of it is
                continue
            segment, name, *phrase = line[1:].rstrip("\n").split("\t")
            parent_id, parent_code, parent_path = stack[depth - 1]
            code = parent_code + segment
            if not (code.startswith(prefix) or prefix.startswith(code)):
                skipped = depth
                continue
            skipped = len(_LEVELS)
            del stack[depth:]
            path = parent_path + paths.encode(area_id)
            stack.append((area_id, code, path))
            initials = phrase[0] if phrase else _initials(name, table)
            yield Official(area_id, parent_id, code, name, _LEVELS[depth], path, initials)


def _initials(name: str, table: dict[int, str]) -> str:
    """:func:`spelling.initials` without folding what needs none: names of the list are mostly Han."""
    text = spelling.core(name) if not any(map(str.isascii, name)) else spelling.core(spelling.fold(name))
    return "".join(char for char in text.translate(table) if char.isascii() and char.isalnum())[:60]


def load_official(
    prefix: str | None,
    *,
    actor: Actor,
    at: datetime,
    progress: Progress | None = None,
) -> Loaded:
    """Load the places under a code (``None``: the nation); those that exist are left as they are.

    One event ``area.loaded`` on the uppermost place of the load when anything was new. Raises
    UnknownCode for a code that is not in the list.
    """
    short = "" if prefix is None else codes.shorten(prefix.strip())
    if short is None:
        raise UnknownCode(_("没有区划代码“%(code)s”。") % {"code": (prefix or "")[:20]})
    rows = list(read_official(short))
    top = NATION_ID if not short else next((row.area_id for row in rows if row.code == short), None)
    if top is None:
        raise UnknownCode(_("没有区划代码“%(code)s”。") % {"code": short})
    with transaction.atomic():
        ensure_nation()
    result = Loaded(prefix=short, edition=str(about()["edition"]))
    _Writer(result, len(rows), progress).write(rows)
    if result.count:
        _refresh_statistics()
        _record(top, result, actor=actor, at=at)
    return result


def _refresh_statistics() -> None:
    """PostgreSQL plans range reads badly until it has seen the new rows; SQLite needs no telling."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (AreaSpan, AreaGram):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _record(top: int, result: Loaded, *, actor: Actor, at: datetime) -> None:
    with transaction.atomic():
        records.append(
            subject=records.lock(Area, top),
            name="area.loaded",
            actor=actor,
            at=at,
            data={
                "edition": result.edition,
                "count": result.count,
                "prefix": result.prefix,
                "list": about()["sha256"][:16],
            },
        )


class _Writer:
    """Writes batches; knows which places exist and where their parents hang today."""

    def __init__(self, result: Loaded, total: int, progress: Progress | None) -> None:
        self.result, self.total, self.progress = result, total, progress
        self.done = 0
        self.moved: dict[int, str] = {}

    def write(self, rows: list[Official]) -> None:
        """All rows, then all pairs in the order of their keys (the quickest way into the index)."""
        keys: list[int] = []
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            with transaction.atomic():
                new = self._new_ones(part)
                insert_rows(Area, _AREA_FIELDS, [(r.area_id, 1, 0, "", r.level, "official") for r in new])
                insert_rows(AreaSpan, _SPAN_FIELDS, [self._span(row) for row in new])
            keys += [
                key for row in part for key in grams.keys(row.name, row.level, row.area_id, row.initials)
            ]
            self._report(len(part))
        keys.sort()
        for start in range(0, len(keys), BATCH * 5):
            with transaction.atomic():
                batch = [(key,) for key in keys[start : start + BATCH * 5]]
                insert_rows(AreaGram, ("key",), batch, ignore_existing=True)

    def _new_ones(self, part: list[Official]) -> list[Official]:
        """Places not there yet; counts, and drops those whose parent has ended here meanwhile."""
        low, high = part[0].area_id, part[-1].area_id
        there = set(Area.objects.filter(pk__range=(low, high)).values_list("pk", flat=True))
        new = [row for row in part if row.area_id not in there]
        self.result.existing += len(part) - len(new)
        if there or self.result.existing:
            new = self._living(new)
        for row in new:
            self.result.created[row.level] = self.result.created.get(row.level, 0) + 1
        return new

    def _living(self, new: list[Official]) -> list[Official]:
        """New places under parents that stood before: they follow the parent's path of today."""
        coming = {row.area_id for row in new}
        parents = {row.parent_id for row in new} - coming - {NATION_ID}
        found = dict(
            AreaSpan.objects.filter(area_id__in=parents, valid_to=MAX_DAY).values_list("area_id", "path")
        )
        self.moved.update(found)
        kept: list[Official] = []
        dropped: set[int] = set()
        for row in new:
            if row.parent_id in dropped or (row.parent_id in parents and row.parent_id not in found):
                dropped.add(row.area_id)
                continue
            kept.append(row)
            if row.parent_id in self.moved:
                self.moved[row.area_id] = paths.child(self.moved[row.parent_id], row.area_id)
        self.result.skipped += len(dropped)
        return kept

    def _span(self, row: Official) -> tuple[Any, ...]:
        path = self.moved.get(row.area_id, row.path)
        start, end = FIRST_DAY.isoformat(), MAX_DAY.isoformat()
        fixed = (row.area_id, row.name, row.code, "", "", row.level, row.parent_id, path)
        return (*fixed, row.initials, "", start, end)

    def _report(self, count: int) -> None:
        self.done += count
        if self.progress is not None:
            self.progress(self.done, self.total)


def insert_rows(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    ignore_existing: bool = False,
) -> None:
    """Many plain rows by one prepared statement: five times as quick as ``bulk_create`` here.

    Values go to the driver as they are (integers, texts, ISO dates). ``ON CONFLICT`` is the same on
    both engines; PostgreSQL takes the rows by COPY, which is ten times as quick again.
    """
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in fields)
    table = quote(model._meta.db_table)
    ignore = " ON CONFLICT DO NOTHING" if ignore_existing else ""
    # Only names of our own models stand in the statements.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            shape = f"SELECT {columns} FROM {table} WITH NO DATA"  # noqa: S608
            cursor.execute(f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS {shape}")
            with cursor.cursor.copy(f"COPY incoming ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming{ignore}")  # noqa: S608
            cursor.execute("DROP TABLE incoming")
            return
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks}){ignore}", rows)  # noqa: S608
