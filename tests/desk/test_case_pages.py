"""The page of a case: the one next action per state and reader, and the loop pressed through button by button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from linli.cases.models import Case
from linli.records import time
from tests.office import AT, Office


def act(client: Any, case: Case, name: str, **fields: str) -> Any:
    case.refresh_from_db()
    url = reverse("cases:act", args=[case.code, name])
    return client.post(url, {"version": case.version, **fields})


def page(client: Any, case: Case) -> str:
    answer = client.get(reverse("cases:page", args=[case.code]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_loop_from_the_first_word_to_the_closed_case(office: Office) -> None:
    case = office.case()
    clerk, handler = office.client("clerk"), office.client("handler")
    body = office.city.bodies["urban"].pk
    assert "下一步：派单" in page(clerk, case)
    assert act(clerk, case, "dispatch", body_id=str(body), reason="路灯由城管局管护").status_code == 302
    assert "下一步：签收" in page(handler, case)
    assert act(handler, case, "accept").status_code == 302
    assert "下一步：提交办理结果" in page(handler, case)
    assert act(handler, case, "submit_answer", text="换了灯泡，已亮。", result="solved").status_code == 302
    assert "下一步：通过" in page(clerk, case)
    assert act(clerk, case, "pass_review").status_code == 302
    assert "下一步：登记回访" in page(clerk, case)
    sent = act(clerk, case, "call_back", contacted="yes", solved="yes", satisfied="satisfied")
    assert sent.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.word, case.is_solved) == ("closed", "reporter", True)
    assert "已办结" in page(clerk, case)


def test_a_helper_answers_on_the_page(office: Office) -> None:
    case, handler = office.accepted(), office.client("handler")
    company = office.city.bodies["company"].pk
    assert act(handler, case, "ask_help", body_id=str(company), text="请开门配合").status_code == 302
    manager = office.client("manager")
    assert "提交协办情况" in page(manager, case)
    assert act(manager, case, "answer_help", text="已开门配合").status_code == 302
    assert case.tasks.get(lead_slot__isnull=True).answer == "已开门配合"


def test_an_exclusion_is_asked_and_decided_by_another_body(office: Office) -> None:
    case = office.passed()
    act(office.client("clerk"), case, "call_back", contacted="yes", solved="yes", satisfied="satisfied")
    asked = act(office.client("handler"), case, "exclude", reason="not_this_unit", basis="区清单第3项")
    assert asked.status_code == 302
    decided = act(office.client("supervisor"), case, "decide_exclusion", approve="yes")
    assert decided.status_code == 302
    case.refresh_from_db()
    assert case.excluded


def test_not_solved_opens_the_next_round(office: Office) -> None:
    case, clerk = office.passed(), office.client("clerk")
    act(clerk, case, "call_back", contacted="yes", solved="no", satisfied="unsatisfied", text="过两天又灭了")
    case.refresh_from_db()
    assert (case.state, case.round) == ("redo", 2)
    assert "第2次办理" in page(clerk, case)


def test_a_missing_answer_is_said_in_its_place_and_nothing_is_lost(office: Office) -> None:
    case, handler = office.accepted(), office.client("handler")
    answer = act(handler, case, "submit_answer", text="", result="solved", note="备件已到货")
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "请写办理情况。" in body
    assert "备件已到货" in body


def test_two_people_on_one_case_see_both_texts_and_may_go_on(office: Office) -> None:
    case, handler = office.accepted(), office.client("handler")
    stale = case.version
    note = reverse("cases:act", args=[case.code, "note"])
    assert office.client("clerk").post(note, {"text": "居民又来电，晚上7点后在家"}).status_code == 302
    url = reverse("cases:act", args=[case.code, "submit_answer"])
    sent = {"version": stale, "text": "我这边写的办理情况", "result": "solved"}
    answer = handler.post(url, sent)
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "刚刚被别人办过" in body
    for said in ("您填的", "我这边写的办理情况", "已解决", "现在的", "办理中", "居民又来电，晚上7点后在家"):
        assert said in body
    case.refresh_from_db()
    assert case.state == "in_progress"
    assert f'name="version" value="{case.version}"' in body
    assert handler.post(url, {**sent, "version": case.version}).status_code == 302


def test_chosen_helpers_are_named_beside_what_stands_now(office: Office) -> None:
    case, clerk = office.case(), office.client("clerk")
    stale = case.version
    note = reverse("cases:act", args=[case.code, "note"])
    assert clerk.post(note, {"text": "居民又来电"}).status_code == 302
    url = reverse("cases:act", args=[case.code, "dispatch"])
    offered = clerk.get(url).context["form"].fields["helper_ids"].choices
    helper, name = offered[0]
    sent = {
        "version": stale,
        "body_id": office.city.bodies["urban"].pk,
        "reason": "城管局管护",
        "helper_ids": [helper],
    }
    answer = clerk.post(url, sent)
    assert answer.status_code == 409
    mine = dict(answer.context["both"].mine)
    assert mine["协办单位"] == name


def test_the_quicker_answer_stays_and_the_slower_text_can_be_copied(office: Office) -> None:
    case, handler = office.accepted(), office.client("handler")
    url = reverse("cases:act", args=[case.code, "submit_answer"])
    sent = {"version": case.version, "text": "先写完的", "result": "solved"}
    assert handler.post(url, sent).status_code == 302
    answer = handler.post(url, {**sent, "text": "后写完的"})
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "先写完的" in body
    assert "后写完的" in body
    assert "现在不能提交办理结果了" in body
    assert "<form" not in body.split('class="two-texts"')[1].split("</main>")[0]
    case.refresh_from_db()
    assert [row.text for row in case.answers.all()] == ["先写完的"]


def test_a_stranger_finds_no_such_case(office: Office) -> None:
    case = office.dispatched()
    assert office.client("willow_secretary").get(reverse("cases:page", args=[case.code])).status_code == 404


def test_the_reporter_is_masked(office: Office) -> None:
    text = page(office.client("clerk"), office.dispatched())
    assert "138****8000" in text
    assert "13800138000" not in text


def test_a_button_of_somebody_else_is_refused(office: Office) -> None:
    case = office.dispatched()
    answer = act(office.client("secretary"), case, "accept")
    assert answer.status_code == 403


def test_an_unknown_button_does_not_exist(office: Office) -> None:
    assert act(office.client("clerk"), office.case(), "explode").status_code == 404


@pytest.mark.parametrize("state", ["case", "dispatched", "accepted", "answered", "passed"])
def test_a_case_page_needs_few_queries(
    office: Office, state: str, django_assert_max_num_queries: Any
) -> None:
    case, clerk = getattr(office, state)(), office.client("clerk")
    page(clerk, case)
    with django_assert_max_num_queries(12):
        page(clerk, case)


def test_late_parts_and_proposals_come_after_the_page(office: Office) -> None:
    case, clerk = office.case(), office.client("clerk")
    office.case(text="湖光花园门口的路灯又不亮了")
    proposed = clerk.get(reverse("cases:next", args=[case.code])).content.decode()
    assert "湖滨区城管局" in proposed
    assert "可能是同一件事" in proposed
    late = clerk.get(reverse("cases:late", args=[case.code])).content.decode()
    assert "办理经过" in late
    assert 'id="copy-progress"' in late


def test_lists_filter_sort_and_page_by_shareable_addresses(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    clerk = office.client("clerk")
    for number in range(30):
        office.case(text=f"第{number}号路灯不亮")
    first = clerk.get(reverse("cases:list") + "?stage=dispatch&kind=public_need")
    assert first.content.decode().count("<tr>") >= 25
    with django_assert_max_num_queries(14):
        clerk.get(reverse("cases:list") + "?stage=dispatch")
    for query in (
        "?sort=due",
        "?sort=-new",
        "?light=late",
        "?since=2026-11-01&until=2026-11-30",
        "?since=错",
        "?q=路灯",
    ):
        assert clerk.get(reverse("cases:list") + query).status_code == 200


def test_today_shows_what_this_post_must_do(office: Office, django_assert_max_num_queries: Any) -> None:
    office.dispatched()
    handler = office.client("handler")
    text = handler.get("/").content.decode()
    assert "待签收" in text
    assert "签收</span></button>" in text
    with django_assert_max_num_queries(20):
        handler.get("/")


def test_today_says_calmly_when_nothing_waits(office: Office) -> None:
    assert "今天没有待办" in office.client("handler").get("/").content.decode()


def test_several_cases_are_urged_at_once(office: Office) -> None:
    rows = [office.dispatched(), office.dispatched()]
    clerk = office.client("clerk")
    clerk.post(reverse("cases:bulk"), {"case": [str(row.pk) for row in rows], "do": "urge"})
    assert sorted(Case.objects.filter(pk__in=[row.pk for row in rows]).values_list("urged", flat=True)) == [
        1,
        1,
    ]


def test_texts_to_copy_name_nobody(office: Office) -> None:
    case = office.answered()
    for what in ("", "?what=answer"):
        text = (
            office.client("clerk" if not what else "secretary")
            .get(reverse("cases:copy", args=[case.code]) + what)
            .content.decode()
        )
        assert "13800138000" not in text
        assert "王某" not in text


def test_a_printed_case_and_a_place_page_open(office: Office) -> None:
    case, clerk = office.answered(), office.client("clerk")
    assert clerk.get(reverse("cases:print", args=[case.code])).status_code == 200
    text = clerk.get(reverse("desk:place", args=[office.city.areas["garden"]])).content.decode()
    assert "谁负责这里" in text
    assert clerk.get(reverse("desk:search") + "?q=路灯").status_code == 200
    assert clerk.get(reverse("desk:place", args=[99_999_999])).status_code == 404


def test_the_four_daily_pages_take_twelve_queries(
    office: Office, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    case = office.dispatched()
    office.answered()
    garden = reverse("desk:place", args=[office.city.areas["garden"]])
    for post in ("clerk", "secretary", "handler"):
        client = office.client(post)
        client.get("/")  # the first page of a session writes it
        own = reverse("cases:page", args=[case.code]) if post != "secretary" else garden
        for address in (reverse("desk:today"), reverse("cases:list"), own, garden):
            with django_assert_max_num_queries(12):
                assert client.get(address).status_code == 200, (post, address)
    late = office.client("leader").get(garden + "?late=1", headers={"HX-Request": "true"})
    assert late.status_code == 200


def test_time_is_the_clock_of_the_records_room() -> None:
    with time.frozen(AT):
        assert time.now() == AT
