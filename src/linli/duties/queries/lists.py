"""The list of duties: filters, order, and lines with names read in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.domain.access import Scope
from linli.domain.codes import record_id
from linli.duties import kinds, objects
from linli.duties.models import Duty, in_force
from linli.organizations.models import Organization, Person

ORDERS = {
    "new": ("-id",),
    "old": ("id",),
    "ends": ("ends_on", "id"),
    "-ends": ("-ends_on", "-id"),
    "from": ("valid_from", "id"),
    "-from": ("-valid_from", "-id"),
}
STATES = ("now", "gone", "ended", "all")


@dataclass(frozen=True)
class Filters:
    """What the filter bar says; unknown values are left out."""

    kind: str = ""
    q: str = ""
    place: int | None = None
    body: int | None = None
    person: int | None = None
    state: str = "now"
    order: str = "new"

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Filters:
        """From a query string or the stored parameters of an export."""

        def number(name: str) -> int | None:
            return record_id(params.get(name) or "")

        order = str(params.get("sort") or params.get("order") or "new")
        state = str(params.get("state") or "now")
        kind = str(params.get("kind") or "")
        return cls(
            kind=kind if kind in kinds.every() else "",
            q=str(params.get("q") or "").replace("\x00", "").strip()[:40],
            place=number("place"),
            body=number("body"),
            person=number("person"),
            state=state if state in STATES else "now",
            order=order if order in ORDERS else "new",
        )

    @property
    def ordering(self) -> tuple[str, ...]:
        """The order for key paging."""
        return ORDERS[self.order]


def listed(scope: Scope, filters: Filters, on: date, verb: str = "duty.view") -> QuerySet[Duty]:
    """The duties a post may see, by the filters."""
    rows = policy.filter(Duty.objects.all(), scope, verb)
    rows = rows.filter(_state(filters.state, on))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.place:
        rows = rows.filter(objects.below(filters.place, on))
    if filters.body:
        rows = rows.filter(body_id=filters.body)
    if filters.person:
        rows = rows.filter(person_id=filters.person)
    return rows.filter(_words(filters.q)) if filters.q else rows


def _state(state: str, on: date) -> Q:
    return {
        "now": in_force(on),
        "gone": Q(valid_from__lte=on, ends_on__lte=on, valid_to__gt=on),
        "ended": Q(valid_to__lte=on),
    }.get(state, Q())


def _words(text: str) -> Q:
    """By the holder's name or initials, or the unit's name; names first so that no join multiplies."""
    people = Person.objects.filter(Q(name__icontains=text) | Q(initials__startswith=text.lower()))
    bodies = Organization.objects.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
    return Q(person_id__in=people.values("pk")) | Q(body_id__in=bodies.values("pk"))


@dataclass(frozen=True)
class Line:
    """One row of a list, in words."""

    duty: Duty
    kind: str
    object: str
    holder: str
    title: str
    body: str
    phone: str
    state: str
    tone: str


def lines(rows: Iterable[Duty], on: date, *, name: str = "") -> list[Line]:
    """Rows with their names; needs person, post and body loaded; one or two queries for the objects.

    ``name``: what to call the object where all rows are of the one whose page it is; no query then.
    """
    found = list(rows)
    names = {} if name else objects.names((row.object_kind, row.object_id) for row in found)
    return [_line(row, name or names.get((row.object_kind, row.object_id), ""), on) for row in found]


def _line(row: Duty, name: str, on: date) -> Line:
    state, tone = state_of(row, on)
    return Line(
        duty=row,
        kind=kinds.word(row.kind),
        object=name or _("（已撤销的对象）"),
        holder=row.person.name if row.person else str(row.body),
        title=row.post.title if row.post else "",
        body=str(row.body),
        phone=(row.person.work_phone if row.person else "") or row.body.phone,
        state=state,
        tone=tone,
    )


def state_of(row: Duty, on: date) -> tuple[str, str]:
    """The state in a word, and its tone."""
    if row.ended:
        return str(Duty.Ended(row.ended).label), "plain"
    if row.valid_from > on:
        return _("未开始"), "info"
    if row.valid_to <= on:
        return _("已到期"), "warn"
    return (_("责任人空缺"), "bad") if row.ends_on <= on else (_("在任"), "good")


def with_names(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """The joins that lines need."""
    return rows.select_related("person", "post", "body")


__all__ = ["Filters", "Line", "lines", "listed", "state_of", "with_names"]
