"""Each daily job walked in a real browser, within its budget, and what it saved looked up afterwards.

The walks share one small demonstration; each asserts on the data folder by a command of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from linli.domain.calendar import local_day
from linli.records.time import now
from tests.browser.steps import case, clipboard, code_of, enter, one
from tests.served import Served

pytestmark = pytest.mark.journey

PLATE = """
import django, json
django.setup()
from linli.areas.models import AreaSpan
from linli.areas.services import add_plate
from linli.domain.access import SYSTEM
from linli.records.time import now
span = AreaSpan.objects.filter(level="building").order_by("pk").first()
plate = add_plate(area_id=span.area_id, actor=SYSTEM, at=now())
print(json.dumps({"token": plate.token, "area": span.area_id}))
"""


@pytest.fixture(scope="session")
def plate(site: Served) -> dict[str, Any]:
    """A plate on a building, hung up by the service that does it."""
    env = site.env | {"DJANGO_SETTINGS_MODULE": "linli.config.settings"}
    run = subprocess.run(
        [sys.executable, "-c", PLATE], env=env, cwd=site.data, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(run.stdout.strip().splitlines()[-1])
    return found


def test_a_resident_reports_by_scanning_the_plate(
    phone: Any, walk: Any, site: Served, plate: dict[str, Any]
) -> None:
    job = walk(phone, "B1")
    job.open(f"/r/{plate['token']}/")
    job.fill("textarea[name=text]", "楼门口的路灯不亮了，晚上看不见台阶")
    job.tap("main form button[type=submit]:has-text('提交')")
    phone.wait_for_url("**/w/f/*/")
    receipt = phone.url.rstrip("/").rsplit("/", 1)[1]
    saved = one(site, "SELECT * FROM cases_case WHERE receipt = ?", receipt)
    assert (saved["area_id"], saved["channel"]) == (plate["area"], "plate")
    assert "路灯不亮" in saved["text"]
    job.done()
    assert phone.faults == []


def test_a_resident_says_solved_on_the_phone_that_remembers(phone: Any, walk: Any, site: Served) -> None:
    row = one(
        site,
        "SELECT code, receipt FROM cases_case WHERE state = 'to_call_back' AND source = '' ORDER BY id LIMIT 1",
    )
    phone.goto(f"{site.url}/w/f/{row['receipt']}/")  # the day it was reported: the phone remembers the code
    phone.wait_for_function("!!customElements.get('receipt-code')")
    job = walk(phone, "B2")
    job.open("/w/")
    job.tap(f"my-receipts a[href*='{row['receipt']}']")
    phone.wait_for_url(f"**/w/f/{row['receipt']}/")
    job.tap("#answer button[value=yes]")
    phone.locator("#answer button[value=yes]").wait_for(state="detached")
    assert case(site, row["code"])["state"] == "closed"
    job.done()
    assert phone.faults == []


def test_a_worker_pastes_a_message_and_it_is_a_case(desktop: Any, walk: Any, site: Served) -> None:
    enter(desktop, site, "demo-worker")
    job = walk(desktop, "B3")
    job.open("/")
    job.tap("a:has-text('登记')")
    job.fill(
        "textarea[name=text]", "建安小区3号楼张大姐 13812345678：俺楼的下水道又堵了，一楼返水，恁快来看看"
    )
    job.tap("main form button:has-text('登记')")
    desktop.wait_for_url("**/cases/*/")
    saved = case(site, code_of(desktop))
    place = one(site, "SELECT name, path FROM areas_areaspan WHERE area_id = ?", saved["area_id"])
    assert "3号楼" in place["name"] or "建安" in place["name"]
    assert saved["category"]
    assert saved["kind"]
    assert "13812345678" not in saved["text"]
    job.done()
    assert desktop.faults == []


def test_a_handler_accepts_and_answers_on_the_phone(phone: Any, walk: Any, site: Served) -> None:
    enter(phone, site, "demo-secretary")
    job = walk(phone, "B4")
    job.open("/")
    job.tap("form[action$='/do/accept/'] button")
    phone.wait_for_url("**/cases/*/")
    code = code_of(phone)
    assert case(site, code)["state"] == "in_progress"
    job.fill("#next textarea[name=text]", "已安排保洁清运，现场看过，垃圾桶换成加盖的。")
    job.tap("#next .form__actions button")
    phone.locator("#next textarea[name=text]").wait_for(state="detached")
    saved = case(site, code)
    assert saved["state"] not in {"to_accept", "in_progress"}
    assert one(site, "SELECT count(*) AS n FROM cases_answer WHERE case_id = ?", saved["id"])["n"] == 1
    job.done()
    assert phone.faults == []


def test_the_organisation_officer_finds_where_nobody_is_responsible(
    desktop: Any, walk: Any, site: Served
) -> None:
    enter(desktop, site, "demo-organisation")
    job = walk(desktop, "B12")
    job.open("/")
    job.tap("nav >> text=责任分工")
    desktop.wait_for_url("**/duties/gaps/")
    desktop.locator("td:has-text('没有责任单位')").first.wait_for()
    job.done()
    assert desktop.faults == []


def test_one_sentence_settles_a_question_on_the_spot(desktop: Any, walk: Any, site: Served) -> None:
    enter(desktop, site, "demo-worker")
    job = walk(desktop, "B15")
    job.open("/")
    job.tap("a:has-text('登记')")
    job.fill("textarea[name=text]", "居民问高龄补贴怎么认证，当面帮他在手机上认证好了")
    job.tap("main form button:has-text('当场办结')")
    desktop.get_by_text("已当场办结").first.wait_for()
    saved = one(site, "SELECT * FROM cases_case ORDER BY id DESC LIMIT 1")
    assert (saved["state"], saved["fast_lane"]) == ("closed", 1)
    assert "高龄补贴" in saved["text"]
    job.done()
    assert desktop.faults == []


def test_a_leader_s_question_is_answered_by_three_characters(desktop: Any, walk: Any, site: Served) -> None:
    enter(desktop, site, "demo-hotline")
    desktop.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    job = walk(desktop, "B19")
    job.open("/")
    job.tap(".head a[href='/search/']")
    job.fill("main input[name=q]", "化粪池")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/search/?q=*")
    job.tap("main button:has-text('复制办理情况')")
    desktop.get_by_text("已复制").first.wait_for()
    assert "化粪池" in clipboard(desktop)
    job.done()
    assert desktop.faults == []


def test_a_call_back_takes_one_tap_for_each_answer(desktop: Any, walk: Any, site: Served) -> None:
    enter(desktop, site, "demo-hotline")
    waiting = desktop.locator("#to_call_back a.worklist__main").count()
    desktop.locator("#to_call_back a.worklist__main").first.click()  # the list, once for all its calls
    desktop.wait_for_url("**/cases/*/")
    code = code_of(desktop)
    job = walk(desktop, "B20")
    job.tap("#next label:has(input[name=contacted][value=yes])")
    job.tap("#next label:has(input[name=solved][value=yes])")
    job.tap("#next button[name=satisfied][value=satisfied]")
    desktop.get_by_text("登记回访：已办").first.wait_for()
    saved = case(site, code)
    assert saved["state"] == "closed"
    row = one(
        site, "SELECT * FROM cases_confirmation WHERE case_id = ? ORDER BY id DESC LIMIT 1", saved["id"]
    )
    assert (row["solved"], row["satisfied"]) == ("yes", "satisfied")
    assert (code_of(desktop) != code) == (waiting > 1)  # the next call stands ready
    job.done()
    assert desktop.faults == []


def test_somebody_s_work_is_handed_over_in_three_taps(desktop: Any, walk: Any, site: Served) -> None:
    # In a body of several where nobody is whom another walk enters as: who has handed over holds no post any more.
    able = one(
        site,
        "SELECT group_concat(person_id) AS ids FROM organizations_appointment a JOIN organizations_post p"
        " ON p.id = a.post_id WHERE a.valid_to > ? AND p.organization_id NOT IN (SELECT organization_id"
        " FROM organizations_post q JOIN organizations_appointment b ON b.post_id = q.id JOIN accounts_user u"
        " ON u.person_id = b.person_id) AND (SELECT count(*) FROM organizations_post o"
        " JOIN organizations_appointment c ON c.post_id = o.id WHERE o.organization_id = p.organization_id) > 1",
        "9999-01-01",
    )["ids"].split(",")
    enter(desktop, site, "demo-organisation")
    job = walk(desktop, "B23")
    job.open("/")
    job.tap("nav >> text=换人交接")
    links = desktop.locator("main a[href^='?person=']")
    links.first.wait_for()
    offered = [row.get_attribute("href").removeprefix("?person=") for row in links.all()]
    leaver = int(next(one_of for one_of in offered if one_of in able))
    job.tap(f"main a[href='?person={leaver}']")
    successor = int(desktop.locator("button[name=successor_id]").first.get_attribute("value"))
    job.tap("button[name=successor_id]")
    desktop.wait_for_url(f"**/orgs/people/{successor}/")
    # The day of the offices, not of UTC: between midnight and eight o'clock in China the two differ.
    posts = "SELECT count(*) AS n FROM organizations_appointment WHERE person_id = ? AND valid_to > ?"
    day = local_day(now()).isoformat()
    assert one(site, posts, leaver, day)["n"] == 0
    assert one(site, posts, successor, day)["n"] >= 1
    job.done()
    assert desktop.faults == []
