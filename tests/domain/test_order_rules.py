"""Whom a line of addressees means, and a text without its orders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain.orders import parties_of, without_orders
from linli.domain.papers import Party, check_orders, find_orders

WORDS = st.text(st.sampled_from("务必限期责令于11月28日前报送。；情况整改第三，"), max_size=40)


@given(WORDS)
def test_what_is_left_orders_nobody(text: str) -> None:
    assert find_orders(without_orders(text)) == ()


@given(st.text(st.sampled_from("情况良好。办结件数"), max_size=30))
def test_a_text_without_orders_stays_as_it_is(text: str) -> None:
    assert without_orders(text) == text


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("各县区人民政府、市直各单位", ["government"]),
        ("各街道办事处", ["street_office"]),
        ("各乡镇人民政府，各物业企业", ["street_office", "property_company"]),
        ("各社区居委会", ["community_committee"]),
        ("各对口单位", ["department"]),
        ("西大街道办事处", []),
    ],
)
def test_collective_addressees_have_a_kind(line: str, kinds: list[str]) -> None:
    assert [party.kind for party in parties_of(line)] == kinds


def test_the_office_of_a_campaign_may_not_order_the_counties() -> None:
    """S0-13's issuer falls under it (trade.md 6)."""
    office = Party("headquarters", "city", "市农村人居环境整治办")
    text = "各县区完成情况如下。请排名靠后的县区务必于10月31日前报送整改方案。"
    verdict = check_orders(issuer=office, addressees=parties_of("各县（区）人民政府"), text=text)
    assert verdict.blocked
    assert verdict.ways_out[0] == "bulletin_without_demands"
    assert not check_orders(
        issuer=office, addressees=parties_of("各县（区）人民政府"), text=without_orders(text)
    ).blocked
