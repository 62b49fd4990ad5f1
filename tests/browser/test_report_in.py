"""B6 between two desks: the unit's liaison reports in, the community receives with one tap from Today."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.steps import enter, one
from tests.served import Served

pytestmark = pytest.mark.journey


def test_a_unit_reports_in_and_the_community_receives_it(desktop: Any, walk: Any, site: Served) -> None:
    enter(desktop, site, "demo-handler")
    job = walk(desktop, "B6")
    job.open("/")
    job.tap("a[href='/rolls/new/']")
    job.fill("combo-box input[type=text]", "清水桥社区")
    desktop.locator("combo-box [role=option]").first.wait_for()
    desktop.keyboard.press("Enter")
    job.fill("input[name=contact]", "周永强")
    job.fill("input[name=phone]", "0000-5550123")
    job.tap("main form button:has-text('保存')")
    job.see("已申请，等社区接收。")
    row = one(site, "SELECT * FROM rolls_membership ORDER BY id DESC LIMIT 1")
    assert (row["state"], row["contact"], row["holder"]) == ("applied", "周永强", "unit")
    desktop.context.clear_cookies()
    enter(desktop, site, "demo-secretary")
    job.open("/")
    job.tap(f"form[action='/rolls/{row['id']}/receive/'] button")
    job.see("已报到")
    job.done()
    assert desktop.faults == []
    saved = one(site, "SELECT * FROM rolls_membership WHERE id = ?", row["id"])
    assert saved["state"] == "on_roll"
    assert saved["area_id"] == saved["community"] == row["area_id"]
