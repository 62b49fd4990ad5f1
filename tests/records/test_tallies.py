"""Tallies: folded plus unfolded is always the truth, at every level, and a rebuild proves it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.records import queries, registry, tallies
from linli.records import services as records
from linli.records.models import Delta, Tally

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
TRUTH: list[tuple[dict[str, object], int]] = []


@pytest.fixture(autouse=True)
def _tally() -> Iterator[None]:
    TRUTH.clear()
    registry.register_tally(registry.TallyType("things", tallies.by_level, lambda: TRUTH))
    yield
    registry._tallies.pop("things")


def add(community: int, state: str, amount: int) -> None:
    keys = {"street": 1, "community": community, "grid": None, "state": state}
    records.add_delta(tally="things", keys=keys, amount=amount)
    TRUTH.append((keys, amount))


def test_a_delta_counts_at_once_and_at_every_level() -> None:
    add(5, "open", 1)
    add(6, "open", 1)
    add(6, "done", 1)
    assert queries.tally("things", area=5, state="open") == 1
    assert queries.tally("things", area=1, state="open") == 2
    assert queries.tally("things", area=0, state="done") == 1


def test_folding_changes_no_figure() -> None:
    add(5, "open", 3)
    assert tallies.fold() == 1
    add(5, "open", -1)
    assert queries.tally("things", area=1, state="open") == 2
    assert queries.tally_many("things", [{"area": 5, "state": "open"}, {"area": 9, "state": "open"}]) == [
        2,
        0,
    ]
    tallies.fold_all()
    assert not Delta.objects.exists()
    assert queries.tally("things", area=1, state="open") == 2


def test_a_read_is_one_query(django_assert_num_queries: pytest.fixture) -> None:
    add(5, "open", 3)
    with django_assert_num_queries(1):
        queries.tally_many("things", [{"area": area, "state": "open"} for area in range(10)])


def test_a_rebuild_finds_and_repairs_a_wrong_tally() -> None:
    add(5, "open", 3)
    tallies.fold()
    add(6, "open", 2)
    assert tallies.rebuild("things") == {}
    Tally.objects.filter(key__contains='"area":5').update(amount=7)
    assert list(tallies.rebuild("things", write=True).values()) == [(7, 3)]
    assert tallies.rebuild("things") == {}
    assert queries.tally("things", area=1, state="open") == 5


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from(["open", "done"]), st.integers(-3, 3), st.booleans()),
        max_size=15,
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_adding_and_folding_keeps_the_truth(steps: list[tuple[int, str, int, bool]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        TRUTH.clear()
        for community, state, amount, fold in steps:
            add(community, state, amount)
            if fold:
                tallies.fold(limit=2)
        assert tallies.rebuild("things") == {}
        transaction.set_rollback(True)
