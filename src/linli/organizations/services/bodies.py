"""Bodies: founded, renamed, changed, moved, ended."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.models import Area
from linli.areas.spelling import fold, initials
from linli.domain.access import Actor
from linli.organizations.errors import Refused
from linli.organizations.models import (
    Appointment,
    Organization,
    OrgAreaLink,
    OrgEdge,
    Post,
)
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb


def placed(area_id: int) -> int:
    """The id of a living place. Raises Refused."""
    if areas.span(area_id) is None:
        raise Refused(_("找不到这个地点，或者它已经撤销。"), field="area")
    return area_id


def _code_is_free(code: str, *, but: int = 0) -> None:
    taken = Organization.objects.filter(credit_code=code).exclude(pk=but).first() if code else None
    if taken:
        raise Refused(
            _("这个统一社会信用代码已登记在「%(name)s」名下。") % {"name": taken.name}, field="credit_code"
        )


@verb()
def create_organization(
    *,
    name: str,
    kind: str,
    area_id: int,
    actor: Actor,
    at: datetime,
    short_name: str = "",
    credit_code: str = "",
    phone: str = "",
    basis: str = "",
    on: date | None = None,
    until: date | None = None,
) -> Organization:
    """Found a body at a place; event ``organization.created``.

    Refuses an unknown kind or place, a wrong or taken credit code, and a second body of one name at one place.
    """
    start, end = checks.period(on or checks.day_of(at), until, at)
    name = checks.one_line(name, field="name", label=_("名称"), limit=60)
    body = Organization(
        name=name,
        short_name=checks.one_line(short_name, field="short_name", label=_("简称"), limit=30, required=False),
        initials=initials(fold(name)),
        kind=checks.body_kind(kind),
        credit_code=checks.credit_code(credit_code),
        phone=checks.office_phone(phone, field="phone"),
        basis=checks.one_line(basis, field="basis", label=_("设立依据"), limit=120, required=False),
        valid_from=start,
        valid_to=end,
    )
    _code_is_free(body.credit_code)
    records.lock(Area, placed(area_id))  # so that two clerks do not found the same body at once
    _name_is_free(name, area_id, start)
    areas.fill_columns(body, area_id)
    data = {"kind": kind, "area": area_id}
    event = records.append(subject=body, name="organization.created", actor=actor, at=at, data=data)
    records.set_span(subject=body, field="name", value=name, at=at, seq=event.seq)
    records.set_span(subject=body, field="area", value=area_id, at=at, seq=event.seq)
    return body


def _name_is_free(name: str, area_id: int, on: date, *, but: int = 0) -> None:
    same = Organization.objects.filter(area_id=area_id, name=name, valid_to__gt=on)
    if same.exclude(pk=but).exists():
        raise Refused(_("这个地点已经有一个叫「%(name)s」的单位。") % {"name": name}, field="name")


@verb()
def rename_organization(
    *, organization_id: int, name: str, actor: Actor, at: datetime, short_name: str | None = None
) -> Organization:
    """Give a body a new name; the old one stays in its history. Event ``organization.renamed``."""
    body = records.lock(Organization, organization_id)
    name = checks.one_line(name, field="name", label=_("名称"), limit=60)
    _name_is_free(name, body.area_id, checks.day_of(at), but=body.pk)
    old, body.name, body.initials = body.name, name, initials(fold(name))
    if short_name is not None:
        body.short_name = checks.one_line(
            short_name, field="short_name", label=_("简称"), limit=30, required=False
        )
    body.save(update_fields=["name", "initials", "short_name"])
    event = records.append(
        subject=body, name="organization.renamed", actor=actor, at=at, text={"old": old, "new": name}
    )
    records.set_span(subject=body, field="name", value=name, at=at, seq=event.seq)
    return body


@verb()
def change_organization(
    *,
    organization_id: int,
    actor: Actor,
    at: datetime,
    kind: str | None = None,
    credit_code: str | None = None,
    phone: str | None = None,
    basis: str | None = None,
    version: int | None = None,
) -> Organization:
    """Correct kind, credit code, office telephone or basis. Event ``organization.changed``."""
    body = records.lock(Organization, organization_id)
    records.check_version(body, version)
    new = {
        "kind": None if kind is None else checks.body_kind(kind),
        "credit_code": None if credit_code is None else checks.credit_code(credit_code),
        "phone": None if phone is None else checks.office_phone(phone, field="phone"),
        "basis": None
        if basis is None
        else checks.one_line(basis, field="basis", label=_("设立依据"), limit=120, required=False),
    }
    _code_is_free(new["credit_code"] or "", but=body.pk)
    changed = {key: value for key, value in new.items() if value is not None and value != getattr(body, key)}
    if not changed:
        return body
    old = {key: getattr(body, key) for key in changed}
    for key, value in changed.items():
        setattr(body, key, value)
    body.save(update_fields=list(changed))
    records.append(
        subject=body,
        name="organization.changed",
        actor=actor,
        at=at,
        data={"fields": sorted(changed)},
        text={"old": old, "new": changed},
    )
    return body


@verb()
def move_organization(*, organization_id: int, area_id: int, actor: Actor, at: datetime) -> Organization:
    """Put a body at another place; its own posts that stood at the old place follow. ``organization.moved``."""
    body = records.lock(Organization, organization_id)
    old = body.area_id
    if old == placed(area_id):
        return body
    areas.fill_columns(body, area_id)
    body.save()
    for post in Post.objects.select_for_update().filter(organization=body, area_id=old):
        areas.fill_columns(post, area_id)
        post.save()
    event = records.append(
        subject=body, name="organization.moved", actor=actor, at=at, data={"from": old, "to": area_id}
    )
    records.set_span(subject=body, field="area", value=area_id, at=at, seq=event.seq)
    return body


@verb()
def end_organization(
    *,
    organization_id: int,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    successor_id: int | None = None,
) -> Organization:
    """End a body on a day, with its links and edges; event ``organization.ended``.

    Refuses while somebody still holds one of its posts: hand over or end those first, so that no work
    is left without a name.
    """
    day = checks.known_day(on or checks.day_of(at), at, field="on")
    body = records.lock(Organization, organization_id)
    if not body.valid_from < day <= body.valid_to:
        raise Refused(_("结束日期要在成立之后、原结束日期之前。"), field="on")
    held = Appointment.objects.filter(post__organization=body, valid_to__gt=day).count()
    if held:
        raise Refused(_("还有%(count)s个岗位在任，请先办理换人交接或免去任职。") % {"count": held})
    if successor_id == body.pk:
        raise Refused(_("承接单位不能是它自己。"), field="successor")
    body.valid_to = day
    body.save(update_fields=["valid_to"])
    for rows in (
        OrgEdge.objects.filter(child=body),
        OrgEdge.objects.filter(parent=body),
        OrgAreaLink.objects.filter(organization=body),
        Post.objects.filter(organization=body),
    ):
        rows.filter(valid_from__lt=day, valid_to__gt=day).update(valid_to=day)
    records.append(
        subject=body,
        name="organization.ended",
        actor=actor,
        at=at,
        data={"on": day, "successor": successor_id},
    )
    return body
