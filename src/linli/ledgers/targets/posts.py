"""Posts from a sheet, with who holds them: one line names the body, the post, its role and its holder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domain.access import Actor
from linli.ledgers.errors import RowRefused
from linli.ledgers.reading import values
from linli.ledgers.registry import Applied, Column, Problem, Row, Target
from linli.ledgers.targets import finding
from linli.ledgers.targets.people import known_person
from linli.organizations import queries, services
from linli.organizations.models import OPEN, Appointment, AppointmentKind, Post
from linli.organizations.services import checks

_KINDS = {str(AppointmentKind(value).label): value for value in AppointmentKind.values}


def check(row: Row) -> Iterator[Problem]:
    """Body and place must be known; several people of one name need the telephone or the staff number."""
    yield from finding.body_problems(row, "body")
    yield from finding.place_problems(row, "area")
    named = row.text("name")
    if named and known_person(row) is None:
        same = queries.directory().filter(name=named, ended_on=None).count()
        if same > 1:
            message = _("叫「%(name)s」的有%(count)d人。") % {"name": named, "count": same}
            yield Problem("name", message, _("请补填工作电话或工号。"))


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """Set the post up if it is not there, and appoint the person named, entering him if he is new."""
    body = finding.need_body(row, "body")
    post = Post.objects.filter(organization=body, title=row.text("title"), valid_to=OPEN).first()
    made = post is None
    if post is None:
        area_id = finding.need_place(row, "area") if row.text("area") else None
        post = services.create_post(
            organization_id=body.pk,
            title=row.text("title"),
            role=row.text("role"),
            actor=actor,
            at=at,
            area_id=area_id,
            on=row.day("on"),
        )
    appointed = _appoint(row, post, actor, at) if row.text("name") else None
    if not made and appointed is None:
        return Applied("post", post.pk, "unchanged")
    return Applied("post", post.pk, "created" if made else "updated", {"appointment": appointed})


def _appoint(row: Row, post: Post, actor: Actor, at: datetime) -> int | None:
    person = known_person(row) or queries.directory().filter(name=row.text("name"), ended_on=None).first()
    if person is None:
        person = services.create_person(
            name=row.text("name"),
            work_phone=row.text("work_phone"),
            staff_number=row.text("staff_number"),
            actor=actor,
            at=at,
        )
    if Appointment.objects.filter(post=post, person=person, valid_to=OPEN).exists():
        return None
    kind = row.text("kind") or AppointmentKind.MAIN
    made = services.appoint(
        person_id=person.pk, post_id=post.pk, actor=actor, at=at, kind=kind, on=row.day("on")
    )
    return int(made.pk)


def undo(applied: Applied, row: Row, actor: Actor, at: datetime) -> None:
    """End the appointment and, if it was new, the post."""
    today = checks.day_of(at)
    appointment = Appointment.objects.filter(pk=applied.before.get("appointment") or 0).first()
    post = Post.objects.get(pk=applied.id)
    if (appointment and appointment.valid_from >= today) or post.valid_from >= today:
        raise RowRefused(_("今天才登记的岗位明天起才能撤销；填错了可在岗位页面更正。"))
    if appointment is not None and appointment.valid_to > today:
        services.end_appointment(appointment_id=appointment.pk, actor=actor, at=at, on=today)
    if applied.how == "created":
        services.end_post(post_id=post.pk, actor=actor, at=at, on=today)


TARGET = Target(
    id="posts",
    title=gettext_lazy("岗位和任职"),
    help=gettext_lazy("一行一个岗位；写了姓名就同时登记任职。"),
    verb="organization.appoint",
    order=30,
    columns=(
        Column("body", gettext_lazy("所在单位"), ("单位", "单位名称", "工作单位"), required=True),
        Column("title", gettext_lazy("岗位名称"), ("岗位", "职务"), required=True, parse=values.text(60)),
        Column("role", gettext_lazy("角色"), ("岗位类别", "职责类别"), required=True, parse=finding.role),
        Column("area", gettext_lazy("负责地点"), ("负责社区", "负责小区", "网格", "地点")),
        Column("name", gettext_lazy("姓名"), ("任职人员", "人员"), parse=values.text(40)),
        Column("work_phone", gettext_lazy("工作电话"), ("联系电话", "手机", "电话"), parse=values.phone),
        Column("staff_number", gettext_lazy("工号"), ("人员编号",), parse=values.text(30)),
        Column("kind", gettext_lazy("任职方式"), ("任职类别",), parse=values.choice(_KINDS)),
        Column("on", gettext_lazy("任职日期"), ("开始日期", "任职时间"), parse=values.day),
    ),
    key=("body", "title", "name"),
    check=check,
    apply=apply,
    undo=undo,
)
