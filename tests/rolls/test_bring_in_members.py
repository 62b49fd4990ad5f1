"""A sheet of members on a roll: staged, doubles told, one on two rolls reported, undone, out in the same columns."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from linli.domain.access import Actor, AreaRef
from linli.ledgers import registry, services
from linli.ledgers.models import Import
from linli.organizations import queries as organizations
from linli.organizations.models import Person
from linli.records import keys, time
from linli.rolls import ledger, ledger_members, queries
from linli.rolls import services as rolls
from linli.rolls.models import Membership
from tests.rolls.conftest import AT, DAY, Rolled

pytestmark = pytest.mark.django_db
HEAD = ["姓名", "所在单位", "报到地点", "报到日期"]


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.LINLI_DATA = tmp_path
    settings.LINLI_FILES = tmp_path / "files"
    settings.LINLI_KEYS = tmp_path / "keys"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    keys.forget()
    with time.frozen(AT):
        yield
    keys.forget()


def secretary(rolled: Rolled) -> Actor:
    row = rolled.city.posts["secretary"]
    return Actor(user_id=1, post_id=row.pk, channel="page", body_id=row.organization_id)


def staged(rolled: Rolled, rows: list[list[str]], *, target: str = "roll_members") -> Import:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, row in enumerate([HEAD, *rows]):
        sheet.write_row(at, 0, row)
    book.close()
    batch = services.start_import(
        target_id=target, name="名册.xlsx", data=out.getvalue(), actor=secretary(rolled), at=AT,
        fill=(AreaRef("community", rolled.city.areas["lake"]),),
    )  # fmt: skip
    if batch.state == "mapping":
        batch = services.confirm_mapping(
            import_id=batch.pk, mapping=batch.mapping, actor=secretary(rolled), at=AT
        )
    return batch


def brought(rolled: Rolled, rows: list[list[str]]) -> Import:
    return services.apply_import(import_id=staged(rolled, rows).pk, actor=secretary(rolled), at=AT)


def unit(rolled: Rolled) -> str:
    return str(rolled.finance.name)


def test_a_line_puts_a_member_on_the_roll_and_not_into_the_directory(rolled: Rolled) -> None:
    batch = brought(
        rolled, [["欧阳测试", unit(rolled), "湖光社区", "2026-11-01"], ["上官测试", "", "湖光社区", ""]]
    )
    assert (batch.rows_done, batch.rows_failed, batch.rows_bad) == (2, 0, 0)
    row = Membership.objects.get(person__name="欧阳测试")
    assert (row.state, row.area_id, row.since.isoformat() if row.since else "") == (
        "on_roll", rolled.city.areas["lake"], "2026-11-01",
    )  # fmt: skip
    assert not organizations.search_people("测试").exists()


@pytest.mark.parametrize(
    "line",
    [
        ["欧阳测试", "没有这个单位", "湖光社区", ""],
        ["欧阳测试", "", "柳荫社区", ""],
        ["欧阳测试", "", "湖光社区", "2027-01-01"],
        ["欧阳测试", "", "湖光社区", "2026-13-40"],
        ["", "", "湖光社区", ""],
    ],
)
def test_a_bad_line_is_told_and_not_taken(rolled: Rolled, line: list[str]) -> None:
    batch = staged(rolled, [line])
    assert batch.rows_bad == 1
    assert not Membership.objects.exists()


def test_who_stands_here_already_and_a_line_twice_are_told(rolled: Rolled) -> None:
    line = ["欧阳测试", unit(rolled), "湖光社区", "2026-11-01"]
    assert staged(rolled, [line, line]).rows_bad == 1
    brought(rolled, [line])
    assert staged(rolled, [line]).rows_bad == 1
    assert Membership.objects.count() == 1


def test_one_on_two_rolls_is_taken_and_reported(rolled: Rolled) -> None:
    rolls.receive(
        membership_id=rolls.apply_by_name(
            name="欧阳测试", kind="member_roll", area_id=rolled.city.areas["reed"],
            organization_id=rolled.finance.pk, actor=rolled.secretary, at=AT,
        ).pk,
        actor=rolled.secretary,
        at=AT,
    )  # fmt: skip
    batch = brought(rolled, [["欧阳测试", unit(rolled), "湖光社区", "2026-11-01"]])
    assert batch.rows_done == 1
    (double,) = queries.doubles((AreaRef("community", rolled.city.areas["lake"]),), DAY)
    assert {row.area_id for row in double.rows} == {rolled.city.areas["lake"], rolled.city.areas["reed"]}


def test_the_list_is_taken_back_but_not_who_has_served_since(rolled: Rolled) -> None:
    batch = brought(
        rolled, [["欧阳测试", "", "湖光社区", "2026-11-01"], ["上官测试", "", "湖光社区", "2026-11-01"]]
    )
    served = Membership.objects.get(person__name="上官测试")
    rolls.record_service(
        membership_id=served.pk, title="清扫楼道", minutes=60, actor=rolled.secretary, at=AT, confirmed=True
    )
    services.undo_import(import_id=batch.pk, actor=secretary(rolled), at=AT)
    states = dict(Membership.objects.values_list("person__name", "state"))
    assert states == {"欧阳测试": "ended", "上官测试": "on_roll"}


def test_who_came_with_the_list_alone_leaves_with_it(rolled: Rolled) -> None:
    rolls.apply_by_name(
        name="上官测试", kind="member_roll", area_id=rolled.city.areas["reed"],
        organization_id=rolled.finance.pk, actor=rolled.secretary, at=AT,
    )  # fmt: skip
    lines = [[name, unit(rolled), "湖光社区", "2026-11-01"] for name in ("欧阳测试", "上官测试")]
    batch = brought(rolled, lines)
    services.undo_import(import_id=batch.pk, actor=secretary(rolled), at=AT)
    gone = {row.name: row.ended_on is not None for row in Person.objects.filter(in_directory=False)}
    assert gone == {"欧阳测试": True, "上官测试": False}
    # Brought in again he is somebody new, not the one who left.
    brought(rolled, lines[:1])
    assert Person.objects.filter(name="欧阳测试", ended_on=None).count() == 1


def test_what_goes_out_comes_in_again_by_its_own_heads(rolled: Rolled) -> None:
    brought(rolled, [["欧阳测试", unit(rolled), "湖光社区", "2026-11-01"]])
    scope = rolled.city.scope("secretary")
    out = registry.outlet("roll_members")
    heads = {str(column.title): column.key for column in out.layout(scope, {}, DAY).columns}
    for column in ledger_members.TARGET.columns:
        assert {str(column.title), *column.aliases} & set(heads), column.key
    (line,) = ledger._written("member", scope, {})
    assert (line["name"], line["unit"]) == ("欧阳测试", unit(rolled))
    assert "湖光社区" in line["place"]
