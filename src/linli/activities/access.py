"""The only way views get sessions and series."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from linli.accounts import policy
from linli.activities.models import Series, Session
from linli.domain.access import Scope


def sessions(scope: Scope) -> QuerySet[Session]:
    """The sessions this post may see: of its places, or of its body."""
    return policy.filter(Session.objects.all(), scope, "activity.view")


def series(scope: Scope) -> QuerySet[Series]:
    """The series this post may see."""
    return policy.filter(Series.objects.all(), scope, "activity.view")


def get_session_for(scope: Scope, pk: int, verb: str = "view") -> Session:
    """A session. Raises Http404 when it may not be seen, NotYours when only the verb is refused."""
    rows = Session.objects.select_related("organization", "membership", "series")
    row = rows.filter(pk=pk).first() if 0 < pk < 1 << 62 else None
    if row is None or not policy.allows(scope, "activity.view", row):
        raise Http404
    if verb != "view":
        policy.require(scope, f"activity.{verb}", row)
    return row


def get_series_for(scope: Scope, pk: int, verb: str = "view") -> Series:
    """A series. Raises Http404 when it may not be seen, NotYours when only the verb is refused."""
    row = Series.objects.select_related("organization").filter(pk=pk).first() if 0 < pk < 1 << 62 else None
    if row is None or not policy.allows(scope, "activity.view", row):
        raise Http404
    if verb != "view":
        policy.require(scope, f"activity.{verb}", row)
    return row
