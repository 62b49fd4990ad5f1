"""The working-day calendar: equal to public packages day by day, and lawful in its counting."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.definitions.calendars import CalendarFileError, read_notice, shipped_calendar
from linli.domain.calendar import (
    PRESUMED,
    Calendar,
    CalendarRangeError,
    DayKind,
    Notice,
    SpecialDay,
    add_months,
)

CALENDAR = shipped_calendar()
DAYS = st.dates(date(2003, 6, 1), date(2028, 6, 30))

#: The notice for 2006 made this Saturday a workday; chinesecalendar 1.11 lacks it, holidays 0.108 has it.
WRONG_IN_CHINESECALENDAR = {date(2005, 12, 31)}


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_working_days_of_2004_to_2026_equal_both_public_packages() -> None:
    china = holidays.country_holidays("CN", years=range(2003, 2028))
    for day in every_day(date(2004, 1, 1), date(2026, 12, 31)):
        assert CALENDAR.is_workday(day) == china.is_working_day(day), day
        if day not in WRONG_IN_CHINESECALENDAR:
            assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day


def test_the_known_make_up_workdays_of_2017_and_2026_are_there() -> None:
    for year, days in {
        2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
        2017: ["01-22", "02-04", "04-01", "05-27", "09-30"],
    }.items():
        found = [
            info.day for info in CALENDAR.days(date(year, 1, 1), date(year, 12, 31)) if info.kind == "makeup"
        ]
        assert found == [date.fromisoformat(f"{year}-{day}") for day in days]


def test_a_day_says_its_kind_festival_and_notice() -> None:
    eve = CALENDAR.info(date(2026, 2, 16))
    assert (eve.kind, eve.kind.zh, eve.name) == (DayKind.HOLIDAY, "法定假日", "春节")
    assert eve.source == "《国务院办公厅关于2026年部分节假日安排的通知》（国办发明电〔2025〕7号）"
    assert CALENDAR.kind(date(2026, 2, 20)) is DayKind.REST
    assert CALENDAR.kind(date(2026, 2, 14)).zh == "调休上班"
    assert CALENDAR.kind(date(2026, 2, 24)) is DayKind.WORKDAY


def test_a_year_without_notice_is_presumed_and_its_tail_of_december_too() -> None:
    assert CALENDAR.is_presumed(date(2027, 3, 1))
    assert not CALENDAR.is_presumed(date(2026, 12, 28))
    assert CALENDAR.is_presumed(date(2026, 12, 29))
    assert CALENDAR.kind(date(2027, 1, 1)) is DayKind.WORKDAY
    notice = Notice(2027, "t", (SpecialDay(date(2027, 1, 1), DayKind.HOLIDAY, "元旦"),))
    known = CALENDAR.with_notice(notice)
    assert not known.is_presumed(date(2026, 12, 31))
    assert known.kind(date(2027, 1, 1)) is DayKind.HOLIDAY
    assert known.presumed_between(date(2026, 1, 1), date(2027, 12, 31))
    assert not known.presumed_between(date(2026, 1, 1), date(2027, 12, 28))


def test_a_local_day_lies_on_top_of_the_notice() -> None:
    local = CALENDAR.with_local([SpecialDay(date(2026, 11, 23), DayKind.REST, "停电检修")])
    assert not local.is_workday(date(2026, 11, 23))
    assert local.with_local([SpecialDay(date(2026, 11, 23), DayKind.WORKDAY, "")]).is_workday(
        date(2026, 11, 23)
    )


@given(DAYS, st.integers(-300, 300))
def test_counting_by_table_equals_walking(day: date, count: int) -> None:
    found, left, step = day, abs(count), 1 if count >= 0 else -1
    if count == 0:
        while not CALENDAR.is_workday(found):
            found += timedelta(days=1)
    while left:
        found += timedelta(days=step)
        left -= CALENDAR.is_workday(found)
    assert CALENDAR.add_workdays(day, count) == found


@given(DAYS, DAYS)
def test_workdays_between_is_the_number_of_workdays(first: date, last: date) -> None:
    if first <= last:
        slow = sum(CALENDAR.is_workday(day) for day in every_day(first + timedelta(days=1), last))
        assert CALENDAR.workdays_between(first, last) == slow
    assert CALENDAR.workdays_between(first, last) == -CALENDAR.workdays_between(last, first)


@given(DAYS, st.integers(1, 60), st.sets(DAYS, max_size=8))
def test_a_holiday_never_makes_a_forward_day_earlier_nor_a_backward_one_later(
    day: date, count: int, free: set[date]
) -> None:
    more = CALENDAR.with_local([SpecialDay(item, DayKind.HOLIDAY, "") for item in free])
    assert more.add_workdays(day, count) >= CALENDAR.add_workdays(day, count)
    assert more.add_workdays(day, -count) <= CALENDAR.add_workdays(day, -count)


def test_months_end_on_the_same_day_or_the_last_one() -> None:
    assert add_months(date(2021, 12, 28), 1) == date(2022, 1, 28)
    assert add_months(date(2021, 1, 31), 1) == date(2021, 2, 28)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)


@given(DAYS, st.integers(-30, 30))
def test_a_month_on_is_in_that_month_and_never_on_a_later_day(day: date, count: int) -> None:
    there = add_months(day, count)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == count
    assert there.day == day.day or (there.day < day.day and (there + timedelta(days=1)).day == 1)


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2131, 1, 1)])
def test_a_date_far_away_is_refused_with_a_sentence(day: date) -> None:
    with pytest.raises(CalendarRangeError, match="超出"):
        PRESUMED.is_workday(day)
    with pytest.raises(CalendarRangeError):
        PRESUMED.add_workdays(date(2130, 12, 30), 20)


GOOD = "year: 2027\nsource: {title: 通知}\nholidays: [{name: 元旦, statutory: [2027-01-01], workdays: [2027-01-03]}]\n"


def test_a_good_file_is_read() -> None:
    notice = read_notice(GOOD)
    assert Calendar({2027: notice}).kind(date(2027, 1, 3)) is DayKind.MAKEUP


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[", "不是可以读的"),
        ("year: x", "年份"),
        (GOOD.replace("title", "titel"), "titel"),
        (GOOD.replace("2027-01-03", "2027-01-04"), "本来就是工作日"),
        (GOOD.replace("2027-01-03", "2028-01-02"), "不属于2027年"),
        (GOOD.replace("2027-01-03", "soon"), "不是日期"),
        (GOOD.replace("workdays: [2027-01-03]", "rest: [2027-01-01]"), "写了两次"),
        ("year: 2027\nsource: {title: 通知}\nholidays: []", "至少"),
        ("- 1", "项目"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(CalendarFileError, match=words):
        read_notice(text, "2027.yaml")
