"""Ledgers out: the office's layout, nothing a spreadsheet could run, and what goes out comes back in."""

from __future__ import annotations

import io
import string
import zipfile
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.ledgers.reading.cells import clean
from linli.ledgers.reading.limits import Limits
from linli.ledgers.reading.matching import Wanted
from linli.ledgers.reading.sheet import OpenSheet
from linli.ledgers.writing.layout import Col, Layout, file_name, sheet_name
from linli.ledgers.writing.xlsx import write_ledger

LAYOUT = Layout(
    title="社区工作者台账",
    unit="邻安市新桥街道",
    filled_by="王某",
    reviewed_by="李某",
    phone="0393-0000000",
    filled_on=date(2026, 11, 21),
    attachment="附件1",
    columns=(
        Col("name", "姓名", above=("基本情况",)),
        Col("born", "出生日期", above=("基本情况",), kind="day"),
        Col("body", "单位", width=14),
        Col("homes", "联系户数", above=("服务情况", "数量"), kind="whole", total=True),
        Col("visits", "走访次数", above=("服务情况", "数量"), kind="whole", total=True),
        Col("note", "备注", above=("服务情况",)),
    ),
)
ROWS: list[dict[str, Any]] = [
    {"name": "甲", "born": date(1980, 1, 2), "body": "一社区", "homes": 300, "visits": 12, "note": "=1+1"},
    {"name": "乙", "born": None, "body": "二社区", "homes": 0, "visits": 5, "note": ""},
]


def written(layout: Layout = LAYOUT, rows: list[dict[str, Any]] = ROWS, **more: Any) -> bytes:
    out = io.BytesIO()
    write_ledger(out, layout, rows, **more)
    return out.getvalue()


def sheet_of(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def texts(data: bytes) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet_of(data).iter_rows()]


def test_the_page_has_attachment_title_unit_date_and_the_line_of_names() -> None:
    grid = texts(written())
    assert grid[0][0] == "附件1"
    assert grid[1][0] == "社区工作者台账"
    assert grid[2][0] == "单位（盖章）：邻安市新桥街道"
    assert "填报日期：2026年11月21日" in grid[2]
    assert grid[-1][0] == "填表人：王某　　　　审核人：李某　　　　联系电话：0393-0000000"


def test_the_header_has_three_storeys_and_its_merges() -> None:
    merged = {str(area) for area in sheet_of(written()).merged_cells.ranges}
    # 序号 and 单位 reach down, 基本情况 spans its two, 服务情况 its three, 数量 its two, 备注 reaches down.
    assert {"A4:A6", "B4:C4", "B5:B6", "C5:C6", "D4:D6", "E4:G4", "E5:F5", "G5:G6"} <= merged


def test_merged_areas_hold_their_text_once() -> None:
    assert texts(written())[3] == ["序号", "基本情况", None, "单位", "服务情况", None, None]


def test_rows_are_numbered_in_their_order_and_totalled() -> None:
    grid = texts(written())
    assert [row[0] for row in grid[6:9]] == [1, 2, "合计"]
    assert grid[8][4:6] == [300, 17]


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (
            (Col("n", "户数", kind="whole", total=True), Col("a", "社区"), Col("b", "备注")),
            [30, "合计", None],
        ),
        ((Col("a", "社区"), Col("n", "户数", kind="whole", total=True)), ["合计", 30]),
        (
            (
                Col("n", "户数", kind="whole", total=True),
                Col("m", "人数", kind="whole", total=True),
                Col("a", "社区"),
            ),
            [30, 70, "合计"],
        ),
        (
            (Col("n", "户数", kind="whole", total=True), Col("m", "人数", kind="whole", total=True)),
            ["合计30", 70],
        ),
    ],
)
def test_the_line_of_totals_says_so_even_where_the_first_column_is_added_up(
    columns: tuple[Col, ...], line: list[Any]
) -> None:
    rows = [{"n": 10, "m": 20, "a": "一社区", "b": "无"}, {"n": 20, "m": 50, "a": "二社区", "b": "无"}]
    data = written(Layout(title="户数台账", serial=False, columns=columns), rows)
    assert texts(data)[-2] == line
    # Brought back in, the total is no third community.
    wanted = tuple(Wanted(column.key, (column.title,)) for column in columns)
    assert len(list(OpenSheet(name="户数.xlsx", data=data, columns=wanted, limits=Limits()).rows())) == 2


