"""``linli demo``: the invented city with its cases, loaded once, and whom one may enter as."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from typing import Any

from linli.demo.stamp import Stamp

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


def register(subparsers: Any) -> None:
    """Adds ``demo``."""
    demo = subparsers.add_parser("demo", help="an invented city to look at, loaded once; --serve opens it")
    demo.add_argument("--size", choices=("small", "city"), default="city")
    demo.add_argument("--seed", type=int, default=20261121, help="the same seed and day make the same city")
    demo.add_argument("--at", default="", help=argparse.SUPPRESS)
    demo.add_argument("--json", action="store_true")
    demo.add_argument("--serve", action="store_true", help="then the web server and its worker, until Ctrl-C")
    demo.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    demo.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    demo.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from django.conf import settings

    if not settings.LINLI_DEMO:
        print("演示数据只能装进演示环境：请去掉 LINLI_DEMO=0 再试。", file=sys.stderr)
        return 1
    from linli.config.prepare import prepare
    from linli.demo import loading

    prepare()
    try:
        stamp, new = loading.ensure(size=args.size, seed=args.seed, at=_at(args.at), say=_say(args.json))
    except loading.NotEmpty as error:
        print(str(error), file=sys.stderr)
        return 1
    if args.json:
        json.dump({"ok": True, "loaded_now": new, **asdict(stamp)}, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    _print(stamp, new, args.host, args.port)
    return 0


def _at(text: str) -> Any:
    from datetime import datetime

    from linli.domain.calendar import SHANGHAI
    from linli.records.time import now

    if not text:
        return now()
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def _say(quiet: bool) -> Any:
    def say(text: str) -> None:
        if not quiet:
            print(text, flush=True)

    return say


def _print(stamp: Stamp, new: bool, host: str, port: int) -> None:
    from linli.accounts import demonstration
    from linli.config.serve import shown_url
    from linli.records.time import now

    took = f"，用时 {stamp.seconds:.0f} 秒" if new else "（上次装好的，直接用）"
    print(f"演示数据：诉求 {stamp.counts.get('cases', 0)} 件{took}")
    print("\n可以进去看看的身份：")
    for card in demonstration.cards(now()):
        post = card.act.post if card.act else None
        what = f"{post.title}　{post.organization}" if post else str(card.user.get_admin_role_display())
        print(f"  {card.user.username:<20}{what}　{card.user.display_name}")
    base = shown_url(host, port)
    print(f"\n选一个身份：{base}accounts/enter/\n居民服务：　{base}w/")
    if host not in LOCAL:
        _print_qr(base)


def _print_qr(base: str) -> None:
    import segno

    print("\n手机扫一扫（同一个局域网）：")
    segno.make(f"{base}accounts/enter/", error="l", micro=False).terminal(compact=True, border=2)
