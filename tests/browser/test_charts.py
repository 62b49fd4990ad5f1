"""The chart of the leader's page: drawn late from its table, on a desk and on a phone; nothing else loads it."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.browser.steps import enter
from tests.served import Served

pytestmark = pytest.mark.journey


def _open(page: Any, site: Served) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    enter(page, site, "demo-leader")
    page.goto(site.url + "/cases/", wait_until="networkidle")
    assert not any("echarts" in one for one in asked)
    page.goto(site.url + "/figures/overview/", wait_until="networkidle")
    page.locator("chart-view table").wait_for()
    page.locator("chart-view").scroll_into_view_if_needed()
    page.locator("chart-view svg").wait_for()
    page.wait_for_timeout(1200)
    return asked


def _picture(page: Any, name: str) -> None:
    if folder := os.environ.get("LINLI_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_chart_is_drawn_beside_its_table_and_its_points_open_their_records(
    desktop: Any, site: Served
) -> None:
    asked = _open(desktop, site)
    assert len([one for one in asked if "echarts" in one]) == 1
    _picture(desktop, "chart-desk")
    chart = desktop.locator("chart-view")
    assert chart.locator("tbody tr").count() == 8
    drawn = chart.locator("svg").text_content()
    heads = chart.locator("thead th.num").all_inner_texts()
    assert all(name in drawn for name in heads)
    links = chart.locator("tbody a")
    links.first.focus()
    assert desktop.evaluate("document.activeElement.closest('chart-view') !== null")
    box = chart.locator(".chart").bounding_box()
    desktop.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    desktop.wait_for_timeout(300)
    # The last received point: clicked where the library drew it.
    point = desktop.evaluate(
        "() => { const view = document.querySelector('chart-view');"
        " const last = view.cells[0].length - 1, box = view.querySelector('.chart').getBoundingClientRect();"
        " const [x, y] = view.chart.convertToPixel({ seriesIndex: 0 }, [last, Number(view.cells[0][last].dataset.value)]);"
        " return [box.x + x, box.y + y]; }"
    )
    with desktop.expect_navigation():
        desktop.mouse.click(*point)
    assert "/rows/?unit=area-" in desktop.url
    assert desktop.faults == []


def test_on_a_phone_the_chart_fits_the_screen(phone: Any, site: Served) -> None:
    _open(phone, site)
    _picture(phone, "chart-phone")
    wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    assert phone.faults == []
