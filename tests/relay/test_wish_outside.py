"""A wish told outside: to the community, fulfilled inside, thanked for outside."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases import services as cases
from linli.cases.models import Case
from linli.domain.access import SYSTEM
from linli.mechanisms.services import adopting
from tests.office import AT, Office
from tests.relay.conftest import Zones
from tests.relay.test_pass_over import page

WISH = {"text": "俺爹想要个收音机听戏", "place": "text:湖光花园", "name": "孙大爷", "phone": "13800138000"}


def told(zones: Zones, **typed: str) -> Any:
    with zones.side("outer"):
        return Client().post(reverse("window:wish_new"), {**WISH, "request_key": "w", **typed})


def thank(zones: Zones, receipt: str, **said: str) -> Any:
    with zones.side("outer"):
        return Client().post(reverse("window:thank", args=[receipt]), said)


@pytest.fixture
def wishing(office: Office) -> Office:
    adopting.adopt(
        mechanism=("resident_needs",),
        area_id=office.city.areas["city"],
        basis="试点方案",
        actor=SYSTEM,
        at=AT,
    )
    return office


def fulfilled(office: Office) -> None:
    wish, company, desk = Case.objects.get(), office.actor("manager"), office.actor("secretary")
    cases.publish_wish(case_id=wish.pk, text="一位老人想要收音机", consent=True, cost=0, actor=desk, at=AT)
    cases.claim_wish(case_id=wish.pk, actor=company, at=AT)
    cases.fulfil_wish(case_id=wish.pk, text="已送到老人手里", actor=company, at=AT)
    cases.review(case_id=wish.pk, approve=True, actor=desk, at=AT)


def test_a_wish_is_told_fulfilled_judged_and_thanked_for(wishing: Office, zones: Zones) -> None:
    receipt = told(zones).url.rstrip("/").rsplit("/", 1)[-1]
    zones.both_ways()
    wish = Case.objects.get()
    assert (wish.kind, wish.receipt, wish.contact.phone) == ("micro_wish", receipt, "13800138000")
    fulfilled(wishing)
    zones.both_ways()
    assert thank(zones, receipt, text="谢谢").status_code == 422
    with zones.side("outer"):
        Client().post(reverse("window:answer", args=[receipt]), {"solved": "yes"})
    zones.both_ways()
    assert "想对圆梦的人说句话" in page(zones, receipt)
    refused = thank(zones, receipt, text="谢谢住3号楼的小李", public="1")
    assert refused.status_code == 422
    assert "有楼号门牌" in refused.content.decode()
    assert thank(zones, receipt, text="谢谢，声音很清楚", public="1").status_code == 302
    assert "您的感谢已收到，等待转入政务网" in page(zones, receipt)
    zones.both_ways()
    wish.wish.refresh_from_db()
    assert (wish.wish.thanks, wish.wish.thanks_public) == ("谢谢，声音很清楚", True)
    after = page(zones, receipt)
    assert "想对圆梦的人说句话" not in after
    assert "等待转入" not in after


def test_thanks_that_only_inside_can_judge_are_told_back(wishing: Office, zones: Zones) -> None:
    receipt = told(zones).url.rstrip("/").rsplit("/", 1)[-1]
    zones.both_ways()
    fulfilled(wishing)
    zones.both_ways()
    with zones.side("outer"):
        Client().post(reverse("window:answer", args=[receipt]), {"solved": "yes"})
    zones.both_ways()
    assert thank(zones, receipt, text="孙大爷谢谢大家", public="1").status_code == 302
    zones.both_ways()
    assert Case.objects.get().wish.thanks == ""
    shown = page(zones, receipt)
    assert "您的感谢没有转达成功" in shown
    assert "想对圆梦的人说句话" in shown
    assert thank(zones, receipt, text="谢谢大家", public="1").status_code == 302
    zones.both_ways()
    assert Case.objects.get().wish.thanks == "谢谢大家"
    assert "没有转达成功" not in page(zones, receipt)


def test_where_wishes_are_not_in_use_the_form_outside_says_so(office: Office, zones: Zones) -> None:
    answer = told(zones)
    assert answer.status_code == 422
    assert "没有启用" in answer.content.decode()
