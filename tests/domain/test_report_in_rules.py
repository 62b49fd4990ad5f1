"""The states of a place on a roll, the spread of units, who stands twice, and periods of feedback."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain import rolls
from linli.domain.rolls import OPEN, STEPS, Period, State

ALLOWED = {
    ("applied", "receive"): "received",
    ("applied", "refuse"): "refused",
    ("applied", "withdraw"): "withdrawn",
    ("received", "enter"): "on_roll",
    ("received", "refuse"): "refused",
    ("on_roll", "move"): "moved",
    ("on_roll", "end"): "ended",
}


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("state", State)
def test_every_pair_of_state_and_verb_is_allowed_or_forbidden_as_told(state: State, verb: str) -> None:
    found = rolls.after(state, verb)
    assert (found.value if found else None) == ALLOWED.get((state.value, verb))
    assert (STEPS[verb] in rolls.steps_from(state)) == (found is not None)


def test_what_ended_never_opens_again() -> None:
    for state in set(State) - set(OPEN):
        assert rolls.steps_from(state) == []


def test_an_unknown_verb_is_an_error() -> None:
    with pytest.raises(KeyError):
        rolls.after(State.APPLIED, "promote")


def test_308_units_over_77_communities_are_four_each() -> None:
    counts = dict.fromkeys(range(1, 78), 4) | {1: 5, 2: 3}
    found = rolls.spread(counts, range(1, 78))
    assert (found.units, found.covered, found.communities) == (308, 77, 77)
    assert found.printed_mean == Decimal("4.0")
    assert found.gaps == ()


def test_a_community_without_a_unit_is_a_gap() -> None:
    assert rolls.spread({1: 2}, [1, 2, 3]).gaps == (2, 3)
    assert rolls.spread({}, []).printed_mean is None


DAYS = st.dates(date(2016, 1, 1), date(2027, 1, 1))
ROWS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), DAYS, st.integers(1, 400)), max_size=12)


@given(ROWS)
def test_one_stands_twice_exactly_when_some_day_lies_in_two_places(
    rows: list[tuple[int, int, date, int]],
) -> None:
    periods = [(holder, place, since, since + timedelta(days=n)) for holder, place, since, n in rows]
    slow = {
        a[0]
        for a in periods
        for b in periods
        if a[0] == b[0] and a[1] != b[1] and max(a[2], b[2]) < min(a[3], b[3])
    }
    assert set(rolls.doubles(periods)) == slow


def test_moving_on_a_day_is_no_double() -> None:
    day = date(2017, 7, 1)
    assert rolls.doubles([(1, 10, date(2017, 6, 1), day), (1, 11, day, None)]) == {}
    assert rolls.doubles([(1, 10, date(2017, 6, 1), None), (1, 11, day, None)]) == {1: [10, 11]}


@given(DAYS, st.sampled_from(["quarter", "half_year", "year"]))
def test_a_day_lies_in_its_period_and_periods_touch(day: date, rhythm: str) -> None:
    period = rolls.period_of(rhythm, day)
    assert period.first <= day < period.end
    assert period.before.end == period.first
    assert rolls.read_period(period.code) == period


@pytest.mark.parametrize(
    "code", ["", "2026", "2026-quarter-5", "2026-week-1", "x-quarter-1", "2026-quarter-"]
)
def test_a_code_that_is_no_period_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        rolls.read_period(code)


def test_half_years_and_quarters_have_the_months_people_expect() -> None:
    assert Period("half_year", 2026, 2).first == date(2026, 7, 1)
    assert Period("quarter", 2026, 4).end == date(2027, 1, 1)


def test_one_is_on_the_roll_from_the_first_day_to_before_the_last() -> None:
    since, until = date(2017, 6, 1), date(2017, 9, 1)
    assert [rolls.on_the_roll(since, until, day) for day in (date(2017, 5, 31), since, date(2017, 8, 31), until)] == [
        False, True, True, False
    ]  # fmt: skip
    assert not rolls.on_the_roll(None, None, since)
