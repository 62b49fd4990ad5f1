"""Wrong, disguised, locked, broken, huge files: each refused with its own clear sentence."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.ledgers.errors import FileRefused
from linli.ledgers.reading.guard import check_file
from linli.ledgers.reading.limits import Limits

LIMITS = Limits()


def xlsx(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def xls(cells: dict[tuple[int, int], object]) -> bytes:
    out = io.BytesIO()
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for (row, column), value in cells.items():
        sheet.write(row, column, value)
    book.save(out)
    return out.getvalue()


def repack(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The workbook with its parts changed by ``change``."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def refused(name: str, data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(FileRefused) as caught:
        check_file(name=name, data=data, limits=limits)
    assert caught.value.message
    assert caught.value.help
    return caught.value.code


GOOD = xlsx([["姓名", "电话"], ["甲", "1"]])


@pytest.mark.parametrize("name", ["表.xlsx", "表.XLSX", "表.et", "表.xls"])
def test_a_workbook_is_taken_whatever_its_ending_says(name: str) -> None:
    assert check_file(name=name, data=GOOD, limits=LIMITS).rows == 2


def test_an_old_workbook_is_taken_as_xls_and_as_et() -> None:
    data = xls({(0, 0): "姓名", (3, 1): 5})
    assert check_file(name="表.et", data=data, limits=LIMITS).rows == 4
    assert check_file(name="表.xls", data=data, limits=LIMITS).container == "ole"


@pytest.mark.parametrize("name", ["报告.docx", "图.png", "表.csv", "表", "表.xlsx.exe"])
def test_other_endings_are_no_ledger(name: str) -> None:
    assert refused(name, GOOD) == "wrong_type"


@pytest.mark.parametrize(
    "data",
    [
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>",
        "编号\t姓名\n1\t甲\n".encode("gb18030"),
        "编号,姓名\n1,甲\n".encode(),
        "编号,姓名\n1,甲\n".encode("utf-16"),
    ],
)
def test_a_web_page_or_text_under_the_name_of_a_workbook_is_told_how_to_mend(data: bytes) -> None:
    assert refused("12345导出.xls", data) == "disguised"


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n" + b"\x00\x01\xfe" * 40, b"MZ\x90\x00\xff\xff\x00\xb8", b"%PDF-1.7\n\x80\x81"],
)
def test_other_content_is_no_workbook(data: bytes) -> None:
    assert refused("表.xlsx", data) == "wrong_type"


def test_a_word_file_renamed_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused("表.xlsx", out.getvalue()) == "wrong_type"


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.99])
def test_a_file_cut_off_is_broken(share: float) -> None:
    assert refused("表.xlsx", GOOD[: int(len(GOOD) * share)]) == "broken"


def test_an_empty_file_and_a_file_of_zeros_say_so() -> None:
    assert refused("表.xlsx", b"") == "empty"
    assert refused("表.xlsx", b"\x00" * 5000) == "broken"


def test_macros_are_refused() -> None:
    data = repack(GOOD, lambda parts: parts.update({"xl/vbaProject.bin": b"x"}))
    assert refused("表.xlsm", data) == "macro"


def test_a_file_above_the_limit_is_refused_before_it_is_opened() -> None:
    assert refused("表.xlsx", GOOD, Limits(bytes=100)) == "too_big"


def test_a_million_rows_are_refused_without_loading_them() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 1_000_001))
    sheet = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    data = repack(GOOD, lambda parts: parts.update({"xl/worksheets/sheet1.xml": sheet}))
    assert refused("表.xlsx", data) == "too_many_rows"


def test_rows_without_places_are_counted_too() -> None:
    sheet = b"<worksheet><sheetData>" + b"<row><c><v>1</v></c></row>" * 3_000 + b"</sheetData></worksheet>"
    data = repack(GOOD, lambda parts: parts.update({"xl/worksheets/sheet1.xml": sheet}))
    assert refused("表.xlsx", data, Limits(rows=2_000)) == "too_many_rows"
    assert check_file(name="表.xlsx", data=data, limits=LIMITS).rows == 3_000


def test_two_cells_in_opposite_corners_cannot_make_the_reader_build_the_sheet() -> None:
    sheet = (
        b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="200000"><c r="GR200000"><v>1</v></c></row></sheetData></worksheet>'
    )
    data = repack(GOOD, lambda parts: parts.update({"xl/worksheets/sheet1.xml": sheet}))
    assert refused("表.xlsx", data) == "bomb"
    assert refused("表.xls", xls({(0, 0): 1, (65_535, 199): 1})) == "bomb"


def test_too_many_columns_are_named() -> None:
    assert refused("表.xlsx", xlsx([["列"] * 201])) == "too_many_columns"
    assert refused("表.xls", xls({(0, 255): 1})) == "too_many_columns"


def test_styled_blank_cells_down_to_the_last_line_do_not_count() -> None:
    def change(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        blank = b'<row r="1048576" s="1"><c r="XFD1048576" s="1"/></row></sheetData>'
        parts[name] = parts[name].replace(b"</sheetData>", blank)

    assert check_file(name="表.xlsx", data=repack(GOOD, change), limits=LIMITS).rows == 2


def test_a_bomb_is_stopped_while_it_unpacks() -> None:
    data = repack(GOOD, lambda parts: parts.update({"xl/media/x.bin": b"\x00" * 30_000_000}))
    assert len(data) < 60_000
    assert refused("表.xlsx", data, Limits(unpacked=10_000_000)) == "bomb"


def test_a_bomb_that_lies_about_its_size_is_stopped_too() -> None:
    data = bytearray(repack(GOOD, lambda parts: parts.update({"xl/media/x.bin": b"\x00" * 30_000_000})))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) != -1:
        struct.pack_into("<I", data, at + 24, 10)
        at += 4
    assert refused("表.xlsx", bytes(data), Limits(unpacked=10_000_000)) == "bomb"


def test_a_locked_workbook_is_told_to_lose_its_password() -> None:
    # Excel keeps an encrypted workbook in the old container with these two streams.
    assert refused("表.xlsx", _container(["EncryptionInfo", "EncryptedPackage"])) == "password"


def test_a_word_document_in_the_old_container_is_no_workbook() -> None:
    assert refused("表.xls", _container(["WordDocument"])) == "wrong_type"


def _container(names: list[str]) -> bytes:
    """The smallest old container with these (empty) streams."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HH", head, 30, 9, 6)
    struct.pack_into("<I", head, 44, 1)
    struct.pack_into("<I", head, 48, 1)
    struct.pack_into("<II", head, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *([0xFFFFFFFF] * 108))
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *([0xFFFFFFFF] * 126))
    directory = b""
    for name in ["Root Entry", *names]:
        entry = bytearray(128)
        text = (name + "\x00").encode("utf-16-le")
        entry[: len(text)] = text
        struct.pack_into("<HB", entry, 64, len(text), 5 if name == "Root Entry" else 2)
        directory += bytes(entry)
    return bytes(head) + fat + directory.ljust(512, b"\x00")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=40))
def test_any_damage_is_a_sentence_and_never_a_crash(at: int, noise: bytes) -> None:
    damaged = GOOD[:at] + noise + GOOD[at + len(noise) :]
    try:
        check_file(name="表.xlsx", data=damaged, limits=LIMITS)
    except FileRefused as problem:
        assert problem.message  # noqa: PT017


OLD = xls({(row, column): f"{row}{column}" for row in range(40) for column in range(5)})


@settings(max_examples=150, deadline=None)
@given(st.integers(8, len(OLD) - 1), st.binary(min_size=1, max_size=40))
def test_any_damage_of_an_old_file_is_a_sentence_too(at: int, noise: bytes) -> None:
    damaged = OLD[:at] + noise + OLD[at + len(noise) :]
    try:
        check_file(name="表.xls", data=damaged, limits=LIMITS)
    except FileRefused as problem:
        assert problem.message  # noqa: PT017
