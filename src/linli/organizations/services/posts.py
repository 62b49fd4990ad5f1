"""Posts: the seats of a body, each with its role and the place it works for."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.domain.access import Actor
from linli.organizations.errors import Refused
from linli.organizations.models import Appointment, Organization, Post
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb


@verb()
def create_post(
    *,
    organization_id: int,
    title: str,
    role: str,
    actor: Actor,
    at: datetime,
    area_id: int | None = None,
    on: date | None = None,
    until: date | None = None,
) -> Post:
    """Set up a post in a body; ``area_id`` is where it works, the body's place by default. ``post.created``."""
    start, end = checks.period(on or checks.day_of(at), until, at)
    body = records.lock(Organization, organization_id)
    if not body.covers(start) or end > body.valid_to:
        raise Refused(_("岗位的起止日期要在「%(name)s」存续期间。") % {"name": body.name}, field="on")
    place = area_id or body.area_id
    if areas.span(place) is None:
        raise Refused(_("找不到这个地点，或者它已经撤销。"), field="area")
    post = Post(
        organization=body,
        title=checks.one_line(title, field="title", label=_("岗位名称"), limit=60),
        role=checks.role(role),
        valid_from=start,
        valid_to=end,
    )
    areas.fill_columns(post, place)
    records.append(
        subject=post,
        name="post.created",
        actor=actor,
        at=at,
        data={"body": body.pk, "role": role, "area": place},
    )
    return post


@verb()
def change_post(
    *,
    post_id: int,
    actor: Actor,
    at: datetime,
    title: str | None = None,
    role: str | None = None,
    area_id: int | None = None,
) -> Post:
    """Correct the title, the role or the place of a post; event ``post.changed``."""
    post = records.lock(Post, post_id)
    before = {"role": post.role, "area": post.area_id}
    old_title = post.title
    if title is not None:
        post.title = checks.one_line(title, field="title", label=_("岗位名称"), limit=60)
    if role is not None:
        post.role = checks.role(role)
    if area_id is not None:
        if areas.span(area_id) is None:
            raise Refused(_("找不到这个地点，或者它已经撤销。"), field="area")
        areas.fill_columns(post, area_id)
    after = {"role": post.role, "area": post.area_id}
    if before == after and old_title == post.title:
        return post
    post.save()
    records.append(
        subject=post,
        name="post.changed",
        actor=actor,
        at=at,
        data={"before": before, "after": after},
        text={"old": old_title, "new": post.title} if old_title != post.title else None,
    )
    return post


@verb()
def end_post(
    *, post_id: int, actor: Actor, at: datetime, on: date | None = None, successor_id: int | None = None
) -> Post:
    """Abolish a post; event ``post.ended`` with the post that takes its work over.

    Refuses while somebody holds it. Rooms above move the work to ``successor`` in the same transaction.
    """
    day = checks.known_day(on or checks.day_of(at), at, field="on")
    post = records.lock(Post, post_id)
    if not post.valid_from < day <= post.valid_to:
        raise Refused(_("结束日期要在设立之后、原结束日期之前。"), field="on")
    if Appointment.objects.filter(post=post, valid_to__gt=day).exists():
        raise Refused(_("这个岗位还有人在任，请先免去任职或办理换人交接。"))
    if successor_id is not None:
        heir = Post.objects.filter(pk=successor_id).first()
        if heir is None or heir.pk == post.pk or not heir.covers(day):
            raise Refused(_("承接的岗位在这一天不存在。"), field="successor")
    post.valid_to = day
    post.save(update_fields=["valid_to"])
    records.append(
        subject=post, name="post.ended", actor=actor, at=at, data={"on": day, "successor": successor_id}
    )
    return post
