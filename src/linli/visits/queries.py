"""The plan of a person, the check of quotas, visits of a place; lists, never a ranking of people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from linli.accounts import policy
from linli.areas import queries as areas
from linli.definitions.visits import VisitKind
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.mechanisms.models import Definition
from linli.organizations.models import Appointment, AppointmentKind, Post, on_day
from linli.visits import kinds
from linli.visits.models import Contact, Visit

DAYS_OF_PLAN = 200


@dataclass(frozen=True)
class Share:
    """So many contacts of a sort are asked of a person and so many he has."""

    to: str
    needed: int
    tied: int

    @property
    def missing(self) -> int:
        """How many are still to be tied."""
        return max(self.needed - self.tied, 0)

    @property
    def word(self) -> str:
        """「家庭」 …"""
        return str(Contact.To(self.to).label)


def quota(kind: VisitKind, post_id: int, on: date) -> list[Share]:
    """The quota of one person of a kind on a day, sort by sort."""
    rows = Contact.objects.filter(on_day(on), post_id=post_id, kind=kind.id)
    held = Counter(dict(rows.values("to").annotate(n=Count("pk")).values_list("to", "n")))
    return [Share(share.to, share.number, held[share.to]) for share in kinds.shares(kind, on)]


@dataclass(frozen=True)
class Due:
    """A contact in the plan of the period: how often it was seen, how often it should be."""

    contact: Contact
    done: int
    needed: int
    last: date | None

    @property
    def is_due(self) -> bool:
        """Still to be seen in this period."""
        return self.done < self.needed


def plan(post_id: int, at: datetime) -> list[Due]:
    """What the quota asks of one person in the period of today; those still to be seen first, then as tied."""
    today = local_day(at)
    rows = Contact.objects.filter(on_day(today), post_id=post_id).select_related("target", "definition")
    found = []
    for contact in rows.order_by("pk")[:DAYS_OF_PLAN]:
        kind = kinds.of_definition(contact.definition, contact.kind)
        found.append((contact, kind, needed(kind, today)))
    seen = _seen([(contact.pk, *kinds.period(kind, today)) for contact, kind, _n in found])
    dues = []
    for contact, _kind, asked in found:
        done, last = seen.get(contact.pk, (0, None))
        dues.append(Due(contact, done, asked, last))
    return sorted(dues, key=lambda due: (not due.is_due, due.contact.pk))


def _seen(wanted: list[tuple[int, date, date]]) -> dict[int, tuple[int, date | None]]:
    """Contact → visits within its period, last day; one query a period."""
    found: dict[int, tuple[int, date | None]] = {}
    for first, last in {(first, last) for _pk, first, last in wanted}:
        ids = [pk for pk, start, end in wanted if (start, end) == (first, last)]
        rows = Visit.objects.filter(contact_id__in=ids, on__range=(first, last)).values("contact_id")
        for row in rows.annotate(n=Count("pk"), last=Max("on")):
            found[row["contact_id"]] = (row["n"], row["last"])
    return found


@dataclass(frozen=True)
class Planned:
    """A contact of the period as a list shows it."""

    row: Contact
    place: str
    kind: str
    who: str
    done: int
    needed: int
    last: date | None

    @property
    def is_due(self) -> bool:
        """Still to be seen in this period."""
        return self.done < self.needed


def planned(scope: Scope, given: Mapping[str, Any], at: datetime) -> QuerySet[Contact]:
    """The visits the period asks for, of the posts the reader looks after. ``given``: kind, state (seen, not_yet), q,
    place, post."""
    today = local_day(at)
    rows = policy.filter(Contact.objects.filter(on_day(today)), scope, "visit.progress")
    if given.get("kind"):
        rows = rows.filter(kind=given["kind"])
    if given.get("post"):
        rows = rows.filter(post_id=given["post"])
    if given.get("place"):
        rows = areas.in_scope(rows, areas.refs_for([int(given["place"])]))
    if given.get("q"):
        text = str(given["q"]).strip()
        rows = rows.filter(
            Q(name__icontains=text) | Q(target__name__icontains=text) | Q(post__title__icontains=text)
        )
    if given.get("state") in ("seen", "not_yet"):
        enough = _seen_enough(rows, today)
        rows = rows.filter(enough) if given["state"] == "seen" else rows.exclude(enough)
    return rows.select_related("post__organization", "target", "definition")


def _seen_enough(rows: QuerySet[Contact], today: date) -> Q:
    """Contacts seen in the period as often as their own definition asks: the same count as :class:`Planned` has."""
    found = Q(pk__in=[])
    for definition in Definition.objects.filter(pk__in=rows.order_by().values("definition")):
        for kind in kinds.inside(definition):
            visits = Visit.objects.filter(contact=OuterRef("pk"), on__range=kinds.period(kind, today))
            # The n-th visit of the period exists: no counting of all.
            nth = visits.order_by("pk").values("pk")[needed(kind, today) - 1 :][:1]
            found |= Q(definition=definition, kind=kind.id) & Q(Exists(nth))
    return found


def needed(kind: VisitKind, on: date) -> int:
    """How often a contact is to be seen in a period; once where the kind does not say."""
    return (kind.visits_each.at(on) if kind.visits_each else None) or 1


def planned_counts(scope: Scope, given: Mapping[str, Any], at: datetime) -> tuple[int, int]:
    """(asked in the period, of these visited as often as asked); two queries."""
    rows = planned(scope, {name: value for name, value in given.items() if name != "state"}, at)
    found = rows.order_by().aggregate(
        every=Count("pk"), seen=Count("pk", filter=_seen_enough(rows, local_day(at)))
    )
    return found["every"], found["seen"]


def planned_lines(rows: Sequence[Contact], at: datetime) -> list[Planned]:
    """Rows of :func:`planned` in words; a few queries for all."""
    today = local_day(at)
    found = [(row, kinds.of_definition(row.definition, row.kind)) for row in rows]
    seen = _seen([(row.pk, *kinds.period(kind, today)) for row, kind in found])
    names = areas.full_names({row.area_id for row in rows}, top="community")
    people = _holders({row.post_id for row in rows}, today)
    return [
        Planned(
            row,
            names.get(row.area_id, ""),
            kinds.word(row.kind),
            people.get(row.post_id, str(row.post)),
            seen.get(row.pk, (0, None))[0],
            needed(kind, today),
            seen.get(row.pk, (0, None))[1],
        )
        for row, kind in found
    ]


def _holders(posts: set[int], on: date) -> dict[int, str]:
    acts = Appointment.objects.filter(on_day(on), post_id__in=posts).exclude(kind=AppointmentKind.DEPUTY)
    return {act.post_id: act.person.name for act in acts.select_related("person").order_by("-pk")}


@dataclass(frozen=True)
class Line:
    """One person's quota for his branch or office: what is missing, in the order of posts. ``seen``: as often as asked."""

    post: Post
    kind: str
    missing: list[Share]
    contacts: int
    seen: int


