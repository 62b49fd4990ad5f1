"""Rules of duties: periods, loads, chains, coverage."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linli.domain import duties
from linli.domain.duties import Term

DAY = date(2026, 1, 1)
days = st.integers(0, 60).map(lambda n: DAY + timedelta(days=n))
terms = st.builds(lambda start, length: Term(start, start + timedelta(days=length)), days, st.integers(1, 30))


@given(terms, terms)
def test_two_periods_meet_exactly_when_a_day_lies_in_both(one: Term, other: Term) -> None:
    every = [DAY + timedelta(days=n) for n in range(100)]
    assert one.meets(other) == any(one.holds(day) and other.holds(day) for day in every)
    assert one.meets(other) == other.meets(one)


@given(st.lists(terms, max_size=12))
def test_the_most_at_once_is_the_fullest_day(held: list[Term]) -> None:
    every = [DAY + timedelta(days=n) for n in range(100)]
    assert duties.most_at_once(held) == max(sum(term.holds(day) for term in held) for day in every)


@given(st.lists(terms, max_size=8), terms)
def test_a_load_counts_the_new_one_and_only_days_of_the_new_period(held: list[Term], new: Term) -> None:
    inside = [DAY + timedelta(days=n) for n in range(100) if new.holds(DAY + timedelta(days=n))]
    fullest = max(sum(term.holds(day) for term in held) for day in inside)
    assert duties.load_with(held, new) == fullest + 1


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40))
def test_chains_built_with_the_check_never_close(steps: list[tuple[int, int]]) -> None:
    parents: dict[object, object | None] = {}
    for child, above in steps:
        if not duties.closes_circle(child, above, parents):
            parents[child] = above
    for one in parents:
        found = duties.chain(one, parents)
        assert len(found) == len(set(found))
        assert parents.get(found[-1]) is None


def test_nobody_stands_above_himself() -> None:
    assert duties.closes_circle("甲", "甲", {})
    assert duties.closes_circle("甲", "丙", {"丙": "乙", "乙": "甲"})
    assert not duties.closes_circle("甲", "丙", {"丙": "乙"})


@given(st.sets(st.integers(0, 20)), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 20)), max_size=60))
def test_covered_and_uncovered_add_to_all_objects(objects: set[int], pairs: list[tuple[int, int]]) -> None:
    found = duties.coverage(objects, pairs, load=2)
    assert found.covered + len(found.uncovered) == found.objects
    assert found.assignments == len(set(pairs))
    assert found.subjects == len({subject for subject, _item in pairs})
    assert set(found.overloaded) <= set(found.doubles)


def test_221_cadres_with_three_doubles_cover_224_courtyards() -> None:
    pairs = [(cadre, cadre) for cadre in range(221)] + [(cadre, 221 + cadre) for cadre in range(3)]
    found = duties.coverage(range(224), pairs, most=1, load=2)
    assert (found.subjects, found.assignments, found.objects) == (221, 224, 224)
    assert (len(found.doubles), found.uncovered, found.crowded, found.overloaded) == (3, (), (), ())


def test_a_rhythm_counts_periods_with_a_round() -> None:
    done = [DAY, DAY + timedelta(days=1), DAY + timedelta(days=15)]
    assert duties.rounds_due(7, DAY, done, DAY + timedelta(days=20)) == (3, 2)
    assert duties.rounds_due(7, DAY, [], DAY - timedelta(days=1)) == (0, 0)
