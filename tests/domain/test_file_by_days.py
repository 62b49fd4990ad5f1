"""A 回执 names a day: in time or late is told by days, whatever hour the limit ends at."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linli.domain.calendar import SHANGHAI, day_end
from linli.domain.caserules import filed_at, filed_in_time

DUE = date(2020, 4, 16)
hours = st.times(timezones=st.just(SHANGHAI))


@given(shift=st.integers(-40, 40), hour=hours, later=st.timedeltas(timedelta(0), timedelta(days=30)))
def test_in_time_means_not_after_the_limit(shift: int, hour: time, later: timedelta) -> None:
    """However late in the day the slip comes back, also where the limit is six o'clock in the evening."""
    due, on = datetime.combine(DUE, hour), DUE + timedelta(days=shift)
    entered = datetime.combine(on, time(0, 0), SHANGHAI) + later
    counted = filed_at(on, due, entered)
    assert filed_in_time(on, due) is (on <= DUE)
    assert (counted <= due) is (on <= DUE)
    assert counted <= entered


def test_the_report_s_own_days() -> None:
    """A batch of 26 April is filed by 16 April; a slip of that day entered on the 20th counts, one of the 17th does not."""
    due, entered = day_end(DUE), datetime(2020, 4, 20, 2, tzinfo=UTC)
    assert filed_at(DUE, due, entered) == due
    assert filed_at(date(2020, 4, 17), due, entered) == day_end(date(2020, 4, 17)) > due
    assert filed_at(date(2020, 4, 17), None, entered) == day_end(date(2020, 4, 17))
