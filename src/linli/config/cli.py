"""Commands of the house itself: serve, worker, prepare, sync, check."""

from __future__ import annotations

import argparse
import os
from typing import Any


def register(subparsers: Any) -> None:
    """Adds serve, worker, prepare and check."""
    serve = subparsers.add_parser("serve", help="web server and worker, until Ctrl-C")
    serve.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    serve.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    serve.add_argument("--workers", type=int, default=1, help="server processes (PostgreSQL only gains)")
    serve.add_argument("--no-worker", action="store_true", help="the worker runs as a service elsewhere")
    serve.set_defaults(run=_serve)

    worker = subparsers.add_parser("worker", help="queued tasks and jobs by the clock, until Ctrl-C")
    worker.add_argument("--batch", action="store_true", help="stop when nothing is left to do")
    worker.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    worker.set_defaults(run=_worker)

    prepare = subparsers.add_parser("prepare", help="tables, static files, mechanisms, when they changed")
    prepare.add_argument("--force", action="store_true")
    prepare.set_defaults(run=_prepare)

    check = subparsers.add_parser("check", help="is this installation sound?")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=_check)


def _serve(args: argparse.Namespace) -> int:
    from linli.config.serve import serve

    return serve(args.host, args.port, workers=args.workers, with_worker=not args.no_worker)


def _worker(args: argparse.Namespace) -> int:
    from linli.config import worker

    return worker.run(batch=args.batch, child=args.child)


def _prepare(args: argparse.Namespace) -> int:
    from linli.config.prepare import prepare

    prepare(force=args.force)
    return 0


def _check(args: argparse.Namespace) -> int:
    from django.core import checks

    from linli.config.prepare import unapplied_migrations
    from linli.records.console import print_json

    found: list[dict[str, Any]] = [
        {"id": item.id, "level": item.level, "message": str(item.msg), "hint": item.hint}
        for item in checks.run_checks(include_deployment_checks=False)
        if not item.is_silenced()
    ]
    if missing := unapplied_migrations():
        found.append(
            {
                "id": "linli.E001",
                "level": checks.ERROR,
                "message": f"{missing} migrations are not applied",
                "hint": "linli prepare",
            }
        )
    sound = all(item["level"] < checks.ERROR for item in found)
    if args.json:
        print_json({"ok": sound, "found": found})
    else:
        for item in found:
            print(f"{item['id']}: {item['message']}" + (f" ({item['hint']})" if item["hint"] else ""))
        print("ok" if sound else "not sound")
    return 0 if sound else 1
