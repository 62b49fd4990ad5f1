"""Texts with bound figures: what is printed, what changed, which rows stood behind it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain import binding
from linli.domain.binding import Saying

IDS = st.sets(st.integers(0, 2**40), max_size=200)
VALUES = st.one_of(st.integers(0, 10**12), st.fractions(0, 1000, max_denominator=10_000))
PLAIN = st.text(st.characters(exclude_characters="{}"), max_size=30)


@given(IDS)
def test_packed_rows_come_back_sorted(ids: set[int]) -> None:
    assert binding.unpack(binding.pack(ids)) == tuple(sorted(ids))


@given(IDS)
def test_the_same_rows_have_one_digest_in_any_order(ids: set[int]) -> None:
    forward, backward = binding.pack(sorted(ids)), binding.pack(sorted(ids, reverse=True))
    assert binding.digest(forward) == binding.digest(backward)


@given(VALUES)
def test_an_exact_value_survives_its_text(value: int | Fraction) -> None:
    assert binding.read(binding.write(value)) == value


@given(st.lists(st.tuples(PLAIN, st.sampled_from(["closed", "people"]))))
def test_filling_puts_every_figure_where_it_stood(parts: list[tuple[str, str]]) -> None:
    text = "".join(f"{words}{{{name}}}" for words, name in parts)
    printed = {"closed": "560余件", "people": "2万余人"}
    assert binding.fill(text, printed) == "".join(words + printed[name] for words, name in parts)


@given(st.lists(PLAIN), st.lists(PLAIN))
def test_a_comparison_holds_both_texts(before: list[str], after: list[str]) -> None:
    lines = binding.compare(before, after)
    assert [line.text for line in lines if line.mark != "new"] == before
    assert [line.text for line in lines if line.mark != "gone"] == after


@pytest.mark.parametrize(
    ("value", "saying", "printed"),
    [
        (563, Saying("件", "余", 10), "560余件"),
        (20_140, Saying("人", "余", 10_000), "2万余人"),
        (22_236, Saying("吨", "余", 100), "2.22万余吨"),
        (25_900, Saying("吨", in_wan=True, places=2), "2.59万吨"),
        (Fraction(18, 19), Saying(percent=True), "95%"),
        (Fraction(97, 100), Saying(percent=True, word="以上"), "97%以上"),
        (Fraction(305, 75), Saying("个", places=1), "4.1个"),
        (97, Saying("户", "以上", 1), "97户以上"),
        (0, Saying("件"), "0件"),
        (None, Saying("件"), "—"),
        (1, Saying(yes="，创历史新高"), "，创历史新高"),
        (0, Saying(yes="，创历史新高"), ""),
    ],
)
def test_a_figure_is_said_as_offices_say_it(
    value: int | Fraction | None, saying: Saying, printed: str
) -> None:
    assert binding.say(value, saying) == printed


def test_an_unknown_figure_is_told_with_what_was_meant() -> None:
    assert binding.unknown(["办结{closd}件"], ["closed", "people"]) == (binding.Unknown("closd", "closed"),)
    assert binding.unknown(["一个{括号"], ["closed"]) == (binding.Unknown("{", ""),)
    assert binding.unknown(["办结{closed}"], ["closed"]) == ()


def test_named_calculations_are_exact() -> None:
    assert binding.calculate("difference", [434, 129]) == 305
    assert binding.calculate("pace", [305, 75]) == Fraction(61, 15)
    assert binding.calculate("share", [18, 0]) is None
    assert binding.calculate("sum", [434, None]) is None
    with pytest.raises(ValueError, match="takes 2"):
        binding.calculate("share", [1])


def test_a_countdown_and_a_record() -> None:
    assert binding.days_until(date(2017, 10, 3), date(2017, 10, 26)) == 23
    assert binding.is_best(10_200, [9_000, 9_900])
    assert not binding.is_best(10_200, [10_200])
    assert not binding.is_best(10_200, [])


def test_a_change_is_told_even_when_the_paper_reads_the_same() -> None:
    found = binding.changes({"a": ("563", "560余件")}, {"a": ("564", "560余件"), "b": ("1", "1")})
    assert [(one.name, one.is_visible) for one in found] == [("a", False), ("b", True)]
