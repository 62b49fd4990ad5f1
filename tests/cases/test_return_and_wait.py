"""退单 and 会商, 延期, 挂账, 剔除, 提级: limits, who decides, and what the clock does meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from linli.cases import jobs
from linli.cases import services as cases
from linli.cases.errors import BadInput, NotNow
from linli.cases.models import Case, Extension, Ruling, Task
from linli.clocks.models import Deadline
from linli.domain.access import Actor
from linli.papers.models import Paper

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def _return(world: Any, case: Case, actor: Actor | None = None, at: datetime = AT, **more: Any) -> Case:
    given = {"reason": "not_our_duty", "basis": "配合履职事项第37项", "suggested_id": world.bodies["water"]}
    return cases.return_order(case_id=case.pk, actor=actor or world.unit, at=at, **{**given, **more})


def _settle(case: Case) -> Deadline:
    return Deadline.objects.get(kind="case", subject_id=case.pk, step="settle", part="")


def test_a_return_needs_reason_basis_and_whom_instead(world: Any) -> None:
    case = world.dispatched()
    for missing in ({"basis": ""}, {"suggested_id": None}, {"reason": ""}, {"reason": "because"}):
        with pytest.raises(BadInput):
            _return(world, case, **missing)
    case = _return(world, case)
    assert case.state == "return_review"
    assert _settle(case).state == "running"


def test_agreed_it_goes_to_the_other_body_under_the_same_clock(world: Any) -> None:
    case = world.dispatched()
    due = _settle(case).due_at
    _return(world, case)
    case = cases.rule_on_return(case_id=case.pk, approve=True, reason="供水管道", actor=world.desk, at=AT)
    assert (case.state, case.lead_body_id) == ("to_sign", world.bodies["water"])
    assert case.answerable_body_id == world.bodies["company"]
    assert (_settle(case).due_at, _settle(case).body_id) == (due, world.bodies["water"])
    assert Task.objects.filter(case=case, lead_slot=1).count() == 1
    case = cases.accept(case_id=case.pk, actor=world.actor("water"), at=AT)
    assert case.answerable_body_id == world.bodies["water"]


def test_not_agreed_the_same_body_must_handle_and_may_not_return_again(world: Any) -> None:
    case = _return(world, world.dispatched())
    case = cases.rule_on_return(case_id=case.pk, approve=False, reason="合同内", actor=world.desk, at=AT)
    assert (case.state, case.lead_body_id) == ("to_sign", world.bodies["company"])
    with pytest.raises(NotNow, match="退过一次"):
        _return(world, case)


def test_after_the_window_a_return_is_refused(world: Any) -> None:
    with pytest.raises(NotNow, match="退单时限"):
        _return(world, world.dispatched(), at=AT + timedelta(hours=9))


def test_a_second_return_meets_the_council_whose_word_is_kept_and_final(world: Any) -> None:
    case = _return(world, world.dispatched())
    cases.rule_on_return(case_id=case.pk, approve=True, reason="供水", actor=world.desk, at=AT)
    case = _return(world, case, actor=world.actor("water"), suggested_id=world.bodies["company"])
    assert case.council
    with pytest.raises(NotNow, match="会商"):
        cases.rule_on_return(case_id=case.pk, approve=True, reason="改派", actor=world.desk, at=AT)
    case = cases.rule_council(
        case_id=case.pk,
        body_id=world.bodies["water"],
        reason="管网属供水公司",
        basis="供水条例",
        actor=world.desk,
        at=AT,
    )
    assert (case.state, case.ruled, case.council) == ("to_sign", True, False)
    ruling = Ruling.objects.get()
    assert (ruling.category, ruling.district) == ("property_pipe_drain", world.places["district"])
    with pytest.raises(NotNow, match="已经会商"):
        _return(world, case, actor=world.actor("water"))


def test_the_desk_may_call_a_council_itself(world: Any) -> None:
    case = _return(world, world.dispatched())
    case = cases.call_council(case_id=case.pk, reason="两家都说不是", actor=world.desk, at=AT)
    assert case.council
    assert case.state == "return_review"


def test_an_extension_is_asked_once_before_the_limit_and_moves_the_date(world: Any) -> None:
    case = world.accepted()
    old = _settle(case).due_at
    case = cases.request_extension(
        case_id=case.pk, reason="等材料", actor=world.unit, at=AT + timedelta(days=1)
    )
    assert case.state == "extension_review"
    with pytest.raises(NotNow):
        cases.decide_extension(case_id=case.pk, approve=True, actor=world.unit, at=AT + timedelta(days=1))
    case = cases.decide_extension(case_id=case.pk, approve=True, actor=world.desk, at=AT + timedelta(days=2))
    assert case.state == "in_progress"
    held = Extension.objects.get()
    assert held.old_due == old
    assert held.new_due == old + timedelta(days=7)
    assert _settle(case).due_at == held.new_due
    with pytest.raises(NotNow, match="一次"):
        cases.request_extension(case_id=case.pk, reason="还不够", actor=world.unit, at=AT + timedelta(days=3))


def test_after_the_limit_no_extension(world: Any) -> None:
    case = world.accepted()
    with pytest.raises(NotNow, match="到期"):
        cases.request_extension(case_id=case.pk, reason="晚了", actor=world.unit, at=AT + timedelta(days=30))


def test_a_refused_extension_needs_its_reason_and_changes_no_date(world: Any) -> None:
    case = world.accepted()
    old = _settle(case).due_at
    cases.request_extension(case_id=case.pk, reason="等材料", actor=world.unit, at=AT)
    with pytest.raises(BadInput):
        cases.decide_extension(case_id=case.pk, approve=False, actor=world.desk, at=AT)
    case = cases.decide_extension(case_id=case.pk, approve=False, reason="可以按期", actor=world.desk, at=AT)
    assert (case.state, _settle(case).due_at) == ("in_progress", old)


def _suspended(world: Any, revisit: date = date(2026, 12, 20)) -> Case:
    case = world.accepted()
    cases.request_suspension(
        case_id=case.pk, reason="funds", revisit_on=revisit, text="等资金", actor=world.unit, at=AT
    )
    return cases.decide_suspension(case_id=case.pk, approve=True, actor=world.desk, at=AT)


def test_waiting_stops_the_clock_and_returns_on_its_day(world: Any) -> None:
    case = _suspended(world)
    assert (case.state, case.stage, case.revisit_on) == ("suspended", "suspended", date(2026, 12, 20))
    assert _settle(case).state == "paused"
    assert case.next_due is None
    assert jobs.tick(AT + timedelta(days=29)) == 0
    assert jobs.tick(AT + timedelta(days=30)) == 1
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.revisit_on) == ("in_progress", None)
    assert _settle(case).state == "running"
    assert case.next_due is not None


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2027, 2, 19), date(2020, 1, 1)])
def test_the_day_of_review_lies_within_ninety_days(world: Any, day: date) -> None:
    case = world.accepted()
    with pytest.raises(NotNow, match="复核日"):
        cases.request_suspension(case_id=case.pk, reason="funds", revisit_on=day, actor=world.unit, at=AT)


def test_waiting_may_go_on_with_a_new_day(world: Any) -> None:
    case = _suspended(world)
    later = AT + timedelta(days=20)
    case = cases.extend_suspension(
        case_id=case.pk, reason="资金未到", revisit_on=date(2027, 1, 20), actor=world.desk, at=later
    )
    assert case.revisit_on == date(2027, 1, 20)
    case = cases.resume(case_id=case.pk, actor=world.desk, at=later)
    assert case.state == "in_progress"


def test_an_exclusion_counts_only_when_another_body_approved_it(world: Any) -> None:
    case = cases.review(
        case_id=world.answered(reporter=cases.Reporter()).pk,
        approve=True,
        text="看过",
        actor=world.desk,
        at=AT,
    )
    cases.exclude(case_id=case.pk, reason="unreasonable", basis="条例第8条", actor=world.unit, at=AT)
    case.refresh_from_db()
    assert not case.excluded
    with pytest.raises(NotNow):
        cases.decide_exclusion(case_id=case.pk, approve=True, actor=world.unit, at=AT)
    cases.decide_exclusion(case_id=case.pk, approve=True, actor=world.actor("centre"), at=AT)
    case.refresh_from_db()
    assert case.excluded
    assert not case.is_solved


def test_raised_to_a_higher_body_the_clock_runs_on(world: Any) -> None:
    case = world.accepted()
    due = _settle(case).due_at
    case = cases.raise_level(
        case_id=case.pk,
        body_id=world.bodies["district_office"],
        reason="超出社区权限",
        actor=world.unit,
        at=AT,
    )
    assert (case.state, case.lead_body_id) == ("to_sign", world.bodies["district_office"])
    assert _settle(case).due_at == due


def _papers(case: Any) -> list[tuple[str, int, int | None, str]]:
    rows = Paper.objects.filter(subject_kind="case", subject_id=case.pk).order_by("pk")
    return [(row.kind, row.issuer_id, row.addressee_id, row.number) for row in rows]


def test_raising_reports_upwards_and_the_higher_body_hands_down_by_its_own_number(world: Any) -> None:
    """trade.md 6: nobody orders upwards, nobody issues a paper in another body's name."""
    case, higher = world.accepted(), world.bodies["district_office"]
    reason = "超出社区权限，联系人李同志 13800138000"
    cases.raise_level(case_id=case.pk, body_id=higher, reason=reason, actor=world.unit, at=AT)
    assert _papers(case) == [("special_report", world.bodies["company"], higher, "")]
    report = str(Paper.objects.get().document)
    assert "超出社区权限" in report
    assert "13800138000" not in report
    actor = world.actor("district_office")
    cases.accept(case_id=case.pk, actor=actor, at=AT)
    cases.ask_help(case_id=case.pk, body_id=world.bodies["water"], text="请现场关阀", actor=actor, at=AT)
    sent = _papers(case)[1:]
    assert [row[:3] for row in sent] == [("assignment", higher, world.bodies["water"])]
    assert sent[0][3] == Paper.objects.get(kind="assignment").number != ""
    assert Paper.objects.get(kind="assignment").series.organization_id == higher


