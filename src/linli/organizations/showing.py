"""Rows as the pages of this room show them; reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.domain.access import Scope
from linli.organizations import access, queries
from linli.organizations.forms import kind_label, role_label
from linli.organizations.gaps import Gap
from linli.organizations.models import Appointment, Organization, Person, Post, Tree, on_day

#: So many gaps are printed; the number above is exact.
GAPS_SHOWN = 500
#: The columns a full name is spoken from.
_CHAIN = ("city", "district", "street", "community", "estate")


def bodies(scope: Scope, filters: Mapping[str, Any], *, on: date) -> QuerySet[Organization]:
    """The bodies a filter bar asks for: inside one's own places, or everywhere when a name is searched."""
    kinds = [filters["kind"]] if filters.get("kind") else None
    rows = access.visible(queries.search_bodies(filters.get("q", ""), on=on, kinds=kinds), scope)
    return rows if filters.get("q") or not scope.view else areas.in_scope(rows, scope.view)


def body_page(scope: Scope, body: Organization, *, on: date) -> dict[str, Any]:
    """Everything of the page of one body."""
    links = queries.links_of(body.pk, on)
    chain = list(
        dict.fromkeys(pk for pk in (*(getattr(body, level) for level in _CHAIN), body.area_id) if pk)
    )
    names = areas.names([*chain, *(link.area_id for link in links)])  # one query for the place and the links
    seats, edges = queries.roster(body.pk, on), queries.around(body.pk, on)
    facts = [
        (_("类别"), kind_label(body.kind)),
        (_("所在地点"), "".join(names.get(pk, "") for pk in chain)),
        (_("办公电话"), body.phone or "—"),
        (_("统一社会信用代码"), body.credit_code or "—"),
        (_("成立日期"), body.valid_from.isoformat()),
    ]
    if not body.is_open:
        facts.append((_("撤销日期"), body.valid_to.isoformat()))
    return {
        "body": body,
        "facts": facts,
        "seats": [(seat, role_label(seat.post.role)) for seat in seats],
        "counts": queries.count_seats(seats),
        "links": [(link, names.get(link.area_id, "")) for link in links],
        "parents": [(Tree(row.tree).label, row.parent) for row in edges if row.child_id == body.pk],
        "children": [(Tree(row.tree).label, row.child) for row in edges if row.parent_id == body.pk],
        "may_edit": access.allows(scope, "organization.edit", body),
        "may_appoint": access.may_appoint(scope, body),
    }


def post_page(scope: Scope, post: Post, *, on: date) -> dict[str, Any]:
    """Everything of the page of one post."""
    rows = post.appointments.select_related("person").order_by("-valid_from", "-id")
    return {
        "post": post,
        "role": role_label(post.role),
        "place": areas.full_name(post.area_id),
        "acting": queries.holders(post.pk, on),
        "rows": rows,
        "may_appoint": access.may_appoint(scope, post.organization),
    }


def people_rows(people: Iterable[Person], *, on: date) -> list[tuple[Person, str]]:
    """People with what they do today in one line; one query for all."""
    found = list(people)
    acts = Appointment.objects.filter(on_day(on), person__in=found).select_related("post__organization")
    said: dict[int, list[str]] = {}
    for act in acts.order_by("id"):
        said.setdefault(act.person_id, []).append(f"{act.post.organization} {act.post.title}")
    return [(person, "；".join(said.get(person.pk, []))) for person in found]


def own_people(scope: Scope, *, on: date, limit: int = 30) -> list[tuple[Person, str]]:
    """Those who hold posts in bodies where this post may appoint: the first choice of a hand-over."""
    bodies_ = access.visible(Organization.objects.filter(on_day(on)), scope, "organization.appoint")
    held = Appointment.objects.filter(on_day(on), post__organization__in=bodies_).values("person")
    return people_rows(Person.objects.filter(pk__in=held).order_by("name", "pk")[:limit], on=on)


def successors(
    person: Person, acts: Iterable[Appointment], *, on: date, limit: int = 8
) -> list[tuple[Person, str]]:
    """Who may follow with one tap: deputies first, then colleagues of the same bodies."""
    held = list(acts)
    bodies_ = {act.post.organization_id for act in held}
    rows = (
        Appointment.objects.filter(on_day(on), post__organization__in=bodies_)
        .exclude(person=person)
        .select_related("person")
        .order_by("person_id")
    )
    posts = {act.post_id for act in held}
    found = {row.person: not (row.is_deputy and row.post_id in posts) for row in rows}
    nearest = sorted(found, key=lambda one: (found[one], one.name, one.pk))
    return people_rows(nearest[:limit], on=on)


#: What is missing where, in words.
GAP_WORDS = {"no_body": gettext_lazy("没有责任单位"), "no_holder": gettext_lazy("责任人空缺")}


def gap_rows(roots: Iterable[int], *, on: date) -> list[dict[str, Any]]:
    """The gaps below some places with their full names and what is missing, in words."""
    found: list[Gap] = [gap for root in roots for gap in queries.gaps(root, on)]
    names = areas.full_names([gap.area.area_id for gap in found[:GAPS_SHOWN]], on)
    return [
        {
            "area": gap.area,
            "name": names.get(gap.area.area_id, gap.area.name),
            "reason": str(GAP_WORDS[gap.reason]),
            "body": gap.organization,
        }
        for gap in found
    ]
