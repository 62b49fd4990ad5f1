"""Duplicates, followers, clusters, 12345 orders, routes, proposals from text, hand-over, joint actions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from linli.cases import forms, queries
from linli.cases import services as cases
from linli.cases.errors import BadInput, NotNow
from linli.cases.models import Beneficiary, Case, CaseLink
from linli.clocks.models import Deadline
from linli.domain.access import Actor
from linli.organizations import services as orgs
from linli.records.models import Event

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PUBLIC = Actor(user_id=None, post_id=None, channel="public")


def test_near_duplicates_are_proposed_with_reasons_and_joined_with_both_kept_informed(world: Any) -> None:
    first = world.dispatched()
    second = world.register(text="12号楼的下水管又堵了，一楼返水返得厉害")
    (found,) = queries.near_duplicates(
        text=second.text, area_id=second.area_id, category=second.category, at=AT, exclude_id=second.pk
    )
    assert found.case.pk == first.pk
    assert "同一地点" in found.reasons
    cases.merge(case_id=second.pk, into_id=first.pk, actor=world.desk, at=AT)
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.state, second.duplicate_of_id, first.followers) == ("duplicate", first.pk, 1)
    page = queries.follow_page(second.receipt, AT)
    assert page.shown.pk == first.pk
    assert "安居物业" in page.sentence


def test_joining_is_reversible_and_knows_no_circles(world: Any) -> None:
    first, second, third = (world.register(text=f"12号楼下水管堵了第{i}次") for i in range(3))
    with pytest.raises(BadInput):
        cases.merge(case_id=first.pk, into_id=first.pk, actor=world.desk, at=AT)
    cases.merge(case_id=second.pk, into_id=first.pk, actor=world.desk, at=AT)
    with pytest.raises(NotNow):
        cases.merge(case_id=first.pk, into_id=second.pk, actor=world.desk, at=AT)
    cases.merge(case_id=first.pk, into_id=third.pk, actor=world.desk, at=AT)
    second.refresh_from_db()
    assert second.duplicate_of_id == third.pk
    back = cases.unmerge(case_id=second.pk, reason="不是一件事", actor=world.desk, at=AT)
    assert (back.state, back.duplicate_of_id) == ("to_dispatch", None)


def test_voices_go_along_with_what_was_joined_and_each_is_told(world: Any) -> None:
    first, second, third = (world.register(text=f"12号楼下水管堵了第{i}次") for i in range(3))
    cases.follow(case_id=second.pk, device="d-1", phone="13900139000", actor=PUBLIC, at=AT)

    def voices() -> list[int]:
        return list(Case.objects.order_by("pk").values_list("followers", flat=True))

    cases.merge(case_id=third.pk, into_id=second.pk, actor=world.desk, at=AT)
    assert voices() == [0, 2, 0]
    cases.merge(case_id=second.pk, into_id=first.pk, actor=world.desk, at=AT)
    assert voices() == [3, 1, 0]
    told = Event.objects.filter(kind="case", name="case.merged", subject_id=third.pk).order_by("seq")
    assert [event.data["into"] for event in told] == [second.pk, first.pk]
    cases.unmerge(case_id=second.pk, reason="不是一件事", actor=world.desk, at=AT)
    assert voices() == [1, 1, 0]
    cases.unmerge(case_id=third.pk, reason="不是一件事", actor=world.desk, at=AT)
    assert voices() == [0, 1, 0]


def test_the_desk_joins_only_to_what_it_may_act_on(world: Any) -> None:
    case, near = world.register(), world.register()
    far = world.register(area_id=world.places["other_community"])
    scope = world.scope("street", ("street", "street"))

    def error(code: str) -> str:
        form = forms.MergeForm({"into_id": code}, case=case, scope=scope)
        return "" if form.is_valid() else form.errors["into_id"][0]

    assert error(f" {near.code.lower()} ") == ""
    unknown = error("2611-ZZZZZZ")
    assert unknown == "没有这个编号的诉求，请对照后再填。"
    assert error(far.code) == unknown
    assert error("2611\x00") != ""


def test_related_cases_are_named_to_those_only_who_may_open_them(world: Any) -> None:
    case = world.register()
    near, far = world.register(), world.register(area_id=world.places["other_community"])
    for target in (near, far):
        CaseLink.objects.create(source=case, target=target, kind=CaseLink.Kind.RELATED, at=AT)
    street, district = (
        world.scope("street", ("street", "street")),
        world.scope("centre", ("district", "district")),
    )
    assert [link.target_id for link in queries.links(case, street)] == [near.pk]
    assert [link.target_id for link in queries.links(case, district)] == [near.pk, far.pk]


def test_nobody_joins_an_ended_matter_by_a_duplicate_of_it(world: Any) -> None:
    first, second = world.register(), world.register()
    cases.merge(case_id=second.pk, into_id=first.pk, actor=world.desk, at=AT)
    assert cases.follow(case_id=second.pk, device="d-1", actor=PUBLIC, at=AT).case.pk == first.pk
    cases.settle_on_spot(case_id=first.pk, text="已当场处理", actor=world.desk, at=AT)
    with pytest.raises(NotNow):
        cases.follow(case_id=second.pk, device="d-2", actor=PUBLIC, at=AT)


def test_me_too_counts_once_a_phone_and_gives_a_receipt(world: Any) -> None:
    case = world.dispatched()
    one = cases.follow(case_id=case.pk, device="d-1", phone="13900139000", actor=PUBLIC, at=AT)
    two = cases.follow(case_id=case.pk, device="d-2", phone="139 0013 9000", actor=PUBLIC, at=AT)
    assert (one.new, two.new, one.receipt == two.receipt) == (True, False, True)
    case.refresh_from_db()
    assert case.followers == 1
    assert queries.follow_page(one.receipt, AT).follower


def test_the_fifth_complaint_on_one_company_drafts_a_supervision_order(world: Any, adopt: Any) -> None:
    adopt("property_supervision")
    for day in range(5):
        assert not Case.objects.filter(kind="supervision_order").exists()
        world.register(
            at=AT + timedelta(days=day), kind="property_problem", about_body_id=world.bodies["company"],
            boundary="property_duty", text=f"第{day}次反映下水管堵",
        )  # fmt: skip
    draft = Case.objects.get(kind="supervision_order")
    assert draft.state == "to_dispatch"
    assert draft.about_body_id == world.bodies["company"]
    assert CaseLink.objects.filter(source=draft).count() == 5
    world.register(
        at=AT + timedelta(days=5), kind="property_problem", about_body_id=world.bodies["company"],
        boundary="property_duty", text="第六次反映下水管堵",
    )  # fmt: skip
    assert Case.objects.filter(kind="supervision_order").count() == 1
    issued = cases.dispatch_case(
        case_id=draft.pk,
        body_id=world.bodies["company"],
        reason="集中反映5件",
        actor=world.actor("community"),
        at=AT + timedelta(days=5),
    )
    due = Deadline.objects.get(kind="case", subject_id=issued.pk, step="settle")
    assert due.due_at is not None
    assert (due.due_at - due.started_at).days == 7  # overdue on day 8


def test_an_ended_post_leaves_no_case_with_nobody(world: Any) -> None:
    case = world.accepted()
    assert case.lead_post_id == world.posts["company"]
    orgs.end_post(post_id=world.posts["company"], actor=world.desk, at=AT + timedelta(days=1))
    case.refresh_from_db()
    assert case.lead_post_id is None
    assert case.lead_body_id == world.bodies["company"]


def test_every_case_an_ended_post_gives_up_tells_it_and_a_helpers_part_stays_with_its_body(
    world: Any,
) -> None:
    led, helped = world.accepted(), world.dispatched(body="community")
    cases.accept(case_id=helped.pk, actor=world.actor("community"), at=AT)
    part = cases.ask_help(
        case_id=helped.pk,
        body_id=world.bodies["company"],
        text="请派人",
        actor=world.actor("community"),
        at=AT,
    )
    before = {row.pk: row.event_seq for row in Case.objects.all()}
    orgs.end_post(post_id=world.posts["company"], actor=world.desk, at=AT + timedelta(days=1))
    part.refresh_from_db()
    assert (part.post_id, part.body_id, part.state) == (None, world.bodies["company"], "asked")
    assert Deadline.objects.get(kind="case", subject_id=helped.pk, part=part.part).post_id is None
    told = Event.objects.filter(kind="case", name="case.handed_over")
    assert list(told.values_list("subject_id", flat=True)) == [led.pk]
    after = {row.pk: row.event_seq for row in Case.objects.all()}
    assert after == {**before, led.pk: before[led.pk] + 1}


def test_two_of_three_parties_are_kept_but_do_not_count(world: Any) -> None:
    made = cases.record_joint_action(
        kind="mediate", area_id=world.places["estate"], topic="停车纠纷", on=date(2026, 11, 20),
        parties={"estate_branch": None, "property_company": world.bodies["company"]}, actor=world.desk, at=AT,
    )  # fmt: skip
    assert not made.counts
    made = cases.add_joint_party(joint_id=made.pk, party="owners_committee", actor=world.desk, at=AT)
    assert made.counts
    assert (
        cases.add_joint_party(joint_id=made.pk, party="owners_committee", actor=world.desk, at=AT).parties
        == 3
    )


def test_a_family_with_two_cases_is_one_family(world: Any) -> None:
    one, two = world.register(), world.register(text="另一件事，路灯坏了")
    for case in (one, two):
        cases.count_beneficiaries(
            case_id=case.pk, kind="household", keys=["滨河-12-301"], actor=world.desk, at=AT
        )
    assert Beneficiary.objects.count() == 2
    assert Beneficiary.objects.values("key").distinct().count() == 1


def test_help_in_an_emergency_keeps_order_and_cost(world: Any) -> None:
    case = world.accepted()
    for hours, kind, cost in ((0, "drain", None), (2, "shelter", 120_000), (5, "repair", 3_000_000)):
        cases.record_help_action(
            case_id=case.pk,
            kind=kind,
            cost=cost,
            actor=world.desk,
            at=AT,
            happened_at=AT + timedelta(hours=hours),
        )
    rows = list(case.help_actions.order_by("at"))
    assert [row.kind for row in rows] == ["drain", "shelter", "repair"]
    assert sum(row.cost or 0 for row in rows) == 3_120_000


def test_a_firm_with_two_problems_is_one_firm(world: Any, adopt: Any) -> None:
    adopt("business_direct_train")
    for text in ("没有停车位", "门口路面坏了"):
        world.register(
            kind="business_problem", text=text, category="", fields={"business_name": "某某早餐店"}
        )
    from linli.cases import measures
    from linli.domain.access import AreaRef

    assert Beneficiary.objects.filter(kind="business").count() == 2
    for case in Case.objects.all():
        cases.settle_on_spot(case_id=case.pk, text="已协调", actor=world.desk, at=AT)
    refs = (AreaRef("street", world.places["street"]),)
    assert measures.count("businesses", refs=refs) == 1


def test_a_finding_closes_only_with_a_supervisors_word(world: Any, adopt: Any) -> None:
    adopt("quality_supervisors")
    case = world.register(
        kind="quality_finding", channel="finding", category="", text="外墙没贴牢", reporter=cases.Reporter()
    )
    cases.dispatch_case(
        case_id=case.pk, body_id=world.bodies["company"], reason="整改", actor=world.desk, at=AT
    )
    cases.accept(case_id=case.pk, actor=world.unit, at=AT)
    cases.submit_answer(case_id=case.pk, result="solved", text="返工", actor=world.unit, at=AT)
    with pytest.raises(NotNow, match="监督员"):
        cases.review(case_id=case.pk, approve=True, text="看过", actor=world.desk, at=AT)
    case.refresh_from_db()
    assert case.state == "to_review"


def test_a_matter_that_asks_for_the_reporters_word_is_not_solved_by_the_offices_check(
    world: Any, adopt: Any
) -> None:
    adopt("key_small_matters")
    case = world.answered(kind="key_small_matter", reporter=cases.Reporter())
    case = cases.review(
        case_id=case.pk, approve=True, text="看过", actor=world.desk, at=AT + timedelta(days=1)
    )
    assert (case.state, case.word, case.is_solved) == ("closed", "check", False)


def test_a_time_set_at_the_table_replaces_the_usual_one(world: Any, adopt: Any) -> None:
    adopt("site_problems")
    case = world.register(
        kind="site_problem", channel="meeting", category="", text="泵坏了", reporter=cases.Reporter(),
        fields={"must_solve_by": "2026-11-20 20:00"},
    )  # fmt: skip
    case = cases.dispatch_case(
        case_id=case.pk, body_id=world.bodies["company"], reason="当日办", actor=world.desk, at=AT
    )
    due = Deadline.objects.get(kind="case", subject_id=case.pk, step="settle")
    assert due.due_at == datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
