"""Files as offices send them, each really made, and the sentence that the clerk reads on the page."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.ledgers.models import Import, ImportRow
from linli.ledgers.reading.extent import SheetExtent
from linli.ledgers.reading.parts import Told, sheet_parts, told_of
from tests import cast
from tests.browsing import client_of
from tests.ledgers.test_guard_files import _container, repack

pytestmark = pytest.mark.django_db
HEADER = ["单位名称", "类别", "所在社区", "联系电话"]
GOOD = ["湖光社区卫生服务站", "卫生服务站", "湖光社区", "0393-1234567"]


@pytest.fixture
def clerk(db: None) -> Client:
    """The clerk of a street."""
    return client_of(cast.build(), "clerk")


def made(fill: Callable[[Any], None], rows: list[list[Any]] | None = None) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, row in enumerate([HEADER, *(rows or [GOOD])]):
        sheet.write_row(at, 0, row)
    fill(sheet)
    book.close()
    return out.getvalue()


def page(client: Client, data: bytes, name: str = "单位台账.xlsx") -> str:
    """What stands on the page after the upload."""
    upload = {"file": SimpleUploadedFile(name, data)}
    answer = client.post(reverse("ledgers:upload", args=["organizations"]), upload, follow=True)
    return str(answer.content.decode())


def cells() -> list[str]:
    """The cells of the first row as they were read."""
    return list(ImportRow.objects.order_by("number")[0].cells)


def test_a_formula_counts_with_the_result_that_the_sheet_shows(clerk: Client) -> None:
    shown = page(
        clerk, made(lambda sheet: sheet.write_formula(1, 3, '="0393"&"-7654321"', None, "0393-7654321"))
    )
    assert cells()[3] == "0393-7654321"
    assert "还没有算出结果" not in shown


@pytest.mark.parametrize("closing", [b"", b"<v></v>", b"<v/>"])
def test_a_formula_without_a_result_is_told_and_not_taken_for_an_empty_cell_in_silence(
    clerk: Client, closing: bytes
) -> None:
    data = made(lambda sheet: sheet.write_formula(1, 3, "=1+1", None, 7))

    def unsolved(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        assert b"<v>7</v>" in parts[name]
        parts[name] = parts[name].replace(b"<v>7</v>", closing)

    assert "有1格是公式，还没有算出结果，读出来是空的。" in page(clerk, repack(data, unsolved))
    assert cells()[:3] == GOOD[:3]


@pytest.mark.parametrize("closing", [b"", b"<v></v>", b"<v/>"])
@pytest.mark.parametrize("prefix", [b"", b"x:"])
def test_a_formula_whose_result_is_an_empty_text_was_worked_out(closing: bytes, prefix: bytes) -> None:
    cells = (
        b'<c r="A2" t="str"><f>IF(1=1,"","x")</f>%s</c><c r="B2"><f>1+1</f><v></v></c>' % closing
        + b"<c r='C2' t='str'><f>\"\"</f></c>"
    )
    sheet = b'<row r="2">' + cells + b"</row>"
    if prefix:
        sheet = re.sub(rb"(</?)(row|c|f|v)\b", rb"\1x:\2", sheet)
    for size in (len(sheet), 7):
        extent = SheetExtent()
        for at in range(0, len(sheet), size):
            extent.feed(sheet[at : at + size])
        extent.close()
        assert extent.no_result == 1, size


def test_a_program_that_writes_formulas_without_results_is_told_too(clerk: Client) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (HEADER, GOOD, [*GOOD[:3], "=A1"], [*GOOD[:3], "=A2"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    assert "有2格是公式" in page(clerk, out.getvalue())


def test_hidden_rows_and_columns_come_in_and_are_told(clerk: Client) -> None:
    def hide(sheet: Any) -> None:
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(3, 3, None, None, {"hidden": True})
        # The emptiness beside the table, as offices hide it.
        sheet.set_column(10, 16_383, None, None, {"hidden": True})

    shown = page(clerk, made(hide, [GOOD, ["望湖服务站", *GOOD[1:]], ["第三服务站", *GOOD[1:]]]))
    assert "表里有1行被隐藏，也会一起导入。" in shown
    assert "表里有1列被隐藏，也已读出" in shown
    assert Import.objects.get().rows_total == 3
    assert cells() == GOOD


def test_what_is_hidden_is_told_of_the_sheet_that_is_read_and_of_no_other(clerk: Client) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for name in ("甲", "乙"):
        sheet = book.add_worksheet(name)
        for at, row in enumerate([HEADER, GOOD, GOOD]):
            sheet.write_row(at, 0, row)
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_column(3, 3, None, None, {"hidden": True})
    book.close()
    shown = page(clerk, out.getvalue())
    assert "隐藏" not in shown
    batch = Import.objects.get()
    answer = clerk.post(reverse("ledgers:sheet", args=[batch.pk]), {"sheet": "1"}, follow=True)
    shown = answer.content.decode()
    assert "表里有1行被隐藏，也会一起导入。" in shown
    assert "表里有1列被隐藏，也已读出" in shown


def test_sheets_are_told_apart_by_the_workbook_and_not_by_the_names_of_their_parts() -> None:
    workbook = b"<x:workbook><x:sheets><x:sheet name='b' sheetId='1' q:id='r9'/><x:sheet name=\"a\" q:id=\"r1\"/></x:sheets></x:workbook>"
    relations = b'<Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Target="/xl/worksheets/Sheet2.xml" Id="r9"/>'
    assert sheet_parts(workbook, relations) == ["xl/worksheets/sheet2.xml", "xl/worksheets/sheet1.xml"]
    first, second = SheetExtent(), SheetExtent()
    first.hidden = 3
    sheets = {"xl/worksheets/sheet1.xml": first, "xl/worksheets/sheet2.xml": second}
    assert told_of(sheets, workbook, relations) == (Told(), Told(hidden_rows=3))
    # A workbook that does not say which is which: better told too much than nothing.
    assert told_of(sheets, b"", b"") == (Told(hidden_rows=3),)


def test_nothing_is_told_of_a_plain_sheet(clerk: Client) -> None:
    shown = page(clerk, made(lambda sheet: None))
    assert "隐藏" not in shown
    assert "公式" not in shown


def test_two_hundred_columns_are_read_and_one_more_is_told(clerk: Client) -> None:
    def wide(width: int) -> bytes:
        def more(sheet: Any) -> None:
            for at in (0, 1):
                sheet.write_row(at, 4, [f"第{column}项" for column in range(5, width + 1)])

        return made(more)

    page(clerk, wide(200))
    assert len(cells()) == 200
    assert "表格超过200列。" in page(clerk, wide(201))


def macros() -> bytes:
    return repack(made(lambda sheet: None), lambda parts: parts.update({"xl/vbaProject.bin": b"x"}))


def bomb() -> bytes:
    """A part that unpacks to 600 MB out of 600 KB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made(lambda sheet: None))) as plain,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in plain.namelist():
            archive.writestr(name, plain.read(name))
        with archive.open("xl/media/image1.png", "w") as part:
            for _ in range(600):
                part.write(bytes(1 << 20))
    return out.getvalue()


