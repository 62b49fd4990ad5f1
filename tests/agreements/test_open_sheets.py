"""The pages of agreements, walked by those who may and those who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.agreements import services
from linli.agreements.models import Agreement
from linli.domain.access import SYSTEM
from linli.records.time import frozen
from tests import cast

LATER = cast.AT + timedelta(days=30)


@pytest.fixture
def row(city: cast.City) -> Agreement:
    made = services.draft(
        kind="co_building_pledge",
        area_id=city.areas["east"],
        issuer_id=city.bodies["east_office"].pk,
        actor=SYSTEM,
        at=cast.AT,
    )
    return services.offer(agreement_id=made.pk, actor=SYSTEM, at=cast.AT)


def enter(city: cast.City, client: Client, post: str) -> Client:
    city.login(post)
    client.post("/accounts/login/", {"username": post.replace("_", "-"), "password": cast.PASSWORD})
    return client


def test_the_clerk_reads_prints_and_signs_in_bulk(city: cast.City, client: Client, row: Agreement) -> None:
    with frozen(LATER):
        enter(city, client, "clerk")
        page = client.get(reverse("agreements:page", args=[row.pk]))
        assert "湖光花园物业服务中心" in page.content.decode()
        assert client.get(reverse("agreements:print", args=[row.pk])).status_code == 200
        assert client.get(reverse("agreements:reminders")).status_code == 200
        party = row.parties.get()
        client.post(reverse("agreements:sign_many", args=[row.pk]), {"party": [party.pk]})
        party.refresh_from_db()
        assert party.signed_on is not None
        assert "100%" in client.get(reverse("agreements:list")).content.decode()


def test_a_sheet_of_another_street_is_not_there(city: cast.City, client: Client, row: Agreement) -> None:
    with frozen(LATER):
        enter(city, client, "west_clerk")
        assert client.get(reverse("agreements:page", args=[row.pk])).status_code == 404
        assert "湖光花园物业" not in client.get(reverse("agreements:list")).content.decode()
        party = row.parties.get()
        assert client.post(reverse("agreements:sign", args=[party.pk]), {}).status_code == 404


def test_a_sheet_is_drawn_up_in_ones_own_place_only(city: cast.City, client: Client) -> None:
    with frozen(LATER):
        enter(city, client, "clerk")
        url = reverse("agreements:new")
        assert client.get(url).status_code == 200
        data = {
            "kind": "co_building_pledge",
            "area_id": city.areas["west"],
            "issuer_id": city.bodies["east_office"].pk,
        }
        answer = client.post(url, data)
        assert answer.status_code == 422
        assert "不在您的辖区内" in answer.content.decode()
        answer = client.post(url, data | {"area_id": city.areas["east"], "names": "甲物业\n乙物业"})
        assert answer.status_code == 302
        made = Agreement.objects.get()
        assert sorted(made.parties.values_list("name", flat=True)) == ["乙物业", "甲物业"]


def test_a_wrong_day_stays_on_the_form(city: cast.City, client: Client, row: Agreement) -> None:
    with frozen(LATER):
        enter(city, client, "clerk")
        url = reverse("agreements:sign", args=[row.parties.get().pk])
        answer = client.post(url, {"on": "2025-01-01", "signer": "周经理"})
        assert answer.status_code == 422
        assert "周经理" in answer.content.decode()


@pytest.mark.parametrize("name", ["list", "page"])
def test_pages_ask_few_questions(
    city: cast.City, client: Client, row: Agreement, name: str, django_assert_max_num_queries
) -> None:
    services.add_parties(
        agreement_id=row.pk,
        signers=[services.Signer("body", 0, f"单位{number}") for number in range(60)],
        actor=SYSTEM,
        at=LATER,
    )
    with frozen(LATER):
        enter(city, client, "clerk")
        url = reverse(f"agreements:{name}", args=[row.pk] if name == "page" else [])
        client.get(url)
        with django_assert_max_num_queries(16):
            assert client.get(url).status_code == 200
