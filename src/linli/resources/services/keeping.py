"""``add_resource``, ``add_many``, ``change_resource``, ``end_resource``, ``say_what_is_wanted``.

Append ``resource.added``, ``resource.changed``, ``resource.ended``, ``case.want_set``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases.models import Case
from linli.definitions.resources import ResourceKind
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.domain.matching import SLOTS
from linli.mechanisms.models import Definition
from linli.organizations.models import OPEN, Organization, Post
from linli.records import bulk
from linli.records import services as records
from linli.records.tx import verb
from linli.resources import kinds
from linli.resources.errors import Refused
from linli.resources.models import Resource, ResourceTag, ServedArea, Want

#: No offer of a single owner is larger; a larger number is a slip of the pen.
MOST_AMOUNT = 10_000_000_000
MOST_CAP = 50


@dataclass(frozen=True)
class Given:
    """What is given. ``served``: places where it may be used; empty means the place it stands in.

    ``tags``: what it is filed under, of those the kind knows.
    """

    kind: str
    title: str
    body_id: int
    area_id: int
    post_id: int | None = None
    note: str = ""
    skills: tuple[str, ...] = ()
    amount: int = 0
    cap: int | None = None
    slots: int = 0
    trusted: bool = False
    served: tuple[int, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    tags: tuple[str, ...] = ()


@verb()
def add_resource(*, given: Given, actor: Actor, at: datetime) -> Resource:
    """Put a resource on the list. Raises :class:`Refused` with the field."""
    row = _row(given, local_day(at), {})
    areas.fill_columns(row, given.area_id)
    records.append(subject=row, name="resource.added", actor=actor, at=at, data=_data(row, given.tags))
    _serve([(row, given)])
    return row


@verb()
def add_many(*, given: Sequence[Given], actor: Actor, at: datetime) -> list[Resource]:
    """As :func:`add_resource` for thousands: checked one by one, inserted and remembered together."""
    known: dict[tuple[str, int], tuple[ResourceKind, Definition]] = {}
    columns = areas.columns_for_many({one.area_id for one in given})
    rows = []
    for one in given:
        row = _row(one, local_day(at), known)
        row.area_id = one.area_id
        for level, value in columns[one.area_id].items():
            setattr(row, level, value)
        rows.append(row)
    made = Resource.objects.bulk_create(rows, batch_size=500)
    tags = {row.pk: one.tags for row, one in zip(made, given, strict=True)}
    bulk.append_new(
        subjects=made, name="resource.added", actor=actor, at=at, data=lambda row: _data(row, tags[row.pk])
    )
    _serve(list(zip(made, given, strict=True)))
    return made


def _data(row: Resource, tags: Sequence[str]) -> dict[str, object]:
    data: dict[str, object] = {
        "kind": row.kind, "body": row.body_id, "post": row.post_id, "amount": row.amount, "cap": row.cap,
    }  # fmt: skip
    return data | ({"tags": sorted(tags)} if tags else {})


def _serve(rows: Sequence[tuple[Resource, Given]]) -> None:
    ServedArea.objects.bulk_create(
        [
            ServedArea(resource=row, area_id=area)
            for row, given in rows
            for area in dict.fromkeys(given.served or (given.area_id,))
        ],
        batch_size=500,
    )
    ResourceTag.objects.bulk_create(
        [ResourceTag(resource=row, tag=tag) for row, given in rows for tag in dict.fromkeys(given.tags)],
        batch_size=500,
    )


def _row(
    given: Given, today: date, known: dict[tuple[str, int], tuple[ResourceKind, Definition]]
) -> Resource:
    key = (given.kind, given.area_id)
    if key not in known:
        known[key] = kinds.need(given.kind, given.area_id, today)
    kind, definition = known[key]
    usual = kind.most_at_once.at(today) if kind.most_at_once else None
    row = Resource(definition=definition, kind=kind.id, area_id=given.area_id)
    _fill(row, given, kind, cap=usual or 1 if given.cap is None else given.cap, today=today)
    return row


def _fill(row: Resource, given: Given, kind: ResourceKind, *, cap: int, today: date) -> None:
    title = " ".join(given.title.split())
    if not any(char.isalnum() for char in title) or len(title) > 80:
        raise Refused(_("请用不超过80个字写明能提供什么。"), field="title")
    if set(given.skills) - set(kind.skills):
        raise Refused(_("这类资源没有所选的技能，请从列表里选。"), field="skills")
    if set(given.tags) - set(kind.tags):
        raise Refused(_("这类资源不能归到所选的平台，请从列表里选。"), field="tags")
    if not 0 <= given.amount <= MOST_AMOUNT:
        raise Refused(_("数量不对，请检查单位。"), field="amount")
    if not 1 <= cap <= MOST_CAP:
        raise Refused(_("同时最多承接请填1到%(most)s。") % {"most": MOST_CAP}, field="cap")
    if not 0 <= given.slots < 1 << SLOTS:
        raise Refused(_("时段不对，请重新选择。"), field="slots")
    start, end = given.valid_from or today, given.valid_to or OPEN
    if end <= start:
        raise Refused(_("结束日期要在开始日期之后。"), field="valid_to")
    if given.post_id and not Post.objects.filter(pk=given.post_id, organization_id=given.body_id).exists():
        raise Refused(_("这个岗位不在所选单位。"), field="post")
    row.title, row.note = title, given.note.strip()[:300]
    row.body_id, row.post_id = given.body_id, given.post_id
    row.skills, row.amount, row.cap, row.slots = list(given.skills), given.amount, cap, given.slots
    row.trusted = given.trusted
    row.valid_from, row.valid_to = start, end


@verb()
def change_resource(
    *, resource_id: int, given: Given, actor: Actor, at: datetime, version: int | None = None
) -> Resource:
    """Correct or change a resource; what it was stays in the history."""
    row = records.lock(Resource, resource_id)
    records.check_version(row, version)
    today = local_day(at)
    if row.valid_to <= today:
        raise Refused(_("这项资源已停用，不能再改；需要时请重新登记。"))
    kind = next((one for one, _definition in kinds.here(row.area_id, today) if one.id == row.kind), None)
    if kind is None:
        raise Refused(_("本地已停用这类资源的机制，不能再改。"))
    if not Organization.objects.filter(pk=given.body_id).exists():
        raise Refused(_("没有找到这个单位。"), field="body")
    _fill(row, given, kind, cap=row.cap if given.cap is None else given.cap, today=row.valid_from)
    row.save()
    ServedArea.objects.filter(resource=row).delete()
    ResourceTag.objects.filter(resource=row).delete()
    _serve([(row, given)])
    records.append(subject=row, name="resource.changed", actor=actor, at=at, data=_data(row, given.tags))
    return row


@verb()
def end_resource(
    *, resource_id: int, on: date, actor: Actor, at: datetime, version: int | None = None
) -> Resource:
    """Not given any more from a day on; bookings after it are cancelled."""
    row = records.lock(Resource, resource_id)
    records.check_version(row, version)
    if row.valid_to <= on or on <= row.valid_from:
        raise Refused(_("停用日期要在登记日期之后、原结束日期之前。"), field="on")
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    row.bookings.filter(cancelled_at=None, ends__gt=at, starts__date__gte=on).update(cancelled_at=at)
    records.append(subject=row, name="resource.ended", actor=actor, at=at, data={"on": on.isoformat()})
    return row


@verb()
def say_what_is_wanted(
    *,
    case_id: int,
    kind: str,
    actor: Actor,
    at: datetime,
    skill: str = "",
    slots: int = 0,
    amount: int = 0,
) -> Want:
    """What an open need asks for: a kind of resource, a skill of it, times, an amount."""
    case = records.lock(Case, case_id)
    found, _definition = kinds.need(kind, case.area_id, local_day(at))
    if case.kind not in {answers.case_kind for answers in found.answers}:
        raise Refused(_("这类资源不对应这类需求。"), field="kind")
    if skill and skill not in found.skills:
        raise Refused(_("这类资源没有所选的技能，请从列表里选。"), field="skill")
    if not 0 <= slots < 1 << SLOTS or not 0 <= amount <= MOST_AMOUNT:
        raise Refused(_("时段或数量不对。"), field="amount")
    row, _made = Want.objects.update_or_create(
        case=case, defaults={"kind": kind, "skill": skill, "slots": slots, "amount": amount}
    )
    data = {"kind": kind, "skill": skill, "slots": slots, "amount": amount}
    records.append(subject=case, name="case.want_set", actor=actor, at=at, data=data)
    return row