def progress(scope: Scope, at: datetime) -> list[Line]:
    """People of the reader's bodies and places with contacts: tied, missing, seen in the period. No order by number."""
    today = local_day(at)
    rows = policy.filter(Contact.objects.filter(on_day(today)), scope, "visit.progress")
    held = list(rows.select_related("post", "definition").order_by("post_id", "kind")[:3000])
    seen = _seen(
        [(row.pk, *kinds.period(kinds.of_definition(row.definition, row.kind), today)) for row in held]
    )
    groups: dict[tuple[int, str], list[Contact]] = {}
    for row in held:
        groups.setdefault((row.post_id, row.kind), []).append(row)
    return [_line(group, seen, today) for group in groups.values()]


def _line(group: list[Contact], seen: Mapping[int, Any], today: date) -> Line:
    kind = kinds.of_definition(group[0].definition, group[0].kind)
    tied = Counter(row.to for row in group)
    shares = kinds.shares(kind, today, group[0].definition)
    missing = [Share(one.to, one.number, tied[one.to]) for one in shares if tied[one.to] < one.number]
    enough = sum(1 for row in group if seen.get(row.pk, (0, None))[0] >= needed(kind, today))
    return Line(group[0].post, kinds.word(kind.id), missing, len(group), enough)


def listed(scope: Scope, given: Mapping[str, Any]) -> QuerySet[Visit]:
    """Visits the post may read: its own, and those of its branch or place by role. ``given``: kind, outcome, since,
    until."""
    rows = (
        policy.filter(Visit.objects.all(), scope, "visit.view") if policy.may(scope, "visit.view") else None
    )
    own = Q(post_id=scope.post_id)
    found = Visit.objects.filter(own) if rows is None else (rows | Visit.objects.filter(own))
    for name, column in (("kind", "kind"), ("outcome", "outcome")):
        if given.get(name):
            found = found.filter(**{column: given[name]})
    if given.get("since"):
        found = found.filter(on__gte=given["since"])
    if given.get("until"):
        found = found.filter(on__lte=given["until"])
    return found.select_related("contact__target", "case", "post")


@dataclass(frozen=True)
class Shown:
    """A visit in words; the note only for those who may read it."""

    row: Visit
    place: str
    kind: str
    note: str
    outcome: str


def shown(scope: Scope, rows: list[Visit]) -> list[Shown]:
    """Rows of a list in words."""
    names = areas.full_names({row.area_id for row in rows}, top="community")
    return [
        Shown(
            row,
            names.get(row.area_id, ""),
            kinds.word(row.kind),
            row.note if row.post_id == scope.post_id or policy.allows(scope, "visit.read", row) else "",
            outcome_word(row),
        )
        for row in rows
    ]


def outcome_word(row: Visit) -> str:
    """What followed, in words."""
    kind = kinds.every().get(row.kind)
    found = [one.names for one in kind.outcomes if one.id == row.outcome] if kind else []
    return str(found[0]) if found else ""


def facts(contact: Contact) -> dict[str, str]:
    """The facts of a contact (the caller asked the policy)."""
    found: dict[str, str] = json.loads(contact.facts) if contact.facts else {}
    return found


def count(kind: str, start: date, end: date, *, outcome: str | None = None, solved: bool = False) -> int:
    """Visits of a kind between two days (both included), or those with an outcome, or whose case was solved."""
    rows = Visit.objects.filter(kind=kind, on__range=(start, end))
    if outcome is not None:
        rows = rows.filter(outcome=outcome)
    if solved:
        return sum(1 for row in rows.select_related("case") if row.case is not None and row.case.is_solved)
    return rows.count()
