"""Contacts by quota, visits in one field, problems that become 诉求 with the same text, notes that go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from linli.cases.models import Case
from linli.domain.access import SYSTEM
from linli.mechanisms import services as mechanisms
from linli.organizations import services as orgs
from linli.records.errors import Conflict
from linli.records.time import now
from linli.visits import kinds, queries, retention
from linli.visits import services as visits
from linli.visits.errors import Refused
from linli.visits.models import Contact, Visit
from tests import cast
from tests.browsing import client_of
from tests.cases.conftest import AT, SETUP, START, World, adopt, own_folders, world

__all__ = ["adopt", "own_folders", "world"]
KIND = "commissioner_visit"


@pytest.fixture
def stage(world: World, adopt: Callable[..., None]) -> World:
    adopt("commissioner_visits")
    post = orgs.create_post(
        organization_id=world.bodies["community"], title="纪检委员", role="discipline_member", actor=SETUP,
        at=AT, on=START,
    )  # fmt: skip
    world.posts["member"] = post.pk
    return world


def tie(stage: World, to: str = "household", **values: Any) -> Contact:
    given = {
        "kind": KIND, "post_id": stage.posts["member"], "to": to, "area_id": stage.places["building"],
        "name": "3单元12号",
    }  # fmt: skip
    return visits.tie(given=visits.Tie(**(given | values)), actor=stage.desk, at=AT)


def write(stage: World, contact: Contact, **values: Any) -> Visit:
    given = {"text": "门口路灯坏了半个月", "actor": SYSTEM, "at": AT}
    return visits.write_visit(contact_id=contact.pk, **(given | values))


def test_the_quota_says_what_is_missing(stage: World) -> None:
    tie(stage, "enterprise", name="", target_id=stage.bodies["company"])
    for name in ("粮油店", "修鞋铺"):
        tie(stage, "shop", name=name)
    for name in ("1号", "2号"):
        tie(stage, name=name)
    shares = queries.quota(kinds.every()[KIND], stage.posts["member"], date(2026, 11, 20))
    assert [(one.to, one.missing) for one in shares] == [("enterprise", 0), ("shop", 0), ("household", 1)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"to": "estate"}, "to"),
        ({"name": " "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"post_id": 0}, "post"),
        ({"kind": "tea_visit"}, "kind"),
    ],
)
def test_a_slip_is_told_in_its_place(stage: World, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        tie(stage, **values)
    assert caught.value.field == field


def test_a_post_of_another_role_and_a_double_are_refused(stage: World) -> None:
    with pytest.raises(Refused, match="不承担"):
        tie(stage, post_id=stage.posts["company"])
    tie(stage)
    with pytest.raises(Refused, match="已经由他"):
        tie(stage)


def test_what_is_heard_becomes_a_case_with_the_same_text(stage: World) -> None:
    contact = tie(stage)
    row = write(stage, contact, outcome="to_rectify")
    case = Case.objects.get()
    assert row.case_id == case.pk
    assert (case.text, case.channel, case.area_id) == (row.note, "visit", contact.area_id)
    assert write(stage, contact).case is None
    with pytest.raises(Refused) as caught:
        write(stage, contact, outcome="forget_it")
    assert caught.value.field == "outcome"
    assert Case.objects.count() == 1


def test_the_words_of_success_are_kept_as_said_with_their_number(stage: World) -> None:
    row = write(stage, tie(stage), said="产量、产能增长三倍", said_number=Decimal(3))
    row.refresh_from_db()
    assert (row.said, row.said_number) == ("产量、产能增长三倍", Decimal(3))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "。"}, "text"),
        ({"text": "长" * 2001}, "text"),
        ({"on": date(2026, 11, 21)}, "on"),
        ({"on": date(2026, 11, 19)}, "on"),
    ],
)
def test_slips_of_a_visit(stage: World, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        write(stage, tie(stage), **values)
    assert caught.value.field == field


def test_only_the_one_who_keeps_the_contact_writes(stage: World) -> None:
    with pytest.raises(Refused, match="别人联系"):
        write(stage, tie(stage), actor=stage.desk)


def test_the_plan_shows_who_is_still_to_be_seen_first(stage: World) -> None:
    seen, other = tie(stage), tie(stage, name="4单元1号")
    write(stage, seen)
    plan = queries.plan(stage.posts["member"], AT)
    assert [(due.contact.pk, due.is_due) for due in plan] == [(other.pk, True), (seen.pk, False)]
    assert not any(due.done for due in queries.plan(stage.posts["member"], AT + timedelta(days=60)))


def test_many_ties_are_remembered_like_one(stage: World) -> None:
    rows = [
        visits.Tie(KIND, stage.posts["member"], "household", stage.places["building"], name=f"{n}号")
        for n in range(200)
    ]
    made = visits.tie_many(given=rows, actor=stage.desk, at=AT)
    assert {row.event_seq for row in made} == {1}
    assert Contact.objects.filter(street=stage.places["street"]).count() == 200


def test_facts_are_few_and_encrypted_and_need_the_version(stage: World) -> None:
    contact = tie(stage)
    changed = visits.write_facts(
        contact_id=contact.pk, facts={"main_worry": "看病路远"}, actor=stage.desk, at=AT, version=contact.version
    )  # fmt: skip
    assert queries.facts(changed) == {"main_worry": "看病路远"}
    with pytest.raises(Refused):
        visits.write_facts(contact_id=contact.pk, facts={"income": "0"}, actor=stage.desk, at=AT)
    with pytest.raises(Conflict):
        visits.write_facts(contact_id=contact.pk, facts={}, actor=stage.desk, at=AT, version=contact.version)


def test_half_a_year_later_the_note_is_gone_and_the_visit_stays(stage: World) -> None:
    row = write(stage, tie(stage))
    assert retention.due(AT + timedelta(days=183)) == []
    assert list(retention.due(AT + timedelta(days=184))) == [row.pk]
    retention.erase(row.pk, AT)
    row.refresh_from_db()
    assert row.note == ""
    assert queries.count(KIND, date(2026, 1, 1), date(2026, 12, 31)) == 1


def test_an_ended_contact_is_visited_no_more(stage: World) -> None:
    contact = tie(stage)
    visits.end_contact(contact_id=contact.pk, on=date(2026, 11, 25), actor=stage.desk, at=AT)
    later = AT + timedelta(days=7)
    assert queries.plan(stage.posts["member"], later) == []
    with pytest.raises(Refused):
        write(stage, contact, at=later)


# --- pages ---


@pytest.fixture
def city(db: None) -> cast.City:
    made = cast.build()
    mechanisms.sync(actor=SYSTEM, at=cast.AT)
    mechanisms.roll_out(mechanism="commissioner_visits", area_id=made.areas["city"], actor=SYSTEM, at=cast.AT)
    post = orgs.create_post(
        organization_id=made.bodies["lake_committee"].pk, title="纪检委员", role="discipline_member",
        actor=SYSTEM, at=cast.AT,
    )  # fmt: skip
    made.posts["member"] = post
    made.people["member"] = orgs.create_person(name="苏明", actor=SYSTEM, at=cast.AT)
    orgs.appoint(person_id=made.people["member"].pk, post_id=post.pk, actor=SYSTEM, at=cast.AT)
    return made


def login(city: cast.City, post: str) -> Client:
    held: dict[str, Client] = city.__dict__.setdefault("clients", {})
    if post not in held:
        held[post] = client_of(city, post)
    return held[post]


def test_the_pages_of_the_member_and_of_his_branch(
    city: cast.City, django_assert_max_num_queries: Any
) -> None:
    secretary, member = login(city, "secretary"), login(city, "member")
    data = {
        "kind": KIND, "post": city.posts["member"].pk, "to": "household", "name": "3单元12号",
        "area": city.areas["garden"],
    }  # fmt: skip
    assert secretary.post("/visits/tie/", data).status_code == 302
    assert secretary.post("/visits/tie/", data).status_code == 422
    contact = Contact.objects.get()
    member.get("/visits/")
    with django_assert_max_num_queries(20):
        assert "3单元12号" in member.get("/visits/").content.decode()
    assert member.get(f"/visits/{contact.pk}/write/").status_code == 200
    kept = member.post(f"/visits/{contact.pk}/write/", {"text": "家里一切都好", "on": "2099-01-01"})
    assert kept.status_code == 422
    assert "家里一切都好" in kept.content.decode()
    member.post(f"/visits/{contact.pk}/write/", {"text": "路灯坏了", "outcome": "to_rectify"})
    assert Case.objects.get().text == "路灯坏了"
    assert member.post(f"/visits/{contact.pk}/facts/", {"main_worry": "看病路远"}).status_code == 302
    for client in (member, secretary):
        page = client.get(f"/visits/{contact.pk}/").content.decode()
        assert "看病路远" in page
    for path in ("all/", "progress/", f"{contact.pk}/end/"):
        with django_assert_max_num_queries(20):
            assert secretary.get(f"/visits/{path}").status_code == 200
    assert "还差1个企业" in secretary.get("/visits/progress/").content.decode()


def test_others_see_neither_the_note_nor_the_facts(city: cast.City) -> None:
    given = visits.Tie(KIND, city.posts["member"].pk, "household", city.areas["garden"], name="3单元12号")
    contact = visits.tie(given=given, actor=SYSTEM, at=now())
    visits.write_visit(contact_id=contact.pk, text="婆婆摔伤了腿", actor=SYSTEM, at=now())
    visits.write_facts(contact_id=contact.pk, facts={"main_worry": "没人照顾"}, actor=SYSTEM, at=now())
    clerk = login(city, "clerk")
    page = clerk.get(f"/visits/{contact.pk}/").content.decode() + clerk.get("/visits/all/").content.decode()
    assert "摔伤" not in page
    assert "没人照顾" not in page
    assert login(city, "worker").get(f"/visits/{contact.pk}/").status_code == 404
    assert login(city, "west_clerk").get(f"/visits/{contact.pk}/write/").status_code == 404
    assert login(city, "worker").get("/visits/progress/").status_code == 403
