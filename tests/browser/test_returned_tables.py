"""B9 figures of a period, B11 a ledger of theirs, B17 tables that came back, B18 somebody's blank: in a real browser, within their budgets."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine

from linli.ledgers.writing.layout import Col, Layout
from linli.ledgers.writing.xlsx import write_ledger
from tests.browser.steps import enter, one
from tests.served import Served

pytestmark = pytest.mark.journey


def returned(folder: Path, unit: str, *rows: tuple[str, int, int]) -> Path:
    """A table as a community sends it back."""
    columns = (
        Col("a", "小区"),
        Col("b", "楼栋数", ("基本情况",), kind="whole", total=True),
        Col("c", "户数", ("基本情况",), kind="whole", total=True),
    )
    path = folder / f"小区情况表（{unit}）.xlsx"
    write_ledger(
        str(path), Layout("小区情况表", columns, unit=unit), [dict(zip("abc", r, strict=True)) for r in rows]
    )
    return path


def blank(folder: Path) -> Path:
    """The asker's own blank: title, two header rows merged, a fill of its own."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "报送"
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "单位情况统计表"
    for at, text in enumerate(("序号", "单位名称", "单位类别", "办公电话"), start=1):
        sheet.cell(2, at, text)
    path = folder / "空表.xlsx"
    book.save(path)
    return path


def cells(path: Path) -> list[list[Any]]:
    return python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()


def test_unchanged_figures_go_in_from_today(desktop: Any, walk: Any, site: Served) -> None:
    owed = one(
        site,
        "SELECT r.id AS id FROM reports_report r JOIN organizations_post p ON p.organization_id = r.body_id"
        " JOIN organizations_appointment a ON a.post_id = p.id JOIN accounts_user u ON u.person_id = a.person_id"
        " WHERE r.state = 'draft' AND u.username = 'demo-secretary'",
    )
    assert owed, "the demonstration leaves one report to the secretary it shows"
    enter(desktop, site, "demo-secretary")
    job = walk(desktop, "B9")
    job.open("/")
    job.tap(f"a[href='/reports/{owed['id']}/']")
    job.tap("button[name=submit]")
    job.see("已上报")
    job.done()
    assert desktop.faults == []
    saved = one(site, "SELECT state, complete FROM reports_report WHERE id = ?", owed["id"])
    assert tuple(saved) == ("submitted", 1)


def test_returned_tables_become_one_with_two_confirmations(
    desktop: Any, walk: Any, site: Served, tmp_path: Path
) -> None:
    enter(desktop, site, "demo-clerk")
    job = walk(desktop, "B17")
    job.open("/ledgers/gather/")
    asked = desktop.locator("#expected").input_value().splitlines()
    assert len(asked) >= 2, "the communities below stand there already"
    files = [returned(tmp_path, unit, ("一号院", 2, 96), ("二号院", 0, 40)) for unit in asked[:-1]]
    job.choose_file("#files", *files)
    job.tap("main form button:has-text('汇总')")
    job.see(f"已报{len(asked) - 1}/{len(asked)}")
    job.see("【催报】")
    job.see(asked[-1])
    job.tap("main form[action$='/done/'] button")
    job.see("下载汇总表")
    job.done()
    with desktop.expect_download() as waiting:
        desktop.locator("a[href$='/merged.xlsx']").click()
    waiting.value.save_as(tmp_path / "merged.xlsx")
    lines = cells(tmp_path / "merged.xlsx")
    total = next(line for line in lines if line[0] == "合计")
    assert total[3:5] == [2 * len(files), 136 * len(files)]
    assert desktop.faults == []


def ledger(folder: Path, *names: str) -> Path:
    """A ledger as an office keeps it: title, a line of unit and date, two header rows merged, a signature line."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["槐荫街道共建单位台账"])
    sheet.append(["填报单位（盖章）：槐荫街道", "", "", "填报日期：2026年11月21日"])
    sheet.append(["序号", "单位基本情况", "", "", "联系方式"])
    sheet.append(["", "单位名称", "单位类别", "所属街道", "办公电话"])
    for area in ("A1:E1", "A3:A4", "B3:D3"):
        sheet.merge_cells(area)
    for at, name in enumerate(names, start=1):
        sheet.append([at, name, "街道办事处" if at == 1 else "社区", "槐荫街道", f"0990-55501{at:02d}"])
    sheet.append(["填表人：", "", "审核人："])
    path = folder / "共建单位台账.xlsx"
    book.save(path)
    return path


def test_a_ledger_with_two_merged_header_rows_comes_in_with_two_confirmations(
    desktop: Any, walk: Any, site: Served, tmp_path: Path
) -> None:
    desktop.set_default_timeout(15_000)
    enter(desktop, site, "demo-clerk")
    job = walk(desktop, "B11")
    job.open("/ledgers/imports/new/organizations/")
    job.choose_file("main input[type=file]", ledger(tmp_path, "槐荫街道第一服务站", "槐荫街道第二服务站"))
    job.see("读出2行")
    chosen = desktop.locator("select[name=name] option:checked").inner_text()
    assert "单位名称" in chosen
    assert "单位基本情况" in chosen, "the label tells both storeys"
    job.tap("button:has-text('确认，核对每一行')")
    job.tap("button:has-text('导入这2行')")
    desktop.locator("[data-state=done]").wait_for()
    job.done()
    for at, name in enumerate(("槐荫街道第一服务站", "槐荫街道第二服务站"), start=1):
        saved = one(site, "SELECT phone FROM organizations_organization WHERE name = ?", name)
        assert saved["phone"].replace("-", "").endswith(f"55501{at:02d}")
    assert desktop.faults == []


def test_a_blank_is_filled_with_two_confirmations(
    desktop: Any, walk: Any, site: Served, tmp_path: Path
) -> None:
    enter(desktop, site, "demo-clerk")
    job = walk(desktop, "B18")
    job.open("/ledgers/fill/")
    job.choose_file("input[type=file]", blank(tmp_path))
    job.tap("main form button:has-text('上传空表')")
    job.tap("main form button:has-text('确认，填表')")
    job.see("下载填好的表")
    job.done()
    # Fetching it asks for the password again, as every export does; here it is read where it waits.
    filled = site.data / "ledgers" / "fill" / f"{desktop.url.rstrip('/').rsplit('/', 1)[1]}.xlsx"
    lines = cells(filled)
    assert lines[0][0] == "单位情况统计表"
    assert [lines[2][0], bool(lines[2][1])] == [1, True]
    with zipfile.ZipFile(filled) as archive:
        assert 'ref="A1:D1"' in archive.read("xl/worksheets/sheet1.xml").decode()
    assert desktop.faults == []
