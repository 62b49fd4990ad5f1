"""A run proposes, people decide, what they say is learnt; nothing is assigned without a person's word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.cases import services as cases
from linli.cases.models import Case
from linli.domain.matching import Problem
from linli.resources import loading, queries, solving
from linli.resources import services as resources
from linli.resources.errors import Refused
from linli.resources.models import Proposal, Run
from tests.cases.conftest import AT, World
from tests.resources.conftest import give, wish


def calculate(world: World, *, dry: bool = False, at: Any = AT) -> Run:
    run = resources.ask_run(area_id=world.places["street"], dry=dry, actor=world.desk, at=at)
    return resources.run_matching(run_id=run.pk, at=at)


def test_a_run_proposes_with_reasons_and_moves_no_case(stage: World) -> None:
    give(stage)
    case = wish(stage)
    run = calculate(stage)
    assert (run.state, run.needs, run.offers, run.met, run.proved) == ("done", 1, 1, 1, True)
    found = Proposal.objects.get()
    assert (found.case_id, found.state) == (case.pk, "proposed")
    assert [code for code, _n in found.reasons] == ["kind", "near", "skill", "asked"]
    case.refresh_from_db()
    assert case.state == "to_dispatch"


def test_a_dry_run_proposes_to_nobody_until_it_goes_live(stage: World) -> None:
    give(stage)
    wish(stage)
    run = calculate(stage, dry=True)
    assert Proposal.objects.get().state == "dry"
    with pytest.raises(Refused, match="重新试算"):
        resources.go_live(run_id=run.pk, actor=stage.desk, at=AT + timedelta(days=2))
    resources.go_live(run_id=run.pk, actor=stage.desk, at=AT)
    assert Proposal.objects.get().state == "proposed"


def test_a_second_run_of_the_place_waits_and_is_compared(stage: World) -> None:
    give(stage)
    wish(stage)
    first = resources.ask_run(area_id=stage.places["street"], dry=True, actor=stage.desk, at=AT)
    with pytest.raises(Refused, match="正在计算"):
        resources.ask_run(area_id=stage.places["street"], dry=True, actor=stage.desk, at=AT)
    resources.run_matching(run_id=first.pk, at=AT)
    give(stage, title="师傅会理发", skills=("skill_haircut",))
    wish(stage, text="想理个发")
    second = calculate(stage)
    assert second.compared == {"same": 1, "new": 1, "gone": 0, "run": first.pk}


def test_the_owner_of_a_wish_on_the_wall_takes_it_with_his_yes(stage: World) -> None:
    give(stage)
    case = wish(stage)
    cases.publish_wish(
        case_id=case.pk, text="一户老人想修水龙头", consent=True, actor=stage.actor("community"), at=AT
    )
    calculate(stage)
    found = Proposal.objects.get()
    resources.ask(proposal_id=found.pk, actor=stage.desk, at=AT)
    with pytest.raises(Refused, match="本人来答复"):
        resources.accept(proposal_id=found.pk, actor=stage.actor("water"), at=AT)
    assert resources.accept(proposal_id=found.pk, actor=stage.unit, at=AT).state == "done"
    case.refresh_from_db()
    assert (case.state, case.lead_body_id) == ("in_progress", stage.bodies["company"])


def test_another_need_is_sent_by_the_desk_after_the_owners_yes(stage: World) -> None:
    give(stage, trusted=True)
    case = wish(stage, kind="household_need")
    calculate(stage)
    found = Proposal.objects.get()
    resources.ask(proposal_id=found.pk, actor=stage.desk, at=AT)
    assert resources.accept(proposal_id=found.pk, actor=stage.unit, at=AT).state == "accepted"
    resources.connect(proposal_id=found.pk, actor=stage.desk, at=AT)
    case.refresh_from_db()
    assert (case.state, case.lead_body_id) == ("to_sign", stage.bodies["company"])


def test_hardship_is_proposed_only_to_those_who_may_know(stage: World) -> None:
    give(stage)
    wish(stage, kind="household_need")
    assert calculate(stage).met == 0
    give(stage, title="可对接困难家庭的师傅", trusted=True)
    assert calculate(stage).met == 1


def test_a_refusal_is_learnt(stage: World) -> None:
    first, second = give(stage), give(stage, body="water", title="供水公司师傅")
    case = wish(stage)
    calculate(stage)
    found = Proposal.objects.get()
    other = {first.pk: second.pk, second.pk: first.pk}[found.resource_id]
    with pytest.raises(Refused) as caught:
        resources.refuse(proposal_id=found.pk, reason="because", actor=stage.desk, at=AT)
    assert caught.value.field == "reason"
    with pytest.raises(Refused):
        resources.refuse(proposal_id=found.pk, reason="other", actor=stage.desk, at=AT)
    resources.refuse(proposal_id=found.pk, reason="not_able", actor=stage.desk, at=AT)
    calculate(stage)
    assert Proposal.objects.get(case=case, state="proposed").resource_id == other


def test_too_far_is_learnt_for_all_that_is_as_far(stage: World) -> None:
    row = give(stage)
    wish(stage)
    calculate(stage)
    found = Proposal.objects.get()
    resources.refuse(proposal_id=found.pk, reason="too_far", actor=stage.desk, at=AT)
    wish(stage, text="另一家的水管也漏水")
    calculate(stage)
    told = Proposal.objects.get(state="proposed", case__text="另一家的水管也漏水")
    assert (told.resource_id, "refused_far") == (row.pk, told.reasons[-1][0])
    page = queries.offered(stage.scope("street", ("street", "street")), [told])[0]
    assert "以前说过这么远不方便" in page.reasons


def test_a_need_is_put_to_one_owner_at_a_time_and_answered_once(stage: World) -> None:
    give(stage)
    case = wish(stage)
    calculate(stage)
    found = Proposal.objects.get()
    resources.ask(proposal_id=found.pk, actor=stage.desk, at=AT)
    with pytest.raises(Refused, match="已有人办过"):
        resources.ask(proposal_id=found.pk, actor=stage.desk, at=AT)
    assert calculate(stage).needs == 0
    Case.objects.filter(pk=case.pk).update(state="in_progress", stage="work")
    with pytest.raises(Refused, match="有人在办"):
        resources.accept(proposal_id=found.pk, actor=stage.unit, at=AT)


def test_a_full_owner_is_left_alone_and_asking_is_spread(stage: World) -> None:
    one, other = give(stage, cap=1), give(stage, cap=1, title="另一位")
    for number in range(3):
        wish(stage, text=f"第{number}家的水管漏水")
    run = calculate(stage)
    assert (run.needs, run.met) == (3, 2)
    assert set(Proposal.objects.values_list("resource_id", flat=True)) == {one.pk, other.pk}


def test_the_fairness_view_counts_never_and_often(stage: World) -> None:
    asked, never = give(stage), give(stage, title="没人想起的师傅")
    run = calculate(stage)
    for number in range(3):
        case = wish(stage, text=f"第{number}个心愿")
        Proposal.objects.create(
            run=run, case=case, resource=asked, body=asked.body, topic="x", cost=0, state="refused",
            asked_at=AT, area_id=case.area_id, street=case.street,
        )  # fmt: skip
    fair = queries.fairness(stage.scope("street", ("street", "street")), AT)
    assert (fair.resources, fair.never, fair.once, fair.often) == (2, 1, 0, 1)
    assert (fair.never_rows, fair.often_rows) == ([never], [asked])


def test_without_the_extra_a_large_run_says_what_to_install(
    stage: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(stage)
    wish(stage)
    monkeypatch.setattr(solving, "installed", lambda: False)
    assert calculate(stage).proved
    monkeypatch.setattr(solving, "SMALL", 0)
    run = calculate(stage)
    assert run.state == "failed"
    assert "pip install 'linli[matching]'" in run.trouble


def test_the_flow_agrees_with_the_reference_and_is_proved() -> None:
    size = 80
    needs = [n for n in range(size) for _ in range(10)]
    offers = [(n * 7 + k * 13) % 50 for n in range(size) for k in range(10)]
    costs = [(n * 31 + o * 17) % 97 for n, o in zip(needs, offers, strict=True)]
    problem = Problem(size, [1, 2] * 25, needs, offers, costs)
    found = solving.solve(problem)
    assert found.proved
    assert found.cost == solving.proofs.total(problem, solving.proofs.solve_small(problem))


def test_loading_reads_a_place_in_few_queries(stage: World, django_assert_max_num_queries: Any) -> None:
    for _number in range(5):
        give(stage)
        wish(stage)
    with django_assert_max_num_queries(30):
        held = loading.load(stage.places["street"], AT)
    assert (len(held.needs), len(held.offers)) == (5, 5)


def test_a_need_that_does_not_say_what_it_wants_is_asked_and_never_guessed(stage: World) -> None:
    give(stage)
    case = wish(stage, text="日子不好过")
    run = calculate(stage)
    assert (run.needs, run.compared) == (0, {"unclear": 1})
    resources.say_what_is_wanted(
        case_id=case.pk, kind="member_skills", skill="skill_plumbing", actor=stage.desk, at=AT
    )
    assert calculate(stage).met == 1


def test_an_estimated_cost_asks_for_money_that_is_enough(stage: World) -> None:
    give(stage, kind="wish_money", skills=(), title="爱心资金", amount=10_000)
    case = wish(stage, text="想要一床电热毯")
    cases.publish_wish(
        case_id=case.pk, text="一位老人想要电热毯", consent=True, cost=18_000, actor=stage.actor("community"),
        at=AT,
    )  # fmt: skip
    assert calculate(stage).met == 0
    give(stage, kind="wish_money", skills=(), title="大一点的爱心资金", amount=20_000)
    assert calculate(stage).met == 1
