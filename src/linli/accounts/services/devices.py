"""Phones that re-enter silently, and identities at an outside provider."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.accounts.errors import Refused
from linli.accounts.models import Device, Identity, User
from linli.domain.access import Actor
from linli.records import services as records
from linli.records.tx import verb

#: A bound phone must show itself by password again after this.
LASTS = timedelta(days=30)


def digest(token: str) -> str:
    """What is kept of a device token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@verb()
def bind_device(*, user_id: int, label: str, post_id: int | None, actor: Actor, at: datetime) -> str:
    """Bind a phone to a login; answers the token, which is kept nowhere else. Event ``user.device_bound``.

    Administrators cannot bind one.
    """
    user = records.lock(User, user_id)
    if user.is_admin:
        raise Refused(_("管理员账号不能在设备上保持登录。"))
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(
        user=user,
        token_digest=digest(token),
        label=label[:60],
        post_id=post_id,
        created_at=at,
        expires_at=at + LASTS,
        last_used_at=at,
    )
    records.append(subject=user, name="user.device_bound", actor=actor, at=at, data={"device": device.pk})
    return token


def user_by_device(*, token: str, at: datetime) -> Device | None:
    """The bound phone behind a token, if it may still enter: not revoked, not expired, login open."""
    device = (
        Device.objects.select_related("user")
        .filter(token_digest=digest(token), revoked_at=None, expires_at__gt=at, user__is_active=True)
        .first()
    )
    if device is None or device.user.is_admin:
        return None
    Device.objects.filter(pk=device.pk).update(last_used_at=at)
    return device


@verb()
def revoke_device(*, device_id: int, user_id: int, actor: Actor, at: datetime) -> None:
    """Unbind a phone (lost, given away); event ``user.device_revoked``. Nothing happens the second time."""
    user = records.lock(User, user_id)
    if user.devices.filter(pk=device_id, revoked_at=None).update(revoked_at=at):
        records.append(
            subject=user, name="user.device_revoked", actor=actor, at=at, data={"device": device_id}
        )


@verb()
def link_identity(*, user_id: int, issuer: str, subject: str, actor: Actor, at: datetime) -> Identity:
    """Tie a login to an outside identity; event ``user.identity_linked``. Refuses one tied elsewhere."""
    user = records.lock(User, user_id)
    taken = Identity.objects.filter(issuer=issuer, subject=subject).first()
    if taken and taken.user_id != user.pk:
        raise Refused(_("这个统一身份已经绑定了另一个账号。"))
    if taken:
        return taken
    made = Identity.objects.create(user=user, issuer=issuer, subject=subject, linked_at=at)
    records.append(subject=user, name="user.identity_linked", actor=actor, at=at, data={"identity": made.pk})
    return made
