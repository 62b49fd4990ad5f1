"""The only way a page gets an import or an export: by the one who brought it, or his body."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from linli.accounts import policy
from linli.domain.access import Scope
from linli.ledgers import registry
from linli.ledgers.models import Export, Gathering, Import, SheetFill


def get_target_for(scope: Scope, target_id: str) -> registry.Target:
    """A target the acting post may bring rows into. Raises Http404 or ``NotYours``."""
    try:
        target = registry.target(target_id)
    except KeyError as unknown:
        raise Http404 from unknown
    if not policy.may(scope, target.verb):
        raise policy.NotYours
    return target


def targets_for(scope: Scope) -> list[registry.Target]:
    """The targets offered to the acting post."""
    return [target for target in registry.targets() if policy.may(scope, target.verb)]


def get_outlet_for(scope: Scope, outlet_id: str) -> registry.Outlet:
    """A ledger the acting post may take out. Raises Http404 or ``NotYours``."""
    try:
        outlet = registry.outlet(outlet_id)
    except KeyError as unknown:
        raise Http404 from unknown
    if not policy.may(scope, outlet.verb):
        raise policy.NotYours
    return outlet


def outlets_for(scope: Scope) -> list[registry.Outlet]:
    """The ledgers offered to the acting post; those that need a choice made on their own page are not listed."""
    return [outlet for outlet in registry.outlets() if outlet.listed and policy.may(scope, outlet.verb)]


def _mine(scope: Scope) -> Q:
    own = Q(user_id=scope.user_id) if scope.user_id is not None else Q(pk__in=())
    return own | Q(body_id__in=scope.bodies)


def imports_for(scope: Scope) -> QuerySet[Import]:
    """Imports the acting post may see, newest first."""
    return Import.objects.filter(_mine(scope)).order_by("-pk")


def get_import_for(scope: Scope, import_id: int) -> Import:
    """One import, or Http404 when it is somebody else's: its rows hold what people wrote."""
    found = imports_for(scope).filter(pk=import_id).first()
    if found is None:
        raise Http404
    get_target_for(scope, found.target)
    return found


def get_export_for(scope: Scope, export_id: int) -> Export:
    """One export; only the one who asked for it may fetch it, for it shows what that person may see."""
    found = Export.objects.filter(pk=export_id, user_id=scope.user_id).first()
    if found is None or scope.user_id is None:
        raise Http404
    return found


def gatherings_for(scope: Scope) -> QuerySet[Gathering]:
    """Gatherings of the acting person and body, newest first."""
    return Gathering.objects.filter(_mine(scope)).order_by("-pk")


def get_gathering_for(scope: Scope, gathering_id: int) -> Gathering:
    """One gathering, or Http404 when it is somebody else's."""
    found = gatherings_for(scope).filter(pk=gathering_id).first()
    if found is None or not policy.may(scope, "ledger.import"):
        raise Http404
    return found


def fills_for(scope: Scope) -> QuerySet[SheetFill]:
    """Sheets the acting person had filled: they show what that person may see."""
    own = scope.user_id if scope.user_id is not None else -1
    return SheetFill.objects.filter(user_id=own).order_by("-pk")


def get_fill_for(scope: Scope, fill_id: int) -> SheetFill:
    """One filled sheet, of the same person only. Raises Http404."""
    found = fills_for(scope).filter(pk=fill_id).first()
    if found is None:
        raise Http404
    return found
