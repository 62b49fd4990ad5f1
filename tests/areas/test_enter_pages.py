"""Real log-ins: who may open which page of places, within a dozen queries."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from linli.areas import queries, services
from linli.areas.errors import BadPlace
from linli.areas.models import AreaSpan, Plate
from linli.domain.access import SYSTEM
from linli.records.time import frozen
from tests import cast

AT = cast.AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with frozen(AT):
        yield


@pytest.fixture
def city(db: None) -> cast.City:
    return cast.build()


def entered(city: cast.City, post: str) -> Client:
    city.login(post)
    client = Client()
    client.post("/accounts/login/", {"username": post.replace("_", "-"), "password": cast.PASSWORD})
    return client


def test_pages_stay_within_a_dozen_queries(
    city: cast.City, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    client = entered(city, "clerk")
    lake = city.areas["lake"]
    pages = {"/places/": 12, f"/places/{lake}/tree/": 12, f"/places/{lake}/tree/?q=湖光": 12}
    pages[f"/places/{lake}/board/"] = 18  # printed a few times a year; bodies, duties and their holders
    for page, most in pages.items():
        client.get(page)
        with django_assert_max_num_queries(most):
            assert client.get(page).status_code == 200


def test_a_worker_reads_and_prints_but_does_not_change(city: cast.City) -> None:
    client = entered(city, "worker")
    lake = city.areas["lake"]
    assert client.get(f"/places/{lake}/tree/").status_code == 200
    assert client.get(f"/places/{lake}/plates/").status_code == 200
    assert client.get(f"/places/{lake}/rename/").status_code == 403
    assert client.post(f"/places/{lake}/end/", {"sure": "on"}).status_code == 403


def test_a_secretary_changes_her_own_community_only(city: cast.City) -> None:
    client = entered(city, "secretary")
    answer = client.post(f"/places/{city.areas['lake']}/new/", {"level": "estate", "name": "湖光二期"})
    assert answer.status_code == 302
    assert queries.search("湖光二期", None)
    assert client.get(f"/places/{city.areas['willow']}/rename/").status_code == 403
    assert (
        client.post(
            f"/places/{city.areas['east']}/new/", {"level": "community", "name": "甲社区"}
        ).status_code
        == 403
    )


def test_nobody_enters_without_a_login(city: cast.City) -> None:
    for page in ("/places/", f"/places/{city.areas['lake']}/board/", "/places/find/?q=湖光"):
        assert Client().get(page).status_code in {302, 401, 403}


def test_the_board_names_who_answers_here_and_not_the_city(city: cast.City) -> None:
    services.add_plate(area_id=city.areas["garden"], actor=SYSTEM, at=AT)
    page = entered(city, "clerk").get(f"/places/{city.areas['garden']}/board/").content.decode()
    for word in ("湖光花园物业服务中心", "湖光社区居委会", "东湖街道办事处", "林秀芝", "<svg"):
        assert word in page
    assert "督查室" not in page


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_never_get_the_same_code_or_name() -> None:
    areas = cast.places()
    errors: list[Exception] = []

    def set_up(number: int) -> None:
        try:
            for step in range(3):
                services.create_place(
                    parent_id=areas["lake"], level="estate", name=f"第{number}苑{step}", actor=SYSTEM, at=AT
                )
            services.create_place(parent_id=areas["lake"], level="estate", name="同名苑", actor=SYSTEM, at=AT)
        except BadPlace as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=set_up, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = AreaSpan.objects.filter(parent_id=areas["lake"], name__contains="苑")
    codes = list(rows.values_list("code_local", flat=True))
    assert len(codes) == len(set(codes)) == 13
    assert len(errors) == 3
    assert all("已有“同名苑”" in str(error) for error in errors)


@pytest.mark.databases
@pytest.mark.django_db(transaction=True)
def test_two_printers_at_once_make_one_plate() -> None:
    areas = cast.places()

    def print_it() -> None:
        services.print_plates(area_ids=[areas["garden"]], confirmed=True, actor=SYSTEM, at=AT)
        connection.close()

    threads = [threading.Thread(target=print_it) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Plate.objects.filter(area_id=areas["garden"]).count() == 1
