"""The rules of C12 about passwords, and the three administrators."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.accounts import passwords, services
from linli.accounts.errors import Refused
from linli.accounts.models import User
from linli.accounts.services import admin
from linli.domain.access import SYSTEM, Actor
from tests import cast


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Ab1!", "至少8位"),
        ("abcdefgh1", "三种"),
        ("12345678", "太常见"),
        ("Qwer1234!", "太常见"),
        ("Aa123456!", "太常见"),
        ("Linxiuzhi#7", "不要有用户名"),
        ("A1-13900004444", "不要有用户名"),
        ("x" * 129, "最多128位"),
    ],
)
def test_a_bad_password_is_told_what_is_wrong(password: str, said: str) -> None:
    found = passwords.problems(password, admin=False, private=("linxiuzhi", "13900004444"))
    assert any(said in sentence for sentence in found)


def test_a_good_password_passes_and_is_longer_for_administrators() -> None:
    assert passwords.problems("Boat-7lake", admin=False) == []
    assert passwords.problems("Boat-7lake", admin=True) == ["密码至少12位。"]


@pytest.mark.django_db
def test_the_last_five_are_refused_the_sixth_is_free_again(db: None) -> None:
    user = services.create_user(username="tester", password="Boat-0lake", actor=SYSTEM, at=cast.AT)
    for number in range(1, 7):
        at = cast.AT + timedelta(days=number)
        services.set_password(user_id=user.pk, password=f"Boat-{number}lake", actor=SYSTEM, at=at)
        if number == 5:
            with pytest.raises(Refused, match="最近5次"):
                services.set_password(user_id=user.pk, password="Boat-0lake", actor=SYSTEM, at=at)
    services.set_password(user_id=user.pk, password="Boat-0lake", actor=SYSTEM, at=cast.AT)
    assert user.old_passwords.count() == 5


@pytest.mark.django_db
def test_temporary_passwords_keep_the_rules() -> None:
    made = {services.admin.temporary_password() for _try in range(20)}
    assert len(made) == 20
    assert all(not set(password) & set("0O1lI") for password in made)


@pytest.mark.django_db
def test_one_person_is_one_administrator_and_nothing_else(city: cast.City) -> None:
    person = city.people["clerk"].pk
    services.create_user(
        username="sys", person_id=person, admin_role="system_admin", actor=SYSTEM, at=cast.AT
    )
    for role in ("security_admin", "audit_admin"):
        with pytest.raises(Refused, match="不同的人"):
            services.create_user(username="two", person_id=person, admin_role=role, actor=SYSTEM, at=cast.AT)
    with pytest.raises(Refused, match="已经是管理员"):
        services.create_user(username="two", person_id=person, actor=SYSTEM, at=cast.AT)


@pytest.mark.django_db
def test_nobody_makes_himself_administrator() -> None:
    user = services.create_user(username="guard", admin_role="security_admin", actor=SYSTEM, at=cast.AT)
    with pytest.raises(Refused, match="自己的账号"):
        services.make_admin(
            user_id=user.pk, admin_role="audit_admin", actor=Actor(user.pk, None, "page"), at=cast.AT
        )


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ab", "有名字", "UPPER CASE", "-dash", "x" * 41])
def test_odd_login_names_are_refused(name: str) -> None:
    with pytest.raises(Refused, match="用户名用3到40位"):
        services.create_user(username=name, actor=SYSTEM, at=cast.AT)


@pytest.mark.django_db
def test_logins_unused_for_ninety_days_are_closed_but_not_the_last_guard() -> None:
    for name, role in (("sleeper", ""), ("guard", "security_admin"), ("awake", "")):
        services.create_user(username=name, admin_role=role, actor=SYSTEM, at=cast.AT)
    later = cast.AT + timedelta(days=91)
    awake = User.objects.get(username="awake")
    services.note_seen(user_id=awake.pk, seen_at=None, at=later - timedelta(days=2))
    assert services.disable_unused(later) == 1
    assert services.disable_unused(later) == 0
    assert set(User.objects.filter(is_active=True).values_list("username", flat=True)) == {"guard", "awake"}


@pytest.mark.django_db
def test_the_logins_of_a_demonstration_are_not_closed_for_being_unused(settings: Any) -> None:
    services.create_user(username="demo-nobody", actor=SYSTEM, at=cast.AT)
    later = cast.AT + timedelta(days=400)
    settings.LINLI_DEMO = True
    assert services.disable_unused(later) == 0
    settings.LINLI_DEMO = False
    assert services.disable_unused(later) == 1


@pytest.mark.django_db
def test_a_login_used_while_the_unused_are_closed_stays_open() -> None:
    made = services.create_user(username="sleeper", actor=SYSTEM, at=cast.AT)
    later = cast.AT + timedelta(days=91)
    services.note_seen(user_id=made.pk, seen_at=None, at=later)
    assert not admin._disable_one(made.pk, later)
    made.refresh_from_db()
    assert made.is_active
