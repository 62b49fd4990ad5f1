"""Headers as offices make them are found, and columns matched by name."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.ledgers.errors import FileRefused
from linli.ledgers.reading.header import find_header
from linli.ledgers.reading.limits import Limits
from linli.ledgers.reading.matching import Wanted, propose, similarity
from linli.ledgers.reading.sheet import OpenSheet

PERSON = (
    Wanted("name", ("姓名", "人员姓名")),
    Wanted("phone", ("联系电话", "手机号码", "电话")),
    Wanted("post", ("职务", "岗位")),
    Wanted("body", ("所在单位", "单位名称", "单位")),
)


def workbook(rows: list[list[object]], merges: list[tuple[int, int, int, int]] = []) -> bytes:  # noqa: B006
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("表")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value)
    for top, left, bottom, right in merges:
        sheet.merge_range(top, left, bottom, right, rows[top][left])
    book.close()
    return out.getvalue()


def opened(data: bytes, columns: tuple[Wanted, ...] = PERSON) -> OpenSheet:
    return OpenSheet(name="表.xlsx", data=data, columns=columns, limits=Limits())


TWO_STOREYS: list[list[object]] = [
    ["××街道社区工作者台账", None, None, None, None],
    ["单位（盖章）：", None, None, None, "填报日期：2026年11月21日"],
    ["序号", "基本情况", None, "任职情况", None],
    [None, "姓  名", "联系电话", "所在单位", "职务"],
    [1, "王某", "139 0000 0001", "一社区", "书记"],
    [2, "李某", "13900000002", None, "网格员"],
    ["合计", None, None, None, 2],
    ["填表人：", None, None, "审核人：", None],
]
MERGES = [(0, 0, 0, 4), (2, 0, 3, 0), (2, 1, 2, 2), (2, 3, 2, 4), (4, 3, 5, 3)]


def test_a_header_of_two_merged_storeys_is_found_below_title_and_date() -> None:
    sheet = opened(workbook(TWO_STOREYS, MERGES))
    assert (sheet.header.row, sheet.header.storeys) == (2, 2)
    assert sheet.header.labels == (
        "序号",
        "基本情况·姓  名",
        "基本情况·联系电话",
        "任职情况·所在单位",
        "任职情况·职务",
    )


def test_totals_and_signatures_are_no_records_and_merged_cells_fill_down() -> None:
    rows = list(opened(workbook(TWO_STOREYS, MERGES)).rows())
    assert [row.number for row in rows] == [5, 6]
    assert rows[1].cells == ("2", "李某", "13900000002", "一社区", "网格员")


def test_columns_of_two_storeys_are_matched() -> None:
    labels = opened(workbook(TWO_STOREYS, MERGES)).header.labels
    assert {match.key: match.index for match in propose(labels, PERSON)} == {
        "name": 1,
        "phone": 2,
        "body": 3,
        "post": 4,
    }


def test_the_same_leaf_under_two_heads_is_told_apart_by_the_head() -> None:
    wanted = (Wanted("lead", ("主办单位名称",)), Wanted("help", ("协办单位名称",)))
    labels = ("主办单位·名称", "协办单位·名称")
    assert {match.key: match.index for match in propose(labels, wanted)} == {"lead": 0, "help": 1}


def test_a_plain_header_in_the_first_row() -> None:
    sheet = opened(workbook([["姓名", "电话"], ["甲", 13900000001.0]]))
    assert (sheet.header.row, sheet.header.storeys) == (0, 1)
    assert [row.cells for row in sheet.rows()] == [("甲", "13900000001")]


def test_the_line_that_numbers_the_columns_is_no_record() -> None:
    sheet = opened(workbook([["姓名", "单位", "电话"], ["甲", 1, 2], ["张某", "一社区", 5]]))
    assert [row.cells[0] for row in sheet.rows()] == ["张某"]


def test_raised_digits_are_text() -> None:
    sheet = opened(workbook([["姓名", "单位", "电话"], ["甲", "1", "²"]]))
    assert [row.cells for row in sheet.rows()] == [("甲", "1", "²")]


def test_lines_numbered_in_advance_are_still_empty() -> None:
    sheet = opened(workbook([["序号", "姓名", "电话"], [1, "张某", "5"], [2, None, None]]))
    assert len(list(sheet.rows())) == 1


def test_an_offset_table_keeps_the_lines_of_excel() -> None:
    rows: list[list[object]] = [
        [],
        [],
        [None, None, "姓名", "电话"],
        [None, None, "甲", "1"],
        [],
        [None, None, "乙", "2"],
    ]
    assert [(row.number, row.cells) for row in opened(workbook(rows)).rows()] == [
        (4, ("甲", "1")),
        (6, ("乙", "2")),
    ]


def test_units_stars_and_blanks_do_not_hide_a_name() -> None:
    assert similarity("联系电话（必填）*", "联系 电话") == 1
    assert similarity("手机", "天气") == 0


def test_an_unknown_header_is_still_found_by_its_shape() -> None:
    sheet = opened(workbook([["甲列", "乙列", "丙列"], ["1", "2", "3"]]))
    assert sheet.header.row == 0


def test_a_sheet_of_one_title_has_no_header() -> None:
    with pytest.raises(FileRefused) as caught:
        opened(workbook([["只有一个标题"]]))
    assert caught.value.code == "no_header"


def test_an_empty_workbook_says_so() -> None:
    with pytest.raises(FileRefused) as caught:
        opened(workbook([[]]))
    assert caught.value.code == "empty"


def test_hidden_sheets_are_not_offered_and_the_first_filled_one_is_taken() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("说明")
    hidden = book.add_worksheet("隐藏")
    hidden.write_row(0, 0, ["姓名", "电话"])
    hidden.hide()
    shown = book.add_worksheet("人员")
    shown.write_row(0, 0, ["姓名", "电话"])
    shown.write_row(1, 0, ["甲", "1"])
    book.close()
    sheet = opened(out.getvalue())
    assert [item.name for item in sheet.sheets] == ["说明", "人员"]
    assert [row.cells[0] for row in sheet.rows()] == ["甲"]


def test_the_digest_does_not_change_with_blanks_and_changes_with_a_column() -> None:
    first = find_header([["姓名", "电话"]], [], PERSON)
    second = find_header([["姓 名", "电话："]], [], PERSON)
    third = find_header([["姓名", "单位"]], [], PERSON)
    assert first is not None and second is not None and third is not None  # noqa: PT018
    assert first.digest == second.digest != third.digest


@settings(deadline=None, max_examples=60)
@given(
    above=st.integers(0, 3),
    order=st.permutations(["姓名", "联系电话", "职务", "所在单位"]),
    extra=st.integers(0, 2),
)
def test_any_order_with_any_lines_above_is_found(above: int, order: list[str], extra: int) -> None:
    header: list[object] = [*order, *[f"其他{n}" for n in range(extra)]]
    rows = [[f"标题{n}"] for n in range(above)] + [header] + [["某"] * len(header)]
    sheet = opened(workbook(rows))
    assert sheet.header.row == 0 if not above else sheet.header.first_data_row == above + 1
    matched = {match.key: order[match.index] for match in propose(sheet.header.labels, PERSON)}
    assert matched == {"name": "姓名", "phone": "联系电话", "post": "职务", "body": "所在单位"}


GOOD = workbook(TWO_STOREYS, MERGES)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=12))
def test_no_damage_gets_past_the_reader_as_a_crash(at: int, noise: bytes) -> None:
    try:
        list(opened(GOOD[:at] + noise + GOOD[at + len(noise) :]).rows())
    except FileRefused as problem:
        assert problem.message  # noqa: PT017
