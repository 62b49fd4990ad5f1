"""The pages: lists, forms, a run, proposals, fairness; few queries, and nobody reads what is not his."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.accounts.acting import scope_of_post
from linli.cases import services as cases
from linli.domain.access import SYSTEM
from linli.mechanisms import services as mechanisms
from linli.records.time import frozen, now
from linli.resources import ledger, solving
from linli.resources import services as resources
from linli.resources.models import Booking, Proposal, Resource, Run
from linli.resources.services import Given
from tests import cast
from tests.browsing import client_of


@pytest.fixture
def city(db: None) -> cast.City:
    made = cast.build()
    mechanisms.sync(actor=SYSTEM, at=cast.AT)
    for name in ("resident_needs", "hardship_jobs"):
        mechanisms.roll_out(mechanism=name, area_id=made.areas["city"], actor=SYSTEM, at=cast.AT)
    return made


def login(city: cast.City, post: str) -> Client:
    held: dict[str, Client] = city.__dict__.setdefault("clients", {})
    if post not in held:
        held[post] = client_of(city, post)
    return held[post]


def give(city: cast.City, **values: Any) -> Resource:
    given = {
        "kind": "member_skills", "title": "周末修水管", "body_id": city.bodies["company"].pk,
        "area_id": city.areas["garden"], "served": (city.areas["east"],), "skills": ("skill_plumbing",),
    }  # fmt: skip
    return resources.add_resource(given=Given(**(given | values)), actor=SYSTEM, at=now())


def wish(city: cast.City) -> Any:
    voice = cases.Voice(
        text="独居的孙大爷想修水龙头", area_id=city.areas["garden"], kind="micro_wish", channel="visit",
        reporter=cases.Reporter(phone="10012345678"),
    )  # fmt: skip
    return cases.register_case(voice=voice, actor=SYSTEM, at=now())


def run_of(city: cast.City) -> Run:
    run = resources.ask_run(area_id=city.areas["east"], dry=True, actor=SYSTEM, at=now())
    return resources.run_matching(run_id=run.pk, at=now())


@pytest.mark.parametrize(
    "path", ["", "?q=水管", "{row}/", "new/", "runs/", "runs/{run}/", "proposals/", "fairness/"]
)
@pytest.mark.parametrize("post", ["clerk", "manager"])
def test_each_page_opens_in_few_queries_however_much_there_is(
    city: cast.City, path: str, post: str, django_assert_max_num_queries: Any
) -> None:
    for _number in range(6):
        row = give(city)
        wish(city)
    run = run_of(city)
    resources.go_live(run_id=run.pk, actor=SYSTEM, at=now())
    client = login(city, post)
    client.get("/resources/")
    url = "/resources/" + path.format(row=row.pk, run=run.pk)
    with django_assert_max_num_queries(12):
        page = client.get(url)
    assert page.status_code in ((200,) if post == "clerk" else (200, 403, 404))


def test_a_resource_is_entered_corrected_booked_and_ended_on_its_pages(city: cast.City) -> None:
    client = login(city, "clerk")
    data = {
        "kind": "wish_money", "title": "爱心资金", "body": city.bodies["company"].pk,
        "area": city.areas["garden"], "amount": "500.5",
    }  # fmt: skip
    assert client.post("/resources/new/", data).status_code == 302
    row = Resource.objects.get()
    assert row.amount == 50_050
    page = client.get(f"/resources/{row.pk}/").content.decode()
    assert "500.50元" in page
    assert client.get(f"/resources/{row.pk}/edit/").status_code == 200
    bad = client.post(f"/resources/{row.pk}/edit/", data | {"title": " "})
    assert bad.status_code == 422
    stale = client.post(f"/resources/{row.pk}/edit/", data | {"version": 99})
    assert stale.status_code == 409
    day = {"day": "2099-01-05", "start": "09:00", "end": "08:00", "purpose": "议事"}
    refused = client.post(f"/resources/{row.pk}/book/", day)
    assert refused.status_code == 422
    assert "议事" in refused.content.decode()
    assert client.post(f"/resources/{row.pk}/book/", day | {"end": "10:00"}).status_code == 302
    held = Booking.objects.get()
    client.post(f"/resources/bookings/{held.pk}/cancel/")
    held.refresh_from_db()
    assert client.get(f"/resources/{row.pk}/end/").status_code == 200


def test_a_resource_is_filed_under_platforms_found_by_them_and_goes_out_with_them(city: cast.City) -> None:
    mechanisms.roll_out(mechanism="red_platforms", area_id=city.areas["city"], actor=SYSTEM, at=cast.AT)
    client = login(city, "clerk")
    data = {
        "kind": "platform_premises", "title": "会议室", "body": city.bodies["company"].pk,
        "area": city.areas["garden"], "amount": "120", "tags": ["platform_resources", "platform_co_building"],
    }  # fmt: skip
    made = client.post("/resources/new/", data)
    row = Resource.objects.get()
    assert "共驻共建平台" in client.get(made["Location"]).content.decode()
    assert sorted(row.tags.values_list("tag", flat=True)) == ["platform_co_building", "platform_resources"]
    give(city)
    found = client.get("/resources/?tag=platform_co_building").content.decode()
    assert "会议室" in found
    assert "周末修水管" not in found
    assert (
        client.post(f"/resources/{row.pk}/edit/", data | {"tags": ["platform_property"]}).status_code == 302
    )
    assert "会议室" not in client.get("/resources/?tag=platform_co_building").content.decode()
    line = next(ledger.OUTLET.rows(scope_of_post(city.posts["clerk"]), {"tag": "platform_property"}, now()))
    assert (line["title"], line["tags"]) == ("会议室", "红色物业平台")


def test_a_dry_run_is_started_shown_and_made_live(city: cast.City) -> None:
    give(city)
    wish(city)
    client = login(city, "clerk")
    started = client.post("/resources/runs/", {"area": city.areas["east"]})
    assert started.status_code == 302
    run = Run.objects.get()
    assert "every 2s" in client.get(started["Location"]).content.decode() or run.state == "done"
    resources.run_matching(run_id=run.pk, at=now())
    page = client.get(f"/resources/runs/{run.pk}/").content.decode()
    assert "周末修水管" in page
    assert "没有更好的组合" in page
    run.refresh_from_db()
    assert client.post(f"/resources/runs/{run.pk}/live/", {"version": "x"}).status_code == 302
    assert Proposal.objects.get().state != "proposed"
    assert client.post(f"/resources/runs/{run.pk}/live/", {"version": run.version}).status_code == 302
    assert Proposal.objects.get().state == "proposed"


def test_the_owner_sees_only_what_he_is_asked_and_never_who_it_is(city: cast.City) -> None:
    give(city)
    wish(city)
    run = run_of(city)
    resources.go_live(run_id=run.pk, actor=SYSTEM, at=now())
    clerk, owner = login(city, "clerk"), login(city, "manager")
    found = Proposal.objects.get()
    assert "周末修水管" not in owner.get("/resources/proposals/").content.decode()
    assert clerk.post(f"/resources/proposals/{found.pk}/ask/").status_code == 302
    page = owner.get("/resources/proposals/").content.decode()
    assert "我来办" in page
    assert "孙大爷" not in page
    assert owner.get(f"/resources/proposals/{found.pk}/refuse/").status_code == 200
    owner.post(f"/resources/proposals/{found.pk}/accept/")
    found.refresh_from_db()
    assert found.state == "accepted"
    clerk.post(f"/resources/proposals/{found.pk}/connect/")
    found.refresh_from_db()
    assert found.state == "done"


def test_others_find_nothing(city: cast.City) -> None:
    row = give(city)
    client = login(city, "west_clerk")
    assert client.get("/resources/runs/999/").status_code == 404
    assert client.get(f"/resources/{row.pk}/edit/").status_code in (403, 404)


def test_the_english_page_says_no_code(city: cast.City) -> None:
    row = give(city)
    with frozen(now()):
        page = login(city, "clerk").get(f"/resources/{row.pk}/").content.decode()
    assert "member_skills" not in page
    assert "skill_plumbing" not in page


def test_a_form_or_a_button_sent_twice_acts_once(city: cast.City) -> None:
    client = login(city, "clerk")
    data = {
        "kind": "wish_money", "title": "爱心资金", "body": city.bodies["company"].pk,
        "area": city.areas["garden"], "amount": "500", "request_key": "a" * 32,
    }  # fmt: skip
    first, second = (client.post("/resources/new/", data) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert Resource.objects.count() == 1
    assert client.post("/resources/new/", data | {"title": "别的"}).status_code == 409
    wish(city)
    asked = {"area": city.areas["east"], "request_key": "b" * 32}
    started, again = (client.post("/resources/runs/", asked) for _time in range(2))
    assert started["Location"] == again["Location"]
    assert Run.objects.count() == 1


def test_the_page_follows_a_run_while_it_is_solved(city: cast.City, monkeypatch: pytest.MonkeyPatch) -> None:
    give(city)
    wish(city)
    client = login(city, "clerk")
    run = resources.ask_run(area_id=city.areas["east"], dry=True, actor=SYSTEM, at=now())
    seen: list[str] = []
    real = solving.solve

    def looked(problem: Any, **given: Any) -> Any:
        def step(name: str) -> None:
            given["step"](name)
            seen.append(client.get(f"/resources/runs/{run.pk}/").content.decode())

        return real(problem, **{**given, "step": step})

    monkeypatch.setattr(solving, "solve", looked)
    resources.run_matching(run_id=run.pk, at=now())
    solve, prove = seen
    assert "求全局最优" in solve
    assert "复核并证明最优" in prove
    assert "every 2s" in solve
    assert "every 2s" not in client.get(f"/resources/runs/{run.pk}/").content.decode()


def test_without_the_extra_the_page_says_what_to_install(
    city: cast.City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "installed", lambda: False)
    page = login(city, "clerk").get("/resources/runs/").content.decode()
    assert "pip install &#x27;linli[matching]&#x27;" in page
