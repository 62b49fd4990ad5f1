"""The only way the page of printed figures gets its rows: the papers' values, read-only, for the reading room."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet

from linli.accounts import policy
from linli.demo import figures, stamp
from linli.domain.access import Scope
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
