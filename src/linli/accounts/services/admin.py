"""What administrators do to logins; every act is told to the auditor by its event."""

from __future__ import annotations

import secrets
import string
from datetime import datetime, timedelta

from axes.utils import reset as axes_reset
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.accounts import passwords
from linli.accounts.errors import Refused
from linli.accounts.models import User
from linli.accounts.services.second import drop_second
from linli.accounts.services.users import check_admin, private_words, set_password
from linli.domain.access import SYSTEM, Actor
from linli.records import services as records
from linli.records.tx import verb

UNUSED = timedelta(days=90)


def _other(user_id: int, actor: Actor) -> User:
    if user_id == actor.user_id:
        raise Refused(_("不能对自己的账号做这项操作，请由另一位管理员办理。"))
    return records.lock(User, user_id)


@verb()
def disable_user(*, user_id: int, actor: Actor, at: datetime, reason: str = "") -> User:
    """Close a login at once, its phones too; event ``user.disabled``."""
    return _disable(_other(user_id, actor), actor, at, "hand", reason)


def _disable(user: User, actor: Actor, at: datetime, why: str, reason: str = "") -> User:
    if not user.is_active:
        return user
    user.is_active, user.disabled_at = False, at
    user.save(update_fields=["is_active", "disabled_at"])
    user.devices.filter(revoked_at=None).update(revoked_at=at)
    records.append(
        subject=user,
        name="user.disabled",
        actor=actor,
        at=at,
        data={"why": why},
        text={"reason": reason[:200]} if reason else None,
    )
    return user


@verb()
def enable_user(*, user_id: int, actor: Actor, at: datetime) -> User:
    """Open a login again, counting its 90 days anew; event ``user.enabled``."""
    user = _other(user_id, actor)
    user.is_active, user.disabled_at, user.last_seen_at = True, None, at
    user.save(update_fields=["is_active", "disabled_at", "last_seen_at"])
    records.append(subject=user, name="user.enabled", actor=actor, at=at)
    return user


def disable_unused(at: datetime) -> int:
    """Close every login not used for 90 days (C12); answers how many. A job of the worker, daily.

    The last security administrator stays open, or nobody could open the others again. The logins of a
    demonstration stay open while it is one: its city is founded years before anybody enters.
    """
    limit = at - UNUSED
    stale = User.objects.filter(is_active=True).filter(
        Q(last_seen_at__lt=limit) | Q(last_seen_at=None, created_at__lt=limit)
    )
    if settings.LINLI_DEMO:
        stale = stale.exclude(username__startswith="demo-")
    keepers = User.objects.filter(is_active=True, admin_role="security_admin")
    spare = (
        None
        if keepers.exclude(pk__in=stale.values("pk")).exists()
        else keepers.order_by("-last_seen_at").first()
    )
    count = 0
    for pk in list(stale.order_by("pk").values_list("pk", flat=True)):
        if spare is None or pk != spare.pk:
            count += _disable_one(pk, at)
    return count


@verb()
def _disable_one(pk: int, at: datetime) -> bool:
    """Unless somebody came in by it in this moment, or closed it."""
    user = records.lock(User, pk)
    used = user.last_seen_at or user.created_at
    if not user.is_active or used is None or used >= at - UNUSED:
        return False
    _disable(user, SYSTEM, at, "unused")
    return True


@verb()
def make_admin(*, user_id: int, admin_role: str, actor: Actor, at: datetime) -> User:
    """Give or take ("") one of the three administrators; event ``user.made_admin``. Never to oneself."""
    user = _other(user_id, actor)
    check_admin(admin_role, user.person_id, but=user.pk)
    if user.admin_role == admin_role:
        return user
    before, user.admin_role = user.admin_role, admin_role
    # An administrator's password has its own length; the next log-in asks for a new one.
    user.must_change_password = True
    user.save(update_fields=["admin_role", "must_change_password"])
    user.devices.filter(revoked_at=None).update(revoked_at=at)
    records.append(
        subject=user,
        name="user.made_admin",
        actor=actor,
        at=at,
        data={"from": before or "none", "to": admin_role or "none"},
    )
    return user


@verb()
def reset_password(*, user_id: int, actor: Actor, at: datetime) -> str:
    """A password for one entry, answered once and shown to the administrator; it must be changed at once.

    The second factor goes with it: whoever lost his phone has no other way in.
    """
    user = _other(user_id, actor)
    password = temporary_password(private_words(user))
    drop_second(user, actor=actor, at=at)  # who lost the phone binds the next one at the next entry
    set_password(user_id=user.pk, password=password, actor=actor, at=at, must_change=True)
    return password


def temporary_password(private: tuple[str, ...] = ()) -> str:
    """Fourteen signs that keep the rules and cannot be misread (no 0 O 1 l I)."""
    signs = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))
    while True:
        made = "-".join("".join(secrets.choice(signs) for _place in range(4)) for _part in range(3))
        if not passwords.problems(made, admin=True, private=private):
            return made


@verb()
def unlock(*, user_id: int, actor: Actor, at: datetime) -> int:
    """Lift the lock after failed log-ins at all addresses; event ``user.unlocked``; answers the locks lifted."""
    user = _other(user_id, actor)
    count = int(axes_reset(username=user.username))
    records.append(subject=user, name="user.unlocked", actor=actor, at=at, data={"locks": count})
    return count
