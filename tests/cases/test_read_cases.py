"""Lists, Today, the case page, search and the follow page: what is seen, by whom, in how many queries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict

from linli.accounts import policy
from linli.areas import services as areas
from linli.cases import access, by_duty, panels, queries
from linli.cases import services as cases
from linli.cases.errors import NoSuchCase
from linli.cases.models import Case
from linli.domain.access import NOBODY, Actor
from linli.records import search, tallies
from linli.records.errors import NotAllowed

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PUBLIC = Actor(user_id=None, post_id=None, channel="public")


def _names(groups: list[queries.Group]) -> list[str]:
    return [group.name for group in groups]


def test_a_case_of_another_street_does_not_exist_for_this_one(world: Any) -> None:
    own = world.register()
    other = world.register(area_id=world.places["other_community"], text="隐秘字样：路灯不亮")
    scope = world.scope("street", ("street", "street"))
    assert access.get_case_for(scope, own.code).pk == own.pk
    for reader in (scope, NOBODY):
        with pytest.raises(NoSuchCase):
            access.get_case_for(reader, other.code)
    rows = queries.listed(scope, queries.Filters(), AT)
    assert list(rows) == [own]
    search.drain()
    assert queries.find(scope, "路灯") == []
    assert other not in set(policy.filter(Case.objects.all(), scope, "case.view"))
    assert set(queries.visible(scope)) <= set(policy.filter(Case.objects.all(), scope, "case.view"))


def test_a_unit_sees_what_it_handles_and_no_more(world: Any) -> None:
    mine, other = world.dispatched(), world.register(text="另外一件路灯的事")
    scope = world.scope("company")
    assert list(queries.visible(scope)) == [mine]
    with pytest.raises(NoSuchCase):
        access.get_case_for(scope, other.code)
    with pytest.raises(NotAllowed):
        access.get_case_for(scope, mine.code, "dispatch")
    assert access.get_case_for(scope, mine.code, "accept").pk == mine.pk


def test_a_page_offers_each_reader_his_own_actions(world: Any) -> None:
    case = world.dispatched()
    company, desk = world.scope("company"), world.scope("street", ("street", "street"))
    seen = access.get_case_for(company, case.code)
    assert [action.name for action in queries.actions(seen, company)] == ["accept", "return"]
    assert queries.actions(seen, company)[0].main
    assert [action.name for action in queries.actions(access.get_case_for(desk, case.code), desk)] == []
    case = world.register(text="楼道灯不亮了")
    found = queries.actions(access.get_case_for(desk, case.code), desk)
    assert [action.label for action in found] == ["派单", "当场办结", "并入", "不予受理"]


def test_a_case_page_needs_few_queries_and_masks_the_reporter(
    world: Any, django_assert_max_num_queries: Any
) -> None:
    case = world.answered()
    desk = world.scope("street", ("street", "street"))
    with django_assert_max_num_queries(12):
        page = queries.case_page(access.get_case_for(desk, case.code), desk, AT)
        assert [action.name for action in page.actions] == ["pass_review", "send_back"]
    assert page.reporter == "王*"
    assert page.phone == "138****8000"
    assert page.category_word.endswith("下水道堵塞")
    company = world.scope("company")
    hidden = queries.case_page(access.get_case_for(company, case.code), company, AT)
    assert (hidden.reporter, hidden.phone) == ("", "")


def test_history_reads_as_sentences(world: Any) -> None:
    case = world.passed()
    lines = [line.sentence for line in queries.history(case)]
    assert lines[0] == "审核通过"
    assert any("派给安居物业服务部" in line for line in lines)


def test_today_shows_each_post_its_own_work_in_order(world: Any, django_assert_max_num_queries: Any) -> None:
    world.dispatched(body="community")
    world.register(text="楼道灯不亮了")
    late = world.dispatched(at=AT - timedelta(days=20), text="很久以前的路面坑洼")
    desk = world.scope("street", ("street", "street"))
    with django_assert_max_num_queries(10):
        groups = queries.today(desk, AT)
    assert _names(groups) == ["new", "departments_late"]
    assert groups[1].rows == [late]
    secretary = world.scope("community", ("community", "community"))
    assert _names(queries.today(secretary, AT)) == ["to_sign", "new"]
    assert queries.today(NOBODY, AT) == []


def test_today_finds_the_newest_parts_whatever_was_left_open_before(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def helped(at: datetime) -> Case:
        case = world.register(at)
        return cases.dispatch_case(
            case_id=case.pk, body_id=world.bodies["company"], helper_ids=(world.bodies["community"],),
            reason="物业负责公共管道", actor=world.desk, at=at,
        )  # fmt: skip

    old, new = helped(AT - timedelta(days=3)), helped(AT)
    Case.objects.filter(pk=old.pk).update(stage="closed", state="closed", closed_at=AT)
    monkeypatch.setattr(import_module("linli.cases.queries.today"), "MOST_PARTS", 1)
    groups = queries.today(world.scope("community", ("community", "community")), AT)
    assert [row.pk for group in groups if group.name == "help" for row in group.rows] == [new.pk]


def test_lists_filter_in_closed_shapes_and_ignore_the_rest(world: Any) -> None:
    one = world.dispatched()
    two = world.register(text="楼道灯不亮了", kind="suggestion", category="property_building_light")
    desk = world.scope("street", ("street", "street"))

    def ids(**query: str) -> set[int]:
        return {row.pk for row in queries.listed(desk, queries.Filters.read(query), AT)}

    assert ids(stage="dispatch") == {two.pk}
    assert ids(state="to_sign") == {one.pk}
    assert ids(category="property") == {one.pk, two.pk}
    assert ids(category="property_pipe") == {one.pk}
    assert ids(kind="suggestion") == {two.pk}
    assert ids(body=str(world.bodies["company"])) == {one.pk}
    assert ids(place=str(world.places["estate"])) == {one.pk, two.pk}
    assert ids(place="x") == set()
    assert ids(state="nonsense") == set()
    assert ids(body="1 or 1=1") == set()
    assert ids(since="2026-11-20") == {one.pk, two.pk}
    assert ids(until="2026-11-19") == set()
    assert ids(light="late", drop="table") == set()
    assert queries.count_to_thousand(queries.listed(desk, queries.Filters(), AT)) == (2, False)


def test_two_characters_find_a_case_and_so_does_its_number(world: Any) -> None:
    case = world.register()
    search.drain()
    desk = world.scope("street", ("street", "street"))
    assert queries.find(desk, "返水") == [case]
    assert queries.find(desk, case.code.lower()) == [case]
    assert queries.find(desk, "没有的词") == []


def test_the_follow_page_says_what_is_happening_without_a_name(world: Any) -> None:
    case = world.passed()
    page = queries.follow_page(case.receipt.lower().replace("-", " "), AT)
    assert page.sentence == "办好了，请您评价"
    assert page.may_answer
    assert page.answer == "已疏通并更换管道。"
    assert [step.text for step in page.steps][:2] == ["已收到您反映的事", "已转安居物业服务部"]
    assert "王" not in str([step.text for step in page.steps])
    cases.confirm(case_id=case.pk, solved="yes", actor=PUBLIC, at=AT + timedelta(days=2))
    assert not queries.follow_page(case.receipt, AT + timedelta(days=2)).may_answer
    with pytest.raises(NoSuchCase):
        queries.follow_page("AAAA-BBBB-CCCC", AT)


def test_copied_progress_has_three_lines_and_no_phone(world: Any) -> None:
    case = world.answered()
    lines = queries.copy_progress(case, AT).split("\n")
    assert len(lines) == 3
    assert "138" not in "".join(lines)
    assert "待审核" in lines[1]


def test_a_body_finds_the_cases_it_got_and_where_it_helps(world: Any) -> None:
    case = world.register()
    search.drain()  # indexed before anybody had it
    cases.dispatch_case(
        case_id=case.pk, body_id=world.bodies["company"], reason="物业负责", actor=world.desk, at=AT
    )
    cases.accept(case_id=case.pk, actor=world.unit, at=AT)
    search.drain()
    assert queries.find(world.scope("company"), "返水") == [case]
    assert queries.find(world.scope("water"), "返水") == []
    cases.ask_help(case_id=case.pk, body_id=world.bodies["water"], text="请先关水", actor=world.unit, at=AT)
    search.drain()
    assert queries.find(world.scope("water"), "返水") == [case]
    assert list(queries.listed(world.scope("water"), queries.Filters(q="返水"), AT)) == [case]


def test_a_case_whose_place_moved_is_found_and_counted_there(world: Any) -> None:
    case = world.register()
    search.drain()
    areas.move(
        area_id=world.places["community"],
        parent_id=world.places["other_street"],
        actor=world.desk,
        at=AT,
        on=AT.date(),
    )
    areas.rewrite_columns(AT)
    search.drain()
    assert queries.find(world.scope("other_street", ("street", "other_street")), "返水") == [case]
    assert queries.find(world.scope("street", ("street", "street")), "返水") == []
    assert tallies.rebuild("cases") == {}


def test_numbers_of_open_cases_lead_to_just_these(world: Any) -> None:
    open_ones = [world.register(), world.dispatched(), world.passed()]
    cases.refuse(case_id=world.register().pk, text="不属于受理范围", actor=world.desk, at=AT)
    scope = world.scope("street", ("street", "street"))
    community = world.places["community"]
    panel = panels.of_place(scope, community, AT)
    assert panel is not None
    assert panel["open_text"] == "3"
    for url in (panel["url"], by_duty._url(community)):
        filters = queries.Filters.read(QueryDict(url.partition("?")[2]))
        assert set(queries.listed(scope, filters, AT)) == set(open_ones)
    assert by_duty.open_in([community], AT) == {community: 3}


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL reads a small table through")
@pytest.mark.parametrize(
    ("group", "index"),
    [
        ("_TO_SIGN", "cas_work_body (lead_body_id=? AND state=?)"),
        ("_FOCUS", "cas_focus_street (street=? AND stage=?)"),
        ("_LATE", "cas_due_lead_body (lead_body_id=? AND next_due<?)"),
        ("_HELP", "cas_task_helping (body_id=? AND state=?)"),
    ],
)
def test_today_reads_the_few_it_shows_from_an_index_of_just_these(world: Any, group: str, index: str) -> None:
    module = import_module("linli.cases.queries.today")
    rows = module._ordered(getattr(module, group), world.scope("street", ("street", "street")), AT)
    sql, params = rows.values_list("pk")[:101].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        assert index in " ".join(str(row[-1]) for row in cursor.fetchall())
