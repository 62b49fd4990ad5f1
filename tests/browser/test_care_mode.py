"""关怀版 on a phone of 375 px: entry, report, follow. Letters, targets, nothing cut off, no barrier, read aloud."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_components_page import AXE, RULES
from tests.served import Served

pytestmark = pytest.mark.journey

#: 20 CSS pixels are 15 points on paper and 18 dp and more on the phones of today; targets as in the shipped tokens.
LETTERS, TARGET = 20, 44
#: A device with one local Chinese voice, which notes what it is given.
VOICE = """
  window.said = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, 'speechSynthesis', {value: {
    getVoices: () => [{lang: 'zh-CN', localService: true}],
    addEventListener() {}, cancel() { window.cancelled = true; }, speak(one) { window.said.push(one.text); },
  }});
"""
SMALL = f"""() => [...document.querySelectorAll('main p, main li, main label, main button, main .badge, main input, main textarea')]
  .filter((one) => one.checkVisibility() && one.innerText !== '' && parseFloat(getComputedStyle(one).fontSize) < {LETTERS})
  .map((one) => one.outerHTML.slice(0, 100))"""
NARROW = f"""() => [...document.querySelectorAll('button, a.button, a.bigbutton, summary, nav a, input:not([type=hidden]):not(.visually-hidden)')]
  .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, .skip'))
  .filter((one) => one.getBoundingClientRect().height > 1 && one.getBoundingClientRect().height < {TARGET})
  .map((one) => one.outerHTML.slice(0, 100))"""
CUT = """() => [...document.querySelectorAll('main *')].filter((one) => one.checkVisibility() && one.children.length === 0
  && one.getBoundingClientRect().right > window.innerWidth + 1).map((one) => one.outerHTML.slice(0, 100))"""
OUT_OF_BOX = """() => [...document.querySelectorAll('main .notice, main .card')].flatMap((box) => [...box.querySelectorAll('*')]
  .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
    && getComputedStyle(one).display !== 'inline').map((one) => one.outerHTML.slice(0, 100)))"""


@pytest.fixture
def elder(browser: Any, site: Served) -> Any:
    context = browser.new_context(
        viewport={"width": 375, "height": 812},
        has_touch=True,
        is_mobile=True,
        locale="zh-CN",
        bypass_csp=True,
    )
    context.add_cookies([{"name": "linli_size", "value": "large", "url": site.url}])
    context.add_init_script(VOICE)
    page = context.new_page()
    page.set_default_timeout(8000)
    yield page
    context.close()


def sound(page: Any) -> None:
    """Everything asked of a page of 关怀版."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.evaluate(SMALL) == []
    assert page.evaluate(NARROW) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(OUT_OF_BOX) == []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run({RULES})")["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


def test_an_old_resident_enters_reports_and_follows(elder: Any, site: Served) -> None:
    elder.goto(f"{site.url}/w/")
    sound(elder)
    elder.get_by_role("link", name="我要反映").last.click()
    elder.wait_for_url("**/w/report/")
    sound(elder)
    elder.fill("textarea", "楼道灯不亮，晚上看不见（关怀版）")
    elder.fill("combo-box input[type=text]", "建安小区")
    elder.locator("combo-box [role=option]").first.click()
    elder.get_by_role("button", name="提交").click()
    elder.wait_for_url("**/w/f/**")
    elder.locator(".code--large").wait_for()
    sound(elder)


def test_the_page_is_read_aloud_by_a_voice_of_the_device_and_stops(elder: Any, site: Served) -> None:
    elder.goto(f"{site.url}/w/")
    button = elder.get_by_role("button", name="读给我听")
    button.click()
    said = elder.evaluate("window.said")
    assert said[0] == "家门口的事，说给社区听"
    assert any("没解决，接着办" in line for line in said)
    assert not any("读给我听" in line for line in said)
    elder.get_by_role("button", name="停下").click()
    assert elder.evaluate("window.cancelled") is True
    assert button.is_visible()


def test_no_button_stands_there_without_a_voice_of_the_device(browser: Any, site: Served) -> None:
    context = browser.new_context(locale="zh-CN")
    context.add_cookies([{"name": "linli_size", "value": "large", "url": site.url}])
    context.add_init_script(VOICE.replace("localService: true", "localService: false"))
    page = context.new_page()
    page.goto(f"{site.url}/w/")
    page.wait_for_function("!!customElements.get('read-aloud')")
    assert page.get_by_role("button", name="读给我听").count() == 0
    context.close()
