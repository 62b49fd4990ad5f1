"""Logins made, and their passwords."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from django.contrib.auth.hashers import is_password_usable, make_password
from django.utils.translation import gettext as _

from linli.accounts import passwords
from linli.accounts.errors import Refused
from linli.accounts.models import ADMIN_ROLES, OldPassword, User
from linli.accounts.services.devices import digest
from linli.domain.access import Actor
from linli.organizations.models import Person
from linli.records import services as records
from linli.records.tx import verb

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


@verb()
def create_user(
    *,
    username: str,
    actor: Actor,
    at: datetime,
    person_id: int | None = None,
    admin_role: str = "",
    password: str | None = None,
    must_change: bool = True,
) -> User:
    """Make a login; event ``user.created``. Without a password nobody can enter by typing one (OIDC, demo).

    Refuses a taken or odd login name, a weak password, a second administrator role for one person, and
    an administrator who also holds a login of the field under the same person.
    """
    name = _free_name(username)
    check_admin(admin_role, person_id)
    user = User(
        username=name,
        person_id=person_id,
        admin_role=admin_role,
        must_change_password=must_change and password is not None,
        created_at=at,
        password_changed_at=at,
    )
    if password is None:
        user.set_unusable_password()
    else:
        check_password_rules(user, password)
        user.password = make_password(password)
    records.append(
        subject=user,
        name="user.created",
        actor=actor,
        at=at,
        data={"person": person_id, "admin": admin_role},
    )
    return user


def _free_name(username: str) -> str:
    """A login name as it is kept. Refuses an odd one and one that is taken."""
    name = unicodedata.normalize("NFKC", username).strip().casefold()
    if not _NAME.fullmatch(name):
        raise Refused(_("用户名用3到40位小写字母、数字、点或横线，以字母或数字开头。"), field="username")
    if User.objects.filter(username=name).exists():
        raise Refused(_("用户名「%(name)s」已经有人用了。") % {"name": name}, field="username")
    return name


def check_admin(admin_role: str, person_id: int | None, *, but: int = 0) -> None:
    """One person holds one of the three administrators at most, and then no login of the field."""
    if admin_role and admin_role not in ADMIN_ROLES:
        raise Refused(_("没有这种管理员。"), field="admin_role")
    if person_id is None:
        return
    records.lock(Person, person_id)  # two forms at once meet here
    others = User.objects.filter(person_id=person_id).exclude(pk=but)
    if admin_role and others.exists():
        raise Refused(
            _("系统、安全、审计三种管理员要由不同的人担任，而且不能和业务账号是同一个人。"),
            field="admin_role",
        )
    if others.exclude(admin_role="").exists():
        raise Refused(_("这个人已经是管理员，不能再有业务账号。"), field="person")


def private_words(user: User) -> tuple[str, ...]:
    """What must not stand in this login's password."""
    person = user.person
    words = [user.username]
    if person:
        words += [person.name, person.staff_number]
        if len(person.initials) >= 3:
            words.append(person.initials)
        digits = "".join(char for char in person.work_phone if char.isdigit())
        words += [digits, digits[-8:]] if len(digits) >= 6 else []
    return tuple(word for word in words if word)


def check_password_rules(user: User, password: str) -> None:
    """Raise :class:`Refused` with every sentence about a password that does not do."""
    old: tuple[str, ...] = ()
    if user.pk:
        kept = user.old_passwords.order_by("-retired_at")[: passwords.REMEMBERED]
        old = (*(row.password for row in kept), user.password)
    found = passwords.problems(
        password,
        admin=user.is_admin,
        private=private_words(user),
        old_hashes=tuple(filter(is_password_usable, old)),
    )
    if found:
        raise Refused(" ".join(found), field="password")


@verb()
def set_password(
    *, user_id: int, password: str, actor: Actor, at: datetime, must_change: bool = False, device: str = ""
) -> User:
    """A new password by the rules of C12; the old one joins the last five. Event ``user.password_changed``.

    Bound phones must show themselves by password again, but the one it was changed on (``device``: its token).
    """
    user = records.lock(User, user_id)
    check_password_rules(user, password)
    if is_password_usable(user.password):
        OldPassword.objects.create(user=user, password=user.password, retired_at=at)
        keep = user.old_passwords.order_by("-retired_at", "-pk").values_list("pk", flat=True)[
            : passwords.REMEMBERED
        ]
        user.old_passwords.exclude(pk__in=list(keep)).delete()
    user.password = make_password(password)
    user.password_changed_at, user.must_change_password = at, must_change
    user.save(update_fields=["password", "password_changed_at", "must_change_password"])
    user.devices.filter(revoked_at=None).exclude(token_digest=digest(device)).update(revoked_at=at)
    records.append(
        subject=user, name="user.password_changed", actor=actor, at=at, data={"must_change": must_change}
    )
    return user
