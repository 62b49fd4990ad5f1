"""From dispatch to the closed case: clocks, words, rounds, tries, and who may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from linli.cases import jobs
from linli.cases import services as cases
from linli.cases.errors import BadInput, NotNow
from linli.cases.models import Case, Task
from linli.clocks.models import Deadline
from linli.domain.access import Actor
from linli.records.errors import Conflict, NotAllowed
from linli.records.models import Event, Span

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PUBLIC = Actor(user_id=None, post_id=None, channel="public")


def _deadline(case: Case, step: str = "settle", part: str = "") -> Deadline:
    return Deadline.objects.get(kind="case", subject_id=case.pk, step=step, part=part)


def test_the_clock_starts_at_dispatch_and_one_body_leads(world: Any) -> None:
    case = world.dispatched()
    assert case.state == "to_sign"
    assert _deadline(case).started_at == AT
    assert case.next_due is not None
    assert case.next_step == "sign"
    assert [task.lead_slot for task in case.tasks.all()] == [1]
    assert case.answerable_body_id == world.bodies["company"]


def test_signing_meets_its_step_and_only_the_lead_body_may(world: Any) -> None:
    case = world.dispatched()
    with pytest.raises(NotAllowed):
        cases.accept(case_id=case.pk, actor=world.actor("water"), at=AT)
    case = cases.accept(case_id=case.pk, actor=world.unit, at=AT + timedelta(minutes=10))
    assert case.state == "in_progress"
    assert _deadline(case, "sign").met_at == AT + timedelta(minutes=10)
    assert case.next_step == "contact"


def test_the_whole_loop_ends_with_the_residents_own_word(world: Any) -> None:
    case = world.passed()
    assert case.state == "to_call_back"
    case = cases.confirm(
        case_id=case.pk, solved="yes", satisfied="satisfied", actor=PUBLIC, at=AT + timedelta(days=2)
    )
    assert (case.state, case.result, case.word) == ("closed", "solved", "reporter")
    assert case.is_solved
    assert case.on_time is True
    names = list(
        Event.objects.filter(kind="case", subject_id=case.pk).order_by("seq").values_list("name", flat=True)
    )
    assert names == [
        "case.registered", "case.dispatched", "case.accepted", "case.answered", "case.passed", "case.confirmed",
    ]  # fmt: skip
    assert Span.objects.filter(kind="case", subject_id=case.pk, field="state").count() == 6
    assert not Deadline.objects.filter(kind="case", subject_id=case.pk, state="running").exists()


def test_not_solved_opens_the_next_round_under_the_old_clock(world: Any) -> None:
    case = world.passed()
    due = _deadline(case).due_at
    case = cases.confirm(
        case_id=case.pk, solved="no", text="还在返水", actor=PUBLIC, at=AT + timedelta(days=2)
    )
    assert (case.state, case.round, case.result) == ("redo", 2, "")
    again = _deadline(case)
    assert (again.state, again.due_at, again.started_at) == ("running", due, AT)
    assert case.lead_body_id == world.bodies["company"]
    case = cases.submit_answer(
        case_id=case.pk, result="solved", text="重新疏通。", actor=world.unit, at=AT + timedelta(days=3)
    )
    assert case.state == "to_review"


def test_a_late_answer_is_late_even_when_solved(world: Any) -> None:
    case = world.accepted()
    late = AT + timedelta(days=9)
    cases.submit_answer(case_id=case.pk, result="solved", text="好了", actor=world.unit, at=late)
    cases.review(case_id=case.pk, approve=True, actor=world.desk, at=late)
    case = cases.call_back(case_id=case.pk, contacted=True, solved="yes", actor=world.desk, at=late)
    assert case.on_time is False


def test_sent_back_answers_let_the_old_clock_run_on(world: Any) -> None:
    case = world.answered()
    assert _deadline(case).state == "met"
    with pytest.raises(BadInput):
        cases.review(case_id=case.pk, approve=False, actor=world.desk, at=AT)
    case = cases.review(
        case_id=case.pk, approve=False, text="没写怎么办的", actor=world.desk, at=AT + timedelta(days=1)
    )
    assert case.state == "in_progress"
    assert _deadline(case).state == "running"


def test_nobody_reviews_or_calls_back_his_own_work(world: Any) -> None:
    case = world.answered()
    with pytest.raises(NotNow, match="承办单位以外"):
        cases.review(case_id=case.pk, approve=True, actor=world.unit, at=AT + timedelta(days=1))
    cases.review(case_id=case.pk, approve=True, actor=world.desk, at=AT + timedelta(days=1))
    with pytest.raises(NotNow, match="承办单位以外"):
        cases.call_back(
            case_id=case.pk, contacted=True, solved="yes", actor=world.unit, at=AT + timedelta(days=2)
        )


def test_an_anonymous_case_closes_by_checking(world: Any) -> None:
    case = world.answered(reporter=cases.Reporter())
    with pytest.raises(NotNow, match="核查"):
        cases.review(case_id=case.pk, approve=True, actor=world.desk, at=AT + timedelta(days=1))
    case = cases.review(
        case_id=case.pk, approve=True, text="现场看过，已疏通", actor=world.desk, at=AT + timedelta(days=1)
    )
    assert (case.state, case.result, case.word) == ("closed", "solved", "verifier")


def test_three_tries_close_as_not_reached_outside_solved(world: Any) -> None:
    case, at = world.passed(), AT + timedelta(days=2)
    cases.not_reached(case_id=case.pk, actor=world.desk, at=at)
    with pytest.raises(NotNow, match="换个时间"):
        cases.not_reached(case_id=case.pk, actor=world.desk, at=at + timedelta(minutes=5))
    cases.not_reached(case_id=case.pk, actor=world.desk, at=at + timedelta(hours=3))
    case = cases.not_reached(case_id=case.pk, actor=world.desk, at=at + timedelta(hours=8))
    assert (case.state, case.result, case.word) == ("closed", "not_reached", "")
    assert not case.is_solved


def test_seven_silent_days_close_by_themselves(world: Any) -> None:
    case = world.passed()
    with pytest.raises(NotNow):
        cases.close_not_reached(case_id=case.pk, actor=world.desk, at=AT + timedelta(days=5))
    assert jobs.tick(AT + timedelta(days=5)) == 0
    assert jobs.tick(AT + timedelta(days=9)) == 1
    assert Case.objects.get(pk=case.pk).result == "not_reached"
    assert jobs.tick(AT + timedelta(days=9)) == 0


def test_a_resident_who_was_not_reached_may_still_say_not_solved_for_a_month(world: Any) -> None:
    case = world.passed()
    jobs.tick(AT + timedelta(days=9))
    with pytest.raises(NotNow, match="一个月"):
        cases.confirm(case_id=case.pk, solved="no", actor=PUBLIC, at=AT + timedelta(days=45))
    case = cases.confirm(case_id=case.pk, solved="no", actor=PUBLIC, at=AT + timedelta(days=20))
    assert (case.state, case.round) == ("redo", 2)


def test_an_unreasonable_demand_ends_in_the_second_round_without_the_word_solved(world: Any) -> None:
    case, later = world.passed(result="unreasonable_explained"), AT + timedelta(days=2)
    case = cases.call_back(case_id=case.pk, contacted=True, solved="no", actor=world.desk, at=later)
    assert case.state == "redo"
    cases.submit_answer(
        case_id=case.pk, result="unreasonable_explained", text="再次上门说明", actor=world.unit, at=later
    )
    cases.review(case_id=case.pk, approve=True, actor=world.desk, at=later)
    case = cases.call_back(case_id=case.pk, contacted=True, solved="no", actor=world.desk, at=later)
    assert (case.state, case.result, case.word) == ("closed", "unreasonable_explained", "")


def test_a_stale_form_gets_409_and_a_second_click_a_sentence(world: Any) -> None:
    case = world.dispatched()
    stale = case.version - 1
    with pytest.raises(Conflict):
        cases.accept(case_id=case.pk, actor=world.unit, at=AT, version=stale)
    cases.accept(case_id=case.pk, actor=world.unit, at=AT, version=case.version)
    with pytest.raises(NotNow, match="办理中"):
        cases.accept(case_id=case.pk, actor=world.unit, at=AT)


def test_the_fast_lane_needs_one_sentence_and_is_never_solved_in_figures(world: Any) -> None:
    case = world.register()
    with pytest.raises(BadInput):
        cases.settle_on_spot(case_id=case.pk, text=" ", actor=world.desk, at=AT)
    case = cases.settle_on_spot(case_id=case.pk, text="当面说明，已带去办理", actor=world.desk, at=AT)
    assert (case.state, case.fast_lane, case.is_solved) == ("closed", True, False)
    assert not Deadline.objects.filter(kind="case", subject_id=case.pk).exists()
    case = cases.reopen(case_id=case.pk, reason="又来问", actor=world.desk, at=AT)
    assert (case.state, case.fast_lane) == ("to_dispatch", False)


def test_refused_with_an_explanation(world: Any) -> None:
    case = cases.refuse(case_id=world.register().pk, text="不属受理范围，请到法院", actor=world.desk, at=AT)
    assert case.state == "refused"
    assert not case.is_open


def test_a_contact_that_reached_meets_its_step(world: Any) -> None:
    case = world.accepted()
    cases.record_contact(case_id=case.pk, reached=False, actor=world.unit, at=AT)
    assert _deadline(case, "contact").state == "running"
    case = cases.record_contact(
        case_id=case.pk, text="约好下午上门", actor=world.unit, at=AT + timedelta(hours=1)
    )
    assert case.contacted_at == AT + timedelta(hours=1)
    assert _deadline(case, "contact").state == "met"


def test_a_helper_has_a_part_with_a_clock_of_its_own(world: Any) -> None:
    case = world.accepted()
    task = cases.ask_help(
        case_id=case.pk, body_id=world.bodies["water"], text="请关阀", actor=world.unit, at=AT
    )
    assert _deadline(case, part=task.part).body_id == world.bodies["water"]
    with pytest.raises(NotNow):
        cases.ask_help(case_id=case.pk, body_id=world.bodies["water"], text="再请", actor=world.unit, at=AT)
    with pytest.raises(NotAllowed):
        cases.answer_help(task_id=task.pk, text="好了", actor=world.unit, at=AT)
    done = cases.answer_help(task_id=task.pk, text="已关阀", actor=world.actor("water"), at=AT)
    assert done.state == Task.State.DONE
    assert _deadline(case, part=task.part).state == "met"


def test_a_joint_matter_stays_open_until_every_unit_has_done_its_part(world: Any, adopt: Any) -> None:
    adopt("cross_unit_matters")
    case = world.accepted(kind="joint_matter", category="")
    parts = [
        cases.ask_help(case_id=case.pk, body_id=world.bodies[name], text="请配合", actor=world.unit, at=AT)
        for name in ("water", "community")
    ]
    cases.answer_help(task_id=parts[0].pk, text="好了", actor=world.actor("water"), at=AT)
    with pytest.raises(NotNow, match="还有1个协办单位没有完成，共2个"):
        cases.submit_answer(case_id=case.pk, result="solved", text="好了", actor=world.unit, at=AT)


def test_beneficiaries_are_an_estimate_with_its_basis(world: Any) -> None:
    case = world.accepted()
    case = cases.submit_answer(
        case_id=case.pk, result="solved", text="好了", actor=world.unit, at=AT, households=12, persons_each=3
    )
    assert (case.beneficiaries, case.beneficiary_basis) == (36, "12户×3人")


def test_every_case_verb_is_named_in_permissions() -> None:
    from linli.accounts import grants
    from linli.domain.caseflow import VERBS

    known = grants.table().verbs
    assert not [verb for verb in VERBS if f"case.{verb}" not in known and verb != "confirm"]
