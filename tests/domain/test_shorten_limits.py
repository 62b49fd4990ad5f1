"""Working days cut: by the calendar, make-up days counted, the difference of the numbers where both are working days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linli.definitions.calendars import shipped_calendar
from linli.domain.clocks import Unit
from linli.domain.shortening import Limit, working_days_cut

DAYS = st.dates(date(2019, 1, 1), date(2025, 6, 30))
AMOUNTS = st.integers(1, 90)
UNITS = st.sampled_from([Unit.DAY, Unit.WORK_DAY])


@given(AMOUNTS, AMOUNTS, DAYS)
def test_two_limits_in_working_days_differ_by_their_numbers(before: int, after: int, since: date) -> None:
    cut = working_days_cut(
        Limit(before, Unit.WORK_DAY), Limit(after, Unit.WORK_DAY), since, shipped_calendar()
    )
    assert cut == before - after


@given(AMOUNTS, UNITS, AMOUNTS, UNITS, DAYS)
def test_it_is_what_one_counts_on_the_calendar_by_hand(
    before: int, before_unit: Unit, after: int, after_unit: Unit, since: date
) -> None:
    calendar = shipped_calendar()
    old, new = Limit(before, before_unit), Limit(after, after_unit)
    first, last = sorted((new.ends(since, calendar), old.ends(since, calendar)))
    by_hand = sum(calendar.is_workday(first + timedelta(days=n + 1)) for n in range((last - first).days))
    sign = 1 if first == new.ends(since, calendar) else -1
    assert working_days_cut(old, new, since, calendar) == sign * by_hand


def test_a_saturday_that_is_worked_counts_and_a_holiday_does_not() -> None:
    since, calendar = date(2023, 4, 25), shipped_calendar()
    soon = Limit(1, Unit.WORK_DAY)
    assert working_days_cut(Limit(7, Unit.DAY), soon, since, calendar) == 2
    assert working_days_cut(Limit(12, Unit.DAY), soon, since, calendar) == 5
