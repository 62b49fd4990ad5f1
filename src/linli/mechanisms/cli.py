"""``linli sync`` and ``linli mechanisms show | origins | rebase``."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from linli.records.console import fail, print_json


def register(subparsers: Any) -> None:
    """Add the commands of this room."""
    sync = subparsers.add_parser("sync", help="bring the mechanism files into the database")
    sync.add_argument("--dry-run", action="store_true", help="only print the difference")
    sync.add_argument("--json", action="store_true")
    sync.set_defaults(run=_sync)

    group = subparsers.add_parser("mechanisms", help="the mechanism library")
    commands = group.add_subparsers(dest="mechanisms_command", metavar="WHAT", required=True)
    show = commands.add_parser("show", help="all mechanisms, or one with its values on a day")
    show.add_argument("id", nargs="?")
    show.add_argument("--at", type=date.fromisoformat, default=None, metavar="DATE")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=_show)

    origins = commands.add_parser("origins", help="entry → mechanism → situations → owed")
    origins.add_argument("--situations", type=Path, default=None, help="folder of the situations files")
    origins.add_argument("--json", action="store_true")
    origins.set_defaults(run=_origins)

    rebase = commands.add_parser("rebase", help="move open records to the newest definition")
    rebase.add_argument("id")
    rebase.add_argument("--yes", action="store_true", help="do it; without it only the preview is printed")
    rebase.add_argument("--json", action="store_true")
    rebase.set_defaults(run=_rebase)


def _print(as_json: bool, data: Any, lines: list[str]) -> None:
    if as_json:
        print_json(data)
    else:
        print("\n".join(lines))


def _sync(args: argparse.Namespace) -> int:
    from linli.mechanisms import services
    from linli.mechanisms.errors import BadDefinitionError

    try:
        report = services.sync(dry_run=args.dry_run)
    except BadDefinitionError as error:
        return fail(args, "\n".join(str(problem) for problem in error.problems))
    data = [
        {
            "mechanism": line.mechanism,
            "area": line.area_id,
            "action": line.action,
            "changes": [str(change) for change in line.changes],
        }
        for line in report.lines
    ]
    lines = []
    for line in report.lines:
        if line.action != "same":
            lines.append(f"{line.action:8} {line.mechanism}" + (f" @{line.area_id}" if line.area_id else ""))
            lines.extend(f"         {change}" for change in line.changes)
    lines.append(f"{len(report.lines)} mechanisms, {'changed' if report.changed else 'nothing to do'}")
    _print(args.json, data, lines)
    return 0


def _show(args: argparse.Namespace) -> int:
    from linli.definitions import display, get_library
    from linli.records import time

    library = get_library()
    if args.id is None:
        rows = [
            {"id": one.id, "name": one.names.zh, "subject": one.subject, "origins": list(one.origins)}
            for one in library.mechanisms.values()
        ]
        _print(
            args.json, rows, [f"{row['id']:24} {' '.join(row['origins']):8} {row['name']}" for row in rows]
        )
        return 0
    if args.id not in library.mechanisms:
        from linli.definitions.problems import suggest

        near = suggest(args.id, library.mechanisms)
        return fail(args, f"unknown mechanism {args.id}" + (f", did you mean {near}?" if near else ""))
    on = args.at or time.now().date()
    values = display.values(library.mechanisms[args.id], on)
    data = {
        "document": library.documents[args.id],
        "on": on.isoformat(),
        "values": [row.plain() for row in values],
    }
    lines = [library.mechanisms[args.id].names.zh, library.mechanisms[args.id].sentence.zh]
    lines += [f"{row.path}: {row.value}  ({row.since} {row.source})" for row in values]
    _print(args.json, data, lines)
    return 0


def _origins(args: argparse.Namespace) -> int:
    from linli.mechanisms import origins

    rows = origins.report(args.situations)
    lines = [
        f"{row['entry']}  {row['mechanism']:22} {len(row['situations'])} situations"
        + (f"  owed: {', '.join(row['owed'])}" if row["owed"] else "")
        for row in rows
    ]
    _print(args.json, rows, lines)
    return 0 if all(row["situations"] for row in rows) else 1


def _rebase(args: argparse.Namespace) -> int:
    from linli.domain.access import Actor
    from linli.mechanisms import services
    from linli.records import time

    actor = Actor(user_id=None, post_id=None, channel="command")
    try:
        report = services.rebase(mechanism=args.id, actor=actor, at=time.now(), dry_run=not args.yes)
    except LookupError:
        return fail(args, f"mechanism {args.id} is not in force; run linli sync")
    data = {
        "moves": [vars(move) for move in report.moves],
        "changes": {digest: [str(one) for one in found] for digest, found in report.changes.items()},
        "done": args.yes,
    }
    lines = [
        f"{move.kind} {move.record_id}: {move.from_digest[:8]} → {move.to_digest[:8]}"
        for move in report.moves
    ]
    lines += [f"{digest[:8]}: {one}" for digest, found in report.changes.items() for one in found]
    lines.append(f"{len(report.moves)} records " + ("moved" if args.yes else "would move; --yes does it"))
    _print(args.json, data, lines)
    return 0
