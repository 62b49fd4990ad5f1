"""Changes of the working-day calendar, and what follows from them for the clocks that run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from linli.clocks import computing, notices, worktime
from linli.clocks.models import OPEN_STATES, CalendarChange, Deadline, Notice, WorkDay
from linli.definitions.calendars import CalendarFileError, read_notice
from linli.domain.access import SYSTEM, Actor
from linli.domain.calendar import SHANGHAI, DayKind, SpecialDay
from linli.domain.hours import WorkTime
from linli.records import registry
from linli.records import services as records
from linli.records.errors import LinliError
from linli.records.models import Subject
from linli.records.tx import verb

CHUNK = 100


@verb()
def load_notice(*, text: str, name: str, actor: Actor, at: datetime) -> CalendarChange:
    """Load the notice of a year from the text of a holiday file (the form of ``library/calendars``).

    It replaces what was known of the year. Open deadlines are computed anew by the next tick, or at once by
    :func:`recompute_for_calendar`. Raises LinliError with the place of a mistake in the file.
    """
    try:
        notice = read_notice(text, name)
    except CalendarFileError as error:
        raise LinliError(str(error)) from error
    change = _change(notice.title, notice.year, notice.number, actor, at)
    _days(change, notice.days)
    return change


@verb()
def set_local_days(*, days: Iterable[SpecialDay], title: str, actor: Actor, at: datetime) -> CalendarChange:
    """Lay single days over the notices: a local holiday, a day worked after all, a corrected one. Needs a title:
    the paper or decision it stands on."""
    listed = list(days)
    if not listed or not title.strip():
        raise LinliError("要写明哪些日子、依据什么")
    change = _change(title.strip(), None, "", actor, at)
    _days(change, listed)
    return change


def recompute_for_calendar(*, at: datetime) -> int:
    """Compute every open working-day deadline that stands on an older calendar anew; answers how many moved.

    Works in chunks and can be stopped at any time: what is done is marked with the calendar's version. A deadline
    that moved gets an event on its subject and a message to the one responsible.
    """
    times, version = worktime.current()
    total = 0
    while ids := list(_stale(version).values_list("pk", flat=True)[:CHUNK]):
        for pk in ids:
            total += _recompute_one(pk, times, version, at)
    return total


def _stale(version: int) -> QuerySet[Deadline]:
    rows = Deadline.objects.filter(working=True, state__in=OPEN_STATES, calendar__lt=version)
    return rows.order_by("calendar", "pk")


@verb()
def _recompute_one(pk: int, times: WorkTime, version: int, at: datetime) -> bool:
    plain = Deadline.objects.filter(pk=pk).first()
    if plain is None:
        return False
    subject = _lock_subject(plain)  # before the deadline: the lock order of the house
    row = records.lock(Deadline, pk)
    if row.calendar >= version or row.state not in OPEN_STATES:
        return False
    before = row.due_at
    moved = computing.again(row, times, version)
    computing.plan_warning(row, at)
    row.save()
    if moved and before:
        _announce(row, subject, before, at)
    return moved


def _lock_subject(row: Deadline) -> Subject | None:
    found = registry.subject_type(row.kind)
    if found is None or not issubclass(found.model, Subject):
        return None
    subject: Subject = records.lock(found.model, row.subject_id)
    return subject


def _announce(row: Deadline, subject: Subject | None, before: datetime, at: datetime) -> None:
    assert row.due_at is not None
    data = {"step_id": row.step, "before": _iso(before), "due": _iso(row.due_at)}
    if subject is not None:
        records.append(subject=subject, name="clock.moved", actor=SYSTEM, at=at, data=data)
    if row.post_id or row.body_id:
        notices.send(
            code="clock.moved",
            at=at,
            post_id=row.post_id,
            body_id=row.body_id,
            kind=row.kind,
            subject_id=row.subject_id,
            data=data,
            step=row.label or row.step,
            when=Notice.When.DIGEST,
        )


def _change(title: str, year: int | None, number: str, actor: Actor, at: datetime) -> CalendarChange:
    return CalendarChange.objects.create(
        year=year, title=title[:120], number=number[:40], at=at, user_id=actor.user_id, post_id=actor.post_id
    )


def _days(change: CalendarChange, days: Iterable[SpecialDay]) -> None:
    WorkDay.objects.bulk_create(
        WorkDay(change=change, day=item.day, kind=DayKind(item.kind).value, name=item.name[:40])
        for item in days
    )


def _iso(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")
