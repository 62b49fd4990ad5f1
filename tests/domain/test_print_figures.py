"""Figures as offices print them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain.figures import (
    Break,
    about,
    cumulative_breaks,
    half_up,
    percent,
    rate,
    reaches,
    say,
    say_percent,
    say_yuan,
    time_progress,
)


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [(18, 19, "95%"), (14213, 11941, "119%"), (30655, 10000, "307%"), (0, 7, "0%")],
)
def test_percent_is_half_up_and_kept_above_a_hundred(part: int, whole: int, printed: str) -> None:
    assert say_percent(part, whole) == printed


def test_halves_go_up_exactly() -> None:
    assert [half_up(Fraction(n, 2)) for n in (1, 3, 5, -1)] == [1, 2, 3, -1]
    assert half_up(Decimal("2.675"), 2) == Decimal("2.68")
    assert str(half_up(Fraction(1, 3), 1)) == "0.3"
    assert percent(2, 3, 1) == Decimal("66.7")


def test_numbers_of_any_length_stay_exact() -> None:
    assert half_up(10**40 + Fraction(1, 2), 0) == 10**40 + 1
    assert str(half_up(Fraction(0), 2)) == "0.00"
    assert str(half_up(Fraction(-1, 1000), 2)) == "0.00"


@given(st.fractions(max_denominator=10**6), st.integers(0, 4))
def test_rounding_is_never_further_than_half_a_unit(value: Fraction, places: int) -> None:
    error = Fraction(half_up(value, places)) - value
    assert abs(error) <= Fraction(1, 2 * 10**places)
    if abs(error) == Fraction(1, 2 * 10**places):
        assert abs(half_up(value, places)) > abs(value)


def test_a_threshold_is_compared_with_the_exact_value() -> None:
    assert not reaches(rate(549, 1000), Fraction(55, 100))
    assert percent(549, 1000) == 55
    assert reaches(rate(55, 100), Fraction(55, 100))
    assert not reaches(None, 0)


def test_zero_is_not_missing() -> None:
    assert (say(0), say(None), say(12043), say_percent(3, 0), say_percent(None, 5)) == (
        "0",
        "—",
        "12,043",
        "—",
        "—",
    )
    assert say_yuan(123456789, in_wan=True) == "123.46万元"
    assert (say_yuan(5), say_yuan(None)) == ("0.05元", "—")


@pytest.mark.parametrize(
    ("value", "word", "unit", "printed"),
    [
        (12043, "余", None, "1.2万余"),
        (418, "余", None, "400余"),
        (563, "余", 10, "560余"),
        (418, "多", None, "400多"),
        (12000, "余", None, "1.2万"),
        (400, "余", None, "400"),
        (388, "近", 100, "近400"),
        (19800, "近", 1000, "近2万"),
        (20400, "余", None, "2万余"),
        (418, "以上", 100, "400以上"),
        (400, "以上", 100, "400以上"),
        (7, "余", None, "7"),
        (37, "余", None, "30余"),
        (7, "近", 10, "近10"),
        (123456, "余", None, "12万余"),
        (None, "余", None, "—"),
    ],
)
def test_approximate_words(value: int | None, word: str, unit: int | None, printed: str) -> None:
    assert about(value, word, unit) == printed


def test_unknown_words_and_negative_counts_are_refused() -> None:
    for arguments in ((5, "约", None), (-5, "余", None), (5, "余", 0)):
        with pytest.raises(ValueError, match=r"approximat"):
            about(*arguments)


def test_a_break_in_a_cumulative_series_is_reported_with_its_place() -> None:
    assert cumulative_breaks([(3, 3), (4, 7), (2, 10), (1, 11)]) == [Break(2, 9, 10)]
    assert cumulative_breaks([(None, 5), (2, None), (3, 10)]) == []
    assert cumulative_breaks([(None, 5), (None, None), (3, 10)]) == []


def test_time_progress_is_a_share_of_the_period() -> None:
    assert time_progress(73, 365) == Fraction(1, 5)
    assert time_progress(400, 365) == 1
