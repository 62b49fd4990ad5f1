"""The wish wall: checked, agreed to, taken, done, thanked; and back to the wall when nothing happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from linli.cases import jobs, retention
from linli.cases import services as cases
from linli.cases.errors import BadInput, NotAllowed, NotNow
from linli.cases.models import Case, WishClaim
from linli.clocks.models import Notice
from linli.domain.access import SYSTEM
from linli.records.errors import Conflict
from linli.records.models import Event
from tests.cases.conftest import AT, PUBLIC, World

WORDS = "一位老人想要一个收音机"


@pytest.fixture
def wish(world: World, adopt: Callable[..., None]) -> Case:
    adopt("resident_needs")
    voice = world.voice(
        text="俺爹想要个收音机听戏，住12号楼。", kind="micro_wish", category="", channel="wish_wall",
        reporter=cases.Reporter(name="孙大爷", phone="13800138000", address="12号楼3单元"),
    )  # fmt: skip
    return cases.register_case(voice=voice, actor=world.actor("community"), at=AT)


def hang(world: World, wish: Case, **values: Any) -> Case:
    given = {"text": WORDS, "consent": True, "cost": 20_000, "actor": world.actor("community"), "at": AT}
    return cases.publish_wish(case_id=wish.pk, **(given | values))


def take(world: World, wish: Case, body: str = "company", **values: Any) -> Case:
    return cases.claim_wish(case_id=wish.pk, actor=world.actor(body), at=AT, **values)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("孙大爷想要一个收音机", "姓名"),
        ("住12号楼的老人想要收音机", "门牌"),
        ("想要收音机，电话13800138000", "电话"),
        ("", "请填写"),
    ],
)
def test_words_that_lead_to_somebody_are_not_hung(world: World, wish: Case, text: str, word: str) -> None:
    with pytest.raises(BadInput, match=word):
        hang(world, wish, text=text)


def test_without_consent_or_above_the_cap_it_is_not_hung(world: World, wish: Case) -> None:
    with pytest.raises(BadInput, match="本人同意"):
        hang(world, wish, consent=False)
    with pytest.raises(BadInput, match="500元") as caught:
        hang(world, wish, cost=50_001)
    assert caught.value.field == "cost"
    assert hang(world, wish, cost=50_000).wish.free


def test_only_wishes_hang_on_the_wall(world: World) -> None:
    with pytest.raises(NotNow, match="只有微心愿"):
        hang(world, world.register())


def test_the_whole_way_from_the_wall_to_thanks(world: World, wish: Case) -> None:
    hang(world, wish)
    taken = take(world, wish, group="同心志愿队", persons=3)
    assert (taken.state, taken.lead_body_id) == ("in_progress", world.bodies["company"])
    assert taken.next_due is not None
    cases.join_claim(case_id=wish.pk, actor=world.actor("water"), at=AT)
    cases.move_claim(case_id=wish.pk, text="收音机已买好", actor=world.actor("company"), at=AT)
    done = cases.fulfil_wish(case_id=wish.pk, text="已送到老人手里", actor=world.actor("company"), at=AT)
    assert done.state == "to_review"
    cases.review(case_id=wish.pk, approve=True, actor=world.actor("community"), at=AT)
    cases.confirm(case_id=wish.pk, solved="yes", actor=PUBLIC, at=AT)
    claim = WishClaim.objects.get()
    assert (claim.ended, claim.persons) == ("fulfilled", 4)
    thanked = cases.thank(case_id=wish.pk, text="谢谢你们", public=True, actor=PUBLIC, at=AT)
    assert thanked.wish.thanks == "谢谢你们"
    assert thanked.is_solved
    names = list(Event.objects.filter(kind="case", subject_id=wish.pk).values_list("name", flat=True))
    assert names == [
        "case.registered", "case.wish_published", "case.wish_claimed", "case.claim_joined", "case.claim_moved",
        "case.answered", "case.passed", "case.confirmed", "case.thanked",
    ]  # fmt: skip


def test_the_second_of_two_is_told(world: World, wish: Case) -> None:
    held = hang(world, wish)
    take(world, wish, version=held.version)
    with pytest.raises(Conflict):
        take(world, wish, "water", version=held.version)
    with pytest.raises(NotNow, match="不在墙上"):
        take(world, wish, "water")


def test_a_wish_that_was_not_hung_or_was_taken_down_cannot_be_taken(world: World, wish: Case) -> None:
    with pytest.raises(NotNow, match="不在墙上"):
        take(world, wish)
    hang(world, wish)
    cases.take_down_wish(case_id=wish.pk, reason="已另外解决", actor=world.actor("community"), at=AT)
    with pytest.raises(NotNow, match="不在墙上"):
        take(world, wish)


def test_whoever_has_no_body_and_others_than_the_taker_are_refused(world: World, wish: Case) -> None:
    hang(world, wish)
    with pytest.raises(NotAllowed, match="岗位"):
        cases.claim_wish(case_id=wish.pk, actor=PUBLIC, at=AT)
    take(world, wish)
    with pytest.raises(NotAllowed, match="别人认领"):
        cases.fulfil_wish(case_id=wish.pk, text="好了", actor=world.actor("water"), at=AT)
    with pytest.raises(NotNow, match="已经在"):
        cases.join_claim(case_id=wish.pk, actor=world.actor("company"), at=AT)


def test_an_idle_claim_returns_after_fifteen_days_and_both_are_told(world: World, wish: Case) -> None:
    hang(world, wish)
    take(world, wish)
    assert jobs.return_idle_claims(AT + timedelta(days=14)) == 0
    assert jobs.return_idle_claims(AT + timedelta(days=15)) == 1
    assert jobs.return_idle_claims(AT + timedelta(days=15)) == 0
    wish.refresh_from_db()
    assert (wish.state, wish.lead_body_id, wish.next_due) == ("to_dispatch", None, None)
    assert (wish.wish.free, wish.wish.returned) == (True, 1)
    assert WishClaim.objects.get().ended == "idle"
    assert Notice.objects.filter(code="case.claim_idle").count() == 2
    again = take(world, wish, "water")
    assert again.state == "in_progress"
    assert again.next_due is not None


def test_a_sign_of_work_moves_the_day(world: World, wish: Case) -> None:
    hang(world, wish)
    take(world, wish)
    later = AT + timedelta(days=10)
    cases.move_claim(case_id=wish.pk, text="已联系", actor=world.actor("company"), at=later)
    assert jobs.return_idle_claims(AT + timedelta(days=16)) == 0
    assert jobs.return_idle_claims(later + timedelta(days=15)) == 1


def test_giving_back_asks_a_reason_and_hangs_it_again(world: World, wish: Case) -> None:
    hang(world, wish)
    take(world, wish)
    with pytest.raises(BadInput):
        cases.give_back(case_id=wish.pk, reason="", actor=world.actor("company"), at=AT)
    back = cases.give_back(case_id=wish.pk, reason="出差一个月", actor=world.actor("company"), at=AT)
    assert back.wish.free


def test_not_fulfilled_after_all_goes_on_with_the_same_claim(world: World, wish: Case) -> None:
    hang(world, wish)
    take(world, wish)
    cases.fulfil_wish(case_id=wish.pk, text="已送到", actor=world.actor("company"), at=AT)
    cases.review(case_id=wish.pk, approve=True, actor=world.actor("community"), at=AT)
    cases.confirm(case_id=wish.pk, solved="yes", actor=PUBLIC, at=AT)
    cases.reopen(case_id=wish.pk, reason="收音机坏了", actor=world.actor("community"), at=AT)
    assert WishClaim.objects.get().ended_at is None
    done = cases.fulfil_wish(case_id=wish.pk, text="换了一台", actor=world.actor("company"), at=AT)
    assert done.state == "to_review"


def test_thanks_for_everybody_name_nobody(world: World, wish: Case) -> None:
    hang(world, wish)
    take(world, wish)
    cases.fulfil_wish(case_id=wish.pk, text="已送到", actor=world.actor("company"), at=AT)
    cases.review(case_id=wish.pk, approve=True, actor=world.actor("community"), at=AT)
    with pytest.raises(BadInput, match="姓名"):
        cases.thank(case_id=wish.pk, text="孙大爷谢谢大家", public=True, actor=PUBLIC, at=AT)


def test_half_a_year_after_closing_nothing_tells_of_hardship(world: World, wish: Case) -> None:
    hang(world, wish)
    take(world, wish, group="老孙的邻居")
    cases.fulfil_wish(case_id=wish.pk, text="已送到", actor=world.actor("company"), at=AT)
    cases.review(case_id=wish.pk, approve=True, actor=world.actor("community"), at=AT)
    cases.confirm(case_id=wish.pk, solved="yes", actor=PUBLIC, at=AT)
    later = AT + timedelta(days=184)
    for pk in retention.due_text(later):
        retention.erase_text(pk, later)
    wish.refresh_from_db()
    assert (wish.text, wish.wish.text, wish.wish.thanks, wish.wish.shown) == ("", "", "", False)
    assert WishClaim.objects.get().group == ""


def test_the_worker_may_report_for_nobody_without_a_claim(world: World, wish: Case) -> None:
    hang(world, wish)
    with pytest.raises(NotNow):
        cases.fulfil_wish(case_id=wish.pk, text="好了", actor=SYSTEM, at=AT)


def test_a_wish_that_the_desk_sends_to_a_body_leaves_the_wall(world: World, wish: Case) -> None:
    hang(world, wish)
    cases.dispatch_case(
        case_id=wish.pk, body_id=world.bodies["company"], reason="物业愿意办", actor=world.desk, at=AT
    )
    wish.refresh_from_db()
    wish.wish.refresh_from_db()
    assert (wish.wish.free, wish.wish.shown) == (False, False)
