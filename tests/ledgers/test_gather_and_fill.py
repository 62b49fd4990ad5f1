"""B17 收表汇总 and B18 套表: files, two confirmations; nothing guessed, nobody's format touched."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font, PatternFill

from linli.ledgers.models import GatheredFile, Gathering, SheetFill
from linli.ledgers.services import gathering as services
from linli.ledgers.writing.fillin import column_of, fill_in, letters
from linli.ledgers.writing.layout import Col, Layout
from linli.ledgers.writing.xlsx import write_ledger
from tests import cast
from tests.browsing import client_of


@pytest.fixture
def city(db: None) -> cast.City:
    return cast.build()


@pytest.fixture
def enter(city: cast.City) -> Callable[[str], Client]:
    return lambda post: client_of(city, post)


def returned(
    unit: str, rows: list[tuple[Any, ...]], titles: tuple[str, ...] = ("小区", "楼栋数", "户数")
) -> bytes:
    """A form as an office sends it back: merged header, unit line, signature line."""
    columns = tuple(
        Col(f"c{at}", title, ("基本情况",) if at else (), kind="whole" if at else "text", total=bool(at))
        for at, title in enumerate(titles)
    )
    out = io.BytesIO()
    write_ledger(
        out, Layout(title="小区情况表", columns=columns, unit=unit, note="说明：按户籍地"),
        [{f"c{at}": cell for at, cell in enumerate(row)} for row in rows],
    )  # fmt: skip
    return out.getvalue()


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def rows_of(data: bytes) -> list[list[Any]]:
    return python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_three_files_become_one_sheet_with_two_confirmations(
    city: cast.City, enter: Callable[[str], Client]
) -> None:
    clerk = enter("clerk")
    start = clerk.get(reverse("ledgers:gather"))
    assert start.context["typed"]["expected"] == "湖光社区居委会"
    sent = {
        "title": "小区情况汇总", "due": "11月20日", "expected": "芦花社区居委会\n湖光社区居委会\n柳荫社区居委会",
        "files": [
            upload("湖光.xlsx", returned("湖光社区居委会", [("湖光花园", 6, 320), ("纺织家属院", 0, 1204)])),
            upload("小区表（芦花社区居委会）.xlsx", returned("", [("芦花里", 3, 150)])),
            upload("坏.xlsx", b"not a workbook"),
        ],
    }  # fmt: skip
    answer = clerk.post(reverse("ledgers:gather"), sent)
    row = Gathering.objects.get()
    assert answer["Location"] == reverse("ledgers:gathering", args=[row.pk])
    page = clerk.get(answer["Location"]).content.decode()
    assert "已报2/3" in page
    assert "柳荫社区居委会" in page
    assert "请在11月20日前报来" in page
    assert "没有汇入" in page
    assert clerk.get(reverse("ledgers:merged", args=[row.pk])).status_code == 404
    assert clerk.post(reverse("ledgers:gathering_done", args=[row.pk])).status_code == 302
    found = rows_of(clerk.get(reverse("ledgers:merged", args=[row.pk])).content)
    top = next(n for n, line in enumerate(found) if line[0] == "序号")
    assert found[top][1:5] == ["单位", "小区", "基本情况", ""]
    assert found[top + 2 : top + 6] == [
        [1.0, "芦花社区居委会", "芦花里", 3.0, 150.0],
        [2.0, "湖光社区居委会", "湖光花园", 6.0, 320.0],
        [3.0, "湖光社区居委会", "纺织家属院", 0.0, 1204.0],
        ["合计", "", "", 9.0, 1674.0],
    ]


def test_columns_in_another_order_and_missing_ones_are_told(city: cast.City) -> None:
    row = services.start_gathering(title="x", expected=["甲", "乙", "丙"], actor=city_actor(city), at=cast.AT)
    files = [
        ("甲.xlsx", returned("甲", [("一", 1, 10), ("二", 2, 20)])),
        ("乙.xlsx", returned("乙", [(30, "三", 3)], ("户数", "小区", "楼栋数"))),
        ("丙.xlsx", returned("丙", [("四", "约40", "x")], ("小区", "户数", "电话"))),
    ]
    services.add_files(gathering_id=row.pk, files=files, actor=city_actor(city), at=cast.AT)
    row.refresh_from_db()
    made = list(row.files.order_by("pk"))
    assert made[1].differences == []
    assert made[1].cells == [["", "三", "3", "30"]] or made[1].cells[0][1:] == ["三", "3", "30"]
    assert "缺列" in made[2].differences[0]
    assert "电话" in made[2].differences[1]
    odd = [said for one, said in services.odd_cells(row, made) if one.unit == "丙"]
    assert odd == [] or "约40" in odd[0]


def city_actor(city: cast.City) -> Any:
    from linli.domain.access import Actor

    post = city.posts["clerk"]
    return Actor(None, post.pk, "page", post.organization_id)


def test_a_second_file_of_a_unit_takes_the_first_ones_place_and_the_same_bytes_change_nothing(
    city: cast.City,
) -> None:
    actor = city_actor(city)
    row = services.start_gathering(title="x", expected=["甲"], actor=actor, at=cast.AT)
    first, second = returned("甲", [("一", 1, 10)]), returned("甲", [("一", 1, 11)])
    for data in (first, first, second):
        services.add_files(gathering_id=row.pk, files=[("甲.xlsx", data)], actor=actor, at=cast.AT)
    states = list(GatheredFile.objects.order_by("pk").values_list("unit", "replaced"))
    assert states == [("甲", True), ("甲", False)]


def test_nobody_else_sees_a_gathering(city: cast.City, enter: Callable[[str], Client]) -> None:
    row = services.start_gathering(title="x", expected=[], actor=city_actor(city), at=cast.AT)
    assert enter("clerk").get(reverse("ledgers:gathering", args=[row.pk])).status_code == 200
    assert enter("west_clerk").get(reverse("ledgers:gathering", args=[row.pk])).status_code == 404


# --- 套表 -------------------------------------------------------------------------------------------------------


def blank(lines: int = 3) -> bytes:
    """A blank as another office sends it: coloured header, ruled lines, a sum and a signature below, print set-up."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "附件2"
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "辖区单位一览表"
    sheet["A1"].font = Font(name="黑体", size=20)
    sheet.append(["序号", "单位全称", "办公电话", "备注"])
    for cell in sheet[2]:
        cell.fill = PatternFill("solid", fgColor="FFEE00")
    for number in range(lines):
        sheet.append([number + 1, None, None, None])
        sheet.cell(row=3 + number, column=2).font = Font(name="仿宋", bold=True)
    foot = 3 + lines
    sheet.cell(row=foot, column=1, value="合计")
    sheet.cell(row=foot, column=3, value=f"=COUNTA(B3:B{foot - 1})")
    sheet.merge_cells(start_row=foot + 1, start_column=1, end_row=foot + 1, end_column=4)
    sheet.cell(row=foot + 1, column=1, value="填表人：")
    sheet.page_setup.orientation = "landscape"
    sheet.column_dimensions["B"].width = 33
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_blank_is_filled_with_its_format_kept(city: cast.City, enter: Callable[[str], Client]) -> None:
    clerk = enter("clerk")
    answer = clerk.post(reverse("ledgers:fill"), {"file": upload("附件2：辖区单位一览表.xlsx", blank(1))})
    row = SheetFill.objects.get()
    page = clerk.get(answer["Location"])
    chosen = {at: key for at, _letter, _label, key in page.context["lines"]}
    assert (row.outlet, chosen) == ("organizations", {0: "", 1: "name", 2: "phone", 3: ""})
    sent = {"outlet": row.outlet, **{f"c{at}": key for at, key in chosen.items()}}
    assert clerk.post(answer["Location"], sent).status_code == 302
    filled = clerk.get(reverse("ledgers:filled", args=[row.pk]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(filled.streaming_content)))  # type: ignore[attr-defined]
    sheet = book["附件2"]
    names = [sheet.cell(row=3 + n, column=2).value for n in range(3)]
    assert "东湖街道办事处" in names
    assert [sheet.cell(row=3 + n, column=1).value for n in range(3)] == [1, 2, 3]
    assert sheet["B4"].font.b
    assert sheet["A2"].fill.fgColor.rgb == "00FFEE00"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.column_dimensions["B"].width == 33
    foot = 3 + SheetFill.objects.get().rows_total
    assert sheet.cell(row=foot, column=1).value == "合计"
    assert sheet.cell(row=foot, column=3).value == f"=COUNTA(B3:B{foot - 1})"
    assert f"A{foot + 1}:D{foot + 1}" in {str(area) for area in sheet.merged_cells.ranges}


