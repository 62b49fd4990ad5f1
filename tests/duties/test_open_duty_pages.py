"""The pages: lists, gaps, assigning one or many, another holder, ending, ticking; what a stranger gets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.domain.access import SYSTEM
from linli.duties import services
from linli.duties.models import Duty
from linli.records import time
from tests import cast
from tests.duties.conftest import Town

NOW = cast.AT + timedelta(days=3)


def enter(town: Town, post: str) -> Client:
    """A browser session of the holder of a post."""
    client = Client()
    town.city.login(post)
    client.post("/accounts/login/", {"username": post.replace("_", "-"), "password": cast.PASSWORD})
    return client


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with time.frozen(NOW):
        yield


@pytest.fixture
def clerk(town: Town) -> Client:
    return enter(town, "clerk")


def test_the_list_filters_sorts_and_says_when_it_is_empty(town: Town, clerk: Client) -> None:
    assert "没有符合条件的分工" in clerk.get(reverse("duties:list")).content.decode()
    town.post("王建")
    town.assign("王建", "一号院")
    page = clerk.get(reverse("duties:list"), {"q": "王建", "sort": "from"}).content.decode()
    assert "一号院" in page
    assert "王建" in page
    assert "一号院" not in clerk.get(reverse("duties:list"), {"state": "ended"}).content.decode()
    assert "一号院" not in clerk.get(reverse("duties:list"), {"kind": "duty_unit_courtyard"}).content.decode()


def test_another_street_does_not_see_it(town: Town) -> None:
    town.post("王建")
    duty = town.assign("王建", "一号院")
    stranger = enter(town, "west_clerk")
    assert "一号院" not in stranger.get(reverse("duties:list")).content.decode()
    assert stranger.get(reverse("duties:page", args=[duty.pk])).status_code == 404
    assert stranger.post(reverse("duties:end", args=[duty.pk]), {"reason": "done"}).status_code == 404


def test_gaps_stand_one_click_from_the_menu_with_map_and_list(town: Town, clerk: Client) -> None:
    town.post("王建")
    town.assign("王建", "一号院")
    bodies = clerk.get(reverse("duties:gaps"))
    assert "责任单位" in bodies.content.decode()
    page = clerk.get(reverse("duties:gaps"), {"kind": "duty_cadre_courtyard"}).content.decode()
    assert "二号院" in page
    assert "没有责任人" in page
    assert "tile--" in page
    before = clerk.get(reverse("duties:gaps"), {"kind": "duty_cadre_courtyard", "on": "2026-01-04"})
    assert before.status_code == 200


def test_many_courtyards_are_given_to_one_cadre_at_once(town: Town, clerk: Client) -> None:
    town.post("王建")
    url = reverse("duties:assign") + "?kind=duty_cadre_courtyard"
    assert "二号院" in clerk.get(url).content.decode()
    sent = {
        "things": [town.places["一号院"], town.places["二号院"]],
        "post_id": town.posts["王建"].pk,
        "grade": "section_rank",
        "basis": "组织部文件",
        "request_key": "k-1",
    }
    assert clerk.post(url, sent).status_code == 302
    assert clerk.post(url, sent).status_code == 302  # sent twice: once done
    assert Duty.objects.filter(grade="section_rank").count() == 2


def test_a_refusal_stands_at_its_field_and_the_typed_text_stays(town: Town, clerk: Client) -> None:
    town.post("王建")
    town.post("李明")
    town.assign("王建", "一号院")
    url = reverse("duties:assign") + "?kind=duty_cadre_courtyard"
    sent = {"other": town.places["一号院"], "post_id": town.posts["李明"].pk, "basis": "会议定的"}
    answer = clerk.post(url, sent)
    assert answer.status_code == 409
    assert "这里已由王建负责" in answer.content.decode()
    assert "会议定的" in answer.content.decode()
    nothing = clerk.post(url, {"post_id": town.posts["李明"].pk})
    assert "请至少选一个对象" in nothing.content.decode()


def test_what_lies_in_another_street_cannot_be_given_away(town: Town, clerk: Client) -> None:
    town.post("王建")
    far = town.courtyard("远处的院", "willow")
    url = reverse("duties:assign") + "?kind=duty_cadre_courtyard"
    answer = clerk.post(url, {"other": far, "post_id": town.posts["王建"].pk})
    assert answer.status_code == 422
    assert not Duty.objects.exists()


def test_another_holder_follows_and_a_stale_form_is_told(town: Town, clerk: Client) -> None:
    town.post("王建")
    town.post("李明")
    town.post("赵强")
    duty = town.assign("王建", "一号院")
    url = reverse("duties:reassign", args=[duty.pk])
    assert clerk.get(url).status_code == 200
    stale = {"post_id": town.posts["李明"].pk, "version": duty.version}
    assert clerk.post(url, stale).status_code == 302
    again = clerk.post(url, {"post_id": town.posts["赵强"].pk, "version": duty.version})
    assert again.status_code == 409
    assert Duty.objects.get(ended="").person == town.people["李明"]


def test_a_duty_is_extended_and_ended(town: Town, clerk: Client) -> None:
    town.post("王建")
    duty = town.assign("王建", "一号院")
    sent = {"until": "2026-12-31", "version": duty.version}
    assert clerk.post(reverse("duties:extend", args=[duty.pk]), sent).status_code == 302
    duty.refresh_from_db()
    done = {"reason": "done", "text": "专项结束", "version": duty.version}
    assert clerk.post(reverse("duties:end", args=[duty.pk]), done).status_code == 302
    page = clerk.get(reverse("duties:page", args=[duty.pk])).content.decode()
    assert "任务完成" in page
    assert "专项结束" in page


def test_items_are_ticked_on_the_page(town: Town, clerk: Client) -> None:
    town.post("王建", body="east_office")
    homes = services.add_charges(
        kind="duty_five_guarantees", area_id=town.city.areas["lake"], names=["1号"], actor=SYSTEM, at=cast.AT
    )
    duty = services.assign(
        kind="duty_five_guarantees",
        object_id=homes[0].pk,
        post_id=town.posts["王建"].pk,
        actor=SYSTEM,
        at=cast.AT,
    )
    url = reverse("duties:item", args=[duty.pk])
    assert clerk.post(url, {"item": "thinking", "state": "done"}).status_code == 302
    assert clerk.post(url, {"item": "thinking", "state": "nonsense"}).status_code == 302
    page = clerk.get(reverse("duties:page", args=[duty.pk])).content.decode()
    assert page.count("已完成") > 1
    assert duty.item_states.get().state == "done"


def test_households_are_entered_by_number(town: Town, clerk: Client) -> None:
    url = reverse("duties:charges") + "?kind=duty_five_guarantees"
    sent = {"place": town.city.areas["lake"], "names": "1号\n\n2号"}
    assert clerk.post(url, sent).status_code == 302
    again = clerk.post(url, sent)
    assert again.status_code == 422
    assert "已经登记过" in again.content.decode()
    assert clerk.get(reverse("duties:charges") + "?kind=nothing").status_code == 404


def test_the_board_names_the_holder_and_the_item_of_the_duty(town: Town, clerk: Client) -> None:
    town.post("王建")
    town.assign("王建", "一号院")
    assert "一号院" in clerk.get(reverse("duties:boards")).content.decode()
    board = clerk.get(reverse("areas:board", args=[town.places["一号院"]])).content.decode()
    assert "王建" in board
    assert "下派干部包楼院" in board


def test_one_s_own_list_shows_what_is_mine(town: Town, clerk: Client) -> None:
    town.city.posts["镇里"] = town.city.posts["clerk"]
    services.assign(
        kind="duty_street_community",
        object_id=town.city.areas["lake"],
        post_id=town.city.posts["clerk"].pk,
        actor=SYSTEM,
        at=cast.AT,
    )
    assert "湖光社区" in clerk.get(reverse("duties:mine")).content.decode()


def test_holders_are_found_by_name(town: Town, clerk: Client) -> None:
    town.post("王建")
    found = clerk.get(reverse("duties:find_posts"), {"q": "王建"}).json()["items"]
    assert [item["id"] for item in found] == [town.posts["王建"].pk]


def test_places_bodies_and_people_show_their_duties(town: Town) -> None:
    from linli.ui import panels

    town.post("王建")
    town.assign("王建", "一号院")
    scope = town.city.scope("clerk")
    for kind, pk in (
        ("area", town.places["一号院"]),
        ("organization", town.city.bodies["hall"].pk),
        ("person", town.people["王建"].pk),
    ):
        found = [panel for panel in panels.collect(kind, scope, pk, NOW) if panel.name == "duties"]
        assert found, kind


@pytest.mark.parametrize("path", ["duties:list", "duties:gaps", "duties:boards", "duties:mine"])
def test_a_page_needs_few_queries(
    town: Town,
    clerk: Client,
    path: str,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    town.post("王建")
    town.post("李明")
    town.assign("王建", "一号院")
    town.assign("李明", "二号院")
    clerk.get(reverse(path))
    with django_assert_max_num_queries(12 + 6):  # six are the session, the login and who acts
        clerk.get(reverse(path))


@pytest.mark.databases
@pytest.mark.parametrize("place", [False, True])
def test_the_page_of_coverage_needs_twelve_queries_with_everything_around_it(
    town: Town,
    clerk: Client,
    place: bool,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    """Session, login, who acts, the head: all counted (asked: at most 12)."""
    town.post("王建")
    town.assign("王建", "一号院")
    asked = {"kind": "duty_cadre_courtyard"} | ({"place": str(town.city.areas["east"])} if place else {})
    clerk.get(reverse("duties:gaps"), asked)
    with django_assert_max_num_queries(12 + place):  # the field of the bar asks whether there is such a place
        text = clerk.get(reverse("duties:gaps"), asked).content.decode()
    assert "二号院" in text
    assert "没有责任人" in text
    assert "湖光社区" in text
    assert "东湖街道" in text


def test_a_page_of_a_place_that_was_not_yet_stands_empty(town: Town, clerk: Client) -> None:
    asked = {"kind": "duty_cadre_courtyard", "place": str(town.city.areas["lake"]), "on": "2020-01-01"}
    assert clerk.get(reverse("duties:gaps"), asked).status_code == 200
