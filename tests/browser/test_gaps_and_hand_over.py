"""B12 and B23: where nobody is responsible, in one tap; a post passed on with all its work, in three."""

from __future__ import annotations

from typing import Any

import pytest


def enter(page: Any, job: Any, who: str) -> None:
    job.open("/accounts/enter/")
    page.locator(f"button[name=user][value={who}]").first.click()  # entering is not counted
    page.wait_for_url(lambda url: "/enter/" not in url, timeout=30_000)
    job.open("/")


@pytest.mark.journey
def test_the_gaps_are_one_tap_from_the_home_page(desktop: Any, walk: Any) -> None:
    job = walk(desktop, "B12")
    enter(desktop, job, "demo-organisation")
    job.tap("nav >> text=责任分工")
    desktop.wait_for_url("**/orgs/gaps/**")
    job.see("没有责任单位")
    job.done()
    assert desktop.faults == []


@pytest.mark.journey
def test_a_post_passes_on_in_three_taps(desktop: Any, walk: Any) -> None:
    job = walk(desktop, "B23")
    enter(desktop, job, "demo-clerk")
    job.tap("nav >> text=换人交接")
    desktop.wait_for_url("**/orgs/hand-over/**")
    leaver = desktop.locator("li:has-text('网格员') a").last
    name = leaver.inner_text()
    job.tap(f"a[href='{leaver.get_attribute('href')}']")
    job.see("一起交接的")
    job.tap("button[name=successor_id]")
    desktop.wait_for_url("**/orgs/people/**")
    job.see("已办理")
    job.done()
    assert name not in desktop.locator("h1").inner_text()
    assert desktop.faults == []
