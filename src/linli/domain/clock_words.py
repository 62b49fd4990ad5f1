"""The words of a clock: why a date is that date, as sentences an office says aloud, in Chinese and English.

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
UNITS_EN = {
    Unit.MINUTE: "minute",
    Unit.HOUR: "hour",
    Unit.DAY: "day",
    Unit.MONTH: "month",
    Unit.WORK_MINUTE: "office minute",
    Unit.WORK_HOUR: "office hour",
    Unit.WORK_DAY: "working day",
}
#: Festivals as the notices name them → English; others are left as they are.
FESTIVALS_EN = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-autumn Festival",
    "国庆节": "National Day",
}


def say_day(day: date, with_year: bool = False, lang: str = "zh") -> str:
    """``2月13日（星期五）``, with the year where it matters; English: ``Fri 13 Feb``."""
    if lang == "en":
        return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if with_year else "")
    year = f"{day.year}年" if with_year else ""
    return f"{year}{day.month}月{day.day}日（{WEEKDAYS_ZH[day.weekday()]}）"


def say_instant(at: datetime, with_year: bool = False, lang: str = "zh") -> str:
    """``2月13日（星期五）16:00``; the last second of a day is said as 24:00."""
    here = at.astimezone(SHANGHAI)
    clock = "24:00" if (here.hour, here.minute, here.second) == (23, 59, 59) else f"{here:%H:%M}"
    return say_day(here.date(), with_year, lang) + (" " if lang == "en" else "") + clock


def say_amount(amount: int, unit: Unit | str, lang: str = "zh") -> str:
    """``3个工作日``; ``当天`` for no days."""
    unit = Unit(unit)
    if amount == 0 and not unit.is_short:
        return "the same day" if lang == "en" else "当天"
    if lang == "en":
        return f"{amount} {UNITS_EN[unit]}" + ("" if amount == 1 else "s")
    return f"{amount}{UNITS_ZH[unit]}"


def explain(steps: Iterable[Reason], with_year: bool | None = None, lang: str = "zh") -> list[str]:
    """The reasons as sentences, in order; the year is said when the way crosses new year.

    Raises KeyError for an unknown code.
    """
    steps = tuple(steps)
    if with_year is None:
        with_year = len({str(reason.args["at"])[:4] for reason in steps if "at" in reason.args}) > 1
    return [_sentence(reason, with_year, lang) for reason in steps]


def _sentence(reason: Reason, with_year: bool, lang: str) -> str:
    code = reason.code
    if choose := _CHOICES.get(code):
        code = choose(reason.args)
    return _SENTENCES[code][lang == "en"].format(**_said(reason.args, with_year, lang))


def _said(args: Mapping[str, Any], with_year: bool, lang: str) -> dict[str, str]:
    """The arguments as words: instants, days, lengths of time, festivals."""
    said = {key: str(value) for key, value in args.items()}
    for key in args.keys() & {"at", "from", "to"}:
        said[key] = say_instant(datetime.fromisoformat(args[key]), with_year, lang)
    for key in args.keys() & {"day", "first", "last"}:
        said[key] = say_day(date.fromisoformat(args[key]), with_year, lang)
    if "unit" in args:
        said["length"] = say_amount(args["amount"], args["unit"], lang)
    if "first" in args:
        said["days"] = str((date.fromisoformat(args["last"]) - date.fromisoformat(args["first"])).days + 1)
    if lang == "en" and "name" in args:
        said["name"] = FESTIVALS_EN.get(args["name"], args["name"])
    return said


def _count(args: Mapping[str, Any]) -> str:
    unit = Unit(args["unit"])
    if args["amount"] == 0 and not unit.is_short:
        return "count_none"
    return "count_plain" if unit.is_short or unit is Unit.MONTH else "count_days"


#: Codes whose sentence depends on their arguments.
_CHOICES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "count": _count,
    "skip": lambda args: "skip_day" if args["first"] == args["last"] else "skip_days",
    "makeup": lambda args: "makeup_named" if args["name"] else "makeup_plain",
}

#: code → sentence in Chinese, in English
_SENTENCES = {
    "from": ("从{at}起算", "Counted from {at}"),
    "event": ("以{at}为准", "Counted back from {at}"),
    "count_none": ("时限为当天", "Due the same day"),
    "count_plain": ("时限{length}", "Limit: {length}"),
    "count_days": ("时限{length}，当天不计，从次日数起", "Limit: {length}, beginning with the day after"),
    "backward": ("须提前{length}，从前一天往前数", "{length} before, beginning with the day before"),
    "natural": ("按自然日算，节假日和周末不扣除", "Calendar days: holidays and weekends count"),
    "month_end": ("那个月没有这一天，算到月末", "That month has no such day: its last day is taken"),
    "office": ("不在办公时间，从{at}上班时计", "Outside office hours: counted from {at}"),
    "weekends": ("周末{days}天不计", "Weekend days left out: {days}"),
    "skip_day": ("跳过{first}，{name}放假", "Left out: {first}, {name}"),
    "skip_days": (
        "跳过{first}至{last}，{name}放假，共{days}天",
        "Left out: {first} to {last}, {name}, {days} days",
    ),
    "makeup_named": ("{day}调休上班（{name}），按工作日计", "{day} is a make-up workday ({name}) and counts"),
    "makeup_plain": ("{day}调休上班，按工作日计", "{day} is a make-up workday and counts"),
    "notice": ("放假调休依据{source}", "Holidays according to {source}"),
    "presumed": (
        "{year}年放假通知尚未公布，按周一至周五推定，公布后自动重算并告知",
        "The holidays of {year} are not announced yet: Monday to Friday presumed, to be counted again then",
    ),
    "paused": ("{from}至{to}挂账，不计入时限", "On hold from {from} to {to}, not counted"),
    "extended": ("批准延期{length}", "Extended by {length}"),
    "external": ("时限以{source}平台为准", "The limit is set by {source}"),
    "set": ("时限由交办时指定：{note}", "The limit was set with the order: {note}"),
    "until": ("到{at}截止", "Due {at}"),
}

#: Every code that may occur in a way.
REASON_CODES = (frozenset(_SENTENCES) | frozenset(_CHOICES)) - {
    name for name in _SENTENCES if name.split("_")[0] in _CHOICES
}
