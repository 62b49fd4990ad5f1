"""The wish wall walked on its pages: from a resident's sentence to the thanks; nobody learns who wished but by role."""

from __future__ import annotations

import pytest
from django.test import Client

from linli.cases import services as cases
from linli.cases.models import Case, WishClaim
from linli.domain.access import SYSTEM, Actor
from linli.mechanisms import services as mechanisms
from linli.records.time import now
from tests import cast
from tests.browsing import client_of

SAID = "独居的孙大爷想要一台收音机听戏"
WALL = "一位独居老人想要一台收音机"


@pytest.fixture
def city(db: None) -> cast.City:
    made = cast.build()
    mechanisms.sync(actor=SYSTEM, at=cast.AT)
    mechanisms.roll_out(mechanism="resident_needs", area_id=made.areas["city"], actor=SYSTEM, at=cast.AT)
    return made


def told(city: cast.City, kind: str = "micro_wish") -> Case:
    voice = cases.Voice(
        text=SAID, area_id=city.areas["garden"], kind=kind, channel="visit",
        reporter=cases.Reporter(name="孙大爷", phone="12000000088", address="3号楼2单元"),
    )  # fmt: skip
    return cases.register_case(voice=voice, actor=SYSTEM, at=now())


def hung(city: cast.City) -> Case:
    post = city.posts["worker"]
    actor = Actor(user_id=None, post_id=post.pk, channel="page", body_id=post.organization_id)
    return cases.publish_wish(
        case_id=told(city).pk, text=WALL, consent=True, cost=12_000, actor=actor, at=now()
    )


def test_the_public_wall_shows_the_words_and_never_name_phone_or_door(city: cast.City) -> None:
    told(city)
    assert SAID not in Client().get("/w/wishes/").content.decode()
    hung(city)
    page = Client().get("/w/wishes/").content.decode()
    assert WALL in page
    for secret in ("孙大爷", "12000000088", "3号楼", SAID):
        assert secret not in page


def test_a_claim_sent_twice_is_one_claim_and_a_stale_one_is_told(city: cast.City) -> None:
    case = hung(city)
    unit = client_of(city, "manager")
    url = f"/cases/wishes/{case.code}/"
    page = unit.get(url).content.decode()
    assert "request_key" in page
    data = {
        "do": "claim",
        "group": "同心志愿队",
        "persons": "3",
        "version": case.version,
        "request_key": "c" * 32,
    }
    for _time in range(2):
        assert unit.post(url, data).status_code == 302
    claim = WishClaim.objects.get()
    assert (claim.group, claim.persons) == ("同心志愿队", 3)
    other = hung(city)
    stale = {"do": "claim", "version": other.version - 1, "request_key": "d" * 32}
    assert unit.post(f"/cases/wishes/{other.code}/", stale).status_code == 409


def test_hardship_is_read_by_role_only(city: cast.City) -> None:
    need = told(city, "household_need")
    wish = hung(city)
    clients = {post: client_of(city, post) for post in ("worker", "manager", "west_clerk")}
    for post, may in (("worker", True), ("manager", False), ("west_clerk", False)):
        client = clients[post]
        for case in (need, wish):
            answer = client.get(f"/cases/{case.code}/")
            assert (answer.status_code == 200) == may, (post, case.kind)
            if not may:
                assert "孙大爷" not in answer.content.decode()
    assert "孙大爷" not in clients["manager"].get("/cases/wishes/").content.decode()
