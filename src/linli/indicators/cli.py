"""``linli lake export``: the record sets as Parquet for analysis, only what changed since the last time.

``linli figures prove``: the counts kept by day are counted again from the records and compared; ``count`` counts what is
missing at once instead of waiting for the worker.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Add the command group ``lake``."""
    lake = subparsers.add_parser("lake", help="record sets as Parquet for analysis (extra: analytics)")
    group = lake.add_subparsers(dest="lake_command", required=True)
    export = group.add_parser("export", help="bring the lake up to date, by city and month")
    export.add_argument("--to", help="folder (default: lake in the data folder)")
    export.add_argument("--set", action="append", dest="sets", help="only this record set; may be repeated")
    export.set_defaults(run=_export)
    figures = subparsers.add_parser("figures", help="counts kept by day, from which pages answer closed days")
    group = figures.add_subparsers(dest="figures_command", required=True)
    prove = group.add_parser(
        "prove", help="count every kept day again and compare; exit code 1 if one is wrong"
    )
    prove.add_argument("--write", action="store_true", help="put wrong days right")
    prove.add_argument("--json", action="store_true", help="one JSON object")
    prove.set_defaults(run=_prove)
    group.add_parser("count", help="count all closed days that are missing now").set_defaults(run=_count)


def _export(given: argparse.Namespace) -> int:
    from django.conf import settings

    try:
        from linli.indicators.lake.exporting import export
    except ImportError:
        sys.stderr.write("The lake needs: pip install 'linli[analytics]'\n")
        return 1
    started = time.monotonic()
    folder = Path(given.to) if given.to else Path(settings.LINLI_DATA) / "lake"
    for one in export(folder, given.sets):
        if one.rows or one.removed:
            sys.stdout.write(
                f"{one.set_id}: {one.rows} rows, {one.written} files written, {one.kept} kept, {one.removed} removed\n"
            )
    sys.stdout.write(f"{time.monotonic() - started:.1f} s, {folder}\n")
    return 0


def _prove(given: argparse.Namespace) -> int:
    from linli.indicators import keeping, recounting
    from linli.indicators.models import DayCount

    wrong = recounting.prove(write=given.write)
    days = DayCount.objects.filter(area_id=keeping.HEAD).count()
    if given.json:
        told = [{"set": one[0], "date": one[1], "day": str(one[2]), "place": one[3]} for one in wrong]
        sys.stdout.write(json.dumps({"ok": not wrong, "days": days, "wrong": told}) + "\n")
    else:
        for record_set, name, day, area in wrong:
            sys.stdout.write(f"{record_set}.{name} {day} place {area}: not as the records\n")
        sys.stdout.write(f"{days} days, {len(wrong)} wrong{', put right' if wrong and given.write else ''}\n")
    return 0 if not wrong or given.write else 1


def _count(_given: argparse.Namespace) -> int:
    from linli.indicators import recounting
    from linli.records.time import now

    started = time.monotonic()
    sys.stdout.write(f"{recounting.fill_all(now())} days, {time.monotonic() - started:.1f} s\n")
    return 0
