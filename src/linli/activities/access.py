"""The only way views get sessions and series."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from linli.accounts import policy
from linli.activities.models import Expected, Series, Session
from linli.domain.access import Scope
from linli.rolls.models import Membership


def sessions(scope: Scope) -> QuerySet[Session]:
    """The sessions this post may see: of its places, or of its body."""
    return policy.filter(Session.objects.all(), scope, "activity.view")


def shown(scope: Scope) -> QuerySet[Session]:
    """Those and the sessions to which a body of the post is asked as a guest."""
    if not policy.may(scope, "activity_guest.view"):
        return sessions(scope)
    return Session.objects.filter(
        Q(pk__in=sessions(scope).values("pk")) | Q(pk__in=asked(scope).values("session"))
    )


def asked(scope: Scope) -> QuerySet[Expected]:
    """What the bodies of the post are asked to, as units of a roll."""
    rows = Expected.objects.filter(membership__holder=Membership.Holder.UNIT)
    return policy.filter(rows, scope, "activity_guest.view")


def _invitation(scope: Scope, row: Session) -> Expected | None:
    """By which the post's own body is asked to a session; None where it is not."""
    if not policy.may(scope, "activity_guest.view"):
        return None
    found = asked(scope).filter(session=row).select_related("membership__organization")
    return found.order_by("pk").first()


def series(scope: Scope) -> QuerySet[Series]:
    """The series this post may see."""
    return policy.filter(Series.objects.all(), scope, "activity.view")


def get_session_for(scope: Scope, pk: int, verb: str = "view") -> Session:
    """A session. Raises Http404 when it may not be seen, NotYours when only the verb is refused."""
    row, _asked = get_session_and_invitation_for(scope, pk)
    if verb != "view":
        policy.require(scope, f"activity.{verb}", row)
    return row


def get_session_and_invitation_for(scope: Scope, pk: int) -> tuple[Session, Expected | None]:
    """A session, and by which the post's own body is asked to it. Raises Http404 when it may not be seen.

    A unit asked to it sees it as a guest: the verbs of the host stay refused.
    """
    rows = Session.objects.select_related("organization", "membership", "series")
    row = rows.filter(pk=pk).first() if 0 < pk < 1 << 62 else None
    if row is None:
        raise Http404
    asked = _invitation(scope, row)
    if asked is None and not policy.allows(scope, "activity.view", row):
        raise Http404
    return row, asked


def get_series_for(scope: Scope, pk: int, verb: str = "view") -> Series:
    """A series. Raises Http404 when it may not be seen, NotYours when only the verb is refused."""
    row = Series.objects.select_related("organization").filter(pk=pk).first() if 0 < pk < 1 << 62 else None
    if row is None or not policy.allows(scope, "activity.view", row):
        raise Http404
    if verb != "view":
        policy.require(scope, f"activity.{verb}", row)
    return row
