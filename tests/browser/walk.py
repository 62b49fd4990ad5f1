"""Counts fields and taps of one job; the budgets are those of the product's promise.

``LINLI_WRITE_BURDEN=1`` writes what the walks took to docs/reference/burden.md; without it a walk that
takes more than its budget fails, and so does one whose figures are no longer those of the page.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "burden.md"

#: Job → (what it is, fields allowed, taps allowed).
BUDGETS: dict[str, tuple[str, int, int]] = {
    "B1": ("扫码反映", 2, 3),
    "B2": ("凭回执看进度并评价", 1, 2),
    "B3": ("粘贴一条群消息成诉求", 1, 2),
    "B4": ("签收 → 填办理情况 → 提交", 1, 3),
    "B5": ("认领微心愿，报告圆梦", 1, 4),
    "B6": ("单位报到，社区接收", 3, 4),
    "B9": ("一期的数已预填，没有变化就上报", 0, 2),
    "B10": ("通报起草成Word公文", 0, 3),
    "B14": ("从通报的数字到明细", 0, 1),
    "B11": ("导入表头两行合并的台账", 1, 2),
    "B12": ("找出没有人负责的地方", 0, 1),
    "B13": ("启用别处做成的机制", 0, 2),
    "B15": ("当场办结", 1, 2),
    "B16a": ("导入12345当日工单", 1, 1),
    "B16b": ("复制答复", 0, 1),
    "B17": ("收表汇总", 1, 2),
    "B18": ("套表", 1, 2),
    "B19": ("领导问一句", 1, 2),
    "B20": ("回访：三个回答", 0, 3),
    "B21": ("入户走访；问题转成诉求", 1, 2),
    "B23": ("换人交接", 0, 3),
    # Ours: no promise of the design, but a walk that grows longer should be seen.
    "P1": ("通报从起草、更新数字、定稿到OA发文、发放、公开", 2, 18),
    "P2": ("单位签收并回执", 1, 2),
    "P3": ("被拦下的要求，去掉后定稿", 2, 6),
}


class Walk:
    """One job walked in a real browser; every fill and tap a person makes goes through here."""

    def __init__(self, page: Any, job: str, url: str) -> None:
        self.page, self.job, self.url = page, job, url
        self.fields = self.taps = 0

    def open(self, path: str) -> None:
        """Starts at the person's home page, or by a scan: not counted."""
        self.page.goto(self.url + path)

    def fill(self, selector: str, text: str) -> None:
        self.fields += 1
        self.page.locator(selector).first.fill(text)

    def choose_file(self, selector: str, *files: Path) -> None:
        """One choice in one dialogue, of one file or of many."""
        self.fields += 1
        self.page.locator(selector).first.set_input_files([str(file) for file in files])

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.locator(selector).first.click()

    def see(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def done(self) -> None:
        """Checks the budget and the recorded figures."""
        title, fields, taps = BUDGETS[self.job]
        took = f"{self.job} {title}: {self.fields} fields, {self.taps} taps"
        assert self.fields <= fields, f"{took}; allowed {fields} fields"
        assert self.taps <= taps, f"{took}; allowed {taps} taps"
        row = f"| {self.job} | {title} | {self.fields} / {fields} | {self.taps} / {taps} |"
        text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
        line = re.compile(rf"^\| {self.job} \|.*$", re.MULTILINE)
        if os.environ.get("LINLI_WRITE_BURDEN"):
            text = line.sub(row, text) if line.search(text) else text.rstrip("\n") + "\n" + row + "\n"
            PAGE.write_text(text, encoding="utf-8")
        else:
            found = line.search(text)
            assert found, f"docs/reference/burden.md has no row {self.job}: run with LINLI_WRITE_BURDEN=1"
            assert found.group() == row


HEAD = """# What the daily jobs take

Counted by the browser walks in `tests/browser/`: fields that must be filled and taps from the person's home page until the thing
is saved (taken / allowed). The walks fail when a job takes more.
Entering is once a day and not counted; Enter at the end of a field is typing. B16b begins at the case, B20 at the call: the list is
opened once, and saving one call opens the next. B16a is any day after the first, on which the columns are confirmed once.

| Job | What | Fields | Taps |
|---|---|---|---|
"""
