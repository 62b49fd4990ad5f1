"""The hotline's own day in a real browser: the export comes in, the answer for 12345 is copied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.browser.steps import clipboard, enter, one
from tests.served import Served

pytestmark = pytest.mark.journey

HEADER = ["工单编号", "受理时间", "来电人", "来电号码", "事发地址", "诉求内容", "办理时限"]


def orders(path: Path, *numbers: str) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    for at, number in enumerate(numbers, start=1):
        row = [number, "2026-11-20 10:30:00", "王某", "13800138000", "建安小区2号楼", "楼道灯坏了一个星期。"]
        sheet.write_row(at, 0, [*row, "2026-12-04 18:00"])
    book.close()
    return path


@pytest.fixture(scope="module")
def mapped(browser: Any, site: Served, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The first export ever: its columns are confirmed once, which no later day has to do."""
    page = browser.new_context(locale="zh-CN").new_page()
    page.set_default_timeout(15_000)
    enter(page, site, "demo-hotline")
    page.goto(f"{site.url}/ledgers/imports/new/hotline12345/")
    file = orders(tmp_path_factory.mktemp("orders") / "first.xlsx", "RX2026001")
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="确认，核对每一行").click()
    page.get_by_role("button", name="导入这1行").click()
    page.locator("[data-state=done]").wait_for()
    page.context.close()
    return file


def test_the_day_s_orders_come_in_with_one_file_and_one_confirmation(
    desktop: Any, walk: Any, site: Served, mapped: Any, tmp_path: Path
) -> None:
    desktop.set_default_timeout(15_000)
    enter(desktop, site, "demo-hotline")
    job = walk(desktop, "B16a")
    job.open("/")
    job.choose_file("#orders-in input[type=file]", orders(tmp_path / "today.xlsx", "RX2026002", "RX2026003"))
    job.tap("button:has-text('导入这2行')")
    desktop.locator("[data-state=done]").wait_for()
    for number in ("RX2026002", "RX2026003"):
        saved = one(site, "SELECT * FROM cases_case WHERE external_number = ?", number)
        assert (saved["source"], saved["kind"]) == ("hotline12345", "hotline_order")
    job.done()
    assert desktop.faults == []


def test_the_answer_for_12345_is_copied_with_one_tap(
    desktop: Any, walk: Any, site: Served, mapped: Any
) -> None:
    enter(desktop, site, "demo-hotline")
    desktop.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    code = one(site, "SELECT code FROM cases_case WHERE external_number = 'RX2026001'")["code"]
    job = walk(desktop, "B16b")
    job.open(f"/cases/{code}/")
    desktop.locator("#copy-reply").wait_for(state="attached")
    job.tap("button:has-text('复制答复')")
    desktop.get_by_text("已复制").first.wait_for()
    assert "办理情况" in clipboard(desktop)
    job.done()
    assert desktop.faults == []
