"""``linli due`` explains a deadline; ``linli calendar`` shows a year and loads its notice; ``linli addresses``."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from linli.clocks import lookup
from linli.definitions.fieldvalues import in_reach
from linli.domain.calendar import SHANGHAI, CalendarRangeError, local_day
from linli.domain.clock_words import explain, say_amount, say_instant
from linli.domain.clocks import ClockTemplate, Due, Step, Unit
from linli.records.console import fail, print_json
from linli.records.errors import LinliError
from linli.records.time import now


def register(subparsers: Any) -> None:
    """Add the commands of this room."""
    due = subparsers.add_parser("due", help="when is it due, and why: linli due 13710 --at 2026-02-13T16:00")
    due.add_argument(
        "template", help="13710, hotline_ordinary, filing_clock … or a limit such as 3wd, 7d, 4wh, 1m, 10d-"
    )
    due.add_argument(
        "--at", type=_instant, required=True, metavar="ISO", help="start (or event to count back from)"
    )
    due.add_argument(
        "--kind", action="append", default=[], help="class of the matter: ordinary, complex, community …"
    )
    due.add_argument("--working", action="store_true", help="read the days of the clock as working days")
    due.add_argument("--lang", choices=("zh", "en"), default="zh")
    due.add_argument("--json", action="store_true")
    due.set_defaults(run=_due)

    calendar = subparsers.add_parser("calendar", help="working days of a year")
    calendar.add_argument("year", type=int)
    calendar.add_argument("--load", type=Path, metavar="FILE", help="load the notice of this year first")
    calendar.add_argument("--json", action="store_true")
    calendar.set_defaults(run=_calendar)

    address = subparsers.add_parser("addresses", help="where posts and bodies are told outside the pages")
    address.add_argument("--post", type=int)
    address.add_argument("--body", type=int)
    address.add_argument("--channel", choices=("wecom_robot", "wecom_app", "email", "sms"))
    address.add_argument("--target", help="an Apprise address, or a mail address; kept encrypted")
    address.add_argument("--only-urgent", action="store_true")
    address.add_argument("--json", action="store_true")
    address.set_defaults(run=_addresses)


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"时间写法如2026-02-13T16:00，现为「{text}」") from error
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def _due(args: argparse.Namespace) -> int:
    day = args.at.date()
    if not in_reach(day, local_day(now())):
        return fail(args, f"日期不在1900年到五十年以后之间，现为「{day.isoformat()}」", 2)
    day = args.at.astimezone(SHANGHAI).date()
    try:
        template = lookup.template(args.template, day, working=args.working)
        rows = lookup.explain(template, args.at, args.kind)
    except (LookupError, CalendarRangeError, ValueError) as error:
        return fail(args, error.args[0] if error.args else error, 2)
    if args.json:
        print_json(_as_json(template, args.at, rows))
        return 0
    print(template.zh + (f"（{template.source}）" if template.source else ""))
    for step, due in rows:
        presumed = " 推定" if due.presumed and args.lang == "zh" else " presumed" if due.presumed else ""
        print(f"\n{step.zh}  {say_instant(due.due_at, with_year=True, lang=args.lang)}{presumed}")
        for number, sentence in enumerate(explain(due.steps, lang=args.lang), 1):
            print(f"  {number}. {sentence}")
    if template.open_end:
        print("\n" + ("办结之后仍跟踪到销号清零" if args.lang == "zh" else "Followed until cleared to zero"))
    return 0


def _as_json(template: ClockTemplate, at: datetime, rows: list[tuple[Step, Due]]) -> dict[str, Any]:
    return {
        "template": template.id,
        "name": template.zh,
        "at": at.isoformat(),
        "open_end": template.open_end,
        "steps": [
            {
                "step": step.id,
                "name": step.zh,
                "limit": say_amount(step.amount, step.unit),
                "unit": Unit(step.unit).value,
                "due_at": due.due_at.isoformat(),
                "presumed": due.presumed,
                "why": explain(due.steps),
                "reasons": due.steps_json(),
            }
            for step, due in rows
        ],
    }


def _calendar(args: argparse.Namespace) -> int:
    from linli.clocks import services
    from linli.domain.access import Actor

    if args.load:
        try:
            text = args.load.read_text(encoding="utf-8")
            actor = Actor(user_id=None, post_id=None, channel="command")
            services.load_notice(text=text, name=args.load.name, actor=actor, at=now())
        except (OSError, UnicodeDecodeError, LinliError) as error:
            return fail(args, error, 2)
        moved = services.recompute_for_calendar(at=now())
        print(f"已载入；{moved}件事项的到期时间有变", file=sys.stderr)
    try:
        calendar = lookup.times_now().calendar
        days = [info for info in calendar.days(date(args.year, 1, 1), date(args.year, 12, 31)) if info.name]
    except (CalendarRangeError, ValueError) as error:
        return fail(args, error, 2)
    presumed = args.year not in calendar.notices
    if args.json:
        listed = [{"day": info.day.isoformat(), "kind": info.kind.value, "name": info.name} for info in days]
        print_json({"year": args.year, "presumed": presumed, "days": listed})
        return 0
    notice = calendar.notices.get(args.year)
    print(f"{args.year}年  " + (notice.source if notice else "放假通知尚未公布，按周一至周五推定"))
    for info in days:
        print(f"  {info.day.isoformat()}  {info.kind.zh}  {info.name}")
    return 0


def _addresses(args: argparse.Namespace) -> int:
    from linli.clocks import services
    from linli.clocks.models import Address

    if args.target:
        if not args.channel or (args.post is None) == (args.body is None):
            return fail(args, "要写明 --channel，以及 --post 或 --body 其中一个", 2)
        services.set_address(
            channel=args.channel,
            target=args.target,
            post_id=args.post,
            body_id=args.body,
            only_urgent=args.only_urgent,
        )
    rows = [
        {"id": row.pk, "post": row.post_id, "body": row.body_id, "channel": row.channel, "active": row.active}
        for row in Address.objects.order_by("pk")
    ]
    if args.json:
        print_json(rows)
        return 0
    for row in rows:
        print(
            "{id:>6}  {channel:<12} post {post}  body {body}".format(**row) + ("" if row["active"] else "  -")
        )
    return 0
