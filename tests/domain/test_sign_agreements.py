"""Signatures: expected = signed + missing, on every day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain import signatures
from linli.domain.signatures import Signature

DAY = date(2023, 8, 28)
DAYS = st.dates(date(2023, 1, 1), date(2024, 12, 31))
SIGNATURES = st.lists(
    st.builds(
        Signature,
        signed_on=st.none() | DAYS,
        ended_on=st.none() | DAYS,
        withdrawn=st.booleans(),
        listed_on=st.none() | DAYS,
    ),
    max_size=30,
)


@given(SIGNATURES, DAYS)
def test_signed_and_missing_are_all_expected(rows, on):
    found = signatures.signed(rows, on)
    assert found.signed + len(found.missing) == found.expected <= len(rows)
    assert found.rate is None or found.rate == Fraction(found.signed, found.expected)


@given(SIGNATURES, DAYS)
def test_a_lapsed_signature_leaves_the_base_and_a_withdrawn_one_does_not(rows, on):
    found = signatures.signed(rows, on)
    lapsed = [row for row in rows if row.standing(on) in ("lapsed", "unlisted")]
    assert found.expected == len(rows) - len(lapsed)


def test_28_of_30_signed_names_the_two():
    rows = [Signature(DAY)] * 28 + [Signature()] * 2
    found = signatures.signed(rows, DAY)
    assert (found.signed, found.missing, found.rate) == (28, (28, 29), Fraction(14, 15))


@given(DAYS, st.integers(1, 120))
def test_an_agreement_ends_after_its_months_and_never_earlier(start, months):
    end = signatures.valid_until(start, months)
    assert end is not None
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day <= start.day


def test_the_last_day_of_january_and_a_month_is_the_last_of_february():
    assert signatures.valid_until(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert signatures.valid_until(DAY, None) is None
    with pytest.raises(ValueError, match="at least one month"):
        signatures.valid_until(DAY, 0)


@given(DAYS, st.integers(1, 60), st.integers(0, 90))
def test_nobody_is_reminded_who_signed_an_endless_sheet(offered, days, later):
    assert not signatures.reminder_due(offered, None, days, offered + timedelta(days=later), missing=False)


def test_the_unsigned_are_named_and_the_rest_counted():
    assert signatures.say_missing(["甲", "乙"]) == "甲、乙"
    assert signatures.say_missing(["甲", "乙", "丙"], limit=2) == "甲、乙等3家"