def test_a_higher_body_that_gives_the_lead_away_assigns_it_and_help_below_is_no_order(world: Any) -> None:
    case, higher = world.accepted(), world.bodies["district_office"]
    # Before 提级 the lead asks a neighbour for help: no 交办单, they stand side by side.
    cases.ask_help(case_id=case.pk, body_id=world.bodies["water"], text="请看水压", actor=world.unit, at=AT)
    assert _papers(case) == []
    cases.raise_level(case_id=case.pk, body_id=higher, reason="超出权限", actor=world.unit, at=AT)
    actor = world.actor("district_office")
    cases.return_order(
        case_id=case.pk, reason="not_our_duty", basis="三定方案", suggested_id=world.bodies["community"],
        actor=actor, at=AT,
    )  # fmt: skip
    cases.rule_on_return(case_id=case.pk, approve=True, reason="由社区牵头", actor=actor, at=AT)
    assert [row[:3] for row in _papers(case)[1:]] == [("assignment", higher, world.bodies["community"])]


def test_marks_and_leaving(world: Any) -> None:
    case = world.accepted()
    public = Actor(user_id=None, post_id=None, channel="public")
    case = cases.urge(case_id=case.pk, actor=public, at=AT)
    with pytest.raises(NotNow, match="今天已经催过"):
        cases.urge(case_id=case.pk, actor=public, at=AT + timedelta(hours=1))
    assert cases.urge(case_id=case.pk, actor=world.desk, at=AT).urged == 2
    assert cases.focus(case_id=case.pk, focus=True, actor=world.desk, at=AT).focus
    cases.note(case_id=case.pk, text="已和物业经理沟通", actor=world.desk, at=AT)
    case = cases.withdraw(case_id=case.pk, text="自己修好了", actor=public, at=AT)
    assert case.state == "withdrawn"
    assert not Deadline.objects.filter(kind="case", subject_id=case.pk, state="running").exists()
