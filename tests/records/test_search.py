"""Chinese search: any two characters, only within the reader's places, erasable, on both engines."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from linli.domain.access import AreaRef
from linli.records import registry, search
from linli.records.models import SearchJob
from tests.records.conftest import Thing

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
HERE = (AreaRef("community", 5),)
TEXTS = {
    1: "12号楼下水管漏水，俺楼三天没水了",
    2: "小区停车位不够，消防通道被占",
    3: "水管。漏水——请尽快",
    4: "ＣＣＴＶ摄像头坏了 K7P2",
}


@pytest.fixture(autouse=True)
def _indexed(db: None) -> None:
    for number, text in TEXTS.items():
        search.index("thing", number, text, [search.area_token(5 if number < 4 else 6)])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("漏水", [3, 1]),
        ("水管", [3, 1]),
        ("管水", []),
        ("水管漏水", [1]),
        ("漏水 水管", [3, 1]),
        ("12号楼", [1]),
        ("停", [2]),
        ("占", [2]),
        ("，", []),
        ("", []),
        ('"漏水" OR *', []),
        ("cctv", []),
    ],
)
def test_words_are_found_in_ones_own_places(words: str, found: list[int]) -> None:
    assert search.query("thing", words, HERE) == found


def test_width_and_case_do_not_matter() -> None:
    assert search.query("thing", "cctv", [AreaRef("community", 6)]) == [4]
    assert search.query("thing", "k7p2", ["a6"]) == [4]


def test_other_places_kinds_and_no_places_find_nothing() -> None:
    assert search.query("thing", "漏水", [AreaRef("community", 7)]) == []
    assert search.query("case", "漏水", HERE) == []
    assert search.query("thing", "漏水", ()) == []
    assert search.query("thing", "漏水", (), any_place=True) == [3, 1]
    assert search.query("thing", "漏水", [AreaRef("nation", 1)]) == [3, 1]


def test_a_changed_text_is_found_by_its_new_words_only() -> None:
    search.index("thing", 1, "改成暖气不热", ["a5"])
    assert search.query("thing", "三天", HERE) == []
    assert search.query("thing", "暖气", HERE) == [1]


def test_a_removed_entry_is_found_no_more_and_rebuilding_keeps_it_so() -> None:
    search.remove("thing", 1)
    search.rebuild()
    search.purge()
    assert search.query("thing", "漏水", HERE) == [3]


def test_the_worker_indexes_what_waits() -> None:
    registry.register_search("thing", lambda ids: [(pk, "新写的楼道灯不亮", ["a5"]) for pk in ids])
    search.later("thing", 9)
    search.later("thing", 9)
    assert search.drain() == 2
    assert not SearchJob.objects.exists()
    assert search.query("thing", "路灯 灯不亮", HERE) == []
    assert search.query("thing", "灯不亮", HERE) == [9]


def test_a_scope_word_cannot_carry_syntax() -> None:
    with pytest.raises(ValueError, match="letters"):
        search.query("thing", "漏水", ["a5) OR (a6"])


@given(st.text(alphabet="水管漏停车位abc12，。 😀𠮷", min_size=1, max_size=40), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_piece_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    piece = text[start : start + data.draw(st.integers(1, 10))]
    assume(search.runs(piece))
    search.index("thing", 50, text, ["a5"])
    assert 50 in search.query("thing", piece, HERE)


@given(st.text(max_size=60))
@example('") OR 1=1 --')
@example("' & | ! <-> :*")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_breaks_the_engine(words: str) -> None:
    assert isinstance(search.query("thing", words, HERE), list)


def test_the_newest_twenty_are_given() -> None:
    for number in range(100, 130):
        search.index("thing", number, "同一句话漏水", ["a5"])
    found = search.query("thing", "漏水", HERE)
    assert found == list(range(129, 109, -1))
    assert Thing.objects.count() == 0
