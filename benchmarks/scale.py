"""The pages of daily work over large tables: a small city's cases multiplied by INSERT … SELECT, then read as staff.

``python -m benchmarks.scale --cases 1000000`` on the engine that ``DATABASE_URL`` names (SQLite in a folder of its own
without one). Each copy has its case, its task, its running deadlines and three events, as one hundred communities would
have after years: all but :data:`OPEN` of them are closed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.pages import read

#: Cases in hand at one time in a city; what is closed grows, this does not.
OPEN = 20_000
#: Over so many years what is closed is spread.
YEARS = 5
DATES = (
    "reported_at",
    "dispatched_at",
    "accepted_at",
    "contacted_at",
    "answered_at",
    "passed_at",
    "closed_at",
)
#: Copies written by one statement: a bar of progress and a bounded transaction.
CHUNK = 200


@contextmanager
def without_indexes() -> Iterator[None]:
    """PostgreSQL only: plain indexes of the copied tables go before and come again after, which is many times faster."""
    from django.db import connection

    from linli.cases.models import Case, Task
    from linli.clocks.models import Deadline
    from linli.records.models import Event

    dropped: list[str] = []
    if connection.vendor == "postgresql":
        tables = [model._meta.db_table for model in (Case, Task, Deadline, Event)]
        with connection.cursor() as cursor:
            cursor.execute(
                "SET session_replication_role = replica"
            )  # keys point where their originals pointed
            cursor.execute(
                "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
                " WHERE NOT i.indisunique AND i.indrelid = ANY(%s::text[]::regclass[])",
                [tables],
            )
            for name, definition in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name}")
                dropped.append(definition)
    yield
    for definition in dropped:
        with connection.cursor() as cursor:
            cursor.execute(definition)


def multiply(cases: int) -> dict[str, float]:
    """Copy the living cases until there are so many; seconds by what was copied."""
    from linli.cases.models import Case

    ids = list(Case.objects.filter(duplicate_of=None).values_list("pk", "stage"))
    closed = [pk for pk, stage in ids if stage == "closed"]
    in_hand = [pk for pk, stage in ids if stage not in {"closed", "ended"}]
    began = time.perf_counter()
    step = max(pk for pk, _stage in ids) + 1
    first = (cases - OPEN) // len(closed) + 2
    with without_indexes():
        _copy(closed, step, 1, max(1, (cases - OPEN) // len(closed)), spread=True)
        _copy(in_hand, step, first, max(1, min(OPEN, cases) // len(in_hand)), spread=False)
    _analyse()
    return {"seconds": round(time.perf_counter() - began, 1), "cases": Case.objects.count()}


def _copy(ids: list[int], step: int, first: int, copies: int, *, spread: bool) -> None:
    """Each copy is the rows of ``ids`` with numbers moved on; read from a table of their own, whatever grows beside."""
    from django.db import connection

    sources = _sources(ids)
    for start in range(first, first + copies, CHUNK):
        count = min(CHUNK, first + copies - start)
        with connection.cursor() as cursor:
            for model, changed in _changes(step, spread=spread):
                cursor.execute(_insert(model, sources[model], start, count, changed))
        if sys.stderr.isatty():
            print(f"\r{start + count - first:,} of {copies:,} copies", end="", file=sys.stderr)


def _sources(ids: list[int]) -> dict[Any, str]:
    """Temporary tables that hold what is copied, by model."""
    from django.db import connection

    from linli.cases.models import Case, Task
    from linli.clocks.models import Deadline
    from linli.records.models import Event

    marks = ",".join(["%s"] * len(ids))
    found = {}
    for model, where in (
        (Case, f"id IN ({marks})"),
        (Task, f"case_id IN ({marks})"),
        (Deadline, f"kind='case' AND subject_id IN ({marks})"),
        (Event, f"kind='case' AND seq<=3 AND subject_id IN ({marks})"),
    ):
        table = connection.ops.quote_name(model._meta.db_table)
        found[model] = f"scale_{model._meta.db_table}_{ids[0]}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMPORARY TABLE {found[model]} AS SELECT * FROM {table} WHERE {where}", ids
            )
    return found


def _earlier(name: str) -> str:
    """A date of the original, each copy another day of the last years: nobody closes a million in a month."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"datetime(t.{name}, '-' || (n.k % {YEARS * 365}) || ' days')"
    return f"t.{name} - (n.k % {YEARS * 365}) * INTERVAL '1 day'"


