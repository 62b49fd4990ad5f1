"""Reading clocks: of one subject, of a post or body, of a place; all by index, nothing computed from scratch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from linli.areas import queries as areas
from linli.clocks import computing
from linli.clocks.models import Deadline, Notice
from linli.clocks.words import explain, step_word
from linli.domain.access import Scope
from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.clock_life import Light, light

RUNNING = Deadline.State.RUNNING
#: Messages on one page.
PAGE = 30


@dataclass(frozen=True)
class Shown:
    """A deadline as a page shows it."""

    row: Deadline
    light: Light
    reasons: tuple[str, ...]

    @property
    def label(self) -> str:
        """The step's word."""
        return step_word(self.row.step, self.row.label)


def for_subject(kind: str, subject_id: int, part: str | None = None) -> list[Deadline]:
    """All deadlines of a subject (of one part, or all), earliest first; cancelled ones left out."""
    rows = Deadline.objects.filter(kind=kind, subject_id=subject_id).exclude(state=Deadline.State.CANCELLED)
    if part is not None:
        rows = rows.filter(part=part)
    return sorted(rows, key=lambda row: (row.part, row.due_at is None, row.due_at or row.pk))


def shown(rows: Iterable[Deadline], at: datetime) -> list[Shown]:
    """Deadlines with their light and the way to their date in words."""
    return [Shown(row, light_of(row, at), tuple(explain(row.steps))) for row in rows]


def light_of(row: Deadline, at: datetime) -> Light:
    """The light of a deadline: paused ones have their own, a waiting one is normal."""
    if row.state == Deadline.State.PAUSED:
        return Light.PAUSED
    if row.due_at is None or row.started_at is None:
        return Light.NORMAL
    return light(row.started_at, row.due_at, at, row.met_at, computing.rules_of(row).lights)


def next_due(kind: str, subject_ids: Iterable[int]) -> dict[int, Deadline]:
    """The earliest running deadline of each of many subjects; one query."""
    rows = Deadline.objects.filter(kind=kind, subject_id__in=list(subject_ids), state=RUNNING).order_by(
        "-due_at"
    )
    return {row.subject_id: row for row in rows}


def mine(scope: Scope, kind: str | None = None) -> QuerySet[Deadline]:
    """Running deadlines of the acting post and its bodies, earliest first."""
    running = Deadline.objects.filter(state=RUNNING)
    by_post = running.filter(post_id=scope.post_id)
    by_body = running.filter(body_id__in=sorted(scope.bodies))
    if scope.post_id and scope.bodies:
        # A union of two index ranges: SQLite answers the same question with OR by reading all that is open.
        rows = running.filter(pk__in=by_post.values("pk").union(by_body.values("pk")))
    elif scope.post_id or scope.bodies:
        rows = by_post if scope.post_id else by_body
    else:
        rows = Deadline.objects.none()
    return (rows.filter(kind=kind) if kind else rows).order_by("due_at", "pk")


def in_area(scope: Scope, kind: str | None = None) -> QuerySet[Deadline]:
    """Running deadlines of the places the scope may see, earliest first."""
    rows = areas.in_scope(Deadline.objects.filter(state=RUNNING), scope.view)
    return (rows.filter(kind=kind) if kind else rows).order_by("due_at", "pk")


def late(scope: Scope, at: datetime, *, own: bool = True, kind: str | None = None) -> QuerySet[Deadline]:
    """Past their due time, oldest first: of the acting post and bodies, or (``own=False``) of the places seen."""
    return (mine if own else in_area)(scope, kind).filter(due_at__lt=at)


def due_soon(
    scope: Scope, at: datetime, *, days: int = 3, own: bool = True, kind: str | None = None
) -> QuerySet[Deadline]:
    """Due from now to the end of the ``days``-th day after today (0: today only)."""
    return (mine if own else in_area)(scope, kind).filter(due_at__gte=at, due_at__lt=_end(at, days))


@dataclass(frozen=True)
class Counts:
    """How many are late, due today, due within three days, and open at all."""

    late: int
    today: int
    soon: int
    open: int


def counts(scope: Scope, at: datetime, *, own: bool = True, kind: str | None = None) -> Counts:
    """The numbers for the head of the desk, in one query."""
    found = (
        (mine if own else in_area)(scope, kind)
        .order_by()
        .aggregate(
            late=Count("pk", filter=Q(due_at__lt=at)),
            today=Count("pk", filter=Q(due_at__gte=at, due_at__lt=_end(at, 0))),
            soon=Count("pk", filter=Q(due_at__gte=_end(at, 0), due_at__lt=_end(at, 3))),
            open=Count("pk"),
        )
    )
    return Counts(**found)


def messages(scope: Scope, *, before: int | None = None, limit: int = PAGE) -> list[Notice]:
    """The newest messages of the acting post and its bodies."""
    rows = own_messages(scope)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def unread(scope: Scope, most: int = 99) -> int:
    """How many messages are unread, counted to ``most``."""
    return own_messages(scope).filter(read_at__isnull=True)[:most].count()


def own_messages(scope: Scope) -> QuerySet[Notice]:
    """All messages of the acting post and its bodies."""
    own = Q(post_id=scope.post_id) if scope.post_id else Q()
    if scope.bodies:
        own |= Q(body_id__in=sorted(scope.bodies))
    return Notice.objects.filter(own) if own else Notice.objects.none()


def _end(at: datetime, days: int) -> datetime:
    return datetime.combine(local_day(at) + timedelta(days=days + 1), time.min, SHANGHAI)
