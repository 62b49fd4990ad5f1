"""Excel in and out of registers: merged headers, units, duplicates, shifted columns, another office's file, undo."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from linli.domain.access import SYSTEM, Actor, AreaRef
from linli.ledgers import services as ledgers
from linli.ledgers.models import Export, Import, ImportRow
from linli.registers import measures
from linli.registers import services as registers
from linli.registers.models import RegisterItem
from linli.registers.services import New
from tests.office import AT, Office

pytestmark = pytest.mark.django_db

HEAD = ("所在地点", "房屋名称", "危险等级", "户数", "面积（平方米）", "户主", "联系电话", "状态")


def book(rows: list[tuple[object, ...]], head: tuple[str, ...] = HEAD, *, merged: bool = False) -> bytes:
    sheet = (made := Workbook()).active
    sheet.append(["危房台账"])
    if merged:
        sheet.append(["", "", "房屋情况", "", "", "户主情况", "", ""])
        sheet.merge_cells("C2:E2")
        sheet.merge_cells("F2:G2")
    sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    made.save(stream := BytesIO())
    return stream.getvalue()


def bring_in(town: Office, data: bytes, kind: str = "hazard_house", post: str = "clerk") -> Import:
    row = town.city.posts[post]
    batch = ledgers.start_import(
        target_id=f"register-{kind}",
        name="台账.xlsx",
        data=data,
        actor=Actor(None, row.pk, "page", row.organization_id),
        at=AT,
        fill=(AreaRef("street", town.city.areas["east"]),),
    )
    if batch.state == Import.State.MAPPING:
        from linli.ledgers.services.mapping import confirm_mapping

        batch = confirm_mapping(import_id=batch.pk, mapping=batch.mapping, actor=SYSTEM, at=AT)
    return Import.objects.get(pk=batch.pk)


def problems(batch: Import) -> list[str]:
    return [problem[1] for row in batch.rows.order_by("number") for problem in row.problems]


GOOD = [
    ("湖光社区", "一号平房", "C级", 2, 120.5, "王某", "13800138000", "待整治"),
    ("芦花社区", "二号平房", "D级", 1, "88平方米", "", "", ""),
]


def test_a_ledger_with_two_storeys_of_merged_titles_comes_in_and_counts(town: Office) -> None:
    batch = bring_in(town, book(GOOD, merged=True))
    assert problems(batch) == []
    assert RegisterItem.objects.filter(kind="hazard_house").count() == 0
    ledgers.apply_import(import_id=batch.pk, actor=SYSTEM, at=AT)
    first, second = RegisterItem.objects.filter(kind="hazard_house").order_by("pk")
    assert (first.number, first.values["area"], first.concealed) == ("FW00001", 12_050, False)
    assert (second.number, second.values["area"]) == ("FW00002", 8_800)
    found = measures.figures("hazard_house", town.city.areas["east"], AT + timedelta(seconds=1))
    assert (found.rows, found.sums) == (2, {"households": 3, "area": 20_850})


def test_the_mapping_of_an_office_is_remembered(town: Office) -> None:
    first = bring_in(town, book(GOOD))
    ledgers.apply_import(import_id=first.pk, actor=SYSTEM, at=AT)
    again = ledgers.start_import(
        target_id="register-hazard_house",
        name="又一份.xlsx",
        data=book([GOOD[1]]),
        actor=Actor(None, town.city.posts["clerk"].pk, "page", town.city.bodies["east_office"].pk),
        at=AT,
        fill=(AreaRef("street", town.city.areas["east"]),),
    )
    assert (again.remembered, again.state) == (True, Import.State.PREVIEW)


def test_wrong_units_in_the_title_and_in_cells_are_told(town: Office) -> None:
    head = tuple("面积（亩）" if title.startswith("面积") else title for title in HEAD)
    told = problems(bring_in(town, book(GOOD[:1], head)))
    assert any("表头写的单位是「亩」" in text for text in told)
    told = problems(bring_in(town, book([("湖光社区", "三号", "C级", 1, "2亩", "", "", "")])))
    assert any("单位写的是「亩」" in text for text in told)


def test_a_sheet_whose_columns_are_shifted_is_told_cell_by_cell(town: Office) -> None:
    shifted = ("湖光社区", "2", "一号平房", "C级", "王某", "120.5", "", "")
    told = problems(bring_in(town, book([shifted])))
    assert len(told) >= 4
    assert any("名称是一串数字" in text for text in told)


def test_rows_of_another_office_stay_outside(town: Office) -> None:
    batch = bring_in(town, book([("柳荫社区", "西街一号", "D级", 1, 30, "", "", "")]))
    assert any("您辖区里没有找到" in text for text in problems(batch))
    assert batch.rows_good == 0


def test_a_number_that_is_known_changes_the_row_and_one_that_is_not_is_told(town: Office) -> None:
    batch = bring_in(town, book(GOOD))
    ledgers.apply_import(import_id=batch.pk, actor=SYSTEM, at=AT)
    head = ("编号", *HEAD)
    rows = [("FW00001", "湖光社区", "一号平房", "D级", 3, 120.5, "王*", "138****8000", "整治中")]
    again = bring_in(town, book(rows, head))
    assert problems(again) == []
    ledgers.apply_import(import_id=again.pk, actor=SYSTEM, at=AT + timedelta(days=1))
    item = RegisterItem.objects.get(number="FW00001")
    assert (item.values["danger"], item.values["households"], item.state) == ("d", 3, "measured")
    assert '"phone": "13800138000"' in item.personal
    assert RegisterItem.objects.filter(kind="hazard_house").count() == 2
    told = problems(bring_in(town, book([("FW99999", *GOOD[0])], head)))
    assert any("没有编号「FW99999」" in text for text in told)


def test_a_number_given_twice_in_one_file_is_told(town: Office) -> None:
    head = ("编号", "所在地点", "道路名称", "泊位数")
    rows = [("P1", "湖光社区", "湖滨路", 100), ("P1", "湖光社区", "东大街", 80)]
    told = problems(bring_in(town, book(rows, head), "parking_road"))
    assert any("重复" in text for text in told)


def test_a_taken_number_does_not_keep_the_others_out(town: Office) -> None:
    head = ("编号", "所在地点", "道路名称", "泊位数")
    rows = [(f"P{number}", "湖光社区", f"第{number}路", 10) for number in range(1, 8)]
    batch = bring_in(town, book(rows, head), "parking_road")
    place = town.city.areas["lake"]
    other = New(place, "抢先的路", {"spaces": 5}, number="P5")
    registers.add_item(kind="parking_road", new=other, actor=SYSTEM, at=AT)
    RegisterItem.objects.filter(number="P5").update(concealed=True)  # another import under way
    ledgers.apply_import(import_id=batch.pk, actor=SYSTEM, at=AT)
    states = dict(batch.rows.values_list("number", "state"))
    assert list(states.values()).count(ImportRow.State.DONE) == 6
    assert list(states.values()).count(ImportRow.State.FAILED) == 1


def test_undoing_an_import_ends_what_it_made(town: Office) -> None:
    batch = bring_in(town, book(GOOD))
    ledgers.apply_import(import_id=batch.pk, actor=SYSTEM, at=AT)
    ledgers.undo_import(import_id=batch.pk, actor=SYSTEM, at=AT + timedelta(hours=1))
    assert not RegisterItem.objects.filter(kind="hazard_house", ended_on=None).exists()
    assert measures.figures("hazard_house", town.city.areas["east"], AT + timedelta(hours=2)).rows == 0


def test_what_goes_out_comes_in_again_unchanged_and_stays_masked(town: Office, client: Client) -> None:
    batch = bring_in(town, book(GOOD))
    ledgers.apply_import(import_id=batch.pk, actor=SYSTEM, at=AT)
    export = ledgers.start_export(
        outlet_id="register-hazard_house",
        params={},
        scope=town.city.scope("clerk"),
        actor=town.actor("clerk"),
        at=AT,
    )
    export = Export.objects.get(pk=export.pk)
    from linli.ledgers import files

    data = files.export_path(export.pk).read_bytes()
    sheet = load_workbook(BytesIO(data)).active
    text = "|".join(
        str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    )
    assert "房屋情况" in text
    assert "面积（平方米）" in text
    assert "13800138000" not in text
    assert "138****8000" in text
    again = bring_in(town, data)
    assert problems(again) == []
    ledgers.apply_import(import_id=again.pk, actor=SYSTEM, at=AT)
    assert set(again.rows.values_list("how", flat=True)) == {"unchanged"}


def test_parts_find_their_parent_by_name_and_the_parent_is_their_sum(town: Office) -> None:
    place = town.city.areas["court"]
    yard = registers.add_item(kind="orderless_courtyard", new=New(place, "棉纺厂院"), actor=SYSTEM, at=AT)
    head = ("所在地点", "楼号", "所属楼院", "户数", "人数")
    rows = [("纺织家属院", f"{n}号楼", "棉纺厂院", 10 * n, 30 * n) for n in (1, 2, 3)]
    rows.append(("纺织家属院", "9号楼", "没有的院", 1, 1))
    batch = bring_in(town, book(rows, head), "orderless_building")
    assert any("没有找到上级「没有的院」" in text for text in problems(batch))
    ledgers.apply_import(import_id=batch.pk, actor=SYSTEM, at=AT)
    yard.refresh_from_db()
    assert yard.values == {"buildings": 3, "households": 60, "persons": 180}


@pytest.mark.databases
def test_an_import_that_broke_in_the_middle_goes_on_without_doing_a_row_twice(
    town: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linli.ledgers.services import applying

    monkeypatch.setattr(applying, "CHUNK", 3)
    rows = [("湖光社区", f"平房{number}号", "C级", 1, 50, "", "", "") for number in range(8)]
    batch = bring_in(town, book(rows))
    applying._confirm(import_id=batch.pk, actor=SYSTEM, at=AT)
    run = applying.Run.over(Import.objects.get(pk=batch.pk), AT)
    assert applying._apply_chunk(batch.pk, run) == 3
    half = Import.objects.get(pk=batch.pk)
    assert (half.rows_done, half.state) == (3, Import.State.APPLYING)
    assert measures.figures("hazard_house", town.city.areas["east"], AT).rows == 0
    applying.run_apply(import_id=batch.pk, at=AT)
    numbers = sorted(RegisterItem.objects.filter(kind="hazard_house").values_list("number", flat=True))
    assert numbers == [f"FW{number:05d}" for number in range(1, 9)]
    assert measures.figures("hazard_house", town.city.areas["east"], AT).rows == 8


def test_a_number_merged_over_rows_is_told_and_a_merged_place_is_not(town: Office) -> None:
    from openpyxl import load_workbook as opened

    rows = [("湖光社区", "一号", "C级", 4, 60, "", "", ""), ("", "二号", "C级", "", 70, "", "", "")]
    sheet = (made := opened(BytesIO(book(rows)))).active
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("D3:D4")
    made.save(stream := BytesIO())
    batch = bring_in(town, stream.getvalue())
    first, second = batch.rows.order_by("number")
    assert first.problems == []
    assert [(column, "合并单元格" in text) for column, text, _help in second.problems] == [
        ("f_households", True)
    ]


def test_an_old_xls_comes_in_like_a_new_one(town: Office) -> None:
    import xlwt

    sheet = (made := xlwt.Workbook()).add_sheet("台账")
    for at, row in enumerate((HEAD, *GOOD)):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    made.save(stream := BytesIO())
    row = town.city.posts["clerk"]
    batch = ledgers.start_import(
        target_id="register-hazard_house",
        name="旧台账.xls",
        data=stream.getvalue(),
        actor=Actor(None, row.pk, "page", row.organization_id),
        at=AT,
        fill=(AreaRef("street", town.city.areas["east"]),),
    )
    from linli.ledgers.services.mapping import confirm_mapping

    batch = confirm_mapping(import_id=batch.pk, mapping=batch.mapping, actor=SYSTEM, at=AT)
    assert problems(batch) == []
    ledgers.apply_import(import_id=batch.pk, actor=SYSTEM, at=AT)
    assert RegisterItem.objects.filter(kind="hazard_house").count() == 2
