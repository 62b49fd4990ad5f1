"""B13: an administrator switches on a mechanism proven elsewhere, in two clicks from the home page."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.journey
def test_a_mechanism_is_switched_on_in_two_taps(desktop: Any, walk: Any) -> None:
    job = walk(desktop, "B13")
    job.open("/accounts/enter/")
    desktop.locator("button[name=user][value=demo-system]").click()  # entering is not counted
    desktop.wait_for_url(lambda url: "/enter/" not in url, timeout=30_000)  # the first answer warms up
    job.open("/")
    job.tap("nav >> text=工作机制")
    desktop.wait_for_url("**/mechanisms/**")
    card = desktop.locator("article:has(form[action$='/roll-out/'])").first.get_attribute("id")
    job.tap(f"#{card} form[action$='/roll-out/'] button")
    desktop.locator(f"#{card} [data-state=on]").wait_for()
    job.done()
    assert desktop.faults == []
