"""Who may change what at which place, and the only way a view gets a mechanism."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from linli.definitions import get_library
from linli.definitions.schema import Mechanism
from linli.domain.access import AreaRef, Scope
from linli.mechanisms import places
from linli.records.errors import NotAllowed

#: Roles that decide whether a place works by a mechanism.
DECIDERS = frozenset({"system_admin", "street_leader", "district_officer", "organisation_officer"})


def get_mechanism(mechanism_id: str) -> Mechanism:
    """The mechanism of an address; everybody on the staff may read the library."""
    found = get_library().mechanisms.get(mechanism_id)
    if found is None:
        raise Http404(_("没有这项机制。"))
    return found


def decides(scope: Scope) -> bool:
    """Whether the person may switch anything on or off at all."""
    return bool(scope.roles & DECIDERS)


def own_refs(scope: Scope) -> tuple[AreaRef, ...]:
    """The places a person decides for. A system administrator fills in nothing, so what he sees counts."""
    return scope.fill or (scope.view if "system_admin" in scope.roles else ())


def home_area(scope: Scope) -> int | None:
    """The place whose state the cards show: the first one of the person's post."""
    refs = scope.fill or scope.view
    return refs[0].area_id if refs else None


def require_decides(scope: Scope, area_id: int) -> None:
    """Raise :class:`NotAllowed` unless the person decides for this place."""
    own = {ref.area_id for ref in own_refs(scope)}
    if not decides(scope) or not own & set(places.ancestors(area_id)):
        raise NotAllowed(_("启用和停用工作机制由街道负责人、区级经办人或系统管理员在自己的辖区内办理。"))
