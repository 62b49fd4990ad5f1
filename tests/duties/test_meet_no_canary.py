"""A household and a holder of another street appear on no page of somebody who has no business there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.domain.access import SYSTEM
from linli.duties import services
from linli.organizations import services as organizations
from linli.records.time import frozen
from tests import canary, cast
from tests.duties.conftest import Town


def _plant(town: Town, word: str) -> Mapping[str, Iterable[Any]]:
    """A household of West street whose number and basis hold the word."""
    post = organizations.create_post(
        organization_id=town.city.bodies["west_office"].pk,
        title="干部",
        role="station_cadre",
        actor=SYSTEM,
        at=cast.AT,
    )
    person = organizations.create_person(name="西街干部", actor=SYSTEM, at=cast.AT)
    organizations.appoint(person_id=person.pk, post_id=post.pk, actor=SYSTEM, at=cast.AT)
    home = services.add_charges(
        kind="duty_five_guarantees",
        area_id=town.city.areas["willow"],
        names=[f"{word}1号", f"{word}2号"],
        actor=SYSTEM,
        at=cast.AT,
    )[0]
    duty = services.assign(
        kind="duty_five_guarantees",
        object_id=home.pk,
        post_id=post.pk,
        basis=f"{word}方案",
        actor=SYSTEM,
        at=cast.AT,
    )
    areas = [town.city.areas["willow"], town.city.areas["west"], town.city.areas["district"]]
    return {"pk": [duty.pk, town.city.bodies["west_office"].pk, person.pk], "area_id": areas}


@pytest.mark.parametrize("post", ["secretary", "clerk", "manager"])
def test_no_post_of_another_street_meets_the_household(town: Town, client: Client, post: str) -> None:
    town.city.login(post)
    planted = canary.Planted({key: list(values) for key, values in _plant(town, canary.WORD).items()})
    with frozen(cast.AT + timedelta(hours=1)):
        client.post("/accounts/login/", {"username": post, "password": cast.PASSWORD})
        for name, routes in _routes(planted):
            for asked in ({}, {"q": canary.WORD[:2]}, {"kind": "duty_five_guarantees", "state": "all"}):
                answer = client.get(routes, asked)
                assert canary.WORD not in answer.content.decode().replace(f'value="{canary.WORD[:2]}"', ""), (
                    name
                )


def _routes(planted: canary.Planted) -> Iterator[tuple[str, str]]:
    """The addresses of duties, and the pages of other rooms where duties show a panel."""
    for name in ("list", "mine", "gaps", "boards", "assign", "charges", "find_posts"):
        yield name, reverse(f"duties:{name}")
    for pk in planted.arguments["pk"]:
        for name in ("duties:page", "duties:reassign", "duties:end", "duties:extend"):
            yield name, reverse(name, args=[pk])
        yield "body", reverse("organizations:page", args=[pk]) + "?late"
        yield "person", reverse("organizations:person", args=[pk]) + "?late"
    for pk in planted.arguments["area_id"]:
        yield "place", reverse("desk:place", args=[pk])
        yield "board", reverse("areas:board", args=[pk])


@pytest.mark.parametrize("post", ["secretary", "clerk"])
def test_a_place_outside_shows_none_of_its_gaps(town: Town, client: Client, post: str) -> None:
    town.city.login(post)
    _plant(town, canary.WORD)
    with frozen(cast.AT + timedelta(hours=1)):
        client.post("/accounts/login/", {"username": post, "password": cast.PASSWORD})
        for path in ("/duties/gaps/", "/duties/new/", "/duties/boards/", "/duties/"):
            answer = client.get(path, {"kind": "duty_five_guarantees", "place": town.city.areas["willow"]})
            assert canary.WORD not in answer.content.decode()
