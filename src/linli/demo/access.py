"""The only way the page of printed figures gets its rows: the papers' values and where their records stand, read-only."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet

from linli.accounts import policy
from linli.bulletins.models import Bulletin
from linli.demo import figures, stamp
from linli.domain.access import Scope
from linli.indicators.models import Edition
from linli.organizations.models import Organization
from linli.reports.models import ReportedValue

#: Who reads for everybody what papers wrote (library/mechanisms/base.yaml, R38).
READER = "press_officer"


def may_read(scope: Scope | None) -> bool:
    """Is this the reading room of a loaded demonstration?"""
    if not settings.LINLI_DEMO or scope is None or READER not in scope.roles:
        return False
    return policy.may(scope, "organization.view") and stamp.read() is not None


def values(scope: Scope, form_ids: Iterable[str]) -> QuerySet[ReportedValue]:
    """Printed values of entries: of every real place, since a newspaper is open to all its readers."""
    if not may_read(scope):
        return ReportedValue.objects.none()
    wanted = set(form_ids) & set(figures.entries())
    return ReportedValue.objects.filter(
        form_id__in=wanted, current=True, origin=ReportedValue.Origin.PUBLISHED, body__area__origin="official"
    )


def editions(scope: Scope, rankings: Iterable[str]) -> QuerySet[Edition]:
    """Published tables of real places."""
    rows = Edition.objects.filter(
        ranking__in=set(rankings), state=Edition.State.PUBLISHED, area__origin="official"
    )
    return rows if may_read(scope) else rows.none()


def bodies(scope: Scope, names: Iterable[str]) -> QuerySet[Organization]:
    """Bodies of real places whose names begin like one of these; none for no name."""
    named = Q(pk=None)
    for name in names:
        named |= Q(name__startswith=name)
    rows = Organization.objects.filter(named, area__origin="official")
    return rows if may_read(scope) else rows.none()


def bulletins(scope: Scope) -> QuerySet[Bulletin]:
    """Published bulletins of what was reported."""
    rows = Bulletin.objects.filter(issuer__name__startswith="报道复现", editions_count__gt=0)
    return rows if may_read(scope) else rows.none()
