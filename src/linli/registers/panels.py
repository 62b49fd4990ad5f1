"""What registers show on the pages of places, bodies and people: counts and links, never a sensitive row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.access import AreaRef, Scope
from linli.domain.calendar import local_day
from linli.organizations.models import Appointment
from linli.registers import access, kinds, queries
from linli.registers.models import RegisterItem

#: Registers named on a page; more stand on the page of registers.
_NAMED = 12


def of_place(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """The registers with rows in a place, each with its count."""
    span = areas.span(area_id)
    if span is None or not policy.may(scope, "register_item.view"):
        return None
    rows = areas.in_scope(_live(scope), (AreaRef(span.level, area_id),))
    return _counted(scope, rows, at, query=f"place={area_id}")


def of_body(scope: Scope, body_id: int, at: datetime) -> dict[str, Any] | None:
    """The things a body looks after."""
    return _counted(scope, _live(scope).filter(keeper_body_id=body_id), at, query=f"by_body={body_id}")


def of_person(scope: Scope, person_id: int, at: datetime) -> dict[str, Any] | None:
    """The things the posts of a person look after today."""
    on = local_day(at)
    held = Appointment.objects.filter(Q(valid_from__lte=on) & Q(valid_to__gt=on), person_id=person_id)
    posts = sorted(set(held.values_list("post_id", flat=True)))
    query = f"by_post={','.join(map(str, posts))}"
    return _counted(scope, _live(scope).filter(keeper_post__in=posts), at, query=query)


def _live(scope: Scope) -> queries.Items:
    rows = RegisterItem.objects.filter(ended_on=None, concealed=False)
    return policy.filter(rows, scope, "register_item.view")


def _counted(scope: Scope, rows: queries.Items, at: datetime, query: str = "") -> dict[str, Any] | None:
    found = rows.order_by().values_list("kind").annotate(n=Count("pk"))[:_NAMED]
    known = {kind.id: kind for kind in kinds.shipped_kinds()}
    named = []
    for kind_id, count in sorted(found):
        kind = known.get(kind_id)
        if kind is None:
            continue
        below = 0 if access.sees_rows(scope, kind) else queries.hidden_below(kind, local_day(at))
        said = f"<{below}" if count < below else f"{count:,}"
        named.append({"id": kind_id, "label": kinds.label(kind_id), "count": said})
    return {"rows": named, "query": query} if named else None


OF: dict[str, Callable[[Scope, int, datetime], dict[str, Any] | None]] = {
    "area": of_place,
    "organization": of_body,
    "person": of_person,
}
