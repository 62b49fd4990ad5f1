"""Reads the notices of the years' holidays from YAML into the kernel's calendar.

One readable file a year in ``library/calendars/``; a site may add a year (or a corrected one) through the database
(``linli.clocks``). A mistake in a file names the file, the place in it and what is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from linli.domain.calendar import Calendar, DayKind, Notice, SpecialDay

SHIPPED = Path(__file__).resolve().parent.parent / "library" / "calendars"

#: Lists of days a festival may give, and what such a day is.
_LISTS = {"statutory": DayKind.HOLIDAY, "rest": DayKind.REST, "workdays": DayKind.MAKEUP}


class CalendarFileError(ValueError):
    """A holiday file that cannot be used; the sentence says where and why."""


def read_notice(text: str, name: str = "") -> Notice:
    """One year's notice from the text of its file. Raises CalendarFileError."""
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        raise CalendarFileError(f"{name}：不是可以读的节假日文件（{error}）") from error
    top = _mapping(data, name, "", {"year", "source", "holidays"})
    year = top.get("year")
    if not isinstance(year, int) or not 1949 <= year <= 2130:
        raise CalendarFileError(f"{name} year：年份应是1949—2130之间的数，现为「{year}」")
    source = _mapping(top.get("source"), name, "source", {"title", "number", "amendments"})
    if not source.get("title"):
        raise CalendarFileError(f"{name} source.title：要写明依据哪份通知")
    days = tuple(sorted(_days(top.get("holidays"), name, year), key=lambda item: item.day))
    _refuse_doubles(days, name)
    return Notice(
        year=year,
        title=str(source["title"]),
        number=str(source.get("number", "")),
        amendments=tuple(str(item) for item in source.get("amendments", ())),
        days=days,
    )


def read_notices(folder: Path) -> dict[int, Notice]:
    """All notices of a folder by year. Raises CalendarFileError."""
    notices = {}
    for path in sorted(folder.glob("*.yaml")):
        notice = read_notice(path.read_text(encoding="utf-8"), path.name)
        if path.stem != str(notice.year):
            raise CalendarFileError(f"{path.name} year：文件名与年份{notice.year}不一致")
        notices[notice.year] = notice
    return notices


@lru_cache(maxsize=1)
def shipped_calendar() -> Calendar:
    """The calendar of the files in the package (from 2004 on)."""
    return Calendar(read_notices(SHIPPED))


def _mapping(value: Any, name: str, path: str, allowed: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise CalendarFileError(f"{name} {path or '/'}：应是「项目: 内容」的写法")
    if unknown := sorted(set(map(str, value)) - allowed):
        raise CalendarFileError(
            f"{name} {path or '/'}：没有「{unknown[0]}」这一项，可以写：{'、'.join(sorted(allowed))}"
        )
    return value


def _days(value: Any, name: str, year: int) -> Iterator[SpecialDay]:
    if not isinstance(value, list) or not value:
        raise CalendarFileError(f"{name} holidays：至少要有一个节日")
    for index, entry in enumerate(value):
        path = f"holidays[{index}]"
        festival = _mapping(entry, name, path, {"name", *_LISTS})
        for key, kind in _LISTS.items():
            for day in festival.get(key) or ():
                yield SpecialDay(
                    _checked(day, kind, year, f"{name} {path}.{key}"), kind, str(festival.get("name", ""))
                )


def _checked(day: Any, kind: DayKind, year: int, where: str) -> date:
    if type(day) is not date:
        raise CalendarFileError(f"{where}：「{day}」不是日期，写法如{year}-01-01")
    if day.year != year and not (day.year == year - 1 and day.month == 12):
        raise CalendarFileError(f"{where}：{day.isoformat()}不属于{year}年（可含上一年12月的元旦调休）")
    if kind is DayKind.MAKEUP and day.weekday() < 5:
        raise CalendarFileError(f"{where}：{day.isoformat()}本来就是工作日，调休上班应在周六或周日")
    return day


def _refuse_doubles(days: tuple[SpecialDay, ...], name: str) -> None:
    for one, other in pairwise(days):
        if one.day == other.day:
            raise CalendarFileError(f"{name}：{one.day.isoformat()}写了两次")
