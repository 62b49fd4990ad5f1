"""今日待办 beside the cases (trade.md, Today): what is to be written, where nobody answers, who holds late matters."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.domain.access import SYSTEM
from linli.domain.calendar import local_day
from linli.organizations import services as organizations
from linli.organizations.models import Appointment
from linli.papers import services as papers
from linli.records.time import frozen
from tests.office import AT, Office

pytestmark = pytest.mark.django_db

SCRIPT = {"HX-Request": "true"}


def parts(client: Client, budget: int = 12) -> str:
    """All parts a browser with scripts loads after the page, each within the budget of queries."""
    text, number = "", "1"
    while number:
        with CaptureQueriesContext(connection) as asked:
            part = client.get(reverse("desk:today"), {"late": number}, headers=SCRIPT)
        assert part.status_code == 200
        assert len(asked) <= budget, [one["sql"] for one in asked]
        found = part.content.decode()
        text += found
        after = re.search(r'hx-get="\?late=(\d+)"', found)
        number = after.group(1) if after else ""
    return text


def test_a_part_there_is_not_is_not_found(office: Office) -> None:
    client = office.client("clerk")
    for number in ("99", "-1", "x", "²"):
        assert client.get(reverse("desk:today"), {"late": number}, headers=SCRIPT).status_code == 404


def test_a_draft_waits_for_its_own_body_only(office: Office) -> None:
    draft = papers.create_working_paper(
        kind="public_notice",
        subject=None,
        addressee=None,
        fields={},
        text="请排查冬季路灯。",
        actor=office.actor("leader"),
        at=AT,
        issue_now=False,
    )
    own = parts(office.client("leader"))
    assert "待拟文件" in own
    assert reverse("papers:page", args=[draft.pk]) in own
    assert "待拟文件" not in parts(office.client("secretary"))


def test_a_place_left_by_its_last_answer_is_new(office: Office) -> None:
    quiet = AT + timedelta(days=10)
    with frozen(quiet):
        assert "近7天没有新增" in parts(office.client("clerk"))
    for post in ("secretary", "worker"):
        held = Appointment.objects.get(post=office.city.posts[post])
        organizations.end_appointment(appointment_id=held.pk, on=local_day(quiet), actor=SYSTEM, at=quiet)
    with frozen(quiet + timedelta(days=1)):
        new = parts(office.client("leader"))
        assert "责任人空缺" in new
        assert reverse("desk:place", args=[office.city.areas["lake"]]) in new
    with frozen(quiet + timedelta(days=9)):
        assert "近7天没有新增" in parts(office.client("officer"))


def test_three_late_matters_of_one_body_are_told_to_the_district_not_to_the_street(office: Office) -> None:
    for _one in range(3):
        office.accepted()
    late = AT + timedelta(days=60)
    with frozen(late):
        told = parts(office.client("officer"))
        assert "超期集中单位" in told
        assert "超期未办结3件" in told
        assert "超期集中单位" not in parts(office.client("clerk"))