def _changes(step: int, *, spread: bool) -> Iterator[tuple[Any, dict[str, str]]]:
    """What a copy has of its own, by model; ``spread``: also its dates."""
    from linli.cases.models import Case, Task
    from linli.clocks.models import Deadline
    from linli.records.models import Event

    shift = f"({step}*n.k)"
    text = "CAST({} AS TEXT)".format
    yield Case, {
        "id": f"t.id+{shift}", "code": "SUBSTR(t.code,1,5)||" + text(f"t.id+{shift}"),
        "receipt": text(f"t.id+{shift}"), "event_seq": "3", "source": "''", "external_number": "''",
        **({name: _earlier(name) for name in DATES} if spread else {}),
    }  # fmt: skip
    for model, subject in ((Task, "case_id"), (Deadline, "subject_id"), (Event, "subject_id")):
        slim = (
            {"rule": "'{}'", "steps": "'[]'"} if model is Deadline else {}
        )  # read by no page here; 10 GB of disk
        yield model, {"id": f"t.id+({_top(model)}*n.k)", subject: f"t.{subject}+{shift}", **slim}


_tops: dict[Any, int] = {}


def _top(model: Any) -> int:
    if model not in _tops:
        _tops[model] = model.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    return _tops[model]


def _insert(model: Any, source: str, start: int, count: int, changed: dict[str, str]) -> str:
    from django.db import connection

    quote = connection.ops.quote_name
    columns = [field.column for field in model._meta.local_concrete_fields]
    chosen = ",".join(changed.get(name, f"t.{quote(name)}") for name in columns)
    named = ",".join(quote(name) for name in columns)
    numbers = (
        f"WITH RECURSIVE n(k) AS (SELECT {start} UNION ALL SELECT k+1 FROM n WHERE k<{start + count - 1})"
    )
    table = quote(model._meta.db_table)
    body = f"SELECT {chosen} FROM {source} t CROSS JOIN n"
    if connection.vendor == "sqlite":
        return f"{numbers} INSERT INTO {table} ({named}) {body}"
    return f"INSERT INTO {table} ({named}) {numbers} {body}"


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        # As the database's own housekeeper does within the hour: statistics, and which pages every reader may see.
        cursor.execute("PRAGMA optimize=0x10002" if connection.vendor == "sqlite" else "VACUUM (ANALYZE)")


def main() -> int:
    """Builds, reads, prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--data", type=Path, help="keep the folder; built only when it is empty")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = args.data or Path(folder)
        os.environ |= {"LINLI_DATA": str(data), "LINLI_DEMO": "1", "LINLI_PLAIN_STATIC": "1"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "linli.config.settings"
        import django

        django.setup()
        print(json.dumps(run(args.cases, args.repeats), ensure_ascii=False, indent=1))
    return 0


def keep() -> dict[str, float]:
    """Counts kept by day, as the worker keeps them; rows copied by SQL marked no day, so all are counted anew."""
    import datetime as dt

    from linli.indicators import recounting
    from linli.indicators.models import DayCount

    began = time.process_time()
    if not DayCount.objects.exists():
        recounting.fill_all(dt.datetime.now(dt.UTC))
    counted, began = time.process_time() - began, time.process_time()
    wrong = recounting.prove()
    return {
        "count_cpu_s": round(counted, 1), "prove_cpu_s": round(time.process_time() - began, 1),
        "days": DayCount.objects.filter(area_id=0).count(), "wrong": len(wrong),
    }  # fmt: skip


def run(cases: int, repeats: int) -> dict[str, Any]:
    """The whole measurement on the engine that is set."""
    import datetime as dt

    from django.core.management import call_command
    from django.db import connection

    from linli.cases.models import Case
    from linli.demo import loading
    from linli.mechanisms import services as mechanisms

    made: dict[str, Any] = {"engine": connection.vendor}
    if "cases_case" not in connection.introspection.table_names() or not Case.objects.exists():
        call_command("migrate", verbosity=0)
        mechanisms.sync()
        loading.ensure(size="small", seed=1, at=dt.datetime.now(dt.UTC), say=lambda _line: None)
    made["before"] = read(repeats)
    if Case.objects.count() < cases:
        made["built"] = multiply(cases)
    made["kept"] = keep()
    made["pages"] = read(repeats)
    return made


if __name__ == "__main__":
    sys.exit(main())
