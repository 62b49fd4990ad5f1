"""Thousands at once: lists of units and members that stood on rolls before the house had them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.spelling import fold, initials
from linli.domain.access import Actor
from linli.domain.rolls import State
from linli.organizations.errors import Refused
from linli.organizations.models import Organization, Person
from linli.organizations.services import checks
from linli.records import bulk
from linli.records.tx import verb
from linli.rolls import rules
from linli.rolls.models import OPEN_STATES, Membership


@dataclass(frozen=True)
class Entry:
    """One line of such a list: where, who, since when; for a member the unit he comes through."""

    area_id: int
    since: date
    organization_id: int | None = None
    person_id: int | None = None
    contact: str = ""
    note: str = ""
    said_members: int | None = None
    stage: str = ""


@verb()
def enrol(*, kind: str, entries: Sequence[Entry], actor: Actor, at: datetime) -> list[Membership]:
    """Put all on the roll; each row gets ``membership.applied`` … ``membership.enter`` as if typed alone.

    One wrong line refuses the whole list and says which. Holders standing on another roll are refused or left as a
    finding, as the kind says.
    """
    if not entries:
        return []
    places = {entry.area_id for entry in entries}
    kinds = {area_id: rules.kind_at(kind, area_id, at) for area_id in _one_for_each_city(places)}
    found, definition = next(iter(kinds.values()))
    _check(entries, found.holder, at)
    if found.second == "refuse":
        _no_second(kind, entries)
    columns = areas.columns_for_many(places)
    rows = [
        Membership(
            kind=kind,
            holder=found.holder,
            definition_id=definition.pk,
            organization_id=entry.organization_id,
            person_id=entry.person_id if found.holder == "member" else None,
            area_id=entry.area_id,
            state=State.ON_ROLL.value,
            applied_on=entry.since,
            received_on=entry.since,
            since=entry.since,
            contact=entry.contact,
            note=entry.note,
            said_members=entry.said_members,
            stage=entry.stage,
            **columns[entry.area_id],
        )
        for entry in entries
    ]
    return bulk.append_first(
        rows, names=("membership.enrolled",), actor=actor, at=at, data=lambda row: {"area": row.area_id, "on": row.since}
    )  # fmt: skip


def _one_for_each_city(places: set[int]) -> list[int]:
    """One place of each city: a mechanism is switched on for a city as a rule, and asking 77 times is slow."""
    columns = areas.columns_for_many(places)
    first: dict[int | None, int] = {}
    for area_id in sorted(places):
        first.setdefault(columns[area_id]["city"], area_id)
    return list(first.values())


def _check(entries: Sequence[Entry], holder: str, at: datetime) -> None:
    today = checks.day_of(at)
    bodies = set(
        Organization.objects.filter(
            pk__in={entry.organization_id for entry in entries if entry.organization_id}
        ).values_list("pk", flat=True)
    )
    seen: set[tuple[int, int | None, int | None]] = set()
    for number, entry in enumerate(entries, 1):
        who = entry.organization_id if holder == "unit" else entry.person_id
        key = (entry.area_id, entry.organization_id, entry.person_id)
        wrong = (
            _("没有填报到的单位或党员")
            if who is None
            else _("没有这个单位")
            if entry.organization_id and entry.organization_id not in bodies
            else _("报到日期在今天之后")
            if entry.since > today
            else _("与前面的一行重复")
            if key in seen
            else ""
        )
        if wrong:
            raise Refused(_("第%(number)s行：%(wrong)s。") % {"number": number, "wrong": wrong})
        seen.add(key)


def _no_second(kind: str, entries: Sequence[Entry]) -> None:
    wanted = [entry.person_id or entry.organization_id for entry in entries]
    standing = set(
        Membership.objects.filter(kind=kind, state__in=OPEN_STATES).values_list(
            "person_id" if entries[0].person_id else "organization_id", flat=True
        )
    )
    for number, holder in enumerate(wanted, 1):
        if holder in standing:
            raise Refused(_("第%(number)s行：已在别处报到，请先办理转出。") % {"number": number})
        standing.add(holder)


@verb()
def enter_people(*, names: Iterable[str], actor: Actor, at: datetime) -> list[Person]:
    """Many people by name alone, each with its event ``person.created``; for lists of members."""
    people = []
    for name in names:
        plain = checks.one_line(name, field="name", label=_("姓名"), limit=40)
        people.append(Person(name=plain, initials=initials(fold(plain))[:40], in_directory=False))
    return bulk.append_first(people, names=("person.created",), actor=actor, at=at)


__all__ = ["Entry", "enrol", "enter_people"]
