"""The duty rota from the office's sheet and out again in the same layout."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from linli.accounts.acting import scope_of_post
from linli.domain.access import SYSTEM, Actor, AreaRef
from linli.ledgers import registry, services
from linli.ledgers.models import Import
from linli.ledgers.targets.rota import nearest
from linli.ledgers.writing.xlsx import write_ledger
from linli.organizations import services as organizations
from linli.organizations.models import Turn
from linli.organizations.services import NewTurn
from tests import cast
from tests.ledgers.test_bring_in_bodies import workbook

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
HEAD = ["日期", "星期", "班次", "值班人员", "值班电话", "带班领导", "备注"]


@pytest.fixture
def city(db: None) -> cast.City:
    """Two streets of one district, with bodies, posts and people."""
    return cast.build()


def bring(city: cast.City, rows: list[list[Any]], post: str = "clerk", place: str = "east") -> Import:
    row = city.posts[post]
    actor = Actor(1, row.pk, "page", row.organization_id)
    level = "street" if place == "east" else "community"
    batch = services.start_import(
        target_id="rota", name="值班表.xlsx", data=workbook(rows), actor=actor, at=AT,
        fill=(AreaRef(level, city.areas[place]),),
    )  # fmt: skip
    if batch.state == "mapping":
        batch = services.confirm_mapping(import_id=batch.pk, mapping=batch.mapping, actor=actor, at=AT)
    return services.apply_import(import_id=batch.pk, actor=actor, at=AT) if batch.rows_good else batch


def sheet(city: cast.City) -> list[list[Any]]:
    clerk, leader = city.people["clerk"].name, city.people["leader"].name
    return [
        ["东湖街道办事处2026年11月值班表"],
        HEAD,
        ["11月21日", "星期六", "", clerk, "0990-8420001", leader, ""],
        ["2026-11-22", "星期日", "白班", leader, "", "", ""],
        ["2026年11月22日", "星期日", "夜班", clerk, "", "", ""],
    ]


def test_the_sheet_of_the_office_comes_in_and_again_changes_nothing(city: cast.City) -> None:
    batch = bring(city, sheet(city))
    assert (batch.rows_done, batch.rows_failed) == (3, 0), list(batch.rows.values_list("problems", flat=True))
    rows = {(row.day, row.part): row for row in Turn.objects.all()}
    first = rows[date(2026, 11, 21), "whole"]
    assert (first.person, first.leader, first.phone) == (
        city.people["clerk"],
        city.people["leader"],
        "0990-8420001",
    )
    assert set(rows) == {
        (date(2026, 11, 21), "whole"),
        (date(2026, 11, 22), "day"),
        (date(2026, 11, 22), "night"),
    }
    again = bring(city, sheet(city))
    assert set(again.rows.values_list("how", flat=True)) == {"unchanged"}


def test_what_cannot_be_read_is_told_at_its_cell(city: cast.City) -> None:
    clerk = city.people["clerk"].name
    batch = bring(city, [
        HEAD,
        ["11月31日", "", "", clerk, "", "", ""],
        ["11月21日", "", "后半夜", clerk, "", "", ""],
        ["11月22日", "", "", f"{clerk}、{city.people['leader'].name}", "", "", ""],
        ["11月23日", "", "", city.people["handler"].name, "", "", ""],
    ])  # fmt: skip
    problems = {row.number: [cell[0] for cell in row.problems] for row in batch.rows.all()}
    assert list(problems.values()) == [["day"], ["part"], ["person"], ["person"]]
    assert not Turn.objects.exists()


def test_a_rota_that_is_not_his_to_keep_stays_closed(city: cast.City) -> None:
    body = organizations.create_organization(
        name="湖光卫生服务站", kind="health_centre", area_id=city.areas["lake"], actor=SYSTEM, at=cast.AT
    )
    worker = city.people["worker"].name
    rows = [[*HEAD, "单位"], ["2026-11-21", "", "", worker, "", "", "", body.name]]
    batch = bring(city, rows, post="worker", place="lake")
    assert [cell[0] for cell in batch.rows.get().problems] == ["body"]
    assert bring(city, [HEAD, rows[1][:7]], post="worker", place="lake").rows_done == 1


def test_an_undo_brings_back_what_stood_before(city: cast.City) -> None:
    body, leader = city.bodies["east_office"].pk, city.people["leader"].pk
    stood = NewTurn(date(2026, 11, 22), "whole", leader, None, "0990-8420009")
    organizations.save_month(organization_id=body, month=stood.day, turns=[stood], actor=SYSTEM, at=AT)
    batch = bring(city, sheet(city))
    assert not Turn.objects.filter(
        day=stood.day, part="whole"
    ).exists()  # a whole day and its night do not stand together
    services.undo_import(import_id=batch.pk, actor=SYSTEM, at=AT + timedelta(hours=1))
    assert [NewTurn.of(row) for row in Turn.objects.all()] == [stood]


def test_the_month_goes_out_in_the_layout_it_came_in(city: cast.City) -> None:
    bring(city, sheet(city))
    outlet, scope = registry.outlet("rota"), scope_of_post(city.posts["clerk"])
    params = {"month": "2026-11", "body": str(city.bodies["east_office"].pk)}
    out = io.BytesIO()
    write_ledger(out, outlet.layout(scope, params, date(2026, 11, 10)), outlet.rows(scope, params, AT))
    found = [
        [str(cell or "") for cell in row]
        for row in openpyxl.load_workbook(out).active.iter_rows(values_only=True)
    ]
    assert "东湖街道办事处2026年11月值班表" in found[0][0]
    assert any(row[1:8] == HEAD for row in found)
    assert any(
        "星期六" in row and city.people["clerk"].name in row and "0990-8420001" in row for row in found
    )
    other = scope_of_post(city.posts["west_clerk"])
    assert outlet.count(other, params, AT) == 0


@pytest.mark.parametrize(
    ("cell", "today", "day"),
    [("--11-21", date(2026, 11, 10), date(2026, 11, 21)), ("--01-03", date(2026, 12, 28), date(2027, 1, 3)),
     ("--12-30", date(2027, 1, 2), date(2026, 12, 30)), ("--02-29", date(2026, 3, 1), None),
     ("2025-02-28", date(2026, 3, 1), date(2025, 2, 28))],
)  # fmt: skip
def test_a_day_without_its_year_is_the_nearest(cell: str, today: date, day: date | None) -> None:
    assert nearest(cell, today) == day
