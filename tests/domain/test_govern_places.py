"""Coverage, crossing and headcounts: laws that hold for every set of links."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from linli.domain import governance

OBJECTS = st.lists(st.integers(0, 30), max_size=25)
LINKS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 40)), max_size=40)


@given(OBJECTS, LINKS)
def test_covered_and_missing_are_all_objects_and_share_none(objects, links):
    found = governance.coverage(objects, links)
    assert sorted(found.covered + found.missing) == sorted(set(objects))
    assert not set(found.covered) & set(found.missing)
    assert found.objects == len(set(objects))
    assert found.rate is None or 0 <= found.rate <= 1


@given(OBJECTS, LINKS, st.tuples(st.integers(0, 8), st.integers(0, 40)))
def test_one_more_link_never_uncovers_a_place(objects, links, more):
    before, after = governance.coverage(objects, links), governance.coverage(objects, [*links, more])
    assert set(before.covered) <= set(after.covered)
    assert before.bodies <= after.bodies


@given(OBJECTS, LINKS)
def test_a_joint_body_counts_once_however_much_it_covers(objects, links):
    found = governance.coverage(objects, links)
    assert found.bodies == len({body for body, one in links if one in set(objects)})


@given(OBJECTS, LINKS, LINKS)
def test_the_whole_is_never_more_than_its_parts(objects, first, second):
    parts = [governance.coverage(objects, first), governance.coverage(objects, second)]
    complete = governance.whole(objects, parts)
    assert set(complete.covered) == set(parts[0].covered) & set(parts[1].covered)
    assert complete.objects == parts[0].objects


def test_a_joint_branch_of_three_and_a_lone_one_cover_four():
    found = governance.coverage("abcdef", [("joint", "a"), ("joint", "b"), ("joint", "c"), ("lone", "d")])
    assert (found.bodies, len(found.covered), found.rate) == (2, 4, Fraction(2, 3))
    assert found.missing == ("e", "f")


def test_full_coverage_needs_something_to_cover():
    assert not governance.coverage([], []).full
    assert governance.coverage(["a"], [(1, "a")]).full


@given(st.integers(0, 5), st.integers(0, 5))
def test_the_direction_does_not_depend_on_who_is_named_first(one, other):
    assert governance.direction(one, other) == governance.direction(other, one)
    assert (governance.direction(one, other) == "two_way") == (one > 0 and other > 0)


ROWS = st.lists(st.tuples(st.integers(0, 20), st.sampled_from("abc")), max_size=40)


@given(ROWS)
def test_groups_that_may_overlap_are_never_added_up(rows):
    assert governance.headcount(rows, "abc", exclusive=False).total is None


@given(ROWS)
def test_a_total_stands_only_where_nobody_is_in_two_groups(rows):
    found = governance.headcount(rows, "abc", exclusive=True)
    if found.total is None:
        assert found.twice > 0
    else:
        assert found.total == sum(found.groups.values())


@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=30))
def test_posts_and_people_are_two_counts(rows):
    posts, people = governance.posts_and_people(rows)
    assert posts == len({row[0] for row in rows})
    assert people == len({row[1] for row in rows})
