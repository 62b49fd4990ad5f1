"""Finding bodies and people by words, and naming them by id."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.areas.spelling import fold
from linli.organizations.models import Appointment, Organization, Person, Post, on_day


def search_bodies(text: str, *, on: date, kinds: Iterable[str] | None = None) -> QuerySet[Organization]:
    """Bodies by a part of the name, by pinyin initials or by credit code."""
    rows = Organization.objects.filter(on_day(on))
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    wanted = fold(text)[:60]
    if not wanted:
        return rows
    found = Q(name__icontains=wanted) | Q(short_name__icontains=wanted)
    if wanted.isascii() and wanted.isalnum():
        found |= Q(initials__startswith=wanted) | Q(credit_code=wanted.upper())
    return rows.filter(found)


def directory() -> QuerySet[Person]:
    """Those who work in the field: entered as staff, or in a post now or once.

    One known only by a roll (a member of the Party at his home) is no staff and found by nobody (trade.md 18).
    """
    held = Appointment.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(Q(in_directory=True) | Exists(held))


def search_people(text: str) -> QuerySet[Person]:
    """People by a part of the name, by pinyin initials or by staff number; those who left stay findable."""
    wanted = fold(text)[:40]
    rows = directory()
    if not wanted:
        return rows
    found = Q(name__icontains=wanted) | Q(staff_number=text.strip())
    if wanted.isascii() and wanted.isalpha():
        found |= Q(initials__startswith=wanted)
    return rows.filter(found)


def body_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of bodies by id; the resolver of event sentences."""
    return {body.pk: str(body) for body in Organization.objects.filter(pk__in=list(ids))}


def post_names(ids: Iterable[int]) -> dict[int, str]:
    """Titles of posts by id."""
    return dict(Post.objects.filter(pk__in=list(ids)).values_list("id", "title"))


def person_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of people by id."""
    return dict(Person.objects.filter(pk__in=list(ids)).values_list("id", "name"))
