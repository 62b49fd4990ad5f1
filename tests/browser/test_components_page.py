"""The components in a real browser: accessible in every mode, right with Chinese input, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from PIL import Image

AXE = Path(__file__).parent / "assets" / "axe-core" / "axe.min.js"
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
MODES = [
    pytest.param({"viewport": {"width": 1366, "height": 4000}}, id="desk"),
    pytest.param({"viewport": {"width": 1366, "height": 4000}, "color_scheme": "dark"}, id="dark"),
    pytest.param(
        {"viewport": {"width": 1366, "height": 4000}, "forced_colors": "active"}, id="forced-colours"
    ),
    pytest.param(
        {"viewport": {"width": 375, "height": 8000}, "has_touch": True, "is_mobile": True}, id="phone"
    ),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    # Not pytest-django's live server: the style page needs no database, and Playwright's loop forbids one.
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def style_page(server: str, settings: Any) -> str:
    settings.LINLI_DEMO = True
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    return f"{server}/ui/"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_no_barrier_in_any_mode(browser: Any, style_page: str, mode: dict[str, Any], large: bool) -> None:
    context = browser.new_context(locale="zh-CN", bypass_csp=True, **mode)
    if large:
        context.add_cookies([{"name": "linli_size", "value": "large", "url": style_page}])
    page = context.new_page()
    page.goto(f"{style_page}?wrong=1")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run({RULES})")["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= mode["viewport"]["width"]
    context.close()


def test_the_content_policy_refuses_nothing_of_ours(desktop: Any, style_page: str) -> None:
    desktop.goto(style_page)
    desktop.wait_for_function("!!customElements.get('my-receipts')")
    assert desktop.faults == []


def test_composing_pinyin_asks_the_server_once(desktop: Any, style_page: str) -> None:
    asked: list[str] = []
    desktop.on("request", lambda request: asked.append(request.url) if "/ui/find" in request.url else None)
    desktop.goto(style_page)
    desktop.locator("combo-box input[type=text]").focus()
    keys = desktop.context.new_cdp_session(desktop)
    for text in ("l", "li", "liu", "liul", "liulin"):
        keys.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
        desktop.wait_for_timeout(300)
    keys.send("Input.insertText", {"text": "柳林"})
    desktop.locator(".combo__item").first.wait_for()
    assert len(asked) == 1
    desktop.keyboard.press("ArrowDown")
    desktop.keyboard.press("Enter")
    assert desktop.locator("combo-box input[type=hidden]").input_value()


def test_a_draft_comes_back_and_may_be_forgotten(phone: Any, style_page: str) -> None:
    phone.goto(style_page)
    phone.locator("#id_text").fill("12号楼下水管堵了")
    phone.locator("#id_phone").fill("13800138000")
    phone.get_by_text("已暂存在本机").wait_for()
    phone.reload()
    assert phone.locator("#id_text").input_value() == "12号楼下水管堵了"
    assert phone.locator("#id_phone").input_value() == ""
    phone.get_by_role("button", name="不要了，重新填").click()
    phone.reload()
    assert phone.locator("#id_text").input_value() == ""


def test_a_dangerous_button_asks_first(desktop: Any, style_page: str) -> None:
    desktop.goto(style_page)
    button = desktop.get_by_role("button", name="退单")
    button.click()
    assert desktop.locator("dialog").get_by_text("退回后由街道重新派单。").is_visible()
    desktop.keyboard.press("Escape")
    assert desktop.locator("dialog").count() == 0
    assert desktop.evaluate("document.activeElement.innerText").strip() == "退单"


def test_a_photo_is_shrunk_before_it_is_sent(phone: Any, style_page: str, tmp_path: Path) -> None:
    Image.effect_noise((3000, 2000), 60).convert("RGB").save(tmp_path / "big.jpg", quality=95)
    phone.goto(style_page)
    phone.locator("#id_photos").set_input_files(str(tmp_path / "big.jpg"))
    phone.locator(".photo__list li").wait_for()
    size = phone.evaluate("document.querySelector('#id_photos').files[0].size")
    assert size < (tmp_path / "big.jpg").stat().st_size / 2
    phone.locator(".photo__list button").click()
    assert phone.evaluate("document.querySelector('#id_photos').files.length") == 0


def test_every_target_of_a_phone_is_large_enough(phone: Any, style_page: str) -> None:
    phone.goto(style_page)
    small = phone.evaluate(
        """[...document.querySelectorAll('.button, .nav a, .bar a, .choice, input:not([type=hidden]), select, textarea')]
        .map(e => [e.className || e.name, e.getBoundingClientRect()])
        .filter(([n, r]) => r.width && r.height && r.height < 44 && !/check|radio/.test(n)).map(([n, r]) => `${n} ${r.height}`)"""
    )
    assert [one for one in small if "contact" not in one and "kind" not in one] == []


def test_without_scripts_the_page_is_whole(browser: Any, style_page: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(style_page)
    assert page.locator("#id_photos").is_visible()
    assert page.locator("combo-box input[type=text]").is_visible()
    assert (
        not page.locator(".needs-script").first.is_visible()
        if page.locator(".needs-script").count()
        else True
    )
    context.close()
