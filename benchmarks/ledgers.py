"""Ledgers of 200,000 rows of 20 columns in and out beside what is fastest, and one of 1,000,000 rows out.

    python benchmarks/ledgers.py [--rows 200000]

Each part runs in a process and on a database of its own; compared are seconds of the processor (a busy machine counts
several by the clock for one), those of the clock are told. Asked (issue 4): in ≤ 1.5 times a bare read by calamine with a
bulk insert of the same rows, out ≤ 2 times the fastest writer, in constant memory; 1,000,000 rows in ≤ 200 MB.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.harness import Report

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

#: The fastest writer of stack.md; installed for the run only.
FASTEST = "rustpy-xlsxwriter==0.8.0"
ROWS, MANY = 200_000, 1_000_000
TEXTS = tuple(f"t{n}" for n in range(8))
WHOLE = tuple(f"n{n}" for n in range(6))
SHARES = ("m0", "m1")
DAYS = ("d0", "d1")
KEYS = (*TEXTS, "name", "note", *WHOLE, *SHARES, *DAYS)


def records(count: int) -> Iterator[dict[str, Any]]:
    """An office's ledger: places and states that repeat, names that do not, figures, days, an empty cell now and then."""
    first = date(2024, 1, 1)
    for row in range(count):
        made: dict[str, Any] = {
            key: f"新桥街道第{(row * 7 + at) % 40 + 1}社区{row % 37 + 1}号楼{at}"
            for at, key in enumerate(TEXTS)
        }
        made["name"] = f"台账{row + 1}号"
        made["note"] = f"第{row + 1}次：楼道堆物已清理，居民确认" if row % 3 else ""
        made |= {key: row * (at + 3) % 1000 for at, key in enumerate(WHOLE)}
        made |= {key: row * (at + 3) % 100_000 / 4 for at, key in enumerate(SHARES)}
        made |= {key: first + timedelta(days=(row + at) % 900) for at, key in enumerate(DAYS)}
        yield made


def layout() -> Any:
    """The same ledger as the office prints it, one column added up."""
    from linli.ledgers.writing.layout import Col, Layout

    kinds = dict.fromkeys(WHOLE, "whole") | dict.fromkeys(SHARES, "decimal") | dict.fromkeys(DAYS, "day")
    columns = tuple(Col(key, f"列{key}", kind=kinds.get(key, "text"), total=key == "n0") for key in KEYS)  # type: ignore[arg-type]
    return Layout(title="测速台账", columns=columns)


def out_ours(file: Path, count: int) -> int:
    """A ledger in the office's layout."""
    from linli.ledgers.writing.xlsx import write_ledger

    return write_ledger(file, layout(), records(count))


def out_fastest(file: Path, count: int) -> int:
    """The same cells without any layout, by the fastest writer."""
    from rustpy_xlsxwriter import write_worksheet  # type: ignore[import-not-found]

    write_worksheet(records(count), str(file), "台账")
    return count


