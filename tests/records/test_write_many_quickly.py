"""What makes long imports quick changes nothing of what is written."""

from __future__ import annotations

import gc

import pytest

from linli.records import bulk
from linli.records.canonical import canonical
from linli.records.collecting import few_collections


def test_the_collector_is_as_before_after_a_run_also_when_it_breaks_off() -> None:
    before, seen = (gc.get_threshold(), gc.get_freeze_count()), []

    def run() -> None:
        with few_collections():
            seen.append(gc.get_threshold()[0])
            raise LookupError

    with pytest.raises(LookupError):
        run()
    assert seen[0] > before[0][0]
    assert (gc.get_threshold(), gc.get_freeze_count()) == before


def test_garbage_in_circles_is_still_found_inside() -> None:
    with few_collections():
        ring: list[object] = []
        ring.append(ring)
        del ring
        assert gc.collect() >= 1


@pytest.mark.parametrize(
    "data",
    [{}, {"b": "2", "a": "一"}, {"a": 1}, {"a": True}, {"a": "1"}, {"a": ["x"]}, {"a": {"z": 1, "b": None}}],
)
def test_a_remembered_spelling_is_the_canonical_one(data: dict[str, object]) -> None:
    assert bulk._spelled(dict(data)) == bulk._spelled(dict(data)) == canonical(data)


def test_a_long_text_is_refused_however_often_it_comes() -> None:
    for _time in range(2):
        with pytest.raises(ValueError, match="201 characters"):
            bulk._spelled({"a": "x" * 201})
