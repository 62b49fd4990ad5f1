"""Rules of reported figures, on exact values."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain.reporting import (
    FLOW,
    AskedItem,
    Burden,
    Rule,
    Setting,
    State,
    allowed,
    check,
    expected_cumulative,
    is_complete,
    overlap,
    pooled,
    total,
)

counts = st.integers(0, 10**9)
maybe = st.none() | counts
SUM = Rule("sum", "cumulative", ("all", "week"))
OUT = Rule("out", "outlier", ("area", "homes"), factor=Fraction(3, 2))


@given(counts, counts, counts)
def test_a_break_is_told_with_the_value_expected_and_never_corrected(last: int, week: int, said: int) -> None:
    found = check([SUM], {"all": said, "week": week}, Setting(last={"all": last}))
    assert bool(found) == (said != last + week)
    assert all(one.expected == last + week and one.found == said for one in found)


@given(maybe, maybe)
def test_what_is_missing_is_no_break(last: int | None, week: int | None) -> None:
    assert check([SUM], {"all": None, "week": week}, Setting(last={"all": last})) == []
    assert (expected_cumulative(last, week) is None) == (week is None)


@given(st.lists(maybe))
def test_a_total_adds_what_was_reported_and_counts_what_was_not(values: list[int | None]) -> None:
    found = total(values)
    known = [value for value in values if value is not None]
    assert found.value == (sum(known) if known else None)
    assert found.missing + len(known) == len(values)


def test_zero_is_filled_in_and_a_blank_is_not() -> None:
    assert is_complete({"a": 0}, ["a"])
    assert not is_complete({"a": None}, ["a"])
    assert total([]).value is None
    assert total([0]).value == 0


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**4)), min_size=1, max_size=8),
    st.integers(1, 99),
)
def test_outliers_do_not_depend_on_the_unit_of_the_area(bodies: list[tuple[int, int]], scale: int) -> None:
    def found(factor: int) -> list[int]:
        rows = [{"area": area * factor, "homes": homes} for area, homes in bodies]
        return [n for n, row in enumerate(rows) if check([OUT], row, Setting(peers=rows))]

    assert found(1) == found(scale)


@given(st.integers(1, 10**6), st.integers(1, 10**4))
def test_one_body_alone_is_no_outlier(area: int, homes: int) -> None:
    row = {"area": area, "homes": homes}
    assert check([OUT], row, Setting(peers=[row])) == []


def test_the_borders_of_an_outlier_are_exact() -> None:
    peers = [{"area": 100, "homes": 1}]
    assert check([OUT], {"area": 150, "homes": 1}, Setting(peers=peers)) == []
    assert len(check([OUT], {"area": 151, "homes": 1}, Setting(peers=peers))) == 1
    assert len(check([OUT], {"area": 66, "homes": 1}, Setting(peers=peers))) == 1
    assert check([OUT], {"area": 67, "homes": 1}, Setting(peers=peers)) == []
    assert pooled("area", "homes", [{"area": 1, "homes": 0}, {"area": None, "homes": 3}]) is None


def test_yanling_stands_out_twice() -> None:
    names = ("a", "h", "wa", "wh", "sa", "sh")
    rule = Rule("per", "outlier", names, factor=Fraction(3, 2))
    table = [
        dict(zip(names, row, strict=True))
        for row in (
            (813659, 6954, 26795, 233, 0, 0),
            (801816, 6927, 130586, 1052, 0, 0),
            (821558, 6054, 24650, 112, 60282, 167),
            (797494, 6510, 23637, 185, 0, 0),
        )
    ]
    found = [[one.item for one in check([rule], row, Setting(peers=table))] for row in table]
    assert found == [[], [], ["wa", "sa"], []]


@given(counts, counts)
def test_a_falling_total_stops(last: int, now: int) -> None:
    rule = Rule("fall", "not_falling", ("all",), stops=True)
    found = check([rule], {"all": now}, Setting(last={"all": last}))
    assert [one.stops for one in found] == ([True] if now < last else [])


@pytest.mark.parametrize(
    ("rule", "values", "items"),
    [
        (Rule("p", "part_of", ("a", "b")), {"a": 3, "b": 2}, ["a"]),
        (Rule("p", "part_of", ("a", "b")), {"a": 2, "b": 2}, []),
        (Rule("p", "part_of", ("a", "b")), {"a": 2, "b": None}, []),
        (Rule("s", "sum_of", ("a", "b", "c")), {"a": 5, "b": 2, "c": 2}, ["a"]),
        (Rule("s", "sum_of", ("a", "b", "c")), {"a": 5, "b": 2, "c": None}, []),
        (Rule("t", "together", ("a", "b")), {"a": 0, "b": 7}, ["a"]),
        (Rule("t", "together", ("a", "b")), {"a": 0, "b": 0}, []),
        (Rule("t", "together", ("a", "b")), {"a": None, "b": 7}, []),
        (Rule("r", "range", ("a",), least=1, most=5), {"a": 6}, ["a"]),
        (Rule("r", "range", ("a",), least=1, most=5), {"a": 0}, ["a"]),
        (Rule("r", "range", ("a",), least=1, most=5), {"a": 5}, []),
    ],
)
def test_each_rule_names_the_item_it_speaks_of(
    rule: Rule, values: dict[str, int | None], items: list[str]
) -> None:
    assert [one.item for one in check([rule], values, Setting())] == items


def test_forms_that_ask_the_same_are_found() -> None:
    new = [
        AskedItem("户数", "hh", "week", "累计拆除量"),
        AskedItem("新项", "hh", "week"),
        AskedItem("走访户数", "hh", "week"),
    ]
    old = [
        AskedItem("拆除户数（累计）", "hh", "month"),
        AskedItem("走访（户数）", "hh", "week"),
        AskedItem("走访户数", "sqm", "week"),
    ]
    share, pairs = overlap(new, old)
    assert share == Fraction(1, 3)
    assert [mine.name for mine, _theirs in pairs] == ["走访户数"]
    assert overlap([], old) == (0, [])
    assert overlap(new, new)[0] == 1


def test_the_burden_is_fields_times_bodies_times_periods() -> None:
    found = Burden(fields=4, bodies=20, periods=52, minutes_each=2)
    assert (found.entries, found.hours) == (4160, Fraction(4160 * 2, 60))


def test_only_what_the_flow_names_may_happen() -> None:
    may = {(verb, state.value) for verb in FLOW for state in State if allowed(verb, state.value)}
    assert may == {
        ("save", "draft"), ("save", "returned"), ("submit", "draft"), ("submit", "returned"), ("check", "submitted"),
        ("send_back", "submitted"), ("send_back", "checked"), ("lock", "checked"), ("unlock", "locked"),
    }  # fmt: skip