def test_the_print_set_up_repeats_the_header_and_fits_the_width() -> None:
    sheet = sheet_of(written())
    assert sheet.print_title_rows == "$4:$6"
    assert sheet.print_area == "'社区工作者台账'!$A$1:$G$10"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    # One page wide (the default of an absent fitToWidth), as many high as it takes.
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)


def test_a_large_ledger_can_be_a3() -> None:
    layout = Layout(title="台账", columns=LAYOUT.columns, paper="A3")
    assert sheet_of(written(layout)).page_setup.paperSize == 8


def test_demo_data_are_marked_in_cells_header_and_name() -> None:
    layout = Layout(title="台账", columns=LAYOUT.columns, demo=True, filled_on=date(2026, 11, 21))
    sheet = sheet_of(written(layout))
    assert "演示数据" in sheet["A2"].value
    assert sheet.oddHeader.right.text == "演示数据"
    assert file_name(layout) == "台账（演示数据）20261121.xlsx"


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "http://x", "{=1}", "0012", "1e5"]
)
def test_text_is_never_a_formula_a_link_or_a_number(text: str) -> None:
    data = written(Layout(title="台账", columns=(Col("a", "甲"), Col("b", "乙"))), [{"a": text, "b": "x"}])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
    cell = openpyxl.load_workbook(io.BytesIO(data)).active["B4"]
    assert (cell.value, cell.data_type) == (text, "s" if not text.startswith("=") else cell.data_type)
    assert cell.quotePrefix is text.startswith(("=", "+", "-", "@"))


def test_money_and_shares_are_numbers_and_long_numbers_text() -> None:
    layout = Layout(
        title="账", columns=(Col("m", "金额", kind="decimal", total=True), Col("n", "号码", kind="whole"))
    )
    rows = [{"m": Decimal("10.10"), "n": 410902199001011234}, {"m": Decimal("0.20"), "n": 1}]
    grid = texts(written(layout, rows))
    assert grid[3][1:] == [10.1, "410902199001011234"]
    assert grid[5][1] == 10.3


def test_the_file_name_is_the_offices() -> None:
    assert file_name(LAYOUT) == "附件1：社区工作者台账（邻安市新桥街道）20261121.xlsx"
    assert file_name(Layout(title='a/b\\c:"*?<>|\u202e', columns=())) == "abc.xlsx"
    assert len(sheet_name(Layout(title="长" * 60, columns=()))) == 31


def test_more_rows_than_a_sheet_holds_go_on_in_another_with_their_own_header() -> None:
    layout = Layout(title="台账", columns=(Col("a", "甲"),))
    data = written(layout, [{"a": f"第{n}行"} for n in range(25)], most_rows=20)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.sheetnames) == 2
    serials = [row[0].value for sheet in book for row in sheet.iter_rows() if isinstance(row[0].value, int)]
    assert serials == list(range(1, 26))


def test_progress_is_told() -> None:
    seen: list[int] = []
    written(Layout(title="账", columns=(Col("a", "甲"),)), [{"a": "x"}] * 1_200, progress=seen.append)
    assert seen == [500, 1_000, 1_200]


PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
    | st.sampled_from("=+-@'\"<>&，。〔〕😀\n")
    | st.sampled_from(string.printable),
    max_size=40,
).map(clean)
RECORD = st.fixed_dictionaries(
    {
        "name": PLAIN.filter(lambda text: bool(text)),
        "note": PLAIN,
        "count": st.integers(0, 10**14),
        "on": st.dates(date(1901, 1, 1), date(2099, 12, 31)),
    }
)


