"""``linli relay``: key, in, out, show."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from linli.records.console import fail, print_json
from linli.records.errors import LinliError
from linli.records.time import now


def register(subparsers: Any) -> None:
    """Adds the relay's commands."""
    relay = subparsers.add_parser("relay", help="two network zones: batches through a folder")
    parts = relay.add_subparsers(dest="part", metavar="PART", required=True)
    key = parts.add_parser("key", help="make the secret both zones share")
    key.add_argument("file", type=Path)
    key.add_argument("--json", action="store_true")
    key.set_defaults(run=_said(_key))
    come = parts.add_parser("in", help="take the batches that came")
    come.add_argument("--next", type=int, metavar="N", help="after a restore: the next batch to take is N")
    come.add_argument("--json", action="store_true")
    come.set_defaults(run=_said(_in))
    out = parts.add_parser("out", help="write the batches that are due")
    out.add_argument("--again", type=int, metavar="N", help="write batch N again")
    out.add_argument("--next", type=int, metavar="N", help="after a restore: the next batch to write is N")
    out.add_argument("--json", action="store_true")
    out.set_defaults(run=_said(_out))
    show = parts.add_parser("show", help="what waits, the last numbers, what was refused")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=_said(_show))


def _said(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """A command whose refusal is one sentence."""

    def command(args: argparse.Namespace) -> int:
        try:
            return run(args)
        except LinliError as error:
            return fail(args, error)

    return command


def _key(args: argparse.Namespace) -> int:
    from linli.relay.sealing import make_secret

    make_secret(args.file)
    if args.json:
        print_json({"ok": True, "file": str(args.file)})
    else:
        print(args.file)
    return 0


def _in(args: argparse.Namespace) -> int:
    from linli.relay import files, services

    with files.alone():
        if args.next is not None:
            services.read_from(args.next, now())
        report = services.receive(now())
    if args.json:
        print_json({"ok": report.ok, **vars(report)})
        return 0 if report.ok else 1
    print(f"收到{len(report.applied)}批，重复{len(report.doubled)}批")
    for name in report.coming:
        print(f"{name}：还没有传完，下次再收")
    for name, sentence in report.refused:
        print(f"{name}：{sentence}没有采用，已放到in/refused", file=sys.stderr)
    if report.missing is not None:
        held = "、".join(map(str, report.waiting))
        print(f"缺第{report.missing}批，已到的第{held}批等它到了再办", file=sys.stderr)
    return 0 if report.ok else 1


def _out(args: argparse.Namespace) -> int:
    from linli.relay import files, services

    with files.alone():
        if args.again is not None:
            made = [services.send_again(args.again, now())]
        else:
            if args.next is not None:
                services.write_from(args.next, now())
            made = services.send(now())
    if args.json:
        print_json({"ok": True, "written": [batch.name for batch in made]})
    else:
        for batch in made:
            print(batch.name)
    return 0


def _show(args: argparse.Namespace) -> int:
    from linli.relay import queries

    found = queries.state()
    if args.json:
        print_json(found)
    else:
        for name, value in _lines(found):
            print(f"{name}: {value}")
    return 0 if found["ok"] else 1


def _lines(found: dict[str, Any], before: str = "") -> list[tuple[str, object]]:
    lines: list[tuple[str, object]] = []
    for name, value in found.items():
        if isinstance(value, dict):
            lines += _lines(value, f"{before}{name}.")
        else:
            lines.append((f"{before}{name}", value))
    return lines
