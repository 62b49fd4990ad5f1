"""Pages of bodies and people: who may do what, within the clicks and queries they are allowed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.organizations import queries
from linli.organizations.models import Appointment, Organization, Person
from linli.records.time import frozen
from tests import cast

pytestmark = pytest.mark.django_db
AT = cast.AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock() -> object:
    with frozen(AT):
        yield


def entered(city: cast.City, post: str) -> Client:
    city.login(post)
    client = Client()
    client.post("/accounts/login/", {"username": post.replace("_", "-"), "password": cast.PASSWORD})
    return client


def test_the_list_shows_ones_own_places_and_the_search_everybody(city: cast.City) -> None:
    client = entered(city, "secretary")
    own = client.get("/orgs/").content.decode()
    assert "湖光社区居委会" in own
    assert "柳荫社区居委会" not in own
    assert "柳荫社区居委会" in client.get("/orgs/?q=柳荫").content.decode()
    assert "没有符合条件的单位" in client.get("/orgs/?q=查无此处").content.decode()


def test_pages_stay_within_a_dozen_queries(
    city: cast.City, django_assert_max_num_queries: pytest.fixture
) -> None:
    client = entered(city, "clerk")
    body = city.bodies["lake_committee"].pk
    client.get("/orgs/")
    client.get(f"/orgs/{body}/")
    people = f"/orgs/people/{city.people['worker'].pk}/"
    for page in ("/orgs/", "/orgs/people/", "/orgs/gaps/", people, f"/orgs/{body}/"):
        with django_assert_max_num_queries(12):
            assert client.get(page).status_code == 200
    late = client.get(f"/orgs/{body}/?late=1", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in late
    assert "登记了单位" in client.get(f"/orgs/{body}/?history=1").content.decode()


def test_gaps_are_one_click_away(city: cast.City) -> None:
    client = entered(city, "clerk")
    assert client.get("/orgs/gaps/").status_code == 200
    text = client.get("/orgs/gaps/").content.decode()
    assert "纺织家属院" in text
    assert "芦花社区" in text
    assert "柳荫" not in text


def test_a_clerk_founds_bodies_in_his_own_street_only(city: cast.City) -> None:
    client = entered(city, "clerk")
    form = {"name": "芦花社区居委会", "kind": "community_committee", "area_id": city.areas["reed"]}
    assert client.post("/orgs/new/", form).status_code == 302
    answer = client.post("/orgs/new/", form | {"name": "不该有的", "area_id": city.areas["willow"]})
    assert answer.status_code == 422
    assert "不在您的辖区内" in answer.content.decode()
    assert "不该有的" in answer.content.decode()  # what was typed stays
    assert not Organization.objects.filter(name="不该有的").exists()


def test_a_neighbour_reads_but_does_not_change(city: cast.City) -> None:
    client = entered(city, "west_clerk")
    body = city.bodies["lake_committee"].pk
    assert client.get(f"/orgs/{body}/").status_code == 200
    for page in ("edit", "end", "link", "tree", "posts/new"):
        assert client.get(f"/orgs/{body}/{page}/").status_code == 403, page
    act = Appointment.objects.get(post=city.posts["secretary"])
    assert client.post(f"/orgs/appointments/{act.pk}/end/").status_code == 403
    assert client.get("/orgs/987654/").status_code == 404


def test_hand_over_takes_three_clicks(city: cast.City) -> None:
    """B23: the person in the list, the successor picked, 办理."""
    client = entered(city, "clerk")
    first = client.get("/orgs/hand-over/").content.decode()
    leaver = city.people["secretary"].pk
    assert f'href="?person={leaver}"' in first
    page = client.get(f"/orgs/hand-over/?person={leaver}").content.decode()
    assert "社区党组织书记" in page
    heir = Person.objects.create(name="杜若")
    answer = client.post(
        f"/orgs/hand-over/?person={leaver}",
        {"successor_id": heir.pk, "mode": "hand_over", "on": "2026-01-10"},
    )
    assert answer.status_code == 302
    assert [act.post_id for act in queries.posts_of(heir.pk, cast.DAY.replace(day=10))] == [
        city.posts["secretary"].pk
    ]


def test_colleagues_stand_as_one_button_each_deputies_first(city: cast.City) -> None:
    client = entered(city, "clerk")
    page = f"/orgs/hand-over/?person={city.people['secretary'].pk}"
    worker = city.people["worker"].pk
    assert f'name="successor_id" value="{worker}"' in client.get(page).content.decode()
    assert client.post(page, {"successor_id": worker, "mode": "hand_over"}).status_code == 422  # begun today
    with frozen(AT + timedelta(days=1)):
        client.post("/accounts/login/", {"username": "clerk", "password": cast.PASSWORD})
        assert client.post(page, {"successor_id": worker, "mode": "hand_over"}).status_code == 302
        assert queries.holder(city.posts["secretary"].pk, cast.DAY.replace(day=6)) == city.people["worker"]


def test_standing_in_needs_an_end(city: cast.City) -> None:
    client = entered(city, "clerk")
    page = f"/orgs/hand-over/?person={city.people['secretary'].pk}"
    form = {"successor_id": city.people["worker"].pk, "mode": "stand_in", "on": "2026-01-10"}
    answer = client.post(page, form)
    assert answer.status_code == 422
    assert "请填写代办到哪天止" in answer.content.decode()
    assert client.post(page, form | {"until": "2026-01-20"}).status_code == 302
    assert Appointment.objects.filter(kind="deputy", person=city.people["worker"]).exists()


def test_nobody_hands_over_what_is_not_his_to_appoint(city: cast.City) -> None:
    client = entered(city, "west_clerk")
    page = f"/orgs/hand-over/?person={city.people['secretary'].pk}"
    assert "没有可以交接的岗位" in client.get(page).content.decode()
    client.post(page, {"successor_id": city.people["west_clerk"].pk, "mode": "hand_over"})
    assert queries.holder(city.posts["secretary"].pk, cast.DAY) == city.people["secretary"]


def test_a_stale_form_is_told_and_keeps_what_was_typed(city: cast.City) -> None:
    client = entered(city, "clerk")
    body = city.bodies["lake_committee"]
    form = {"name": body.name, "kind": body.kind, "phone": "0393-1234567", "version": body.version}
    assert client.post(f"/orgs/{body.pk}/edit/", form).status_code == 302
    answer = client.post(f"/orgs/{body.pk}/edit/", form | {"phone": "0393-7654321"})
    assert answer.status_code == 422
    assert "刚刚被别人改过" in answer.content.decode()
    assert "0393-7654321" in answer.content.decode()


def test_the_list_leads_to_the_export_of_the_ledgers(city: cast.City) -> None:
    assert "/ledgers/exports/new/organizations/" in entered(city, "clerk").get("/orgs/").content.decode()
    assert "/ledgers/exports/new/" not in entered(city, "handler").get("/orgs/").content.decode()


def test_combo_boxes_tell_two_of_one_name_apart(city: cast.City) -> None:
    client = entered(city, "clerk")
    items = client.get(reverse("organizations:find_people"), {"q": "林"}).json()["items"]
    assert items == [
        {"id": city.people["secretary"].pk, "label": "林秀芝", "hint": "湖光社区居委会 社区党组织书记"}
    ]
    assert (
        client.get(reverse("organizations:find"), {"q": "湖光社区"}).json()["items"][0]["label"]
        == "湖光社区居委会"
    )


def test_only_people_of_the_directory_are_named_and_picked_by_their_id(city: cast.City) -> None:
    client = entered(city, "clerk")
    member = Person.objects.create(name="宋守静", initials="ssj", in_directory=False)
    post = city.posts["worker"].pk
    page = f"/orgs/posts/{post}/appoint/"
    assert "宋守静" not in client.get(f"{page}?person={member.pk}").content.decode()
    for nobody in (member.pk, 10**12, "text:宋守静"):
        answer = client.post(page, {"person_id": nobody, "kind": "deputy", "on": "2026-01-10"})
        assert (answer.status_code, "没有找到" in answer.content.decode()) == (422, True), nobody
    leaver = city.people["secretary"].pk
    form = {"successor_id": "text:宋守静", "mode": "hand_over", "on": "2026-01-10"}
    assert client.post(f"/orgs/hand-over/?person={leaver}", form).status_code == 422


def test_a_typed_successor_leads_to_his_page(city: cast.City) -> None:
    client, heir = entered(city, "clerk"), city.people["worker"]
    answer = client.post(
        f"/orgs/hand-over/?person={city.people['secretary'].pk}",
        {"successor_id": f"text:{heir.name}", "mode": "hand_over", "on": "2026-01-10"},
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/orgs/people/{heir.pk}/")
