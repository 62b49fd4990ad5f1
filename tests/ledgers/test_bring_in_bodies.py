"""Bodies, people and posts from the sheets of offices, and out again as ledgers."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from linli.accounts.acting import scope_of_post
from linli.domain.access import Actor, AreaRef
from linli.ledgers import registry, services
from linli.ledgers.models import Import
from linli.ledgers.writing.xlsx import write_ledger
from linli.organizations.models import Appointment, Organization, Person, Post
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> cast.City:
    """Two streets of one district, with bodies, posts and people."""
    return cast.build()


def clerk(city: cast.City) -> Actor:
    row = city.posts["clerk"]
    return Actor(user_id=1, post_id=row.pk, channel="page", body_id=row.organization_id)


def workbook(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def preview(city: cast.City, target: str, rows: list[list[Any]]) -> Import:
    batch = services.start_import(
        target_id=target,
        name="台账.xlsx",
        data=workbook(rows),
        actor=clerk(city),
        at=cast.AT,
        fill=(AreaRef("street", city.areas["east"]),),
    )
    if batch.state == "mapping":
        batch = services.confirm_mapping(
            import_id=batch.pk, mapping=batch.mapping, actor=clerk(city), at=cast.AT
        )
    return batch


def bring(city: cast.City, target: str, rows: list[list[Any]]) -> Import:
    return services.apply_import(import_id=preview(city, target, rows).pk, actor=clerk(city), at=cast.AT)


BODIES = [
    ["单位名称", "类别", "所在社区", "主管单位", "联系电话", "统一社会信用代码"],
    ["湖光社区卫生服务站", "卫生服务站", "湖光社区", "东湖街道办事处", "0393-1234567", ""],
    ["芦花社区居委会", "社区居委会", "东湖街道芦花社区", "东湖街道办事处", "", ""],
]


def test_bodies_are_founded_at_their_places_under_their_upper_body(city: cast.City) -> None:
    batch = bring(city, "organizations", BODIES)
    assert (batch.rows_done, batch.rows_failed, batch.rows_bad) == (2, 0, 0)
    body = Organization.objects.get(name="芦花社区居委会")
    assert (body.kind, body.area_id) == ("community_committee", city.areas["reed"])
    assert body.up_edges.get().parent == city.bodies["east_office"]


def test_the_same_sheet_again_changes_nothing_and_a_new_phone_updates(city: cast.City) -> None:
    bring(city, "organizations", BODIES)
    again = bring(city, "organizations", BODIES)
    assert set(again.rows.values_list("how", flat=True)) == {"unchanged"}
    changed = [BODIES[0], [*BODIES[1][:4], "0393-7654321", ""]]
    assert bring(city, "organizations", changed).rows.get().how == "updated"
    assert Organization.objects.filter(name="湖光社区卫生服务站").count() == 1


def test_places_outside_one_s_own_are_not_found_and_not_named(city: cast.City) -> None:
    rows = [
        BODIES[0],
        ["某站", "卫生服务站", "柳荫社区", "", "", ""],
        ["某会", "村民组织", "湖光社区", "", "12", ""],
    ]
    batch = preview(city, "organizations", rows)
    problems = {row.number: [cell[0] for cell in row.problems] for row in batch.rows.all()}
    assert problems == {2: ["area"], 3: ["kind", "phone"]}


def test_a_wrong_credit_code_is_told_at_the_preview(city: cast.City) -> None:
    batch = preview(city, "organizations", [BODIES[0], [*BODIES[1][:5], "91350100M000100Y44"]])
    assert [cell[0] for cell in batch.rows.get().problems] == ["credit_code"]


def test_an_update_is_taken_back_and_a_new_body_ended_from_the_next_day(city: cast.City) -> None:
    first = bring(city, "organizations", BODIES)
    second = bring(city, "organizations", [BODIES[0], [*BODIES[1][:4], "0393-7654321", ""]])
    services.undo_import(import_id=second.pk, actor=clerk(city), at=cast.AT)
    assert Organization.objects.get(name="湖光社区卫生服务站").phone == "0393-1234567"
    undo = services.undo_import(import_id=first.pk, actor=clerk(city), at=cast.AT + timedelta(days=1))
    assert (undo.rows_done, undo.rows_failed) == (2, 0)
    assert not Organization.objects.get(name="芦花社区居委会").is_open


def test_people_are_known_by_number_or_by_name_with_phone(city: cast.City) -> None:
    rows = [["姓名", "手机号码", "工号"], ["陈某", 13900000001.0, "007"], ["陈某", "13900000002", ""]]
    bring(city, "people", rows)
    again = bring(city, "people", rows)
    assert Person.objects.filter(name="陈某").count() == 2
    assert set(again.rows.values_list("how", flat=True)) == {"unchanged"}


POSTS = [
    ["所在单位", "岗位", "角色", "负责地点", "姓名", "工作电话", "任职日期"],
    ["湖光社区居委会", "一号网格员", "网格员", "湖光花园", "陈某", "13900000001", "2026-01-05"],
    ["湖光社区居委会", "二号网格员", "网格员", "纺织家属院", "", "", ""],
]


def test_posts_come_with_their_holders(city: cast.City) -> None:
    batch = bring(city, "posts", POSTS)
    assert (batch.rows_done, batch.rows_failed) == (2, 0)
    post = Post.objects.get(title="一号网格员")
    assert (post.role, post.area_id) == ("grid_officer", city.areas["garden"])
    assert post.appointments.get().person.name == "陈某"
    assert set(bring(city, "posts", POSTS).rows.values_list("how", flat=True)) == {"unchanged"}


def test_two_people_of_one_name_need_a_number(city: cast.City) -> None:
    bring(city, "people", [["姓名", "电话"], ["陈某", "13900000001"], ["陈某", "13900000002"]])
    rows = [POSTS[0], ["湖光社区居委会", "三号网格员", "网格员", "湖光花园", "陈某", "", ""]]
    assert [cell[0] for cell in preview(city, "posts", rows).rows.get().problems] == ["name"]


def test_a_taken_post_refuses_a_second_holder_and_nothing_of_the_row_stays(city: cast.City) -> None:
    bring(city, "posts", POSTS)
    rows = [
        POSTS[0],
        ["湖光社区居委会", "一号网格员", "网格员", "湖光花园", "赵某", "13900000009", "2026-01-05"],
    ]
    batch = bring(city, "posts", rows)
    assert (batch.rows_done, batch.rows_failed) == (0, 1)
    assert not Person.objects.filter(name="赵某").exists()
    assert Appointment.objects.filter(post__title="一号网格员").count() == 1


@pytest.mark.parametrize(
    ("post", "seen"), [("clerk", {"湖光社区居委会", "东湖街道办事处"}), ("west_clerk", {"柳荫社区居委会"})]
)
def test_a_ledger_of_bodies_shows_the_own_street_only(city: cast.City, post: str, seen: set[str]) -> None:
    outlet, scope = registry.outlet("organizations"), scope_of_post(city.posts[post])
    out = io.BytesIO()
    count = write_ledger(out, outlet.layout(scope, {}, cast.DAY), outlet.rows(scope, {}, cast.AT))
    grid = [[cell.value for cell in row] for row in openpyxl.load_workbook(out).active.iter_rows()]
    names = {row[1] for row in grid}
    assert seen <= names
    assert ("柳荫社区居委会" in names) is (post == "west_clerk")
    assert count == outlet.count(scope, {}, cast.AT)


def test_the_ledger_of_posts_names_holders_and_gaps(city: cast.City) -> None:
    bring(city, "posts", POSTS)
    outlet, scope = registry.outlet("posts"), scope_of_post(city.posts["clerk"])
    rows = list(outlet.rows(scope, {}, cast.AT))
    held = {row["title"]: row["name"] for row in rows}
    assert held["一号网格员"] == "陈某"
    assert held["二号网格员"] == "（空缺）"


def test_a_ledger_taken_out_can_be_brought_in_again_unchanged(city: cast.City) -> None:
    outlet, scope = registry.outlet("organizations"), scope_of_post(city.posts["clerk"])
    out = io.BytesIO()
    write_ledger(out, outlet.layout(scope, {}, cast.DAY), outlet.rows(scope, {}, cast.AT))
    batch = services.start_import(
        target_id="organizations",
        name="单位台账.xlsx",
        data=out.getvalue(),
        actor=clerk(city),
        at=cast.AT,
        fill=(AreaRef("street", city.areas["east"]),),
    )
    batch = services.confirm_mapping(import_id=batch.pk, mapping=batch.mapping, actor=clerk(city), at=cast.AT)
    assert batch.rows_bad == 0
    batch = services.apply_import(import_id=batch.pk, actor=clerk(city), at=cast.AT)
    assert set(batch.rows.values_list("how", flat=True)) == {"unchanged"}
