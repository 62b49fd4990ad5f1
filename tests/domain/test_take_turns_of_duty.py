"""The duty rota's rules: every instant lies in one part of one day of duty; turns pass round."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain import rota
from linli.domain.calendar import SHANGHAI
from linli.domain.rota import Hours, Part, Pattern

instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(
    lambda at: at.replace(tzinfo=SHANGHAI)
)
hours = st.lists(st.times(), min_size=3, max_size=3, unique=True).map(lambda found: Hours(*sorted(found)))


@given(instants, hours, st.sampled_from(Pattern))
def test_each_instant_lies_in_one_part_of_the_day_of_duty_it_belongs_to(
    at: datetime, here: Hours, pattern: Pattern
) -> None:
    around = [rota.duty_day(at, here) + timedelta(days=step) for step in (-1, 0, 1)]
    found = [(day, part) for day in around for part in rota.PARTS[pattern] if rota.runs(day, part, here, at)]
    assert [day for day, _part in found] == [around[1]]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), hours, st.sampled_from(Pattern))
def test_the_parts_of_a_day_follow_one_another_to_the_next_morning(
    day: date, here: Hours, pattern: Pattern
) -> None:
    slots = [rota.slot(day, part, here) for part in rota.PARTS[pattern]]
    assert all(first[1] == second[0] for first, second in pairwise(slots))
    assert slots[-1][1] == rota.slot(day + timedelta(days=1), rota.PARTS[pattern][0], here)[0]


def test_two_in_the_night_is_still_the_night_of_the_day_before() -> None:
    at = datetime(2026, 11, 22, 2, tzinfo=SHANGHAI)
    assert rota.duty_day(at, Hours()) == date(2026, 11, 21)
    assert rota.runs(date(2026, 11, 21), Part.NIGHT, Hours(), at)
    assert not rota.runs(date(2026, 11, 22), Part.WHOLE, Hours(), at)


def test_hours_that_do_not_follow_one_another_are_refused() -> None:
    with pytest.raises(rota.HoursError):
        Hours(time(8), time(8), time(18))


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True),
    st.lists(st.integers(10, 19), max_size=4, unique=True),
    st.sets(st.integers(0, 29)),
)
def test_nobody_carries_two_turns_more_than_another_of_his_list(
    worked: list[int], rested: list[int], off: set[int]
) -> None:
    days = [date(2026, 11, 1) + timedelta(days=step) for step in range(30)]
    made = rota.rotate(
        [(day, Part.WHOLE) for day in days], resting=[days[n] for n in off], worked=worked, rested=rested
    )
    assert len(made) == 30
    for people in (worked, rested) if rested else (worked,):
        counts = [list(made.values()).count(one) for one in people]
        assert max(counts) - min(counts) <= 1
    if rested:
        assert all((made[day, Part.WHOLE] in rested) == (number in off) for number, day in enumerate(days))


def test_a_list_goes_on_after_the_one_who_was_on_last() -> None:
    slots = [(date(2026, 12, 1), Part.WHOLE), (date(2026, 12, 2), Part.WHOLE)]
    made = rota.rotate(slots, resting=(), worked=[1, 2, 3], rested=[], last=[3, 1, 9])
    assert list(made.values()) == [2, 3]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_copy_comes_from_the_same_weekday_of_the_month_before(day: date) -> None:
    source = rota.same_weekday_before(day)
    assert source.weekday() == day.weekday()
    assert (day.year * 12 + day.month) - (source.year * 12 + source.month) == 1


def test_parts_that_cannot_stand_together_have_no_division() -> None:
    assert rota.pattern_of(["night", "day"]) is Pattern.DAY_NIGHT
    assert rota.pattern_of(["whole", "night"]) is None
    assert rota.pattern_of([]) is None


def test_who_was_on_the_day_before_rests_where_another_can_go_first() -> None:
    days = [(date(2026, 11, 1) + timedelta(days=step), Part.WHOLE) for step in range(3)]
    made = rota.rotate(days, resting=[days[0][0]], worked=[1, 2], rested=[1])
    assert list(made.values()) == [1, 2, 1]
