"""What a browser prints: each page of a list names who printed it and when, a paper keeps its own form."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.steps import enter
from tests.served import Served

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here"),
]


def printed(page: Any, file: Path) -> list[str]:
    """The text of each sheet that would leave the printer."""
    page.pdf(path=str(file), format="A4", prefer_css_page_size=True)
    text = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return text.stdout.split("\f")[:-1]


def test_every_sheet_of_a_list_names_who_printed_it_and_when(
    site: Served, desktop: Any, tmp_path: Path
) -> None:
    enter(desktop, site, "demo-leader")
    desktop.goto(f"{site.url}/cases/")
    assert not desktop.locator(".printed-by").is_visible()
    # Rows enough for several sheets, whatever the demonstration holds.
    desktop.evaluate(
        "() => { const body = document.querySelector('main table tbody, main ul.list');"
        " for (let n = 0; n < 120; n++) body.append(body.lastElementChild.cloneNode(true)); }"
    )
    sheets = printed(desktop, tmp_path / "list.pdf")
    assert len(sheets) > 2
    who = desktop.locator(".menu__who b").text_content()
    for sheet in sheets:
        # At the foot, and over nothing.
        assert f"打印：{who}" in sheet.strip().splitlines()[-1], sheet


def test_a_paper_is_printed_in_its_own_form(site: Served, desktop: Any, tmp_path: Path) -> None:
    enter(desktop, site, "demo-leader")
    desktop.goto(f"{site.url}/papers/")
    address = desktop.locator("main td a[href^='/papers/']").first.get_attribute("href")
    desktop.goto(f"{site.url}{address}print/")
    assert all("打印：" not in sheet for sheet in printed(desktop, tmp_path / "paper.pdf"))