def _table() -> Any:
    """A table of twenty columns of text on an empty database."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, models

    call_command("migrate", interactive=False, verbosity=0)
    made: dict[str, Any] = {key: models.CharField(max_length=100, default="") for key in KEYS}
    made |= {"__module__": "linli.ledgers.models", "Meta": type("Meta", (), {"app_label": "ledgers"})}
    model: Any = type("BenchRow", (models.Model,), made)
    with connection.schema_editor() as editor:
        editor.create_model(model)
    return model


def _parts(items: Iterable[Any], size: int = 500) -> Iterator[list[Any]]:
    source = iter(items)
    while part := list(islice(source, size)):
        yield part


def in_bare(file: Path, count: int) -> Callable[[], int]:
    """Calamine, and ``bulk_create`` in transactions of 500 rows: what one writes without Linli."""
    model, data = _table(), file.read_bytes()
    import python_calamine
    from django.db import transaction

    def run() -> int:
        sheet = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0)
        for part in _parts(islice(sheet.iter_rows(), 3, 3 + count)):
            with transaction.atomic():
                model.objects.bulk_create(
                    [model(**dict(zip(KEYS, map(str, row[1:]), strict=False))) for row in part]
                )
        return int(model.objects.count())

    return run


def _target(model: Any) -> Any:
    from linli.ledgers.reading import values
    from linli.ledgers.registry import Applied, Column, Target
    from linli.records.inserting import draw_ids, insert_values

    def apply(rows: list[Any], _actor: Any, _at: datetime) -> list[Any]:
        ids = draw_ids(model, len(rows))
        made = [(pk, *map(row.text, KEYS)) for pk, row in zip(ids, rows, strict=True)]
        insert_values(model, ("id", *KEYS), made)
        return [Applied("bench", pk) for pk in ids]

    parse = dict.fromkeys(WHOLE, values.whole()) | dict.fromkeys(DAYS, values.day)
    columns = tuple(Column(key, f"列{key}", parse=parse.get(key, values.text())) for key in KEYS)
    return Target("bench", "测速", columns, lambda *_: Applied("bench", 0), "import", apply_many=apply)


def in_ours(file: Path, _count: int) -> Callable[[], int]:
    """Upload, guard, staged and encrypted; then columns, check of every cell, and the same rows in the same table."""
    model, data = _table(), file.read_bytes()
    from linli.domain.access import SYSTEM
    from linli.ledgers import registry, tasks
    from linli.ledgers.services import applying, checking, mapping, staging
    from linli.records.time import now

    registry.register_target(_target(model))
    tasks.enqueue = lambda *_step: None  # the steps of the worker are run here, one after the other

    def run() -> int:
        batch = staging.start_import(target_id="bench", name="台账.xlsx", data=data, actor=SYSTEM, at=now())
        batch = staging.run_staging(import_id=batch.pk, at=now())
        LAPS["staged"] = _cpu()
        mapping.confirm_mapping(import_id=batch.pk, mapping=batch.mapping, actor=SYSTEM, at=now())
        checking.run_check(import_id=batch.pk, at=now())
        applying._confirm(import_id=batch.pk, actor=SYSTEM, at=now())
        applying.run_apply(import_id=batch.pk, at=now())
        return int(model.objects.count())

    return run


def out_many(file: Path, count: int) -> Callable[[], int]:
    """An export as the worker writes it: a million rows streamed out of the database."""
    model = _table()
    from django.db import connection

    from linli.domain.access import SYSTEM, Scope
    from linli.ledgers import registry, tasks
    from linli.ledgers.services import exporting
    from linli.records.time import now

    # By the database itself: a million rows made here would be in the memory that is measured.
    names, cells = (
        ", ".join(KEYS),
        ", ".join(f"'新桥街道第' || (n % 40) || '社区' || n || '{key}'" for key in KEYS),
    )
    with connection.cursor() as cursor:
        # What is mapped while the table is filled is none of the export's memory.
        cursor.execute("PRAGMA mmap_size=0")
        cursor.execute(
            f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count}) "
            f"INSERT INTO {model._meta.db_table} ({names}) SELECT {cells} FROM c"
        )
    connection.close()
    registry.register_outlet(
        registry.Outlet(
            "bench", "测速", lambda *_: layout(), lambda *_: model.objects.values(*KEYS).iterator(chunk_size=500),
            lambda *_: count,
        )
    )  # fmt: skip
    tasks.enqueue = lambda *_step: None

    def run() -> int:
        asked = exporting.start_export(outlet_id="bench", params={}, scope=Scope(), actor=SYSTEM, at=now())
        done = exporting.run_export(export_id=asked.pk, at=now())
        return int(done.rows_done or asked.rows_total)

    return run


LAPS: dict[str, float] = {}
PREPARED: dict[str, Callable[[Path, int], Callable[[], int]]] = {
    "in-bare": in_bare, "in-ours": in_ours, "out-many": out_many,
}  # fmt: skip
PLAIN: dict[str, Callable[[Path, int], int]] = {"out-ours": out_ours, "out-fastest": out_fastest}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def part(name: str, file: Path, count: int) -> dict[str, Any]:
    """One part in this process: seconds of the processor and of the clock, the most memory held, rows."""
    run = PREPARED[name](file, count) if name in PREPARED else lambda: PLAIN[name](file, count)
    began, clock = _cpu(), time.perf_counter()
    rows = run()
    return {
        "cpu": round(_cpu() - began, 1), "seconds": round(time.perf_counter() - clock, 1), "rows": rows,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        **{lap: round(at - began, 1) for lap, at in LAPS.items()},
    }  # fmt: skip


def _child(name: str, file: Path, count: int, folder: Path) -> dict[str, Any]:
    """A part in a process of its own. Raises CalledProcessError."""
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env |= {"LINLI_DATA": str(folder / name), "PYTHONPATH": str(folder / "fastest")}
    command = [sys.executable, __file__, "--part", name, "--file", str(file), "--rows", str(count)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    return dict(json.loads(run.stdout[run.stdout.index("{") :]))


def measure(count: int = ROWS, many: int = MANY) -> dict[str, dict[str, Any]]:
    """All parts, one after the other. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(folder / "fastest"), FASTEST]
        subprocess.run(command, check=True, capture_output=True)
        file = folder / "out.xlsx"
        found = {
            "out-fastest": _child("out-fastest", folder / "fastest.xlsx", count, folder),
            "out-ours": _child("out-ours", file, count, folder),
        }
        found |= {name: _child(name, file, count, folder) for name in ("in-bare", "in-ours")}
        return found | {"out-many": _child("out-many", folder / "many.xlsx", many, folder)}


