"""Papers: numbers, dates, headings, and who may order whom."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain import papers
from linli.domain.papers import Party

CITY_BUREAU = Party("department", "city", "市城市管理局")
HOTLINE = Party("hotline_centre", "city", "市12345中心")
TASK_FORCE = Party("task_force", "city", "市专班")
OFFICES = Party("general_offices", "city", "市委办、市政府办")
DISTRICT = Party("government", "district", "某区人民政府")
STREET = Party("street_office", "street", "某街道办事处")
COMMUNITY = Party("community_committee", "community", "某社区")
COMPANY = Party("property_company", "community", "某物业公司")


@given(st.dates(min_value=date(1949, 1, 1)))
def test_a_date_is_arabic_and_never_padded(day: date) -> None:
    text = papers.chinese_date(day)
    assert text == f"{day.year}年{day.month}月{day.day}日"
    assert "年0" not in text
    assert "月0" not in text


@pytest.mark.parametrize(
    ("number", "han"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_han_ordinals(number: int, han: str) -> None:
    assert papers.chinese_ordinal(number) == han


def test_headings_follow_the_order_of_the_standard() -> None:
    assert [papers.heading(level, 2, "办理") for level in (1, 2, 3, 4)] == [
        "二、办理",
        "（二）办理",
        "2.办理",
        "（2）办理",
    ]


@pytest.mark.parametrize(
    "text", ["请务必重视", "限期整改", "责令改正", "请于11月28日前报送情况", "于本周五下班前将结果反馈我局"]
)
def test_order_words_are_found(text: str) -> None:
    assert papers.find_orders(text)


@pytest.mark.parametrize(
    "text", ["现将有关情况通报如下。", "请按原时限办理并答复反映人。", "目前已办结18件。", "此前已报送过一次"]
)
def test_plain_words_are_no_orders(text: str) -> None:
    assert papers.find_orders(text) == ()


@pytest.mark.parametrize(
    ("body", "may"),
    [
        (CITY_BUREAU, True), (OFFICES, True), (DISTRICT, True), (STREET, True), (HOTLINE, True),
        (Party("dept_education", "district", "某区教育局"), True),
        (TASK_FORCE, False), (COMMUNITY, False), (COMPANY, False), (Party("school", "city", "某校"), False),
    ],
)  # fmt: skip
def test_a_committee_its_offices_and_a_department_write_official_papers(body: Party, may: bool) -> None:
    assert body.may_issue is may


@pytest.mark.parametrize("issuer", [CITY_BUREAU, HOTLINE, TASK_FORCE, Party("school", "city", "某校")])
@pytest.mark.parametrize("addressee", [DISTRICT, STREET])
def test_coordinators_departments_and_units_may_not_order_a_lower_committee(
    issuer: Party, addressee: Party
) -> None:
    verdict = papers.check_orders(issuer=issuer, addressees=[addressee], text="请于11月28日前报送整改情况。")
    assert verdict.blocked
    assert verdict.rule == "order_to_lower_committee"
    assert verdict.addressees == (addressee.name,)
    assert verdict.ways_out == ("bulletin_without_demands", "address_counterpart", "through_the_offices")


def test_without_order_words_the_same_paper_may_go() -> None:
    assert not papers.check_orders(
        issuer=CITY_BUREAU, addressees=[STREET], text="现将有关情况告知你们。"
    ).blocked


def test_a_kind_that_is_an_order_by_itself_is_blocked_without_any_word() -> None:
    assert papers.check_orders(issuer=CITY_BUREAU, addressees=[STREET], text="", is_order=True).blocked


def test_the_two_offices_pass_it_on_with_their_authority() -> None:
    text = "请于11月28日前报送。"
    assert not papers.check_orders(
        issuer=CITY_BUREAU, addressees=[STREET], text=text, authority="市委第8次会议纪要"
    ).blocked
    assert papers.check_orders(issuer=CITY_BUREAU, addressees=[STREET], text=text, authority="　 ").blocked
    assert not papers.check_orders(issuer=OFFICES, addressees=[STREET], text=text).blocked


def test_a_committee_may_order_below_itself_and_a_department_its_counterpart() -> None:
    text = "限期整改。"
    assert not papers.check_orders(issuer=DISTRICT, addressees=[STREET], text=text).blocked
    counterpart = Party("department", "district", "区城管局")
    assert not papers.check_orders(issuer=CITY_BUREAU, addressees=[counterpart], text=text).blocked
    assert not papers.check_orders(issuer=STREET, addressees=[COMMUNITY], text=text).blocked


@pytest.mark.parametrize(
    ("kind", "level", "role"),
    [
        ("dept_housing", "district", "department"),
        ("heat_company", "city", "company"),
        ("property_company", "community", "company"),
        ("party_org", "street", "committee"),
        ("party_org", "community", "community"),
        ("health_centre", "community", "unit"),
    ],
)
def test_every_kind_plays_its_part(kind: str, level: str, role: str) -> None:
    assert Party(kind, level).role == role


def test_one_forbidden_addressee_among_many_blocks_and_is_named() -> None:
    counterpart = Party("department", "district", "区城管局")
    verdict = papers.check_orders(issuer=CITY_BUREAU, addressees=[counterpart, DISTRICT], text="务必办好")
    assert verdict.addressees == (DISTRICT.name,)


def test_a_company_is_ordered_only_by_a_body_with_power_to_enforce() -> None:
    verdict = papers.check_orders(
        issuer=COMMUNITY, addressees=[COMPANY], text="责令改正", authority="居民会议"
    )
    assert verdict.blocked
    assert verdict.ways_out == ("problem_transfer", "improvement_hint")
    enforcer = Party("department", "district", "区城管局", may_enforce=True)
    assert not papers.check_orders(issuer=enforcer, addressees=[COMPANY], text="责令改正").blocked


@given(
    st.sampled_from(sorted(papers.ROLE_OF_KIND)),
    st.sampled_from(sorted(papers.ROLE_OF_KIND)),
    st.text(max_size=80),
)
def test_a_text_without_orders_is_never_blocked(issuer: str, addressee: str, text: str) -> None:
    if papers.find_orders(text):
        return
    verdict = papers.check_orders(
        issuer=Party(issuer, "city"), addressees=[Party(addressee, "street")], text=text
    )
    assert not verdict.blocked


def test_length_leaves_blanks_out_and_says_by_how_much() -> None:
    assert papers.text_length(["关于 路灯\n的报告"]) == 7
    assert papers.over_length(["字" * 4_000]) == 0
    assert papers.over_length(["字" * 4_001]) == 1
    assert papers.over_length(["字" * 4_001], sort="comprehensive") == 0
