"""``linli`` and ``python -m linli``: one command for everything an operator does.

Each room may bring a module ``cli`` with ``register(subparsers)``; a sub-command sets ``run`` to a
function of the parsed arguments that returns the exit status (0 only when all is well).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

ROOMS = (
    "config",
    "mechanisms",
    "areas",
    "organizations",
    "accounts",
    "clocks",
    "records",
    "ledgers",
    "papers",
    "cases",
    "relay",
    "indicators",
    "demo",
)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line, collected from the rooms (Django must be set up)."""
    parser = argparse.ArgumentParser(prog="linli", description="邻里 — neighbourhood governance")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for room in ROOMS:
        if find_spec(f"linli.{room}.cli"):
            import_module(f"linli.{room}.cli").register(subparsers)
    manage = subparsers.add_parser("manage", help="any Django management command", add_help=False)
    manage.add_argument("rest", nargs=argparse.REMAINDER)
    manage.set_defaults(run=_manage)
    return parser


def _manage(args: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["linli manage", *args.rest])
    return 0


def _run_without_django(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="linli")
    import_module("linli.config.cli").register(parser.add_subparsers(dest="command", required=True))
    args = parser.parse_args(arguments)
    return int(args.run(args) or 0)


def _demo_served(arguments: list[str]) -> int:
    """``demo --serve``: the loading runs in a process of its own, so that none of it is carried into the server."""
    from linli.demo.serving import serve_demo

    parser = argparse.ArgumentParser(prog="linli demo", add_help=False)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    args, rest = parser.parse_known_args(arguments[1:])
    rest += ["--host", args.host, "--port", str(args.port)]
    return serve_demo(rest, args.host, args.port)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["serve"]:
        # The supervisor stays small and away from the database: no Django here.
        return _run_without_django(arguments)
    if arguments[:1] == ["demo"]:
        os.environ.setdefault("LINLI_DEMO", "1")
        if "--serve" in arguments and not {"-h", "--help"} & set(arguments):
            return _demo_served(arguments)
    import django

    django.setup()
    args = build_parser().parse_args(arguments)
    try:
        return int(args.run(args) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141


if __name__ == "__main__":
    sys.exit(main())
