"""``linli places load|find|show``: the official list and the tree from the command line."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from linli.domain.access import Actor
from linli.domain.codes import record_id
from linli.records.console import fail, print_json

_ACTOR = Actor(user_id=None, post_id=None, channel="command")


def register(subparsers: Any) -> None:
    """Add the command group ``places``."""
    places = subparsers.add_parser("places", help="the official places: load, find, show")
    group = places.add_subparsers(dest="places_command", required=True)

    load = group.add_parser("load", help="load a province, city, county (by code) or the nation")
    load.add_argument("code", nargs="*", help="division codes, e.g. 4109")
    load.add_argument("--all", action="store_true", help="the whole nation, 665,276 places")
    load.add_argument("--json", action="store_true")
    load.set_defaults(run=_load)

    find = group.add_parser("find", help="by part of a name, pinyin initials or code")
    find.add_argument("text")
    find.add_argument("--within", help="code of a place to search below")
    find.add_argument("--limit", type=int, default=20)
    find.add_argument("--json", action="store_true")
    find.set_defaults(run=_find)

    show = group.add_parser("show", help="one place: codes, those above and below, history")
    show.add_argument("code", help="division code, local code, or the number of the place")
    show.add_argument("--on", help="as of a day, YYYY-MM-DD")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=_show)


def _load(args: argparse.Namespace) -> int:
    from linli.areas.errors import BadPlace
    from linli.areas.loading import load_official
    from linli.records.time import now

    if bool(args.code) == args.all:
        return fail(args, "name one or more division codes, or --all")
    results = []
    for code in args.code or [None]:
        started = time.perf_counter()
        try:
            done = load_official(code, actor=_ACTOR, at=now(), progress=None if args.json else _progress)
        except BadPlace as error:
            return fail(args, error)
        results.append(
            {
                "code": done.prefix or "all",
                "edition": done.edition,
                "created": done.created,
                "count": done.count,
                "existing": done.existing,
                "skipped": done.skipped,
                "seconds": round(time.perf_counter() - started, 1),
            }
        )
    _print(results, args.json, "{code}: {count} new, {existing} there before, {seconds} s")
    return 0


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == total else "\r"
        print(f"{done:,} / {total:,} places", end=end, file=sys.stderr, flush=True)


def _print(rows: list[dict[str, Any]], as_json: bool, line: str) -> None:
    if as_json:
        print_json(rows)
        return
    for row in rows:
        print(line.format(**row))


def _find(args: argparse.Namespace) -> int:
    from linli.areas import queries

    refs = None
    if args.within:
        top = queries.by_code(args.within)
        if top is None:
            return fail(args, f"no place with the code {args.within}")
        refs = queries.refs_for([top.area_id])
    found = queries.search(args.text, refs, limit=max(1, min(args.limit, 200)))
    rows = [
        {"id": hit.area_id, "code": hit.code, "level": hit.level, "name": hit.name, "where": hit.where}
        for hit in found
    ]
    _print(rows, args.json, "{code:<14} {level:<9} {name}  {where}")
    return 0 if rows else 1


def _show(args: argparse.Namespace) -> int:
    from linli.areas import queries, showing

    try:
        on = showing.parse_day(args.on)
    except ValueError as error:
        return fail(args, error)
    row = queries.by_code(args.code, on)
    if row is None and (number := record_id(args.code)) is not None:
        row = queries.span(number, on)
    if row is None:
        return fail(args, f"no place with the code or number {args.code}")
    facts = showing.facts(row, on)
    if args.json:
        print_json(facts)
        return 0
    print(f"{facts['name']}  {facts['level']}  {facts['code']}")
    print(" > ".join(step["name"] for step in facts["above"]))
    for name, count in facts["below"].items():
        print(f"  {name}: {count}")
    for old in facts["history"]:
        print(f"  {old['from']} .. {old['to'] or 'today'}  {old['name']}")
    return 0
