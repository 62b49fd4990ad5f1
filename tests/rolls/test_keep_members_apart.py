"""One who stands on a roll is not staff: no directory, search or combo box shows him until he holds a post."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.accounts import services as accounts
from linli.domain.access import PUBLIC, SYSTEM
from linli.organizations import queries
from linli.organizations import services as organizations
from linli.records.time import frozen
from linli.rolls import services as rolls
from linli.rolls.models import Membership
from tests import cast
from tests.rolls.conftest import AT, Rolled

pytestmark = pytest.mark.django_db
NAME = "欧阳测试"


@pytest.fixture
def member(rolled: Rolled) -> Membership:
    return rolls.apply_by_name(
        name=NAME,
        kind="member_roll",
        area_id=rolled.city.areas["lake"],
        organization_id=rolled.finance.pk,
        actor=rolled.secretary,
        at=AT,
    )


def _staff(rolled: Rolled, post: str) -> Client:
    client = Client()
    accounts.create_user(
        username=post.replace("_", "-"),
        person_id=rolled.city.people[post].pk,
        password=cast.PASSWORD,
        must_change=False,
        actor=PUBLIC,
        at=AT - timedelta(days=1),
    )
    client.post(reverse("accounts:login"), {"username": post.replace("_", "-"), "password": cast.PASSWORD})
    return client


@pytest.mark.parametrize("post", ["west_clerk", "clerk", "handler", "secretary"])
def test_no_directory_shows_a_member(rolled: Rolled, member: Membership, post: str) -> None:
    with frozen(AT + timedelta(hours=1)):
        client = _staff(rolled, post)
        for url in (
            reverse("organizations:people"),
            reverse("organizations:find_people"),
            reverse("organizations:hand_over"),
            reverse("duties:find_posts"),
            reverse("desk:search"),
        ):
            answer = client.get(url, {"q": "欧阳"})
            assert answer.status_code in (200, 403), url
            assert NAME not in answer.content.decode(), url
        assert client.get(reverse("organizations:person", args=[member.person_id])).status_code == 404


def test_a_member_who_takes_a_post_stands_in_the_directory(rolled: Rolled, member: Membership) -> None:
    assert not queries.search_people(NAME).exists()
    post = organizations.create_post(
        organization_id=rolled.finance.pk, title="科员", role="dept_handler", actor=SYSTEM, at=AT
    )
    organizations.appoint(person_id=member.person_id or 0, post_id=post.pk, actor=SYSTEM, at=AT)
    assert queries.search_people(NAME).get().pk == member.person_id


def test_a_list_of_members_does_not_fill_the_directory(rolled: Rolled) -> None:
    rolls.enter_people(names=[NAME], actor=rolled.secretary, at=AT)
    assert not queries.search_people(NAME).exists()


def test_somebody_entered_as_staff_is_found_before_his_first_post(rolled: Rolled) -> None:
    organizations.create_person(name=NAME, actor=SYSTEM, at=AT)
    assert queries.search_people(NAME).exists()
