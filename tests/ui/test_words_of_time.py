"""Dates, waits and numbers as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from linli.records.time import frozen
from linli.ui import words
from linli.ui.tags import filters

AT = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)  # 14:30 in the office


@pytest.fixture(autouse=True)
def chinese() -> object:
    with translation.override("zh-hans"), frozen(AT):
        yield


def test_a_day_has_its_weekday_and_an_instant_the_time_of_the_office() -> None:
    assert words.day(date(2026, 11, 21)) == "11月21日 星期六"
    assert words.day(datetime(2026, 11, 21, 17, 0, tzinfo=UTC), year=True) == "2026年11月22日 星期日"
    assert words.moment(AT) == "11月21日 14:30"


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=20), "刚刚"),
        (timedelta(minutes=5), "5分钟前"),
        (timedelta(hours=3), "3小时前"),
        (timedelta(hours=15), "昨天 23:30"),
        (timedelta(days=5), "11月16日 14:30"),
        (timedelta(days=400), "2025年10月17日 14:30"),
    ],
)
def test_how_long_ago(passed: timedelta, said: str) -> None:
    assert words.ago(AT - passed, AT) == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(hours=3), "今天17:30前"),
        (timedelta(hours=12), "明天02:30前"),
        (timedelta(days=3), "还有3天"),
        (timedelta(minutes=-10), "超期1小时"),
        (timedelta(hours=-5), "超期5小时"),
        (timedelta(days=-3, hours=-2), "超期3天"),
    ],
)
def test_how_long_is_left(left: timedelta, said: str) -> None:
    assert words.days_left(AT + left, AT) == said


def test_a_telephone_is_grouped_for_reading_aloud() -> None:
    assert words.phone("13800138000") == "138 0013 8000"
    assert words.phone("0374-1234567") == "0374-1234567"


def test_english_has_english_dates() -> None:
    with translation.override("en"):
        assert words.day(date(2026, 11, 21)) == "Sat 21 Nov"


def test_a_date_of_another_year_is_never_read_as_one_of_this_year() -> None:
    """On 21 November 2026 a due date in January is next year's, and a report of last December is old."""
    assert filters.day(date(2027, 1, 4)) == "2027年1月4日 星期一"
    assert filters.moment(datetime(2025, 12, 3, 1, 0, tzinfo=UTC)) == "2025年12月3日 09:00"
    # The year is the office's: in China it is 2027 already.
    assert filters.moment(datetime(2026, 12, 31, 16, 30, tzinfo=UTC)) == "2027年1月1日 00:30"
    assert filters.moment(AT) == "11月21日 14:30"
    assert filters.fullmoment(AT) == "2026年11月21日 14:30"
    with translation.override("en"):
        assert filters.day(date(2027, 1, 4)) == "Mon 4 Jan 2027"
