"""关怀版 on a phone of 375 px: entry, report, follow. Letters, targets, nothing cut off, no barrier, read aloud."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_components_page import AXE, RULES
from tests.served import Served

pytestmark = pytest.mark.journey

#: 20 CSS pixels are 15 points on paper and 18 dp and more on the phones of today; targets as in the shipped tokens.
LETTERS, TARGET = 20, 44
#: A device with four voices, which notes what it is given and says the end of a line as ``window.ends`` asks: at once,
#: as a failure, or not before the test lets it.
VOICE = """
  window.said = [];
  window.ends = 'well';
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, 'speechSynthesis', {value: {
    getVoices: () => [
      {lang: 'zh-CN', localService: false, name: 'far'}, {lang: 'zh-HK', localService: true, name: 'canton'},
      {lang: 'zh_CN', localService: true, name: 'mandarin'}, {lang: 'en-US', localService: true, name: 'english'}],
    addEventListener() {}, cancel() { window.cancelled = true; },
    speak(one) {
      window.said.push(one);
      if (window.ends === 'well') setTimeout(() => one.onend());
      if (window.ends === 'badly') setTimeout(() => one.onerror({error: 'synthesis-failed'}));
    },
  }});
"""
TEXTS = "window.said.map((one) => one.text)"
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


def test_the_page_is_read_aloud_in_mandarin_to_its_end(elder: Any, site: Served) -> None:
    elder.goto(f"{site.url}/w/")
    elder.evaluate(
        """() => document.querySelector('#main').insertAdjacentHTML('beforeend', `<dl><dt>现在</dt><dd>正在办理</dd></dl>
        <table><tbody><tr><td data-label="承办">滨河社区</td></tr></tbody></table><div><a href="#">看进展</a></div>
        <p>办好了<a href="#">看结果</a></p>`)"""
    )
    button = elder.get_by_role("button", name="读给我听")
    button.click()
    elder.wait_for_function(f"{TEXTS}.at(-1) === '办好了看结果'")
    said = elder.evaluate(TEXTS)
    assert said[0] == "家门口的事，说给社区听"
    assert any("没解决，接着办" in line for line in said)
    assert said[-5:] == ["现在", "正在办理", "承办：滨河社区", "看进展", "办好了看结果"]
    assert not any("读给我听" in line for line in said)
    assert set(elder.evaluate("window.said.map((one) => one.voice.name)")) == {"mandarin"}
    button.wait_for()


def test_what_was_stopped_does_not_go_on(elder: Any, site: Served) -> None:
    elder.goto(f"{site.url}/w/")
    elder.evaluate("window.ends = 'later'")
    button, stop = (elder.get_by_role("button", name=name) for name in ("读给我听", "停下"))
    button.click()
    stop.click()
    assert elder.evaluate("window.cancelled") is True
    button.wait_for()
    # The engine tells of the stopped line only now, as an end or as an interruption.
    elder.evaluate("() => { window.said[0].onend(); window.said[0].onerror({error: 'interrupted'}); }")
    assert len(elder.evaluate(TEXTS)) == 1
    button.click()
    elder.evaluate("() => { window.said[0].onend(); window.said[1].onend(); }")
    said = elder.evaluate(TEXTS)
    assert said[1] == said[0]
    assert len(said) == 3
    assert stop.is_visible()


def test_a_voice_that_fails_gives_the_button_back(elder: Any, site: Served) -> None:
    elder.goto(f"{site.url}/w/")
    elder.evaluate("window.ends = 'badly'")
    elder.get_by_role("button", name="读给我听").click()
    elder.wait_for_function("window.said.length === 2")
    elder.get_by_role("button", name="读给我听").wait_for()
    elder.wait_for_timeout(200)
    assert len(elder.evaluate(TEXTS)) == 2


def test_no_button_stands_there_without_a_voice_of_the_device(browser: Any, site: Served) -> None:
    context = browser.new_context(locale="zh-CN")
    context.add_cookies([{"name": "linli_size", "value": "large", "url": site.url}])
    context.add_init_script(VOICE.replace("localService: true", "localService: false"))
    page = context.new_page()
    page.goto(f"{site.url}/w/")
    page.wait_for_function("!!customElements.get('read-aloud')")
    assert page.get_by_role("button", name="读给我听").count() == 0
    context.close()
