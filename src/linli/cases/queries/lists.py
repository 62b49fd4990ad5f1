"""Lists of cases in closed filter shapes, as shareable addresses; search; counts exact to 1,000.

A list is one range of (level column, stage, id). Place staff read by place, units by body: never by both at once, for
an OR over a million rows costs what a page may not cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from linli.accounts import policy
from linli.areas import queries as areas
from linli.cases.models import OPEN_STAGES, Case, Stage, Task, stage_of
from linli.cases.queries.today import rows_of as rows_of_today
from linli.definitions import get_library
from linli.domain.access import AreaRef, Scope
from linli.domain.calendar import day_start
from linli.domain.caseflow import State
from linli.domain.codes import record_id
from linli.records import search

LIMIT = 1000
#: As a state in an address: whatever is still owed.
OPEN = "open"
#: As a state in an address: whatever was not refused, withdrawn or joined to another.
COUNTED = "counted"
COUNTED_STAGES = (*OPEN_STAGES, Stage.CLOSED)
#: Orders a list may have; each ends in the key.
ORDERS = {"new": ("-id",), "old": ("id",), "due": ("next_due", "id")}


@dataclass(frozen=True)
class Filters:
    """What an address of a list may say; anything else in it is ignored, wrong values give an empty list."""

    stage: str = ""
    state: str = ""
    kind: str = ""
    category: str = ""
    urgency: str = ""
    channel: str = ""
    source: str = ""
    result: str = ""
    place: str = ""
    body: str = ""
    about: str = ""
    #: 来函: cases that came by one letter.
    bundle: str = ""
    #: A choice of a field of the kind: 「topic:urban」.
    choice: str = ""
    light: str = ""
    focus: str = ""
    fast: str = ""
    since: str = ""
    until: str = ""
    q: str = ""
    #: A heading of Today: exactly its rows.
    today: str = ""
    order: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """From the query of an address."""
        return cls(**{one.name: str(query.get(one.name, ""))[:64].strip() for one in fields(cls)})

    def as_query(self) -> dict[str, str]:
        """Only what is set, for a link."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}

    @property
    def ordering(self) -> tuple[str, ...]:
        """Column names for paging by key."""
        return ORDERS.get(self.order, ORDERS["new"])


def visible(scope: Scope) -> QuerySet[Case]:
    """The cases a post may list: those of its places, or, for posts without a place, those its body handles."""
    relations = policy.relations_for(scope, "case.view")
    if scope.view and "below" in relations:
        return areas.in_scope(Case.objects.all(), scope.view)
    if scope.bodies and "own" in relations:
        return _of_bodies(scope.bodies)
    return Case.objects.none()


def _of_bodies(bodies: frozenset[int]) -> QuerySet[Case]:
    helped = Task.objects.filter(body_id__in=bodies, lead_slot__isnull=True).exclude(state=Task.State.ENDED)
    return Case.objects.filter(Q(lead_body_id__in=bodies) | Q(pk__in=helped.values("case_id")))


def listed(scope: Scope, filters: Filters, at: datetime) -> QuerySet[Case]:
    """The rows of a list, with their lead bodies; order and paging are the caller's (``filters.ordering``)."""
    rows = rows_of_today(filters.today, scope, at) if filters.today else visible(scope)
    rows = rows.select_related("lead_body")
    if filters.q:
        rows = rows.filter(pk__in=_ids(scope, filters.q, limit=200))
    return _shape(_narrow(rows, filters), filters, at)


def _narrow(rows: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    equal = {
        "kind": filters.kind,
        "urgency": filters.urgency,
        "channel": filters.channel,
        "source": filters.source,
        "result": filters.result,
        "bundle": filters.bundle,
    }
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    worked_on = (filters.light or filters.order == "due") and not filters.today
    stage = filters.stage or (Stage.WORK if worked_on else "")
    if stage in Stage.values:  # only what is worked on has a date somebody is held to
        rows = rows.filter(stage=stage)
    if filters.state in (OPEN, COUNTED):
        rows = rows.filter(stage__in=OPEN_STAGES if filters.state == OPEN else COUNTED_STAGES)
    elif filters.state:
        known = filters.state in list(State)
        rows = rows.filter(state=filters.state, stage=stage_of(filters.state)) if known else rows.none()
    if filters.choice:
        rows = _choice(rows, filters)
    if filters.category:
        # Ids of categories are paths: property, property_pipe, property_pipe_drain.
        low, high = f"{filters.category}_", f"{filters.category}`"
        rows = rows.filter(Q(category=filters.category) | Q(category__gte=low, category__lt=high))
    for name, column in (("body", "lead_body_id"), ("about", "about_body_id")):
        value = getattr(filters, name)
        if value:
            wanted = record_id(value)
            rows = rows.none() if wanted is None else rows.filter(**{column: wanted})
    return rows


def _choice(rows: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    """Those of the kind with one choice; a field or code that the kind does not know gives an empty list."""
    name, _sep, code = filters.choice.partition(":")
    kind = get_library().case_kinds.get(filters.kind)
    known = next((one for one in kind.fields if one.id == name and one.options), None) if kind else None
    if known is None or code not in {option.id for option in known.options}:
        return rows.none()
    return rows.filter(**{f"fields__{name}": code})


def _shape(rows: QuerySet[Case], filters: Filters, at: datetime) -> QuerySet[Case]:
    if filters.place:
        place = record_id(filters.place)
        refs = () if place is None else areas.refs_for([place])
        rows = areas.in_scope(rows, refs)
    if filters.light == "late":
        rows = rows.filter(next_due__lt=at)
    elif filters.light == "near":
        rows = rows.filter(next_due__gte=at, next_due__lt=at + timedelta(days=3))
    if filters.focus:
        rows = rows.filter(focus=True)
    if filters.fast:
        rows = rows.filter(fast_lane=filters.fast == "1")
    if since := _day(filters.since):
        rows = rows.filter(reported_at__gte=day_start(since))
    if until := _day(filters.until):
        rows = rows.filter(reported_at__lt=day_start(until + timedelta(days=1)))
    if filters.order == "due":
        rows = rows.filter(next_due__isnull=False)
    return rows


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2100 else None


def find(scope: Scope, text: str, limit: int = 20) -> list[Case]:
    """B19 领导问一句: the newest cases whose text, place or number holds the words, within the reader's scope."""
    exact = visible(scope).filter(
        Q(code=text.strip().upper()) | Q(external_number=text.strip(), source__gt="")
    )
    found = list(exact.select_related("lead_body")[:1])
    ids = _ids(scope, text, limit=limit)
    rows = visible(scope).select_related("lead_body").filter(pk__in=ids).order_by("-pk")
    return [*found, *(row for row in rows[:limit] if row not in found)][:limit]


def _ids(scope: Scope, text: str, *, limit: int) -> list[int]:
    refs: list[AreaRef | str] = list(scope.view)
    if not refs:
        refs = [search.body_token(pk) for pk in sorted(scope.bodies)]
    return search.query("case", text, refs, limit) if refs else []


def count_to_thousand(rows: QuerySet[Case]) -> tuple[int, bool]:
    """(number, there are more): exact up to 1,000, then 「1,000+」."""
    found = rows.order_by()[: LIMIT + 1].count()
    return min(found, LIMIT), found > LIMIT
