"""Setting up a courtyard's organisation in numbers: bodies with the places they cover, seats with who holds them.

The single verbs check more and cost more; here one statement writes up to 500 rows, each with its own event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import queries as places
from linli.areas.spelling import fold, initials
from linli.domain.access import Actor
from linli.organizations.errors import Refused
from linli.organizations.models import (
    OPEN,
    Appointment,
    AppointmentKind,
    AreaLinkKind,
    Organization,
    OrgAreaLink,
    OrgEdge,
    Person,
    Post,
)
from linli.organizations.queries import responsible_for
from linli.organizations.services import checks
from linli.records import bulk
from linli.records import services as records
from linli.records.tx import verb


@dataclass(frozen=True)
class NewBody:
    """A body to be founded; ``covers`` are the places it answers for, ``parent_id`` what it stands under."""

    name: str
    kind: str
    area_id: int
    covers: tuple[int, ...] = ()
    parent_id: int | None = None
    tree: str = "party"


@dataclass(frozen=True)
class NewSeat:
    """A post with its holder: somebody known (``person_id``), or a new person of this name."""

    organization_id: int
    title: str
    role: str
    area_id: int | None = None
    name: str = ""
    person_id: int | None = None
    work_phone: str = ""
    kind: str = AppointmentKind.PART_TIME
    source: str = ""
    rank: str = ""
    home_id: int | None = None
    basis: str = ""
    until: date | None = None


@verb()
def found_many(
    *, rows: Sequence[NewBody], actor: Actor, at: datetime, on: date | None = None
) -> list[Organization]:
    """Found many bodies at once; event ``organization.created`` for each, naming the places it covers.

    Refuses the whole list for an unknown kind or place, and for a name that stands at its place already.
    """
    day = checks.known_day(on or checks.day_of(at), at, field="on")
    columns = places.columns_for_many({row.area_id for row in rows})
    _check_bodies(rows, set(columns), day)
    made = []
    for row in rows:
        name = checks.one_line(row.name, field="name", label=_("名称"), limit=60)
        body = Organization(
            name=name, initials=initials(fold(name)), kind=row.kind, area_id=row.area_id, valid_from=day
        )
        for level, pk in columns[row.area_id].items():
            setattr(body, level, pk)
        made.append(body)
    plans = dict(zip(map(id, made), rows, strict=True))
    bulk.append_first(
        made,
        names=["organization.created"],
        actor=actor,
        at=at,
        data=lambda body: {
            "kind": body.kind,
            "area": body.area_id,
            "covers": list(plans[id(body)].covers),
            "parent": plans[id(body)].parent_id,
        },
    )
    _tie(made, rows, day)
    return made


def _check_bodies(rows: Sequence[NewBody], known: set[int], day: date) -> None:
    for kind in {row.kind for row in rows}:
        checks.body_kind(kind)
    if any(row.area_id not in known for row in rows):
        raise Refused(_("找不到这个地点，或者它已经撤销。"), field="area")
    named = [(row.area_id, row.name) for row in rows]
    standing = set()
    for start in range(0, len(named), 500):
        part = Organization.objects.filter(
            area_id__in={pk for pk, _name in named[start : start + 500]}, valid_to__gt=day
        )
        standing |= set(part.values_list("area_id", "name"))
    seen: set[tuple[int, str]] = set()
    for one in named:
        if one in standing or one in seen:
            raise Refused(_("这个地点已经有一个叫「%(name)s」的单位。") % {"name": one[1]}, field="name")
        seen.add(one)


def _tie(made: list[Organization], rows: Sequence[NewBody], day: date) -> None:
    OrgAreaLink.objects.bulk_create(
        (
            OrgAreaLink(organization=body, area_id=pk, kind=AreaLinkKind.RESPONSIBLE, valid_from=day)
            for body, row in zip(made, rows, strict=True)
            for pk in row.covers
        ),
        batch_size=500,
    )
    OrgEdge.objects.bulk_create(
        (
            OrgEdge(tree=row.tree, child=body, parent_id=row.parent_id, valid_from=day)
            for body, row in zip(made, rows, strict=True)
            if row.parent_id
        ),
        batch_size=500,
    )


@verb()
def seat_many(*, rows: Sequence[NewSeat], actor: Actor, at: datetime, on: date | None = None) -> list[Post]:
    """Set up many posts with their holders at once; event ``post.set_up`` for each, naming who holds it.

    The rules of a single appointment hold: a loan needs a basis and an end; ``main`` is not offered here, since it
    asks whether the person has another main post.
    """
    day = checks.known_day(on or checks.day_of(at), at, field="on")
    _check_seats(rows)
    bodies = Organization.objects.in_bulk({row.organization_id for row in rows})
    stands = [row.area_id or bodies[row.organization_id].area_id for row in rows]
    columns = places.columns_for_many(set(stands))
    people = _people(rows, actor, at)
    posts = [_post(row, place, columns[place], day) for row, place in zip(rows, stands, strict=True)]
    plans = {id(post): (row, person) for post, row, person in zip(posts, rows, people, strict=True)}
    bulk.append_first(
        posts,
        names=["post.set_up"],
        actor=actor,
        at=at,
        data=lambda post: _seat_data(post, *plans[id(post)], day),
    )
    Appointment.objects.bulk_create(
        (
            Appointment(
                post=post, person=person, kind=row.kind, basis=row.basis, home_id=row.home_id,
                source=row.source, rank=row.rank, valid_from=day, valid_to=row.until or OPEN,
            )
            for post, row, person in zip(posts, rows, people, strict=True)
        ),
        batch_size=500,
    )  # fmt: skip
    for post, person in zip(posts, people, strict=True):
        records.open_spans(subject=post, values={"holder": person.pk}, at=at, seq=1)
    return posts


def _post(row: NewSeat, place: int, columns: Mapping[str, int | None], day: date) -> Post:
    """A post of the row, standing at a place with the columns of that place; not kept yet."""
    title = checks.one_line(row.title, field="title", label=_("岗位名称"), limit=60)
    post = Post(
        organization_id=row.organization_id, title=title, role=row.role, area_id=place, valid_from=day
    )
    for level, pk in columns.items():
        setattr(post, level, pk)
    return post


@verb()
def set_up_courtyard(
    *,
    areas: Sequence[int],
    branch: str,
    head: str,
    head_phone: str,
    committee: str,
    actor: Actor,
    at: datetime,
    on: date | None = None,
) -> list[Organization]:
    """Branch, head and committee of one or several courtyards in one step; empty names are left out.

    A branch over several courtyards is a joint one. A head and a committee belong to exactly one courtyard. The head
    sits in the branch, or in the community body where there is no branch yet.
    """
    if not areas:
        raise Refused(_("请选择楼院。"), field="areas")
    if len(areas) > 1 and (head or committee):
        raise Refused(_("楼院长和自管会请逐个楼院登记，几个楼院只登记联建支部。"), field="head")
    if not (branch or head or committee):
        raise Refused(_("请至少填写一项。"), field="branch")
    rows = []
    if branch:
        kind = "joint_branch" if len(areas) > 1 else "party_branch"
        rows.append(NewBody(branch, kind, _seat_of(areas), tuple(areas)))
    if committee:
        rows.append(NewBody(committee, "self_management_committee", areas[0], (areas[0],)))
    made = found_many(rows=rows, actor=actor, at=at, on=on) if rows else []
    if head:
        body_id = made[0].pk if branch else _community_body(areas[0], on or checks.day_of(at))
        seat = NewSeat(body_id, _("楼院长"), "courtyard_head", areas[0], head, work_phone=head_phone)
        seat_many(rows=[seat], actor=actor, at=at, on=on)
    return made


def _seat_of(area_ids: Sequence[int]) -> int:
    """A joint branch sits in the community of its courtyards, a lone one in its own."""
    if len(area_ids) == 1:
        return area_ids[0]
    homes = {columns["community"] for columns in places.columns_for_many(area_ids).values()}
    community = homes.pop() if len(homes) == 1 else None
    if community is None:
        raise Refused(_("联建支部的楼院要在同一个社区。"), field="areas")
    return community


def _community_body(area_id: int, on: date) -> int:
    found = responsible_for(area_id, ["community_committee"], on)
    if not found:
        raise Refused(_("这个楼院的社区还没有登记居委会，请先登记单位。"), field="areas")
    return found[0].organization.pk


def _seat_data(post: Post, row: NewSeat, person: Person, day: date) -> dict[str, object]:
    return {
        "body": post.organization_id,
        "role": post.role,
        "area": post.area_id,
        "person": person.pk,
        "appointment_kind": row.kind,
        "from": day,
    }


def _check_seats(rows: Sequence[NewSeat]) -> None:
    for role in {row.role for row in rows}:
        checks.role(role)
    for row in rows:
        if row.kind not in AppointmentKind.values or row.kind in {
            AppointmentKind.MAIN,
            AppointmentKind.DEPUTY,
        }:
            raise Refused(_("批量设岗只登记兼任、交叉任职和借调。"), field="kind")
        if row.kind == AppointmentKind.SECONDMENT and (not row.basis or row.until is None):
            raise Refused(_("借调要写明批准依据和结束日期。"), field="basis")
        if row.person_id is None and not row.name.strip():
            raise Refused(_("请填写%(label)s。") % {"label": _("姓名")}, field="name")


def _people(rows: Sequence[NewSeat], actor: Actor, at: datetime) -> list[Person]:
    known = Person.objects.in_bulk({row.person_id for row in rows if row.person_id})
    new: list[Person] = []
    found: list[Person] = []
    for row in rows:
        if row.person_id:
            found.append(known[row.person_id])
            continue
        name = checks.one_line(row.name, field="name", label=_("姓名"), limit=40)
        phone = checks.office_phone(row.work_phone, field="work_phone")
        new.append(Person(name=name, initials=initials(fold(name)), work_phone=phone))
        found.append(new[-1])
    if new:
        bulk.append_first(new, names=["person.created"], actor=actor, at=at)
    return found
