"""Two people on one case, each in a browser of their own: the slower one sees both texts and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import _page
from tests.browser.steps import case, code_of, enter, one
from tests.served import Served

pytestmark = pytest.mark.journey


@pytest.fixture
def other(browser: Any) -> Iterator[Any]:
    """The colleague at the next desk."""
    yield from _page(browser, {"width": 1366, "height": 768}, touch=False)


def test_two_people_on_one_case_neither_loses_a_word(desktop: Any, other: Any, site: Served) -> None:
    enter(desktop, site, "demo-secretary")
    enter(other, site, "demo-worker")
    desktop.goto(f"{site.url}/")
    desktop.locator("form[action$='/do/accept/'] button").first.click()
    desktop.wait_for_url("**/cases/*/")
    code = code_of(desktop)
    desktop.locator("#next textarea[name=text]").fill("已上门看过，明天上午清走。")

    other.goto(f"{site.url}/cases/{code}/do/note/")
    other.locator("main textarea[name=text]").fill("居民又来电话，下午四点后家里有人。")
    other.locator("main .form__actions button").click()
    other.wait_for_url(f"**/cases/{code}/")
    held = case(site, code)["version"]

    desktop.locator("#next .form__actions button").click()
    desktop.get_by_text("这件事刚刚被别人办过").wait_for()
    sides = desktop.locator(".two-texts")
    assert "已上门看过，明天上午清走。" in sides.inner_text()
    assert "居民又来电话，下午四点后家里有人。" in sides.inner_text()
    assert case(site, code)["version"] == held
    assert desktop.locator("main textarea[name=text]").input_value() == "已上门看过，明天上午清走。"

    desktop.locator("main .form__actions button").click()
    desktop.get_by_text("提交办理结果：已办。").wait_for()
    saved = one(site, "SELECT text FROM cases_answer WHERE case_id = ?", case(site, code)["id"])
    assert saved["text"] == "已上门看过，明天上午清走。"
    refused = [fault for fault in desktop.faults if "409" not in fault]  # the browser names the answer itself
    assert refused + other.faults == []
