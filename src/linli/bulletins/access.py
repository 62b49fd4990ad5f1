"""The only way a page gets a bulletin: drafts are seen by the body that writes them, published ones by scope."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from linli.accounts import policy
from linli.bulletins.models import Bulletin, Edition
from linli.domain.access import Scope

_AROUND = ("issuer", "area", "definition")


def bulletins_for(scope: Scope) -> QuerySet[Bulletin]:
    """Bulletins the acting post may see."""
    rows = Bulletin.objects.select_related("issuer")
    unsigned = Q(editions_count=0) & ~Q(issuer__in=scope.bodies)
    return policy.filter(rows.exclude(unsigned), scope, "bulletin.view")


def get_bulletin_for(scope: Scope, bulletin_id: int, verb: str = "bulletin.view") -> Bulletin:
    """One bulletin. Raises Http404 where it may not be seen, ``NotYours`` when only the verb is refused."""
    row = Bulletin.objects.select_related(*_AROUND).filter(pk=bulletin_id).first()
    if row is None or not policy.allows(scope, "bulletin.view", row):
        raise Http404
    if row.editions_count == 0 and row.issuer_id not in scope.bodies:
        raise Http404
    if verb != "bulletin.view" and not may_act(scope, row, verb):
        raise policy.NotYours
    return row


def may_act(scope: Scope, row: Bulletin, verb: str) -> bool:
    """Its body writes it, and the role holds the verb."""
    return row.issuer_id in scope.bodies and policy.may(scope, verb)


def get_edition_for(scope: Scope, bulletin_id: int, number: int) -> Edition:
    """An edition of a bulletin that may be seen; old ones stay readable."""
    row = get_bulletin_for(scope, bulletin_id)
    edition = row.editions.select_related("paper").filter(number=number).first()
    if edition is None:
        raise Http404
    edition.bulletin = row
    return edition
