"""Ranking: exact values decide, ties share the place in administrative order (mechanisms.md 9.5 rule 4)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain import ranking
from linli.domain.ranking import Direction, Entry, Standing, fixed_order, last_placed, rank

VALUES = st.lists(
    st.one_of(st.none(), st.fractions(min_value=0, max_value=3, max_denominator=40)), max_size=30
)


def entries(values: list[Fraction | None]) -> list[Entry[int]]:
    return [Entry(number, value, 10) for number, value in enumerate(values)]


@given(VALUES, st.sampled_from(Direction))
def test_a_place_is_one_more_than_those_strictly_better(
    values: list[Fraction | None], way: Direction
) -> None:
    placed = rank(entries(values), direction=way)
    assert sorted(one.unit for one in placed) == list(range(len(values)))
    held = [one for one in placed if one.place is not None]
    for one in held:
        better = [
            two for two in held if (two.value > one.value if way is Direction.UP else two.value < one.value)
        ]
        assert one.place == 1 + len(better)
        assert one.tied == (sum(two.value == one.value for two in held) > 1)


@given(VALUES)
def test_equal_values_keep_the_administrative_order(values: list[Fraction | None]) -> None:
    placed = rank(entries(values))
    for one, two in pairwise(placed):
        if one.value == two.value and one.standing == two.standing:
            assert one.unit < two.unit


def test_a_value_that_prints_the_same_does_not_tie() -> None:
    """2/40 and 1/20 tie at 5 %; 49/1000 prints as 5 % too and does not."""
    placed = rank([Entry("a", Fraction(49, 1000)), Entry("b", Fraction(2, 40)), Entry("c", Fraction(1, 20))])
    assert [(one.unit, one.place) for one in placed] == [("b", 1), ("c", 1), ("a", 3)]
    assert placed[2].to_next == Fraction(1, 1000)


def test_too_few_and_no_task_stand_apart_and_below() -> None:
    placed = rank(
        [Entry("few", Fraction(1), 3), Entry("none", None, 0), Entry("a", Fraction(1, 2), 10)], least=5
    )
    assert [(one.unit, one.standing) for one in placed] == [
        ("a", Standing.RANKED),
        ("few", Standing.TOO_FEW),
        ("none", Standing.NO_TASK),
    ]


def test_a_unit_in_two_groups_is_refused() -> None:
    with pytest.raises(ranking.GroupError):
        ranking.groups_of([(1, "city"), (2, "city"), (1, "country")])
    with pytest.raises(ranking.GroupError):
        rank([Entry(1, Fraction(1)), Entry(1, Fraction(2))])


def test_groups_are_ranked_apart_as_well() -> None:
    placed = rank(
        [
            Entry("a", Fraction(9), group="x"),
            Entry("b", Fraction(8), group="y"),
            Entry("c", Fraction(7), group="x"),
        ]
    )
    assert {one.unit: (one.place, one.group_place) for one in placed} == {
        "a": (1, 1),
        "b": (2, 1),
        "c": (3, 2),
    }


def test_a_fixed_order_has_no_places() -> None:
    placed = fixed_order([Entry("z", Fraction(1)), Entry("a", Fraction(2)), Entry("n", None, 0)])
    assert [(one.unit, one.place, one.standing) for one in placed] == [
        ("z", None, Standing.LISTED),
        ("a", None, Standing.LISTED),
        ("n", None, Standing.NO_TASK),
    ]


def test_movement_improvement_and_the_last() -> None:
    now = rank([Entry("a", Fraction(3)), Entry("b", Fraction(2)), Entry("c", Fraction(2))])
    moved = ranking.move(now, {"a": 3, "b": 1})
    assert [one.movement for one in moved] == [2, -1, None]
    assert ranking.most_improved(
        {"a": Fraction(3), "b": Fraction(2)}, {"a": Fraction(1), "b": Fraction(1)}
    ) == ["a"]
    assert ranking.most_improved({"a": Fraction(1)}, {"a": Fraction(1)}) == []
    assert [one.unit for one in last_placed(now)] == ["b", "c"]
    assert last_placed(rank([Entry("a", Fraction(1)), Entry("b", Fraction(1))])) == []


def test_a_composite_misses_where_a_part_is_missing_and_deductions_have_a_floor() -> None:
    assert ranking.score([(Fraction(1), Fraction(1, 2)), (None, Fraction(1, 2))]) is None
    assert ranking.score([(Fraction(98), Fraction(1, 10)), (Fraction(96), Fraction(1, 2))]) == Fraction(
        578, 10
    )
    assert ranking.adjusted(Fraction(1), [Fraction(-2)], floor=Fraction(0)) == 0
    assert ranking.adjusted(Fraction(99), [Fraction(5)], ceiling=Fraction(100)) == 100
    assert ranking.adjusted(None, [Fraction(5)]) is None


@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(0, 500), min_size=2, max_size=3),
            st.integers(0, 500),
            st.sampled_from(["10", "50", "40", "12.5"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_score_from_counts_is_the_score_of_the_rates(
    rates: list[tuple[list[int], int, str]],
) -> None:
    weights = [
        [Fraction(1), Fraction("0.9"), Fraction("0.25")][: len(parts)] for parts, _base, _points in rates
    ]
    shares = [
        ranking.Share.of(of, Fraction(points))
        for of, (_parts, _base, points) in zip(weights, rates, strict=True)
    ]
    values = [
        (ranking.weighted(parts, of) / base if base else None, Fraction(points))
        for of, (parts, base, points) in zip(weights, rates, strict=True)
    ]
    counts = [(base, *parts) for parts, base, _points in rates]
    assert ranking.score_of_counts(shares, counts) == ranking.score(values)


@given(st.lists(st.fractions(), min_size=1, max_size=12))
def test_the_quick_order_is_the_exact_one(values: list[Fraction]) -> None:
    entries = [ranking.Entry(number, value) for number, value in enumerate(values)]
    placed = ranking.rank(entries)
    assert [one.value for one in placed] == sorted(values, reverse=True)
    for one in placed:
        better = [value for value in values if one.value is not None and value > one.value]
        assert one.place == len(better) + 1
        assert one.to_next == (min(better) - one.value if better and one.value is not None else 0)
