"""Periods cover time without gap and overlap, and series keep or shift their days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.definitions.calendars import shipped_calendar
from linli.domain.calendar import SHANGHAI
from linli.domain.periods import Kind, Period, campaign, period_of
from linli.domain.recurrence import Every, OnHoliday, Series, instant, next_after, occurrences

CALENDAR = shipped_calendar()
DAYS = st.dates(date(2004, 1, 1), date(2030, 12, 31))
KINDS = st.sampled_from([kind for kind in Kind if kind is not Kind.CAMPAIGN])


@given(KINDS, DAYS)
def test_periods_of_a_kind_follow_each_other_without_gap(kind: Kind, day: date) -> None:
    period = period_of(kind, day)
    assert period.holds(day)
    assert period.previous().end == period.start
    assert period.next().start == period.end
    assert period_of(kind, period.last_day) == period
    assert period.bounds()[1] == period.next().bounds()[0]


@pytest.mark.parametrize(
    ("kind", "day", "start", "last", "label"),
    [
        ("day", "2026-11-21", "2026-11-21", "2026-11-21", "2026年11月21日"),
        ("week", "2026-11-21", "2026-11-16", "2026-11-22", "2026年第47周"),
        ("xun", "2026-02-28", "2026-02-21", "2026-02-28", "2026年2月下旬"),
        ("xun", "2026-11-10", "2026-11-01", "2026-11-10", "2026年11月上旬"),
        ("month", "2024-02-29", "2024-02-01", "2024-02-29", "2024年2月"),
        ("quarter", "2026-11-21", "2026-10-01", "2026-12-31", "2026年第四季度"),
        ("half_year", "2026-06-30", "2026-01-01", "2026-06-30", "2026年上半年"),
        ("year", "2026-06-30", "2026-01-01", "2026-12-31", "2026年"),
        (
            "assessment_month",
            "2026-11-18",
            "2026-10-19",
            "2026-11-18",
            "2026年11月考核期（10月19日至11月18日）",
        ),
        (
            "assessment_month",
            "2026-12-19",
            "2026-12-19",
            "2027-01-18",
            "2027年1月考核期（12月19日至1月18日）",
        ),
    ],
)
def test_each_kind_has_its_days_and_its_label(kind: str, day: str, start: str, last: str, label: str) -> None:
    period = period_of(kind, date.fromisoformat(day))
    assert (period.start.isoformat(), period.last_day.isoformat(), period.label()) == (start, last, label)


def test_a_day_cut_at_noon_runs_from_noon_to_noon() -> None:
    start, end = period_of("day", date(2026, 11, 21)).bounds(time(12))
    assert start == datetime(2026, 11, 20, 12, tzinfo=SHANGHAI)
    assert end == datetime(2026, 11, 21, 12, tzinfo=SHANGHAI)


def test_a_campaign_has_its_own_days() -> None:
    period = campaign(date(2026, 3, 1), date(2026, 5, 31), "百日攻坚")
    assert (period.days, period.label()) == (92, "百日攻坚")
    with pytest.raises(ValueError, match="own dates"):
        period.next()
    with pytest.raises(ValueError, match="ends after"):
        Period(date(2026, 1, 2), date(2026, 1, 2), Kind.DAY)


MONTHLY = st.builds(
    Series,
    st.sampled_from([Every.MONTH, Every.QUARTER, Every.YEAR]),
    DAYS,
    days=st.sets(st.integers(1, 31), min_size=1, max_size=3).map(lambda days: tuple(sorted(days))),
    month=st.integers(1, 3),
    interval=st.integers(1, 3),
    on_holiday=st.sampled_from(list(OnHoliday)),
)


@given(MONTHLY, DAYS, st.integers(1, 400), st.integers(1, 400))
def test_two_ranges_together_give_the_dates_of_the_whole(
    series: Series, start: date, one: int, two: int
) -> None:
    middle, end = start + timedelta(days=one), start + timedelta(days=one + two)
    parts = occurrences(series, start, middle, CALENDAR) + occurrences(series, middle, end, CALENDAR)
    assert parts == occurrences(series, start, end, CALENDAR)
    if series.on_holiday in (OnHoliday.NEXT, OnHoliday.PREVIOUS, OnHoliday.SKIP):
        assert all(CALENDAR.is_workday(day) for day in parts)
    else:
        assert all(day.day in series.days or (day + timedelta(days=1)).day == 1 for day in parts)


def test_the_fifth_of_each_month_keeps_its_day_or_shifts() -> None:
    keep = Series(Every.MONTH, date(2026, 1, 1), days=(5,), at=time(9))
    shifted = Series(Every.MONTH, date(2026, 1, 1), days=(5,), on_holiday=OnHoliday.NEXT)
    assert occurrences(keep, date(2026, 4, 1), date(2026, 6, 1), CALENDAR) == [
        date(2026, 4, 5),
        date(2026, 5, 5),
    ]
    assert occurrences(shifted, date(2026, 4, 1), date(2026, 6, 1), CALENDAR) == [
        date(2026, 4, 7),
        date(2026, 5, 6),
    ]
    assert instant(keep, date(2026, 4, 5)) == datetime(2026, 4, 5, 9, tzinfo=SHANGHAI)


def test_tuesdays_every_other_week_days_and_month_ends() -> None:
    tuesdays = Series(Every.WEEK, date(2026, 11, 3), days=(2,), interval=2, last=date(2026, 12, 10))
    assert occurrences(tuesdays, date(2026, 1, 1), date(2027, 1, 1), CALENDAR) == [
        date(2026, 11, 3),
        date(2026, 11, 17),
        date(2026, 12, 1),
    ]
    daily = Series(Every.DAY, date(2026, 11, 1), on_holiday=OnHoliday.SKIP)
    assert len(occurrences(daily, date(2026, 11, 1), date(2026, 12, 1), CALENDAR)) == 21
    ends = Series(Every.MONTH, date(2026, 1, 1), days=(-1,))
    assert next_after(ends, date(2026, 2, 1), CALENDAR) == date(2026, 2, 28)
    quarter = Series(Every.QUARTER, date(2026, 1, 1), days=(10,), month=3)
    assert next_after(quarter, date(2026, 3, 10), CALENDAR) == date(2026, 6, 10)
    assert next_after(tuesdays, date(2026, 12, 10), CALENDAR) is None


@pytest.mark.parametrize(
    "bad", [{"days": (8,)}, {"days": (0,)}, {"days": ()}, {"days": (2,), "interval": 0}, {"days": (-1,)}]
)
def test_a_series_that_cannot_be_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"days|interval"):
        Series(Every.WEEK, date(2026, 1, 1), **bad)  # type: ignore[arg-type]
