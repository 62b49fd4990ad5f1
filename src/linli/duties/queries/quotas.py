"""Quotas of each holder (1 enterprise, 2 shops, 3 households) against what he has: asked, held, missing.

Asked are those who hold a post of the kind's roles in the place, also when they have nothing yet, and everybody who
has a duty of the kind there. What somebody has is counted wherever it lies: the quota is his, not the place's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import get_language

from linli.definitions.duties import DutyKind
from linli.duties import objects
from linli.duties.models import Duty, in_force
from linli.organizations.models import Appointment, AppointmentKind, Organization, Person, on_day


@dataclass(frozen=True)
class Group:
    """One group of a quota on a day: its word and how many each holder takes."""

    id: str
    word: str
    each: int


@dataclass(frozen=True)
class Total:
    """One group over all holders of a place."""

    group: Group
    asked: int
    held: int
    missing: int
    #: Holders who have too few of this group.
    short: int


@dataclass(frozen=True)
class Share:
    """One group of one holder."""

    word: str
    asked: int
    held: int

    @property
    def missing(self) -> int:
        """How many he still has to take."""
        return max(self.asked - self.held, 0)


@dataclass(frozen=True)
class Holder:
    """One holder with every group of the quota."""

    id: int
    key: str
    name: str
    body: str
    shares: tuple[Share, ...]
    #: Of what is held, how many lie where the reader does not see them: the list behind the figure leaves them out.
    hidden: int = 0

    @property
    def missing(self) -> int:
        """Over all groups."""
        return sum(share.missing for share in self.shares)


def groups(kind: DutyKind, on: date) -> list[Group]:
    """The groups a kind asks for on a day; none where it has no quota."""
    language = get_language() or "zh-hans"
    found = [(one.id, one.names.in_(language), one.amount.at(on) or 0) for one in kind.quotas]
    return [Group(*each) for each in found if each[2]]


def holders(kind: DutyKind, area_id: int, on: date) -> QuerySet[Any]:
    """Who is asked in a place on a day, with ``held_0`` … for the groups in their order."""
    inside = objects.below(area_id, on)
    own = Duty.objects.filter(inside, in_force(on), kind=kind.id)
    if kind.subject == "body":
        found = Q(Exists(own.filter(body=OuterRef("pk"))))
        if kind.body_kinds:
            found |= Q(inside, on_day(on), kind__in=kind.body_kinds)
        return _counted(Organization.objects.filter(found), kind, "b", on)
    found = Q(Exists(own.filter(person=OuterRef("pk"))))
    if kind.roles:
        found |= Q(Exists(_posts(kind, inside, on).filter(person=OuterRef("pk"))))
    return _counted(Person.objects.filter(found), kind, "p", on)


def _posts(kind: DutyKind, inside: Q, on: date) -> QuerySet[Appointment]:
    seated = Q(**{f"post__{name}": value for name, value in inside.children}) if inside else Q()  # type: ignore[misc]
    rows = Appointment.objects.filter(seated, on_day(on), on_day(on, "post__"), post__role__in=kind.roles)
    rows = rows.exclude(kind=AppointmentKind.DEPUTY)
    return rows.filter(post__organization__kind__in=kind.body_kinds) if kind.body_kinds else rows


def _counted(rows: QuerySet[Any], kind: DutyKind, letter: str, on: date) -> QuerySet[Any]:
    key = Concat(Value(letter), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    own = Duty.objects.filter(in_force(on), kind=kind.id, subject_key=key).order_by()
    for number, group in enumerate(groups(kind, on)):
        many = own.filter(quota=group.id).values("subject_key").annotate(n=Count("pk")).values("n")
        held = Coalesce(Subquery(many, output_field=IntegerField()), 0)
        rows = rows.annotate(**{f"held_{number}": held})
    return rows


def _too_few(known: list[Group]) -> Q:
    found = Q(pk__in=[])
    for number, group in enumerate(known):
        found |= Q(**{f"held_{number}__lt": group.each})
    return found


def chosen(kind: DutyKind, area_id: int, on: date, *, q: str = "", short: bool = False) -> QuerySet[Any]:
    """The holders a filter bar asks for."""
    return cut(holders(kind, area_id, on), kind, on, q=q, short=short)


def cut(rows: QuerySet[Any], kind: DutyKind, on: date, *, q: str = "", short: bool = False) -> QuerySet[Any]:
    """Rows of :func:`holders` by a part of the name, or those who have too few of some group."""
    text = q.replace("\x00", "").strip()[:40]
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(initials__startswith=text.lower()))
    return rows.filter(_too_few(groups(kind, on))) if short else rows


def totals(
    kind: DutyKind, area_id: int, on: date, rows: QuerySet[Any] | None = None
) -> tuple[int, int, list[Total]]:
    """(holders, those short of something, each group over all of them); one query over ``rows`` of :func:`holders`."""
    known = groups(kind, on)
    if not known:
        return 0, 0, []
    rows = holders(kind, area_id, on) if rows is None else rows
    wanted: dict[str, Any] = {"all": Count("pk"), "too_few": Count("pk", filter=_too_few(known))}
    for number, group in enumerate(known):
        name = f"held_{number}"
        less = Q(**{f"{name}__lt": group.each})
        wanted[f"sum_{number}"] = Sum(name)
        wanted[f"short_{number}"] = Count("pk", filter=less)
        wanted[f"missing_{number}"] = Sum(Case(When(less, then=Value(group.each) - F(name)), default=0))
    got = rows.aggregate(**wanted)
    found = [
        Total(
            group,
            group.each * got["all"],
            got[f"sum_{number}"] or 0,
            got[f"missing_{number}"] or 0,
            got[f"short_{number}"],
        )
        for number, group in enumerate(known)
    ]
    return got["all"], got["too_few"], found


def lines(kind: DutyKind, rows: Iterable[Any], on: date, among: QuerySet[Duty] | None = None) -> list[Holder]:
    """Rows of :func:`holders` in words; one more query for the posts of people.

    ``among``: the duties the reader may see; one more query tells how many of each holder's he does not.
    """
    found, known = list(rows), groups(kind, on)
    letter = "b" if kind.subject == "body" else "p"
    hidden = _hidden(kind, [f"{letter}{row.pk}" for row in found], on, among)
    where = _bodies(kind, found, on) if letter == "p" else {}
    return [
        Holder(
            row.pk,
            f"{letter}{row.pk}",
            str(row),
            where.get(row.pk, ""),
            tuple(
                Share(group.word, group.each, getattr(row, f"held_{number}"))
                for number, group in enumerate(known)
            ),
            hidden.get(f"{letter}{row.pk}", 0),
        )
        for row in found
    ]


def _hidden(kind: DutyKind, keys: list[str], on: date, among: QuerySet[Duty] | None) -> dict[str, int]:
    """How many duties in a group of the quota lie outside ``among``, by holder."""
    if among is None:
        return {}
    wanted = [group.id for group in groups(kind, on)]
    rows = Duty.objects.filter(in_force(on), kind=kind.id, subject_key__in=keys, quota__in=wanted)
    unseen = rows.exclude(pk__in=among.filter(kind=kind.id, subject_key__in=keys).values("pk")).order_by()
    return dict(unseen.values_list("subject_key").annotate(n=Count("pk")))


def _bodies(kind: DutyKind, people: list[Person], on: date) -> dict[int, str]:
    acts = Appointment.objects.filter(on_day(on), person__in=people).select_related("post__organization")
    found: dict[int, str] = {}
    for act in sorted(acts, key=lambda one: (one.post.role in kind.roles, -one.pk)):
        found[act.person_id] = f"{act.post.organization} {act.post.title}"
    return found