@settings(max_examples=80, deadline=None)
@given(st.lists(RECORD, min_size=1, max_size=12), st.booleans(), st.booleans())
def test_what_goes_out_comes_back_in(records: list[dict[str, Any]], serial: bool, demo: bool) -> None:
    layout = Layout(
        title="来回台账",
        unit="某单位",
        serial=serial,
        demo=demo,
        columns=(
            Col("name", "姓名", above=("情况",)),
            Col("note", "说明文字", above=("情况",)),
            Col("count", "数量", kind="whole"),
            Col("on", "日期", kind="day"),
        ),
    )
    wanted = tuple(Wanted(column.key, (column.title,)) for column in layout.columns)
    # A record that reads like a signature or total line is one to the reader; offices have none such.
    records = [{**record, "name": "甲" + record["name"]} for record in records]
    sheet = OpenSheet(name="来回.xlsx", data=written(layout, records), columns=wanted, limits=Limits())
    shift = int(serial)
    back = [row.cells[shift:] for row in sheet.rows()]
    assert back == [
        (clean(r["name"]), clean(r["note"]), str(r["count"]), r["on"].isoformat()) for r in records
    ]


def test_an_instant_is_written_in_shanghai_time() -> None:
    layout = Layout(title="账", columns=(Col("t", "时间", kind="moment"), Col("b", "乙")))
    at = datetime.fromisoformat("2026-11-21T16:30:00+00:00")
    assert texts(written(layout, [{"t": at, "b": "x"}]))[3][1] == datetime(2026, 11, 22, 0, 30)


def test_an_empty_ledger_keeps_its_head_totals_and_signatures() -> None:
    grid = texts(written(rows=[]))
    assert grid[1][0] == "社区工作者台账"
    assert [row[0] for row in grid[-2:]] == [
        "合计",
        "填表人：王某　　　　审核人：李某　　　　联系电话：0393-0000000",
    ]
    assert grid[-2][4:6] == [0, 0]


def test_a_sheet_too_large_for_plain_zip_goes_on_in_another() -> None:
    layout = Layout(title="台账", columns=(Col("a", "甲"), Col("n", "数", kind="whole", total=True)))
    data = written(layout, [{"a": f"第{n}行", "n": n} for n in range(1_000)], most_bytes=60_000)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.sheetnames) == 3
    serials = [row[0].value for sheet in book for row in sheet.iter_rows() if isinstance(row[0].value, int)]
    assert serials == list(range(1, 1_001))
    # The total of all stands once, below the last.
    totals = [row[2].value for sheet in book for row in sheet.iter_rows() if row[0].value == "合计"]
    assert totals == [sum(range(1_000))]


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("text", '甲<乙>&"丙"', '甲<乙>&"丙"'),
        ("text", "  前后空格\n第二行 ", "前后空格\n第二行"),
        ("day", date(1900, 2, 28), datetime(1900, 2, 28)),
        ("day", date(1900, 3, 1), datetime(1900, 3, 1)),
        ("day", date(1899, 12, 31), "1899-12-31"),
        ("moment", datetime(2026, 2, 28, 23, 59, 30), datetime(2026, 2, 28, 23, 59, 30)),
        ("decimal", 0.1, 0.1),
        ("decimal", float("nan"), None),
        ("decimal", Fraction(1, 4), 0.25),
        ("percent", 3.07, 3.07),
        ("whole", -7, -7),
        ("whole", 0, 0),
        ("whole", 10**15, "1000000000000000"),
        ("whole", True, "是"),
        ("text", 12, 12),
    ],
)
def test_each_kind_of_cell_is_read_as_it_was_written(kind: Any, value: Any, read: Any) -> None:
    layout = Layout(title="账", columns=(Col("b", "乙"), Col("v", "值", kind=kind)))
    # Twice: the second is written from memory.
    grid = texts(written(layout, [{"b": "x", "v": value}, {"b": "x", "v": value}]))
    assert [grid[3][2], grid[4][2]] == [read, read]


def test_a_text_that_looks_like_a_numbered_character_stays_itself() -> None:
    layout = Layout(title="账", columns=(Col("b", "乙"), Col("c", "丙")))
    data = written(layout, [{"b": "_x0041_和_x_", "c": "x"}])
    sheet = OpenSheet(name="账.xlsx", data=data, columns=(Wanted("b", ("乙",)),), limits=Limits())
    assert [row.cells[1] for row in sheet.rows()] == ["_x0041_和_x_"]
