"""Cells become values, or a sentence that says how to mend them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.ledgers.errors import BadCell
from linli.ledgers.reading import values
from linli.ledgers.reading.cells import cell_text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (4.0, "4"),
        (0.1 + 0.2, "0.3"),
        (True, "TRUE"),
        (None, ""),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 8, 5), "2026-11-21 08:05:00"),
        ("\u202e俺楼\u200b\x07 ", "俺楼"),
        ("一行\r\n二行", "一行\n二行"),
        (float("nan"), ""),
        (410902199001011234.0, "4.10902199001011e+17"),
    ],
)
def test_a_cell_is_read_as_a_clerk_reads_it(cell: object, text: str) -> None:
    assert cell_text(cell) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["2026-11-21", "2026.11.21", "2026/11/21", "2026年11月21日", "20261121", "46347", "2026-11-21 08:30:00"],
)
def test_dates_in_every_office_spelling(text: str) -> None:
    assert values.day(text) == "2026-11-21"


def test_a_moment_keeps_its_time() -> None:
    assert values.moment("2026年11月21日 08:30") == "2026-11-21 08:30:00"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_date_comes_back(day: date) -> None:
    assert values.as_date(values.day(f"{day.year}年{day.month}月{day.day}日")) == day


@pytest.mark.parametrize(
    "text", ["昨天", "2026-13-01", "2026-02-30", "1899-12-31", "2126-01-01", "11月21日", "", "9" * 30]
)
def test_impossible_dates_are_told(text: str) -> None:
    with pytest.raises(BadCell) as caught:
        values.day(text)
    assert caught.value.help


def test_dates_more_than_fifty_years_ahead_are_refused_on_the_day_of_the_import() -> None:
    values.check_not_far_ahead("2076-12-31", date(2026, 11, 21))
    with pytest.raises(BadCell):
        values.check_not_far_ahead("2077-01-01", date(2026, 11, 21))


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("1,204", 1204), ("0", 0), (" 7 ", 7)])
def test_whole_numbers(text: str, number: int) -> None:
    assert values.whole()(text) == number


@pytest.mark.parametrize("text", ["12户", "三", "1.5", "-1", "1e5", "12345678901234567890", ""])
def test_text_in_a_number_cell_is_told(text: str) -> None:
    with pytest.raises(BadCell):
        values.whole()(text)


def test_digits_that_excel_lost_are_told_and_not_stored() -> None:
    for parse in (values.text(), values.whole(), values.phone, values.code(r"\d{18}", "18位数字")):
        with pytest.raises(BadCell, match="15"):
            parse("4.10902199001011e+17")


def test_choices_name_what_is_allowed() -> None:
    parse = values.choice({"社区居委会": "community_committee"})
    assert parse("社区 居委会") == "community_committee"
    with pytest.raises(BadCell) as caught:
        parse("村")
    assert "社区居委会" in caught.value.help


@pytest.mark.parametrize(
    ("text", "plain"), [("0393-123 4567", "0393-1234567"), ("(0393)1234567", "03931234567")]
)
def test_phones(text: str, plain: str) -> None:
    assert values.phone(text) == plain


@pytest.mark.parametrize("text", ["无", "12", "139a0000001", "1" * 30])
def test_what_is_no_phone(text: str) -> None:
    with pytest.raises(BadCell):
        values.phone(text)


@given(st.text(max_size=300))
def test_parsers_never_crash(text: str) -> None:
    parsers = (values.text(), values.day, values.moment, values.whole(), values.phone, values.yes_no)
    for parse in parsers:
        try:
            parse(text)
        except BadCell as problem:
            assert problem.message  # noqa: PT017


@given(st.floats() | st.integers() | st.text(max_size=50) | st.datetimes(timezones=st.just(UTC)))
def test_any_cell_has_a_text(cell: object) -> None:
    assert isinstance(cell_text(cell), str)  # type: ignore[arg-type]
