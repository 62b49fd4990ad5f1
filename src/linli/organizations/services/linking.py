"""Where a body belongs: under another in a tree, linked to places; and the end of either."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas.models import Area
from linli.domain.access import Actor
from linli.organizations import trees
from linli.organizations.errors import Refused
from linli.organizations.models import (
    OPEN,
    AreaLinkKind,
    Organization,
    OrgAreaLink,
    OrgEdge,
    Tree,
)
from linli.organizations.services import checks
from linli.organizations.services.bodies import placed
from linli.records import services as records
from linli.records.tx import verb


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
    records.lock(Area, placed(area_id))
    body = records.lock(Organization, organization_id)
    if not body.covers(start):
        raise Refused(_("「%(name)s」在这一天不存在。") % {"name": body.name}, field="on")
    _check_rivals(body, area_id, kind, start, end)
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


def _check_rivals(body: Organization, area_id: int, kind: str, start: date, end: date) -> None:
    """The same link does not overlap itself, nor a fallback body another."""
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