def test_the_same_blank_needs_no_choice_again(city: cast.City, enter: Callable[[str], Client]) -> None:
    clerk = enter("clerk")
    first = clerk.post(reverse("ledgers:fill"), {"file": upload("a.xlsx", blank())})["Location"]
    clerk.post(first, {"outlet": "organizations", "c1": "short_name"})
    second = clerk.post(reverse("ledgers:fill"), {"file": upload("b.xlsx", blank())})["Location"]
    chosen = {at: key for at, _letter, _label, key in clerk.get(second).context["lines"] if key}
    assert chosen == {1: "short_name"}


def test_an_old_format_says_how_to_go_on(city: cast.City, enter: Callable[[str], Client]) -> None:
    import xlwt

    book = xlwt.Workbook()
    page = book.add_sheet("x")
    for at, title in enumerate(("序号", "单位名称")):
        page.write(0, at, title)
    out = io.BytesIO()
    book.save(out)
    answer = enter("clerk").post(reverse("ledgers:fill"), {"file": upload("a.xls", out.getvalue())})
    assert answer.status_code == 422
    assert "另存为" in answer.content.decode()


def test_nobody_else_fetches_a_filled_sheet(city: cast.City, enter: Callable[[str], Client]) -> None:
    clerk = enter("clerk")
    clerk.post(reverse("ledgers:fill"), {"file": upload("a.xlsx", blank())})
    row = SheetFill.objects.get()
    assert enter("leader").get(reverse("ledgers:sheet_fill", args=[row.pk])).status_code == 404


@given(st.integers(0, 16_383))
def test_letters_and_numbers_of_columns_agree(column: int) -> None:
    assert column_of(f"{letters(column)}7") == column


@given(st.lists(st.tuples(st.text(max_size=20), st.none() | st.integers(-(10**14), 10**14)), max_size=8))
def test_whatever_is_filled_in_reads_back_as_it_was(rows: list[tuple[str, int | None]]) -> None:
    from linli.ledgers.reading.cells import clean

    data = fill_in(
        blank(2), sheet=0, first_row=2, columns={1: "name", 3: "count"}, serial=0,
        rows=[{"name": name, "count": count} for name, count in rows],
    )  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    for number, (name, count) in enumerate(rows):
        assert (sheet.cell(row=3 + number, column=2).value or "") == clean(name).replace("\r", "\n")
        assert sheet.cell(row=3 + number, column=4).value == count
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_a_text_like_a_formula_stays_a_text() -> None:
    data = fill_in(blank(1), sheet=0, first_row=2, columns={1: "name"}, rows=[{"name": "=1+1"}])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("=1+1", "s")
