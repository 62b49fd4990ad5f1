"""Every main kind of page, on a desk and on a phone: nothing overflows, fails, bars anybody or weighs too much."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.served import Served

AXE = Path(__file__).parent / "assets" / "axe-core" / "axe.min.js"
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"

#: Who looks, and the address; {case}, {receipt}, {place} are looked up in the installation.
PAGES = {
    "window": ("", "/w/"),
    "report": ("", "/w/report/"),
    "follow": ("", "/w/f/{receipt}/"),
    "find": ("", "/w/find/"),
    "contact": ("", "/w/contact/"),
    "entry": ("", "/accounts/enter/"),
    "today": ("demo-secretary", "/"),
    "list": ("demo-hotline", "/cases/"),
    "case": ("demo-hotline", "/cases/{case}/"),
    "register": ("demo-worker", "/new/"),
    "search": ("demo-hotline", "/search/?q=暖气"),
    "place": ("demo-secretary", "/place/{place}/"),
    "gaps": ("demo-organisation", "/orgs/gaps/"),
    "bodies": ("demo-organisation", "/orgs/"),
    "rota": ("demo-secretary", "/orgs/rota/"),
    "rota_sheet": ("demo-clerk", "/orgs/{office}/rota/sheet/?month=2027-01&pattern=day_night&fill=copy"),
    "owners": ("demo-clerk", "/registers/environment_problem_list/map/?by=keeper"),
    "library": ("demo-system", "/mechanisms/"),
    "ledgers": ("demo-hotline", "/ledgers/"),
}
SIZES = {"desk": DESKTOP, "phone": PHONE}
ON_THE_LIST = 60 * 1024


@pytest.fixture(scope="module")
def known(site: Served) -> dict[str, Any]:
    """A case under way, its receipt and a community of this demonstration."""
    with closing(sqlite3.connect(f"file:{site.data}/linli.sqlite3?mode=ro", uri=True)) as database:
        case = database.execute(
            "SELECT code, receipt FROM cases_case WHERE state = 'in_progress' AND source = '' LIMIT 1"
        ).fetchone()
        place = database.execute(
            "SELECT area_id FROM areas_areaspan WHERE name = '清水桥社区' LIMIT 1"
        ).fetchone()
        office = database.execute(
            "SELECT id FROM organizations_organization WHERE kind = 'street_office' ORDER BY id LIMIT 1"
        ).fetchone()
    return {"case": case[0], "receipt": case[1], "place": place[0], "office": office[0]}


@pytest.fixture(scope="module")
def entered(browser: Any, site: Served) -> Any:
    """``entered(user)`` → the cookies of somebody who is in; once a person."""
    held: dict[str, Any] = {"": {"cookies": [], "origins": []}}

    def cookies(user: str) -> Any:
        if user not in held:
            page = browser.new_page()
            page.goto(f"{site.url}/accounts/enter/")
            page.locator(f"button[name=user][value={user}]").first.click()
            page.wait_for_url(lambda url: "/enter/" not in url)
            held[user] = page.context.storage_state()
            page.close()
        return held[user]

    return cookies


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_fits_says_nothing_wrong_and_bars_nobody(
    browser: Any, site: Served, known: dict[str, Any], entered: Any, kind: str, size: str
) -> None:
    user, path = PAGES[kind]
    mobile = size == "phone"
    context = browser.new_context(
        viewport=SIZES[size], is_mobile=mobile, has_touch=mobile, locale="zh-CN", bypass_csp=True,
        storage_state=entered(user),
    )  # fmt: skip
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    answer = page.goto(site.url + path.format(**known))
    assert answer.status == 200
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run({RULES})")["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    assert faults == []
    context.close()


def test_the_list_weighs_at_most_sixty_kib_on_first_load(browser: Any, site: Served, entered: Any) -> None:
    context = browser.new_context(viewport=DESKTOP, locale="zh-CN", storage_state=entered("demo-hotline"))
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{site.url}/cases/")
    page.wait_for_load_state("networkidle")
    assert sizes
    assert sum(sizes) <= ON_THE_LIST, f"{sum(sizes) / 1024:.1f} KiB in {len(sizes)} answers"
    context.close()
