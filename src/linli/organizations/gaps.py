"""空白点 (B12): places where nobody answers, or where the seat that answers is empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.organizations.models import (
    Appointment,
    AppointmentKind,
    AreaLinkKind,
    Organization,
    OrgAreaLink,
    Post,
    on_day,
)

#: Places that need a body of their own; a building is answered for by its estate or community.
LEVELS = ("community", "estate")


@dataclass(frozen=True)
class Gap:
    """One place with something missing: ``no_body`` nobody answers, ``no_holder`` a body without people."""

    area: AreaSpan
    reason: str
    #: The body that answers but has nobody in it.
    organization: Organization | None = None


def gaps(area_id: int, on: date, *, levels: tuple[str, ...] = LEVELS) -> list[Gap]:
    """Communities and estates below a place where nobody is responsible on a day, in tree order.

    A community is answered for by a body linked to it as responsible or seated in it; an estate by a
    body linked to it (responsible or serving). A body counts only while it stands; one in which no
    post is held is a gap of its own kind. Five queries whatever the size of the subtree.
    """
    return _missing([row for row in areas.subtree(area_id, on) if row.level in levels], on)


def new_gaps(area_id: int, on: date, since: date) -> tuple[int, list[tuple[Gap, str]]]:
    """How many gaps there are below a place on a day, and those that were none on an earlier one.

    Each with the place in the words of the tree below ``area_id``. A place that was not there yet counts as new. Eight
    queries whatever the size of the subtree.
    """
    rows = {row.area_id: row for row in areas.subtree(area_id, on)}
    found = _missing([row for row in rows.values() if row.level in LEVELS], on)
    ids = [gap.area.area_id for gap in found]
    answering = _answering(ids, since)
    staffed = _staffed({body.pk for bodies in answering.values() for body in bodies}, since)
    missed = {one for one in ids if not any(body.pk in staffed for body in answering.get(one, []))}
    stood = {gap.area.area_id for gap in found if gap.area.valid_from <= since}
    return len(found), [
        (gap, _below(gap.area, rows, area_id)) for gap in found if gap.area.area_id not in missed & stood
    ]


def _below(row: AreaSpan, rows: dict[int, AreaSpan], top: int) -> str:
    """「清水桥社区建安小区」: the names between a place and the one that is looked at."""
    names: list[str] = []
    here: AreaSpan | None = row
    while here is not None and here.area_id != top:
        names.append(here.name)
        here = rows.get(here.parent_id) if here.parent_id else None
    return "".join(reversed(names)) or row.name


def _missing(places: list[AreaSpan], on: date) -> list[Gap]:
    answering = _answering([row.area_id for row in places], on)
    staffed = _staffed({body.pk for bodies in answering.values() for body in bodies}, on)
    found = []
    for row in places:
        bodies = answering.get(row.area_id, [])
        if not bodies:
            found.append(Gap(row, "no_body"))
        elif not any(body.pk in staffed for body in bodies):
            found.append(Gap(row, "no_holder", bodies[0]))
    return found


def _answering(ids: list[int], on: date) -> dict[int, list[Organization]]:
    """Bodies that answer for each place itself; not inherited, an estate is no gap-filler's shadow."""
    result: dict[int, list[Organization]] = {}
    kinds = (AreaLinkKind.RESPONSIBLE, AreaLinkKind.SERVES)
    for chunk in _chunks(ids):
        links = OrgAreaLink.objects.filter(
            on_day(on), on_day(on, "organization__"), area_id__in=chunk, kind__in=kinds
        )
        for link in links.select_related("organization"):
            result.setdefault(link.area_id, []).append(link.organization)
        for body in Organization.objects.filter(on_day(on), area_id__in=chunk):
            result.setdefault(body.area_id, []).append(body)
    return result


def _staffed(body_ids: set[int], on: date) -> set[int]:
    held = Appointment.objects.filter(on_day(on), post=OuterRef("pk")).exclude(kind=AppointmentKind.DEPUTY)
    found: set[int] = set()
    for chunk in _chunks(sorted(body_ids)):
        posts = Post.objects.filter(on_day(on), Exists(held), organization_id__in=chunk)
        found.update(posts.values_list("organization_id", flat=True))
    return found


def _chunks(ids: list[int], size: int = 500) -> list[list[int]]:
    # SQLite takes a limited number of parameters in one statement.
    return [ids[start : start + size] for start in range(0, len(ids), size)]
