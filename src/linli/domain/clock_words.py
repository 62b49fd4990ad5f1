"""The words of a clock: why a date is that date, as sentences an office says aloud.

Every reason code of ``linli.domain.clocks`` has its sentence here; a test walks all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from linli.domain.calendar import SHANGHAI, WEEKDAYS_ZH
from linli.domain.clocks import Reason, Unit

UNITS_ZH = {
    Unit.MINUTE: "分钟",
    Unit.HOUR: "小时",
    Unit.DAY: "天",
    Unit.MONTH: "个月",
    Unit.WORK_MINUTE: "工作分钟",
    Unit.WORK_HOUR: "个工作小时",
    Unit.WORK_DAY: "个工作日",
}


def say_day(day: date, with_year: bool = False) -> str:
    """``2月13日（星期五）``, with the year where it matters."""
    year = f"{day.year}年" if with_year else ""
    return f"{year}{day.month}月{day.day}日（{WEEKDAYS_ZH[day.weekday()]}）"


def say_instant(at: datetime, with_year: bool = False) -> str:
    """``2月13日（星期五）16:00``; the last second of a day is said as 24:00."""
    here = at.astimezone(SHANGHAI)
    clock = "24:00" if (here.hour, here.minute, here.second) == (23, 59, 59) else f"{here:%H:%M}"
    return say_day(here.date(), with_year) + clock


def say_amount(amount: int, unit: Unit | str) -> str:
    """``3个工作日``, ``当天`` for none."""
    unit = Unit(unit)
    if amount == 0 and not unit.is_short:
        return "当天"
    return f"{amount}{UNITS_ZH[unit]}"


def explain(steps: Iterable[Reason], with_year: bool | None = None) -> list[str]:
    """The reasons as Chinese sentences, in order; the year is said when the way crosses new year.

    Raises KeyError for an unknown code.
    """
    steps = tuple(steps)
    if with_year is None:
        with_year = len({str(reason.args["at"])[:4] for reason in steps if "at" in reason.args}) > 1
    return [_sentence(reason, with_year) for reason in steps]


def _sentence(reason: Reason, with_year: bool) -> str:
    if own := _OWN.get(reason.code):
        return own(reason.args, with_year)
    return _SENTENCES[reason.code].format(**_said(reason.args, with_year))


def _said(args: Mapping[str, Any], with_year: bool) -> dict[str, str]:
    """The arguments as words: instants, days, lengths of time."""
    said = {key: str(value) for key, value in args.items()}
    for key in args.keys() & {"at", "from", "to"}:
        said[key] = say_instant(datetime.fromisoformat(args[key]), with_year)
    if "unit" in args:
        said["length"] = say_amount(args["amount"], args["unit"])
    return said


def _count(args: Mapping[str, Any], _: bool) -> str:
    amount, unit = args["amount"], Unit(args["unit"])
    if amount == 0 and not unit.is_short:
        return "时限为当天"
    text = f"时限{say_amount(amount, unit)}"
    return text if unit.is_short or unit is Unit.MONTH else text + "，当天不计，从次日数起"


def _skip(args: Mapping[str, Any], with_year: bool) -> str:
    first, last = date.fromisoformat(args["first"]), date.fromisoformat(args["last"])
    if first == last:
        return f"跳过{say_day(first, with_year)}，{args['name']}放假"
    days = (last - first).days + 1
    year = f"{first.year}年" if with_year else ""
    return (
        f"跳过{year}{first.month}月{first.day}日至{last.month}月{last.day}日，{args['name']}放假，共{days}天"
    )


def _makeup(args: Mapping[str, Any], with_year: bool) -> str:
    name = f"（{args['name']}）" if args["name"] else ""
    return f"{say_day(date.fromisoformat(args['day']), with_year)}调休上班{name}，按工作日计"


#: Sentences that need more than their arguments.
_OWN: dict[str, Callable[[Mapping[str, Any], bool], str]] = {
    "count": _count,
    "skip": _skip,
    "makeup": _makeup,
}

#: code → sentence
_SENTENCES = {
    "from": "从{at}起算",
    "event": "以{at}为准",
    "backward": "须提前{length}，从前一天往前数",
    "natural": "按自然日算，节假日和周末不扣除",
    "month_end": "那个月没有这一天，算到月末",
    "office": "不在办公时间，从{at}上班时计",
    "weekends": "周末{days}天不计",
    "notice": "放假调休依据{source}",
    "presumed": "{year}年放假通知尚未公布，按周一至周五推定，公布后自动重算并告知",
    "paused": "{from}至{to}挂账，不计入时限",
    "extended": "批准延期{length}",
    "external": "时限以{source}平台为准",
    "set": "时限由交办时指定：{note}",
    "recomputed": "放假安排有变，重新计算",
    "until": "到{at}截止",
}

#: Every code that may occur.
REASON_CODES = frozenset(_SENTENCES) | frozenset(_OWN)
