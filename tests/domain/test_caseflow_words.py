"""Near duplicates, proposals from text, and the words at which the public form stops."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain import safety, similarity, triage
from linli.domain.safety import Stop
from linli.domain.similarity import Voice

T0 = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DRAIN = "12号楼下水管堵了，一楼返水，俺楼没法住"


def test_the_same_drain_told_twice_is_found_with_its_shared_words() -> None:
    new = Voice(9, DRAIN, T0, category="property_pipe_drain", places=(12, 3, 1))
    old = Voice(
        1, "12号楼的下水管又堵了，返水返得厉害", T0 - timedelta(days=2), "", "property_pipe_drain", (12, 3, 1)
    )
    far = Voice(2, DRAIN, T0, category="property_pipe_drain", places=(99, 98, 97))
    late = Voice(3, DRAIN, T0 - timedelta(days=31), category="property_pipe_drain", places=(12, 3, 1))
    other = Voice(4, "楼道灯不亮，晚上看不见", T0, category="property_building_light", places=(12, 3, 1))
    (found,) = similarity.alike(new, [old, far, late, other])
    assert found.id == 1
    assert found.is_strong
    assert {"same_place", "same_category", "same_week", "same_words"} == set(found.reasons)
    assert "下水管" in found.shared


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_symmetric_and_between_nothing_and_all(left: str, right: str) -> None:
    a, b = similarity.bigrams(left), similarity.bigrams(right)
    assert similarity.dice(a, b) == similarity.dice(b, a)
    assert 0 <= similarity.dice(a, b) <= 1
    assert similarity.dice(a, a) == (Fraction(1) if a else Fraction(0))


CATEGORIES = (
    triage.Entry("property_pipe_drain", ("下水", "堵", "返水", "下水管"), "ordinary"),
    triage.Entry("heating_cold", ("暖气", "不热", "暖气不热"), "livelihood"),
    triage.Entry("traffic_parking", ("停车", "车位")),
)


def test_a_proposal_names_the_words_that_decided() -> None:
    found = triage.propose(DRAIN, CATEGORIES)
    assert found.category.value == "property_pipe_drain"
    assert set(found.category.words) == {"下水管", "堵", "返水"}
    assert found.kind.value == "property_problem"
    assert found.urgency.value == "ordinary"
    assert not found.two_matters


def test_cold_radiators_are_urgent_and_a_second_matter_is_noticed() -> None:
    found = triage.propose("家里暖气不热，还有楼下车位老被占，停车没地方", CATEGORIES)
    assert found.category.value == "heating_cold"
    assert found.urgency.value == "livelihood"
    assert found.urgency.words == ("暖气不热",)
    assert found.two_matters


def test_a_question_after_a_broken_thing_is_a_call_for_help() -> None:
    assert triage.propose("社保卡怎么办理", ()).kind.value == "consultation"
    assert triage.propose("水管漏了怎么办", ()).kind.value != "consultation"


def test_kinds_that_are_not_in_use_are_not_proposed() -> None:
    assert triage.propose("邻居吵架要调解", (), kinds=("public_need",)).kind.value == "public_need"


@pytest.mark.parametrize(
    ("text", "building", "entrance"),
    [("12号楼二单元", "12", "2"), ("十二栋", "12", ""), ("二十一号楼3单元", "21", "3"), ("路灯坏了", "", "")],
)
def test_building_and_entrance_are_read_as_they_are_said(text: str, building: str, entrance: str) -> None:
    assert triage.place_words(text) == triage.PlaceWords(building, entrance)


def test_the_longest_place_name_in_a_text_wins() -> None:
    assert triage.names_in("西大社区幸福里小区停水", [(1, "西大社区"), (2, "幸福里小区"), (3, "东街")])[
        0
    ] == (2, "幸福里小区")


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("楼下着火了快来", Stop.FIRE),
        ("楼道里有燃气味", Stop.GAS),
        ("老人困在电梯里", Stop.TRAPPED),
        ("邻居说不想活了", Stop.LIFE),
        ("我要举报某某主任收钱", Stop.ACCUSATION),
        ("法院判决不公", Stop.LAWSUIT),
        ("信访事项没人管", Stop.PETITION),
    ],
)
def test_dangerous_and_foreign_matters_stop_the_form(text: str, stop: Stop) -> None:
    halt = safety.check(text)
    assert halt is not None
    assert halt.stop is stop
    assert halt.may_send == (stop not in safety.NOT_STORED)


@pytest.mark.parametrize(
    "text",
    [
        "消防通道堵了，万一着火怎么办",
        "去年这里起火过，到现在没修",
        "楼道堆满杂物，怕着火",
        "下水道堵了",
        "举报物业乱收费",
    ],
)
def test_worries_and_the_past_do_not_stop_it(text: str) -> None:
    assert safety.check(text) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_checks(text: str) -> None:
    safety.check(text)
    triage.propose(text, CATEGORIES)
    triage.place_words(text)
