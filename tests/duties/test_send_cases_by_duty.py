"""Cases ask who answers by duty; a duty that ends gives its open cases on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.cases import by_duty, queries
from linli.cases import services as cases
from linli.cases.models import Case
from linli.domain.access import SYSTEM
from linli.domain.calendar import local_day
from linli.duties import queries as duties
from linli.duties import services
from linli.organizations import services as organizations
from linli.organizations.models import Appointment
from tests import cast
from tests.duties.conftest import Town

AT = cast.AT + timedelta(days=10)


@pytest.fixture
def grid(town: Town) -> Town:
    town.grid("第一片")
    town.post("甲片长", "community_worker", "lake_committee")
    town.post("乙片长", "community_worker", "lake_committee")
    town.assign("甲片长", "第一片", kind="duty_cadre_area")
    return town


def voice(town: Town) -> Case:
    return cases.register_case(
        voice=cases.Voice(
            text="楼后垃圾没人清",
            area_id=town.places["第一片"],
            channel="patrol",
            category="sanitation_rubbish",
        ),
        actor=town.actor("worker"),
        at=AT,
    )


def test_the_proposal_names_the_holder_and_why(grid: Town) -> None:
    route = queries.propose_route(
        area_id=grid.places["第一片"], category="sanitation_rubbish", kind=None, at=AT
    )
    assert route.body == grid.city.bodies["lake_committee"]
    assert route.post == grid.posts["甲片长"]
    assert "甲片长" in route.reason
    assert "第一片" in route.reason


def test_open_cases_go_to_the_one_who_follows(grid: Town) -> None:
    case = voice(grid)
    cases.dispatch_case(
        case_id=case.pk,
        body_id=grid.city.bodies["lake_committee"].pk,
        post_id=grid.posts["甲片长"].pk,
        reason="社区干部包片",
        actor=grid.actor("secretary"),
        at=AT,
    )
    duty = duties.answering(grid.places["第一片"], "sanitation_rubbish", "public_need", AT.date())[0].duty
    services.reassign(duty_id=duty.pk, post_id=grid.posts["乙片长"].pk, actor=SYSTEM, at=AT)
    case.refresh_from_db()
    assert case.lead_post_id == grid.posts["乙片长"].pk


def test_an_ended_duty_gives_its_cases_back_to_the_body(grid: Town) -> None:
    case = voice(grid)
    cases.dispatch_case(
        case_id=case.pk,
        body_id=grid.city.bodies["lake_committee"].pk,
        post_id=grid.posts["甲片长"].pk,
        reason="社区干部包片",
        actor=grid.actor("secretary"),
        at=AT,
    )
    duty = duties.answering(grid.places["第一片"], "sanitation_rubbish", "public_need", AT.date())[0].duty
    services.end(duty_id=duty.pk, reason="programme", actor=SYSTEM, at=AT)
    case.refresh_from_db()
    assert case.lead_post_id is None
    assert case.lead_body == grid.city.bodies["lake_committee"]


def test_open_cases_are_counted_by_place_of_every_level(grid: Town) -> None:
    voice(grid)
    places = [grid.places["第一片"], grid.city.areas["lake"], grid.city.areas["willow"]]
    assert by_duty.open_in(places, AT) == {places[0]: 1, places[1]: 1}
    own = duties.mine(at=AT, post_id=grid.posts["甲片长"].pk)
    assert [row.open for row in own] == [1]


@pytest.mark.parametrize("followed", [False, True])
def test_who_leaves_on_a_day_to_come_gives_his_cases_back_on_that_day(grid: Town, followed: bool) -> None:
    case = voice(grid)
    cases.dispatch_case(
        case_id=case.pk,
        body_id=grid.city.bodies["lake_committee"].pk,
        post_id=grid.posts["甲片长"].pk,
        reason="社区干部包片",
        actor=grid.actor("secretary"),
        at=AT,
    )
    act, day = Appointment.objects.get(post=grid.posts["甲片长"]), local_day(AT) + timedelta(days=5)
    organizations.end_appointment(appointment_id=act.pk, on=day, actor=SYSTEM, at=AT)
    assert by_duty.give_back(AT + timedelta(days=4)) == 0
    case.refresh_from_db()
    assert case.lead_post_id == grid.posts["甲片长"].pk
    if followed:
        new = organizations.create_person(name="丙片长", actor=SYSTEM, at=AT)
        organizations.appoint(person_id=new.pk, post_id=grid.posts["甲片长"].pk, on=day, actor=SYSTEM, at=AT)
    assert by_duty.give_back(AT + timedelta(days=5)) == (0 if followed else 1)
    assert by_duty.give_back(AT + timedelta(days=5)) == 0
    case.refresh_from_db()
    assert case.lead_post_id == (grid.posts["甲片长"].pk if followed else None)
    assert case.lead_body_id == grid.city.bodies["lake_committee"].pk
