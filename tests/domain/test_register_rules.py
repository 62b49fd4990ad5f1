"""Numbers without gap, units, frozen against live, back-planning and small counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain import registers
from linli.domain.registers import BadQuantity, Held, Stage

held = st.builds(
    Held,
    state=st.sampled_from(["open", "done"]),
    place=st.integers(1, 5),
    totals=st.tuples(st.integers(0, 999), st.integers(0, 999)),
)
books = st.dictionaries(st.integers(1, 30), held, max_size=20)


@given(books, books)
def test_the_frozen_sums_and_the_difference_make_the_live_sums(
    frozen: dict[int, Held], live: dict[int, Held]
) -> None:
    found = registers.difference(frozen, live)
    assert len(frozen) + found.count == len(live)
    before, after = registers.sums(frozen.values()) or (0, 0), registers.sums(live.values()) or (0, 0)
    moved = found.totals or (0, 0)
    assert tuple(x + y for x, y in zip(before, moved, strict=True)) == after


@given(books)
def test_nothing_differs_from_itself(book: dict[int, Held]) -> None:
    found = registers.difference(book, book)
    assert (found.added, found.gone, found.changed) == ((), (), ())
    assert not any(found.totals)


@given(books, books)
def test_looking_from_the_other_side_swaps_added_and_gone(one: dict[int, Held], two: dict[int, Held]) -> None:
    there, back = registers.difference(one, two), registers.difference(two, one)
    assert (there.added, there.gone, there.changed) == (back.gone, back.added, back.changed)
    assert tuple(-value for value in there.totals) == back.totals


@given(st.integers(1, 99_999), st.integers(1, 5), st.sampled_from(["", "LJ-"]))
def test_a_code_tells_its_number(number: int, digits: int, prefix: str) -> None:
    assert registers.number_of(registers.code(number, digits, prefix), prefix) == number


@given(st.integers(1, 300))
def test_a_series_drawn_in_order_has_no_gap(last: int) -> None:
    assert registers.missing(range(1, last + 1)) == []
    assert registers.missing([*range(1, last + 1), last + 3]) == [last + 1, last + 2]


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_a_quantity_comes_back_exactly(value: int, decimals: int) -> None:
    text = registers.say_quantity(value, decimals)
    assert registers.to_smallest(text, decimals=decimals) == value
    assert registers.from_smallest(value, decimals) == Decimal(value) / 10**decimals


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("12亩", "平方米", "unit"),
        ("约120", "平方米", "number"),
        ("1.234", "平方米", "decimals"),
        ("", "", "number"),
    ],
)
def test_another_unit_or_finer_parts_are_refused(text: str, unit: str, code: str) -> None:
    with pytest.raises(BadQuantity) as bad:
        registers.to_smallest(text, decimals=2, unit=unit)
    assert bad.value.code == code


@pytest.mark.parametrize(
    "text", ["1,234.5", "1234.50 平方米", "1234.5㎡", "\uff11\uff12\uff13\uff14.5m2", "1234.5平米"]
)
def test_spellings_of_the_same_unit_are_one_quantity(text: str) -> None:
    assert registers.to_smallest(text, decimals=2, unit="平方米") == 123_450


def test_three_stages_before_30_june_begin_by_17_may_6_june_and_21_june() -> None:
    stages = [Stage("one", 20), Stage("two", 15), Stage("three", 10)]
    plan = registers.back_plan(date(2017, 6, 30), stages)
    assert [one.start_by for one in plan] == [date(2017, 5, 17), date(2017, 6, 6), date(2017, 6, 21)]
    assert registers.overdue_stage(plan, {}, date(2017, 5, 17)) is None
    assert registers.overdue_stage(plan, {}, date(2017, 5, 18)) == "one"
    assert registers.overdue_stage(plan, {"one": date(2017, 5, 17)}, date(2017, 5, 18)) is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.lists(st.integers(1, 90), min_size=1, max_size=6))
def test_stages_lie_end_to_end_before_the_due_day(due: date, days: list[int]) -> None:
    plan = registers.back_plan(due, [Stage(str(number), count) for number, count in enumerate(days)])
    assert plan[-1].done_by == due
    assert due - plan[0].start_by == timedelta(days=sum(days) - 1)
    for left, right in pairwise(plan):
        assert right.start_by - left.done_by == timedelta(days=1)


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 40), max_size=8), st.integers(2, 6))
def test_a_hidden_count_cannot_be_reckoned_back(counts: dict[int, int], below: int) -> None:
    shown, total = registers.suppress(counts, below)
    assert all(value is None or value == 0 or value >= below for value in shown.values())
    hidden = [key for key, value in shown.items() if value is None]
    assert not (len(hidden) == 1 and total is not None)
    if total is not None:
        assert total == sum(counts.values())


def test_a_tile_takes_its_worst_colour() -> None:
    assert registers.tile_colour({"good": 40, "bad": 1}) == "bad"
    assert registers.tile_colour({"good": 40, "bad": 0}) == "good"
    assert registers.tile_colour({}) == "none"
