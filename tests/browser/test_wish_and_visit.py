"""B5 and B21 on a phone: a member takes a wish and reports it done; a visit is one field and becomes a 诉求."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.steps import enter, one
from tests.served import Served

pytestmark = pytest.mark.journey


def test_a_member_takes_a_wish_and_reports_it_fulfilled(phone: Any, walk: Any, site: Served) -> None:
    enter(phone, site, "demo-property")
    job = walk(phone, "B5")
    job.open("/cases/wishes/")
    job.tap("main .list .list__title")
    job.tap("button[name=do][value=claim]")
    job.fill("textarea[name=text]", "已经送到老人家里")
    job.tap("button[name=do][value=done]")
    job.see("等社区核实")
    job.done()
    assert phone.faults == []
    code = phone.url.rstrip("/").rsplit("/", 1)[-1]
    assert one(site, "SELECT state FROM cases_case WHERE code = ?", code)["state"] == "to_review"


def test_a_visit_is_one_sentence_and_the_problem_in_it_a_case(phone: Any, walk: Any, site: Served) -> None:
    enter(phone, site, "demo-discipline")
    job = walk(phone, "B21")
    job.open("/visits/")
    job.tap("main .list .list__title")
    job.fill("textarea[name=text]", "楼道灯不亮，老人上下楼摸黑（走访）")
    job.tap("button[name=outcome][value=to_rectify]")
    job.see("已记下，并登记为诉求")
    job.done()
    assert phone.faults == []
    row = one(site, "SELECT channel FROM cases_case WHERE text = ?", "楼道灯不亮，老人上下楼摸黑（走访）")
    assert row["channel"] == "visit"
