"""Bodies: founded, renamed, changed, moved, put under another, linked to places, ended."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.models import Area
from linli.areas.spelling import fold, initials
from linli.domain.access import Actor
from linli.organizations import trees
from linli.organizations.errors import Refused
from linli.organizations.models import (
    OPEN,
    Appointment,
    AreaLinkKind,
    Organization,
    OrgAreaLink,
    OrgEdge,
    Post,
    Tree,
)
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb


def _place(area_id: int) -> int:
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
    records.lock(Area, _place(area_id))  # so that two clerks do not found the same body at once
    _name_is_free(name, area_id, start)
    areas.fill_columns(body, area_id)
    event = records.append(
        subject=body, name="organization.created", actor=actor, at=at, data={"kind": kind, "area": area_id}
    )
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
    if old == _place(area_id):
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


@verb()
def put_under(
    *, child_id: int, parent_id: int, tree: str, actor: Actor, at: datetime, on: date | None = None
) -> OrgEdge:
    """From a day on, ``child`` stands under ``parent`` in one tree; event ``organization.put_under``.

    The edge that held until then ends. Refuses a circle, an unknown tree, an ended body, and a day
    before a change that is already recorded.
    """
    day = checks.known_day(on or checks.day_of(at), at, field="on")
    if tree not in Tree.values:
        raise Refused(_("没有这种隶属关系，请从列表中选择。"), field="tree")
    if child_id == parent_id:
        raise Refused(_("单位不能隶属于它自己。"), field="parent")
    # One order for all, so that two moves at once meet here and not in a circle.
    locked = {pk: records.lock(Organization, pk) for pk in sorted((child_id, parent_id))}
    child, parent = locked[child_id], locked[parent_id]
    for body in (child, parent):
        if not body.covers(day):
            raise Refused(_("「%(name)s」在这一天不存在。") % {"name": body.name}, field="on")
    if trees.stands_above(child_id, parent_id, tree=tree, since=day):
        raise Refused(
            _("这样会绕成一圈：「%(parent)s」本来就在「%(child)s」下面。")
            % {"parent": parent.name, "child": child.name},
            field="parent",
        )
    edge = _replace_edge(child, parent, tree, day)
    event = records.append(
        subject=child,
        name="organization.put_under",
        actor=actor,
        at=at,
        data={"tree": tree, "parent": parent_id, "on": day},
    )
    records.set_span(subject=child, field=f"parent_{tree}", value=parent_id, at=at, seq=event.seq)
    return edge


def _replace_edge(child: Organization, parent: Organization, tree: str, day: date) -> OrgEdge:
    own = OrgEdge.objects.filter(child=child, tree=tree)
    later = own.filter(valid_from__gt=day).order_by("valid_from").first()
    if later:
        raise Refused(
            _("%(day)s起已经登记了另一个上级，请选那一天以后的日期。")
            % {"day": later.valid_from.isoformat()},
            field="on",
        )
    same_day = own.filter(valid_from=day).first()
    if same_day:  # a slip corrected on the day itself; both stand in the events
        same_day.parent, same_day.valid_to = parent, OPEN
        same_day.save(update_fields=["parent", "valid_to"])
        return same_day
    own.filter(valid_to__gt=day).update(valid_to=day)
    return OrgEdge.objects.create(tree=tree, child=child, parent=parent, valid_from=day)


@verb()
def take_out(*, child_id: int, tree: str, actor: Actor, at: datetime, on: date | None = None) -> None:
    """From a day on the body has no parent in this tree; event ``organization.taken_out``."""
    day = checks.known_day(on or checks.day_of(at), at, field="on")
    child = records.lock(Organization, child_id)
    edge = OrgEdge.objects.filter(child=child, tree=tree, valid_from__lt=day, valid_to__gt=day).first()
    if edge is None:
        raise Refused(_("这一天没有可以解除的隶属关系。"), field="on")
    edge.valid_to = day
    edge.save(update_fields=["valid_to"])
    event = records.append(
        subject=child, name="organization.taken_out", actor=actor, at=at, data={"tree": tree, "on": day}
    )
    records.set_span(subject=child, field=f"parent_{tree}", value=None, at=at, seq=event.seq)


@verb()
def link_area(
    *,
    organization_id: int,
    area_id: int,
    kind: str,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    until: date | None = None,
) -> OrgAreaLink:
    """A body serves, answers for, or catches the matters of a place; event ``organization.linked``.

    A place has one fallback body at a time; the same link may not overlap itself.
    """
    start, end = checks.period(on or checks.day_of(at), until, at)
    if kind not in AreaLinkKind.values:
        raise Refused(_("没有这种关系，请从列表中选择。"), field="kind")
    records.lock(Area, _place(area_id))
    body = records.lock(Organization, organization_id)
    if not body.covers(start):
        raise Refused(_("「%(name)s」在这一天不存在。") % {"name": body.name}, field="on")
    rivals = OrgAreaLink.objects.filter(area_id=area_id, kind=kind, valid_from__lt=end, valid_to__gt=start)
    own = rivals.filter(organization=body).first()
    if own:
        raise Refused(
            _("已有同样的关系，自%(day)s起，不用重复登记。") % {"day": own.valid_from.isoformat()},
            field="area",
        )
    other = rivals.select_related("organization").first() if kind == AreaLinkKind.FALLBACK else None
    if other:
        raise Refused(
            _("这个地点的兜底单位已经是「%(name)s」，请先结束它。") % {"name": other.organization.name},
            field="area",
        )
    link = OrgAreaLink.objects.create(
        organization=body, area_id=area_id, kind=kind, valid_from=start, valid_to=end
    )
    records.append(
        subject=body,
        name="organization.linked",
        actor=actor,
        at=at,
        data={"area": area_id, "link": kind, "on": start},
    )
    return link


@verb()
def end_link(*, link_id: int, actor: Actor, at: datetime, on: date | None = None) -> OrgAreaLink:
    """End a link to a place on a day; event ``organization.unlinked``."""
    day = checks.known_day(on or checks.day_of(at), at, field="on")
    link = OrgAreaLink.objects.get(pk=link_id)
    body = records.lock(Organization, link.organization_id)
    if not link.valid_from < day < link.valid_to:
        raise Refused(_("结束日期要在开始日期之后、原结束日期之前。"), field="on")
    link.valid_to = day
    link.save(update_fields=["valid_to"])
    records.append(
        subject=body,
        name="organization.unlinked",
        actor=actor,
        at=at,
        data={"area": link.area_id, "link": link.kind, "on": day},
    )
    return link