def a_million_rows() -> bytes:
    line = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    rows = b"".join(line % (number, number) for number in range(1, 1_000_001))
    sheet = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    return repack(made(lambda sheet: None), lambda parts: parts.update({"xl/worksheets/sheet1.xml": sheet}))


def locked_old() -> bytes:
    """A workbook of the old format whose stream says that a password seals it."""
    out = io.BytesIO()
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for at in range(200):
        sheet.write(at, 0, f"单位{at}")
    book.save(out)
    data = bytearray(out.getvalue())
    # The first record after the beginning of the workbook becomes FILEPASS.
    start = data.index(struct.pack("<HH", 0x0809, 16))
    struct.pack_into("<H", data, start + 4 + 16, 0x002F)
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "build", "sentence"),
    [
        ("台账.xlsx", lambda: _container(["EncryptionInfo", "EncryptedPackage"]), "文件设了打开密码，读不了。"),
        ("台账.xls", locked_old, "文件设了打开密码，读不了。"),
        ("台账.xlsm", macros, "文件带有宏（程序），不能接收。"),
        ("台账.xlsx", macros, "文件带有宏（程序），不能接收。"),
        ("台账.xlsx", bomb, "文件解开后过大，已停止读取。"),
        ("台账.xlsx", lambda: made(lambda sheet: None)[:3_000], "文件已损坏，读不完整。"),
        ("台账.xls", lambda: b"<html><body><table><tr><td>1</td></tr></table></body></html>", "里面其实是网页或文本"),
        ("台账.et", lambda: "编号\t单位\n1\t甲\n".encode("gb18030"), "里面其实是网页或文本"),
        ("台账.xlsx", a_million_rows, "表格超过200000行，一次导不进来。"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_says_why_and_leaves_no_trace(
    clerk: Client, name: str, build: Callable[[], bytes], sentence: str
) -> None:
    assert sentence in page(clerk, build(), name)
    assert not Import.objects.exists()


@pytest.mark.parametrize("name", ["台账.xls", "台账.et"])
def test_old_workbooks_of_excel_and_wps_come_in(clerk: Client, name: str) -> None:
    out = io.BytesIO()
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for at, row in enumerate([HEADER, GOOD]):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    book.save(out)
    assert "核对列的对应" in page(clerk, out.getvalue(), name)
    assert cells() == GOOD


def test_text_in_a_cell_of_numbers_is_told_beside_its_row(clerk: Client) -> None:
    page(clerk, made(lambda sheet: sheet.write_string(1, 3, "没有电话")))
    batch = Import.objects.get()
    chosen = {key: str(at) for key, at in batch.mapping.items()}
    answer = clerk.post(reverse("ledgers:mapping", args=[batch.pk]), chosen, follow=True)
    assert "电话号码的样子不对。" in answer.content.decode()
    assert "请只写数字" in answer.content.decode()
