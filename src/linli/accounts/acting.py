"""From a login and the post taken to the two values every floor passes down: Actor and Scope."""

from __future__ import annotations

from datetime import date

from linli.accounts.models import User
from linli.areas import queries as areas
from linli.areas.models import NATION_ID
from linli.definitions import get_library
from linli.domain.access import COLUMN_LEVELS, Actor, AreaRef, Scope
from linli.organizations import queries as organizations
from linli.organizations.models import Appointment, Post

#: From the narrowest column to the widest, for the place a post works for.
_NARROW_FIRST = ("grid", "estate", "community", "street", "district", "city")
#: Standings of roles that have no place of their own: they act for their body only.
_PLACELESS = frozenset({"unit", "public", "administrator"})


def acts_of(user: User, on: date) -> list[Appointment]:
    """What a login may act as on a day, the main post first; administrators act in no post. One query."""
    if user.is_admin or user.person_id is None:
        return []
    return organizations.posts_of(user.person_id, on)


def pick(acts: list[Appointment], post_id: int | None) -> Appointment | None:
    """The appointment for a post, else the first; None when there is none."""
    return next((act for act in acts if act.post_id == post_id), acts[0] if acts else None)


def scope_of(user: User, acting: Appointment | None) -> Scope:
    """What the login sees and fills, acting in one post (or as an administrator)."""
    if user.is_admin:
        return _admin_scope(user)
    return Scope(user_id=user.pk) if acting is None else scope_of_post(acting.post, user_id=user.pk)


def _admin_scope(user: User) -> Scope:
    # Only the system administrator keeps places and bodies; none of the three reads any case (permissions.yaml).
    everywhere = (AreaRef("nation", NATION_ID),) if user.admin_role == "system_admin" else ()
    return Scope(view=everywhere, fill=everywhere, roles=frozenset({user.admin_role}), user_id=user.pk)


def scope_of_post(post: Post, *, user_id: int | None = None) -> Scope:
    """The scope of a post, whoever holds it; also for digests and tests."""
    role = get_library().roles.get(post.role)
    placeless = role is None or role.standing in _PLACELESS
    refs = () if placeless else (place_ref(post),)
    return Scope(
        view=refs,
        fill=refs,
        bodies=frozenset({post.organization_id}),
        roles=frozenset({post.role}),
        user_id=user_id,
        post_id=post.pk,
    )


def place_ref(post: Post) -> AreaRef:
    """The place a post works for, with its level; read from the level columns, so without a query.

    A place that has ended is answered for by the one its columns were rewritten to.
    """
    for level in COLUMN_LEVELS:
        if getattr(post, level) == post.area_id:
            return AreaRef(level, post.area_id)
    span = areas.span(post.area_id)
    if span is not None:
        return AreaRef(span.level, span.area_id)
    nearest = next((name for name in _NARROW_FIRST if getattr(post, name)), None)
    return AreaRef(nearest, getattr(post, nearest)) if nearest else AreaRef("other", post.area_id)


def actor_of(user: User, acting: Appointment | None, *, channel: str = "page") -> Actor:
    """Who is written into the events."""
    if acting is None:
        return Actor(user_id=user.pk, post_id=None, channel=channel)
    return Actor(
        user_id=user.pk, post_id=acting.post_id, channel=channel, body_id=acting.post.organization_id
    )
