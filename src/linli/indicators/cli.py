"""``linli lake export``: the record sets as Parquet for analysis, only what changed since the last time."""

from __future__ import annotations

import argparse
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
