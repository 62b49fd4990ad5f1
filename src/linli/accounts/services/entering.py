"""Coming in, changing the post, going: each leaves its event on the login's stream."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.accounts.acting import acts_of
from linli.accounts.errors import Refused
from linli.accounts.models import User
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI
from linli.records import services as records
from linli.records.tx import verb

#: The last use is noted to the hour; it only serves to close logins unused for 90 days.
SEEN_GRAIN = timedelta(hours=1)


@verb()
def note_entry(*, user_id: int, post_id: int | None, way: str, actor: Actor, at: datetime) -> None:
    """Somebody came in; event ``user.entered``. ``way``: password, device, outside, demo."""
    user = records.lock(User, user_id)
    user.last_seen_at, user.last_post_id = at, post_id
    user.save(update_fields=["last_seen_at", "last_post"])
    records.append(subject=user, name="user.entered", actor=actor, at=at, data={"way": way, "post": post_id})


@verb()
def note_leave(*, user_id: int, actor: Actor, at: datetime) -> None:
    """Somebody left; event ``user.left``."""
    records.append(subject=records.lock(User, user_id), name="user.left", actor=actor, at=at)


@verb()
def choose_post(*, user_id: int, post_id: int, actor: Actor, at: datetime) -> None:
    """Act in another of one's posts from now on; event ``user.chose_post``. Refuses a post not held today."""
    user = records.lock(User, user_id)
    if post_id not in {act.post_id for act in acts_of(user, at.astimezone(SHANGHAI).date())}:
        raise Refused(_("您今天没有担任这个岗位。"))
    user.last_post_id = post_id
    user.save(update_fields=["last_post"])
    records.append(subject=user, name="user.chose_post", actor=actor, at=at, data={"post": post_id})


def note_seen(*, user_id: int, seen_at: datetime | None, at: datetime) -> None:
    """Keep the hour of the last use; no event, and never two writes in one hour."""
    if seen_at is None or at - seen_at >= SEEN_GRAIN:
        User.objects.filter(pk=user_id).update(last_seen_at=at)
