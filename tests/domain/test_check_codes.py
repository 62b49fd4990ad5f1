"""Codes and their check digits, with the known vectors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain.codes import (
    PaperNumber,
    credit_code_digit,
    credit_code_kind,
    credit_code_ok,
    division_padded,
    division_parent,
    division_parts,
    organisation_digit,
    read_paper_number,
    record_id,
    resident_id_digit,
    resident_id_ok,
)

CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("91110000600037341L", True),
        ("91350100M000100Y43", True),
        ("12110000400000000X", False),
        ("9111000060003734IL", False),
        ("91110000600037341", False),
        ("", False),
        ("９1110000600037341L", False),  # noqa: RUF001
    ],
)
def test_credit_codes(code: str, good: bool) -> None:
    assert credit_code_ok(code) is good


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("440524188001010014", True),
        ("110105194912310021", False),
        ("110105194902300025", False),
        ("1101051949123100２X", False),  # noqa: RUF001
        ("", False),
    ],
)
def test_resident_ids(code: str, good: bool) -> None:
    assert resident_id_ok(code) is good


@given(st.text(CREDIT, min_size=17, max_size=17), st.integers(0, 17), st.sampled_from(CREDIT))
def test_any_single_wrong_character_of_a_credit_code_is_seen(body: str, place: int, other: str) -> None:
    code = body + credit_code_digit(body)
    assert credit_code_ok(code)
    if code[place] != other:
        assert not credit_code_ok(code[:place] + other + code[place + 1 :])


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.sampled_from("0123456789"))
def test_any_single_wrong_digit_of_an_id_changes_its_check(body: str, place: int, other: str) -> None:
    if body[place] != other:
        assert resident_id_digit(body[:place] + other + body[place + 1 :]) != resident_id_digit(body)


def test_parts_of_a_credit_code() -> None:
    assert organisation_digit("60003734") == "1"
    assert credit_code_kind("91110000600037341L") == "企业"
    assert credit_code_kind("Z1") is None
    for call in (credit_code_digit, organisation_digit, resident_id_digit):
        with pytest.raises(ValueError, match="before its check"):
            call("x")


@pytest.mark.parametrize(
    ("code", "level", "short", "parent"),
    [
        ("41", "province", "41", None),
        ("410000", "province", "41", None),
        ("4109", "city", "4109", "41"),
        ("410902", "district", "410902", "4109"),
        ("410902001", "street", "410902001", "410902"),
        ("410902001000", "street", "410902001", "410902"),
        ("410902001001", "community", "410902001001", "410902001"),
    ],
)
def test_division_codes(code: str, level: str, short: str, parent: str | None) -> None:
    assert division_parts(code) == (level, short)
    assert division_parent(code) == parent
    assert len(division_padded(code)) == 12


@pytest.mark.parametrize("code", ["", "4", "410", "41090", "04", "41x9", "4109020010010"])
def test_other_texts_are_no_division_codes(code: str) -> None:
    with pytest.raises(ValueError, match="行政区划代码"):
        division_parts(code)


@pytest.mark.parametrize(
    "text",
    [
        "濮政办〔2017〕8号",
        "濮政办[2017]8号",
        "濮政办（2017）08号",
        " 濮政办【2017】第8号 ",
        "濮政办(2017) ８ 号",  # noqa: RUF001
    ],
)
def test_a_paper_number_is_read_in_any_bracket_and_written_in_the_right_one(text: str) -> None:
    assert str(read_paper_number(text)) == "濮政办〔2017〕8号"


def test_a_draft_has_an_open_number() -> None:
    assert str(PaperNumber("", 2026, None)) == "×〔2026〕　号"


@pytest.mark.parametrize(
    "text", ["", "濮政办2017年8号", "濮政办〔17〕8号", "濮政办〔2017〕号", "濮政办〔2017〕0号"]
)
def test_what_is_no_paper_number_is_refused_with_the_form(text: str) -> None:
    with pytest.raises(ValueError, match="文号写法"):
        read_paper_number(text)


@given(st.text("濮政办发函区社", min_size=1, max_size=6), st.integers(1949, 2099), st.integers(1, 99999))
def test_a_paper_number_survives_writing_and_reading(mark: str, year: int, serial: int) -> None:
    number = PaperNumber(mark, year, serial)
    assert read_paper_number(str(number)) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [("7", 7), (7, 7), ("0", 0), ("²", None), ("٣", None), ("-1", None), ("1.0", None), ("", None), (None, None),
     ("9" * 18, 10**18 - 1), ("9" * 19, None), (" 7", None)],
)  # fmt: skip
def test_a_typed_number_of_a_row_is_plain_digits_that_both_engines_keep(
    text: object, found: int | None
) -> None:
    assert record_id(text) == found