def add_to(report: Report) -> None:
    """The rows of ``python -m benchmarks --scale``."""
    shape = f"ledger of {ROWS:,} rows × {len(KEYS)} columns"
    try:
        found = measure()
    except (subprocess.CalledProcessError, ValueError) as error:
        said = getattr(error, "stderr", "") or str(error)
        report.add(shape, "in ≤ 1.5×, out ≤ 2×", "not run: " + str(said).strip()[-80:], holds=False)
        return
    bare, ours = found["in-bare"], found["in-ours"]
    told = (
        f"{ours['cpu']} : {bare['cpu']} s of processor ({ours['seconds']} : {bare['seconds']} by the clock)"
    )
    for name, value in (
        ("read, guarded and kept", ours["staged"]),
        ("to the last record, checked", ours["cpu"]),
    ):
        ratio = value / bare["cpu"]
        asked = "≤ 1.5× calamine and bulk_create of the same rows"
        holds = ratio <= 1.5 and ours["rows"] == bare["rows"]
        report.add(f"{shape} in, {name}", asked, f"{ratio:.2f}× ({value} s; {told})", holds)
    fastest, ours = found["out-fastest"], found["out-ours"]
    ratio = ours["cpu"] / fastest["cpu"]
    told = f"{ratio:.2f}× ({ours['cpu']} : {fastest['cpu']} s of processor, {ours['seconds']} : {fastest['seconds']} by the clock)"
    asked = f"≤ 2× {FASTEST.replace('==', ' ')}, constant memory"
    report.add(f"{shape} out", asked, f"{told}, {ours['mb']} MB", ratio <= 2 and ours["mb"] <= 100)
    many = found["out-many"]
    told = f"{many['mb']} MB, {many['cpu']} s of processor ({many['seconds']} by the clock)"
    report.add(f"export of {MANY:,} rows, streamed", "≤ 200 MB resident", told, many["mb"] <= 200)


def main() -> None:
    """One part, or all of them as one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=[*PREPARED, *PLAIN])
    parser.add_argument("--file", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS)
    args = parser.parse_args()
    found = part(args.part, args.file, args.rows) if args.part else measure(args.rows, args.rows * 5)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
