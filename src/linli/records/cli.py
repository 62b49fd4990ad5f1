"""Commands of the records: verify, seal, backup, restore, rotate-keys, tallies."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from linli.records.console import fail, print_json


def register(subparsers: Any) -> None:
    """Adds verify, seal, backup, restore, rotate-keys and tallies."""
    verify = subparsers.add_parser("verify", help="was anything recorded changed afterwards?")
    verify.add_argument(
        "--checkpoints", type=Path, help="folder of the checkpoints (default: LINLI_CHECKPOINTS)"
    )
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=_verify)

    seal = subparsers.add_parser("seal", help="sign a checkpoint now and copy it out")
    seal.add_argument("--json", action="store_true")
    seal.set_defaults(run=_seal)

    backup = subparsers.add_parser("backup", help="everything but the keys into one file")
    backup.add_argument("file", type=Path)
    backup.add_argument("--json", action="store_true")
    backup.set_defaults(run=_backup)

    restore = subparsers.add_parser("restore", help="bring a backup back, all or nothing")
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="replace the records that stand here")
    restore.add_argument("--json", action="store_true")
    restore.set_defaults(run=_restore)

    rotate = subparsers.add_parser("rotate-keys", help="new key for encrypted fields, rows rewritten")
    rotate.add_argument("--resume", action="store_true", help="no new key, only finish the rewriting")
    rotate.set_defaults(run=_rotate)

    tallies = subparsers.add_parser("tallies", help="count again and compare with what is shown")
    tallies.add_argument("--write", action="store_true", help="put right what is wrong")
    tallies.add_argument("--json", action="store_true")
    tallies.set_defaults(run=_tallies)


def _progress(name: str, count: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{name}: {count}        ", end="", file=sys.stderr, flush=True)


def _verify(args: argparse.Namespace) -> int:
    from linli.records.verify import verify

    report = verify(args.checkpoints)
    if args.json:
        print_json(report.as_json())
        return 0 if report.ok else 1
    for item in report.problems:
        print(f"{item.kind} {item.subject_id} #{item.seq}: {item.message}")
    for note in report.notes:
        print(note)
    since = f", checkpoints since {report.since:%Y-%m-%d %H:%M} UTC" if report.since else ""
    print(f"{report.events} events in {report.streams} streams{since}: {report.problem_count} problems")
    return 0 if report.ok else 1


def _seal(args: argparse.Namespace) -> int:
    from linli.records import checkpoints
    from linli.records.errors import LinliError
    from linli.records.time import now

    try:
        made = checkpoints.take(now())
    except LinliError as error:
        return fail(args, error)
    if args.json:
        print_json({"ok": True, "file": made.file, "streams": made.streams, "digest": made.digest})
    else:
        print(
            f"{checkpoints.folder() / made.file}: {made.streams} streams, {made.events} events, {made.digest}"
        )
    return 0


def _backup(args: argparse.Namespace) -> int:
    from linli.records.backup import backup
    from linli.records.errors import LinliError
    from linli.records.time import now

    try:
        manifest = backup(args.file, now(), _progress)
    except LinliError as error:
        return fail(args, error)
    rows = sum(item["count"] for item in manifest.tables.values())
    if args.json:
        found = {"rows": rows, "files": manifest.files, "digest": manifest.digest}
        print_json({"ok": True, "file": str(args.file), **found, "missing_files": manifest.missing_files})
    else:
        print(f"\r{args.file}: {rows} rows, {manifest.files} files, digest {manifest.digest}")
    return 0


def _restore(args: argparse.Namespace) -> int:
    from django.core.management import call_command

    from linli.records.errors import LinliError
    from linli.records.restore import restore

    call_command("migrate", interactive=False, verbosity=0)
    try:
        result = restore(args.file, replace=args.replace, progress=_progress)
    except LinliError as error:
        return fail(args, error)
    if args.json:
        print_json({"ok": True, **vars(result)})
        return 0
    print(f"\r{result.rows} rows, {result.files} files, digest {result.digest or '—'}")
    print(f"{result.erased_again} erasures since the backup repeated")
    for note in result.notes:
        print(note)
    return 0


def _rotate(args: argparse.Namespace) -> int:
    from linli.records import keys, rotation

    count = rotation.rotate(new_key=not args.resume)
    print(f"{count} rows now under key {keys.current_field_key()}")
    return 0


def _tallies(args: argparse.Namespace) -> int:
    from linli.records import registry, tallies

    wrong = {}
    for name in registry.tally_names():
        kind = registry.tally_type(name)
        if kind and kind.rebuild and (found := tallies.rebuild(name, write=args.write)):
            wrong[name] = found
    if args.json:
        print_json({"ok": not wrong, "wrong": wrong})
    else:
        for name, found in wrong.items():
            for key, (shown, true) in found.items():
                print(f"{name} {key}: shown {shown}, true {true}")
        print("all tallies are true" if not wrong else "put right" if args.write else "wrong")
    return 0 if not wrong or args.write else 1
