"""The second factor of administrators: set up, check, take away."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.accounts import second
from linli.accounts.errors import Refused
from linli.accounts.models import SecondFactor, User
from linli.domain.access import Actor
from linli.records import services as records
from linli.records.tx import verb


@verb()
def set_second(*, user_id: int, secret: str, code: str, actor: Actor, at: datetime) -> SecondFactor:
    """Keep the secret once its first code was right; event ``user.second_set``. Refuses a wrong code."""
    user = records.lock(User, user_id)
    step = second.step_of(secret, code, at, after=0)
    if step is None:
        raise Refused(_("动态码不对，请看手机上最新的6位数字，并核对手机时间。"), field="code")
    SecondFactor.objects.filter(user=user).delete()
    made = SecondFactor.objects.create(user=user, secret=secret, made_at=at, last_step=step)
    records.append(subject=user, name="user.second_set", actor=actor, at=at)
    return made


@verb()
def check_second(*, user_id: int, code: str, at: datetime) -> str:
    """Count a code; answers why it is not taken (empty: it is right). Five wrong ones lock for half an hour.

    Says why instead of raising: the failure itself must be written down.
    """
    user = records.lock(User, user_id)
    held = SecondFactor.objects.select_for_update().filter(user=user).first()
    if held is None:
        return _("这个账号还没有绑定动态码。")
    if held.locked_until is not None and at < held.locked_until:
        return _("动态码连续错%(count)s次，已锁定30分钟，请稍后再试。") % {"count": second.TRIES}
    step = second.step_of(held.secret, code, at, after=held.last_step)
    if step is not None:
        held.last_step, held.failures, held.locked_until = step, 0, None
        held.save(update_fields=["last_step", "failures", "locked_until"])
        return ""
    held.failures += 1
    if held.failures >= second.TRIES:
        held.failures, held.locked_until = 0, at + second.LOCKED_FOR
        actor = Actor(user_id=user.pk, post_id=None, channel="page")
        records.append(subject=user, name="user.second_locked", actor=actor, at=at)
    held.save(update_fields=["failures", "locked_until"])
    return _("动态码不对或已经用过，请等手机上换了新的6位数字再输。")


def drop_second(user: User, *, actor: Actor, at: datetime) -> None:
    """Take the second factor away within another verb (phone lost, password reset); event ``user.second_dropped``."""
    if SecondFactor.objects.filter(user=user).delete()[0]:
        records.append(subject=user, name="user.second_dropped", actor=actor, at=at)
